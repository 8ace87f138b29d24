# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Nobody names a partner that they may not see: what Odoo copies of it would tell about it."""

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
    def test_no_form_is_filled_with_what_is_hidden(self):
        """Whatever form names it, straight or on a line, nothing of a hidden partner is told."""
        told = {
            name: f"Canary {name}"
            for name in ("name", "phone", "email", "street", "vat", "keqing_legal_representative")
        }
        customer_type = self.env["keqing.customer.type"].create({"name": "Inn"})
        hidden = self.env["res.partner"].create(
            {**told, "keqing_customer_type_id": customer_type.id}
        )
        self.assertFalse(hidden.with_user(self.keeper).has_access("read"))
        for model, name, value in self._ways_to_name(hidden):
            form = model.with_user(self.keeper)
            if not form.has_access("create"):
                continue
            with self.subTest(model=model._name, field=name), self.env.cr.savepoint() as savepoint:
                self.env.invalidate_all()
                try:
                    answer = form.onchange({name: value}, [name], self._everything(form, depth=1))
                except Exception:  # a form that Odoo cannot fill tells nothing either
                    answer = None
                self.assertNotIn("Canary", repr(answer))
                savepoint.rollback()

    def _ways_to_name(self, partner):
        """Each (model, field, value) by which a form names a partner, straight or on a line."""
        models = [each for each in self.extended_models if hasattr(each, "_naming_partners")]
        for model in self.our_models + models:
            for field in model._fields.values():
                for value in self._namings(field, partner):
                    yield model, field.name, value
                if field.type != "one2many":
                    continue
                for part in self.env[field.comodel_name]._fields.values():
                    for value in self._namings(part, partner):
                        yield model, field.name, [Command.create({part.name: value})]

    def _namings(self, field, partner):
        if field.comodel_name == "res.partner" and field.type == "many2one":
            yield partner.id
        elif field.comodel_name == "res.partner" and field.type == "many2many":
            yield [Command.set(partner.ids)]
            yield [Command.link(partner.id)]

    def _everything(self, model, depth):
        """What a form may ask to be told, with what is on its lines and behind its links."""
        return {
            name: {"fields": self._everything(self.env[field.comodel_name], depth - 1)}
            if depth and field.relational
            else {}
            for name, field in model._fields.items()
            if model._has_field_access(field, "read")
            and not name.startswith(("message_", "activity_"))
        }

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
