# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Nobody names a partner that they may not see: what Odoo copies of it would tell about it."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SuiteCase


@tagged("post_install", "-at_install")
class TestNamedPartners(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = (
            "keqing_customer.group_customer_user",
            "sales_team.group_sale_salesman_all_leads",
            "base.group_partner_manager",
            "account.group_account_invoice",
        )
        cls.user = new_test_user(cls.env, "suite_salesperson", ",".join(groups))
        groups = ("keqing_customer.group_customer_manager", *groups[1:])
        cls.keeper = new_test_user(cls.env, "suite_keeper", ",".join(groups))
        cls.type = cls.env["keqing.customer.type"].create({"name": "Inn"})

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_hidden_partners_are_not_named(self):
        customer_type = self.env["keqing.customer.type"].create({"name": "Inn"})
        hidden = self.env["res.partner"].create(
            {"name": "Hidden", "keqing_customer_type_id": customer_type.id}
        )
        self.assertFalse(hidden.with_user(self.user).has_access("read"))
        for model, name in self._partner_fields():
            record = self.samples.get(model._name).with_user(self.user)
            with self.subTest(model=model._name, field=name):
                for call in (record.write, record.create):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        call({name: hidden.id})
                empty = record.browse()
                named = empty.with_context(**{f"default_{name}": hidden.id})
                for each in (record, empty):
                    with self.assertRaises(AccessError):
                        each.onchange({name: hidden.id}, [name], {name: {}})
                with self.assertRaises(AccessError):
                    named.onchange({}, [], {name: {}})
                with self.assertRaises(AccessError):
                    named.create({})
                self.env["ir.default"].set(model._name, name, hidden.id, user_id=self.user.id)
                with self.assertRaises(AccessError):
                    empty.create({})
                with self.assertRaises(AccessError):
                    empty.onchange({}, [], {name: {}})
                self.env["ir.default"].search([("user_id", "=", self.user.id)]).unlink()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_leads_are_not_converted_to_hidden_partners(self):
        hidden = self.env["res.partner"].create(
            {
                "name": "Hidden",
                "keqing_customer_type_id": self.samples.get("keqing.customer.type").id,
            }
        )
        self.assertFalse(hidden.with_user(self.user).has_access("read"))
        lead = self.env["crm.lead"].create(
            {"name": "Wine", "type": "lead", "user_id": self.user.id}
        )
        wizard = self.env["crm.lead2opportunity.partner"].with_user(self.user)
        wizard = wizard.with_context(active_ids=lead.ids, active_id=lead.id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            values = {"lead_id": lead.id, "name": "convert", "action": "exist"}
            wizard.create({**values, "partner_id": hidden.id}).action_apply()
        self.assertFalse(lead.partner_id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_no_form_of_any_shape_names_them(self):
        """An id is a number: not what the database or the ORM would take for one."""
        hidden, visible = self._partner("Hidden", self.type), self._partner("Visible")
        for model in ("crm.lead", "sale.order"):
            record = self.samples.get(model).with_user(self.user)
            made = self.samples.minimal(self.env[model]) | {"user_id": self.user.id}
            for partner in (hidden, visible):
                told = partner == visible
                for value in (partner.id, {"id": partner.id}, {"parent_id": partner.id}):
                    with self.subTest(model=model, told=told, onchange=value):
                        call = [{"partner_id": value}, ["partner_id"], {"partner_id": {}}]
                        self._check(told, record.browse().onchange, *call)
                        self._check(told, record.onchange, *call)
                with self.subTest(model=model, told=told, write="a number"):
                    self._check(told, record.create, {**made, "partner_id": partner.id})
                for value in (str(partner.id), float(partner.id), f" {partner.id}"):
                    with self.subTest(model=model, told=told, write=value):
                        self._check(False, record.create, {**made, "partner_id": value})
                        self._check(False, record.write, {"partner_id": value})
        team = self.env["res.partner"].with_user(self.user).browse()
        for value in ([str(hidden.id)], [[4, str(hidden.id)]], [[6, 0, [str(hidden.id)]]]):
            with self.subTest(children=value):
                self._check(False, team.create, {"name": "Above", "child_ids": value})
        for shown in (
            {"order_id": {"id": False, "partner_id": hidden.id}},
            {"order_id": {"partner_id": {"id": hidden.id}}},
        ):
            with self.subTest(around_a_line=shown):
                line = self.env["sale.order.line"].with_user(self.user)
                self._check(False, line.onchange, shown, ["order_id"], {"order_id": {}})

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_what_is_stored_is_looked_at_again(self):
        """Where a partner gets in by a form of a value that nobody thought of."""
        hidden = self._partner("Hidden", self.type)
        lead = self.samples.get("crm.lead")
        named = "odoo.addons.keqing_customer.models.mixins.keqing_reader_mixin._named_partners"
        Lead = lead.with_user(self.user)
        with patch(named, return_value=[]):
            self._check(False, Lead.create, {"name": "Wine", "partner_id": hidden.id})
            self._check(False, Lead.write, {"partner_id": hidden.id})

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_forms_are_not_opened_on_what_is_hidden(self):
        """Neither by a number in the context nor by a list or a line."""
        hidden, visible = self._partner("Hidden", self.type), self._partner("Visible")
        for partner in (hidden, visible):
            for model, name, value in (
                ("calendar.event", "partner_ids", [Command.set(partner.ids)]),
                ("calendar.event", "partner_ids", partner.ids),
                ("crm.lead", "partner_id", {"id": partner.id}),
                ("crm.lead", "order_ids", [Command.create({"partner_id": partner.id})]),
                ("sale.order", "message_partner_ids", partner.ids),
            ):
                form = self.env[model].with_user(self.user)
                field = form._fields[name]
                if not (field.store and field.relational):
                    continue
                form = form.with_context(**{f"default_{name}": value})
                with self.subTest(model=model, default=value, told=partner == visible):
                    self._check(partner == visible, form.onchange, {}, [], {name: {}})

    def _check(self, told, call, *arguments):
        """A call is refused in words, or answered."""
        with self.env.cr.savepoint() as savepoint:
            if told:
                call(*arguments)
            else:
                with self.assertRaises(AccessError):
                    call(*arguments)
            self.env.invalidate_all(flush=False)
            savepoint.rollback()

    def _partner(self, name, customer_type=None):
        values = {"keqing_customer_type_id": customer_type.id} if customer_type else {}
        partner = self.env["res.partner"].create({"name": name, **values})
        self.assertEqual(partner.with_user(self.user).has_access("read"), not customer_type)
        return partner

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_no_form_is_filled_with_what_is_hidden(self):
        """Whatever form names it, straight or on a line, it is refused; another one is not."""
        hidden, visible = self._partner("Hidden", self.type), self._partner("Visible")
        self.assertFalse(hidden.with_user(self.keeper).has_access("read"))
        answered = set()
        for model, name, shape in self._ways_to_name():
            form = model.with_user(self.keeper)
            if not form.has_access("create"):
                continue
            for partner in (hidden, visible):
                call = [{name: shape(partner)}, [name], {name: {}}]
                with self.subTest(model=model._name, field=name, told=partner == visible):
                    if partner == hidden:
                        self._check(False, form.onchange, *call)
                        continue
                    try:
                        self._check(True, form.onchange, *call)
                        answered.add(model._name)
                    except Exception as error:  # a form that needs more than this to be filled
                        self.assertNotIsInstance(error, AccessError)
        self.assertLessEqual({"crm.lead", "sale.order", "calendar.event"}, answered)

    def _ways_to_name(self):
        """Each (model, field, shape of a value) by which a form names a partner, or its line."""
        models = [each for each in self.extended_models if hasattr(each, "_stored_partners")]
        models += [
            self.env[name] for name in ("calendar.event", "mail.activity", "sale.order.line")
        ]
        for model in self.our_models + models:
            for field in model._fields.values():
                if not field.store:
                    continue
                for shape in self._shapes(field):
                    yield model, field.name, shape
                if field.type != "one2many":
                    continue
                for part in self.env[field.comodel_name]._fields.values():
                    for shape in self._shapes(part):
                        yield (
                            model,
                            field.name,
                            lambda partner, name=part.name, shape=shape: [
                                Command.create({name: shape(partner)})
                            ],
                        )

    def _shapes(self, field):
        """How a value names a partner."""
        if not field.store or field.comodel_name != "res.partner":
            return
        if field.type == "many2one":
            yield lambda partner: partner.id
            yield lambda partner: {"id": partner.id}
        elif field.type == "many2many":
            yield lambda partner: [Command.set(partner.ids)]
            yield lambda partner: [Command.link(partner.id)]

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_forms_show_nothing_hidden(self):
        """What a form of ours names is hidden from its user: nothing on it is told."""
        for model, field in self._form_fields():
            named = self.samples.get(field.comodel_name)
            value = [Command.set(named.ids)] if field.type == "many2many" else named.id
            values = {**self.samples.minimal(model), field.name: value}
            form = model.with_user(self.highest)
            made = form.sudo().create(values).sudo(False)
            calls = {
                "create": lambda form=form, values=values: form.create(values),
                "write": lambda made=made, field=field, value=value: made.write(
                    {field.name: value}
                ),
                "onchange": lambda form=form, field=field, value=value: form.onchange(
                    {field.name: value}, [field.name], {field.name: {}}
                ),
                "default": lambda form=form, field=field, value=value: form.with_context(
                    **{f"default_{field.name}": value}
                ).onchange({}, [], {field.name: {}}),
            }
            for name, call in calls.items():
                subtest = self.subTest(model=model._name, field=field.name, way=name)
                with subtest, self.env.cr.savepoint() as savepoint:
                    if named.with_user(self.highest).has_access("read"):
                        call()
                    self._hide(field.comodel_name)
                    with self.assertRaises(AccessError):
                        call()
                    savepoint.rollback()
                self.env.registry.clear_cache()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_no_record_is_filled_with_what_hidden_ones_of_ours_say(self):
        """A complaint, a visit, … is a number that is typed in: its words are not the answer."""
        tried = set()
        for model in self.our_models:
            form = model.with_user(self.highest)
            if model._transient or not form.has_access("read"):
                continue
            for field in model._fields.values():
                if not (
                    field.store
                    and field.type == "many2one"
                    and hasattr(self.env[field.comodel_name], "_is_anchor")
                ):
                    continue
                named = self.samples.get(field.comodel_name)
                default = form.with_context(**{f"default_{field.name}": named.id})
                calls = [
                    (form.onchange, {field.name: named.id}, [field.name], {field.name: {}}),
                    (form.onchange, {field.name: {"id": named.id}}, [field.name], {field.name: {}}),
                ]
                if not field.readonly:  # what our code writes has no default of people
                    calls.append((default.onchange, {}, [], {field.name: {}}))
                tried.add(field.comodel_name)
                with self.env.cr.savepoint() as savepoint:
                    self._hide(field.comodel_name)
                    for number, call in enumerate(calls):
                        with self.subTest(model=model._name, field=field.name, way=number):
                            self._check(False, *call)
                    savepoint.rollback()
                self.env.registry.clear_cache()
        if "keqing.visit" in self.env:
            self.assertIn("keqing.visit", tried)

    def _hide(self, model_name):
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id(model_name),
                "domain_force": "[(0, '=', 1)]",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def _form_fields(self):
        """Each field by which a form of ours names what it is about."""
        subjects = {"res.partner", "crm.lead"}
        subjects |= {
            model._name
            for model in self.our_models
            if not model._transient and {"partner_id", "user_id", "company_id"} & {*model._fields}
        }
        found = [
            (model, field)
            for model in self.our_models
            for field in model._fields.values()
            if model._transient and field.store and field.type in ("many2one", "many2many")
            if field.comodel_name in subjects and not field.compute
            if model.with_user(self.highest).has_access("create")
        ]
        self.assertLessEqual(
            {"keqing.succession", "keqing.quick.assessment", "keqing.evaluation.override"},
            {model._name for model, __ in found},
        )
        return found

    def _partner_fields(self):
        """Each field by which a model of Odoo copies what is known of a partner.

        Records of ours follow their customer by rules, see ``keqing.customer.record.mixin``.
        """
        found = [
            (model, field.name)
            for model in self.extended_models
            if hasattr(model, "_check_partners_readable")
            for field in model._fields.values()
            if field.type == "many2one" and field.comodel_name == "res.partner" and field.store
            if not field.readonly and not field.compute and not field.related
        ]
        self.assertLessEqual(
            {"crm.lead", "sale.order", "account.move", "res.partner"},
            {model._name for model, __ in found},
        )
        return found
