# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Who may read and write what: rules that every model of ours must keep, also a new one.

What must be otherwise is listed here with its reason.
"""

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import OURS, SuiteCase

# ("model", "group"): why customers or visitors, or all employees, have rights on it
OPEN_MODELS = {}
# ("model", "field"): why customers or visitors may read it
OPEN_FIELDS = {}
# ("model", "field"): why people may write it though it is read-only on screen
WRITABLE_FIELDS = {}
# ("model", "field"): why its value is the same for all, though what it is computed from is not
SAME_FOR_ALL = {
    ("keqing.credit.account", "credit_limit"): "it is read in the company of the account",
}


@tagged("post_install", "-at_install")
class TestAccess(SuiteCase):
    def test_every_model_has_rights(self):
        open_groups = {"base.group_user", "base.group_portal", "base.group_public"}
        for model in self.our_models:
            rights = self.env["ir.model.access"].search([("model_id.model", "=", model._name)])
            with self.subTest(model=model._name):
                self.assertTrue(rights, "no access rights")
                self.assertTrue(all(rights.mapped("group_id")), "rights for everybody")
                groups = rights.group_id.get_external_id().values()
                wrong = {
                    group
                    for group in open_groups & {*groups}
                    if (model._name, group) not in OPEN_MODELS
                }
                self.assertFalse(wrong, "rights for people who have none of our groups")

    def test_what_depends_on_who_looks_is_not_told_by_a_related_field(self):
        """A related field reads as superuser, who sees everything: ``related_sudo=False``."""
        for model in self.our_models + self.extended_models:
            for name, field in model._fields.items():
                if not field.related or not field.compute_sudo or field._module not in OURS:
                    continue
                told = model
                for step in field.related.split("."):
                    source = told._fields[step]
                    told = self.env[source.comodel_name] if source.comodel_name else None
                with self.subTest(model=model._name, field=name):
                    self.assertFalse(
                        not source.compute_sudo
                        and "uid" in self.registry.field_depends_context[source]
                    )

    def test_what_is_kept_for_one_is_not_told_to_another(self):
        """The ORM keeps a computed value for all users, companies alike, unless its field says on
        what of them it depends; it does not ask that of what the value is computed from."""
        context = self.registry.field_depends_context
        for model in self.our_models + self.extended_models:
            for name, field in model._fields.items():
                if field.store or not field.compute or field.related or field._module not in OURS:
                    continue
                if (model._name, name) in SAME_FOR_ALL:
                    continue
                for path in self.registry.field_depends[field]:
                    source, told = None, model
                    for step in path.split("."):
                        source = told._fields[step]
                        told = self.env[source.comodel_name] if source.comodel_name else None
                    forgotten = {"uid", "company"} & {*context[source]} - {*context[field]}
                    with self.subTest(model=model._name, field=name, path=path):
                        self.assertFalse(forgotten)

    def test_no_rights_without_our_groups(self):
        for model in self.our_models:
            for user in (self.plain, self.portal, self.public):
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(model=model._name, user=user.login, operation=operation):
                        self.assertFalse(model.with_user(user).has_access(operation))

    def test_wizard_parts_have_the_rights_of_the_wizard(self):
        """Who may run a wizard may fill in its lines, and nobody else may."""
        Access = self.env["ir.model.access"]
        for model in self.our_models:
            if not model._transient:
                continue
            groups = Access.search([("model_id.model", "=", model._name)]).group_id
            for name, field in model._fields.items():
                if field.type == "one2many":
                    with self.subTest(wizard=model._name, part=name):
                        domain = [("model_id.model", "=", field.comodel_name)]
                        self.assertEqual(Access.search(domain).group_id, groups)

    def test_every_company_model_has_a_rule(self):
        """A record of another company fails the rules that hold for everybody."""
        ours, other = self.env.company, self.env["res.company"].create({"name": "Other"})
        models = [(model, self._company_path(model)) for model in self.our_models]
        self.assertTrue(any(path for __, path in models))
        for model, path in models:
            if not path:
                continue
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(model=model._name, operation=operation):
                    domain = self._rule_for_everybody(model, operation, ours)
                    self.assertTrue(self._in_company(model, path, ours).filtered_domain(domain))
                    self.assertFalse(self._in_company(model, path, other).filtered_domain(domain))

    def _company_path(self, model):
        """How to get from a record to its company, as a list of field names; empty if it has none.

        The part of something, deleted along with it, belongs to the company of the whole.
        """
        if model._transient:
            return []  # only who made it sees it
        if "company_id" in model._fields:
            related = model._fields["company_id"].related
            return related.split(".") if related else ["company_id"]
        for name, field in model._fields.items():
            if field.type == "many2one" and field.required and field.ondelete == "cascade":
                whole = self.env[field.comodel_name]
                if whole in self.our_models and (path := self._company_path(whole)):
                    return [name, *path]
        return []

    def _in_company(self, model, path, company):
        """A record of ``model`` in memory that belongs to ``company``."""
        name, *rest = path
        if not rest:
            return model.new({name: company.id})
        comodel = self.env[model._fields[name].comodel_name]
        if rest == ["company_id"]:
            rest = self._company_path(comodel)
        return model.new({name: self._in_company(comodel, rest, company)})

    def _rule_for_everybody(self, model, operation, company):
        rules = self.env["ir.rule"].search(
            [
                ("model_id.model", "=", model._name),
                ("groups", "=", False),
                (f"perm_{operation}", "=", True),
            ]
        )
        rules = rules.with_user(self.highest).with_context(allowed_company_ids=company.ids)
        context = rules._eval_context()
        return Domain.AND(
            safe_eval(rule.domain_force, context) for rule in rules.sudo() if rule.domain_force
        )

    def test_customers_and_visitors_read_none_of_our_fields(self):
        for model in self.extended_models:
            for user in (self.portal, self.public):
                own = model.with_user(user)
                if not own.has_access("read"):
                    continue
                for field in self._our_fields(model):
                    if (model._name, field.name) not in OPEN_FIELDS:
                        with self.subTest(model=model._name, field=field.name, user=user.login):
                            self.assertFalse(own._has_field_access(field, "read"))

    def test_others_work_as_before(self):
        """People without our groups still read and open what Odoo lets them."""
        for model in self.extended_models:
            own = model.with_user(self.plain)
            if model._transient or not own.has_access("read"):
                continue
            with self.subTest(model=model._name):
                own.get_views([(False, "form"), (False, "list"), (False, "search")])
                readable = [
                    field.name
                    for field in self._our_fields(model)
                    if own._has_field_access(field, "read")
                ]
                own.search([], limit=3).read(["id", *readable])

    def test_read_only_is_not_only_for_show(self):
        """A field that screens never let people change takes nothing by RPC, import or default."""
        for model in [*self.our_models, *self.extended_models]:
            if model._transient:
                continue
            for user in (self.lowest, self.middle, self.highest):
                own = model.with_user(user)
                # On Odoo's models another group of the user may give the right to write.
                if model in self.our_models and not self._may_change(own):
                    continue
                exempts = getattr(model, "_guard_exempts", None)
                if exempts and user.has_group(exempts):
                    continue
                for field in self._our_fields(model):
                    if (
                        field.store
                        and field.readonly
                        and (model._name, field.name) not in WRITABLE_FIELDS
                    ):
                        with self.subTest(model=model._name, field=field.name, user=user.login):
                            self._check_takes_nothing(own, field)

    def _may_change(self, own):
        return own.has_access("write") or own.has_access("create")

    def _check_takes_nothing(self, own, field):
        self.assertFalse(own._has_field_access(field, "write"), "by RPC")
        with_default = own.with_context(**{f"default_{field.name}": 1})
        self.assertEqual(
            with_default.default_get([field.name]), own.default_get([field.name]), "as a default"
        )

    def test_nothing_is_written_where_it_may_not_be(self):
        """What the field says holds on each way into the database, tried on a real record."""
        for model in self.our_models:
            own = model.with_user(self.highest)
            if model._transient or getattr(model, "_guard_exempts", None):
                continue
            fields = [
                field
                for field in self._our_fields(model)
                if field.store and field.readonly and field.column_type
            ]
            if not fields or not self._may_change(own):
                continue
            record = self.samples.get(model._name).with_user(self.highest)
            for field in fields:
                value = field.convert_to_write(record.sudo()[field.name], record)
                with self.subTest(model=model._name, field=field.name):
                    for way, arguments in (
                        ("write", [record.ids, {field.name: value}]),
                        ("web_save", [record.ids, {field.name: value}, {}]),
                        ("create", [[{field.name: value}]]),
                    ):
                        with self.assertRaises(UserError, msg=way):
                            call_kw(own, way, arguments, {})
                    answer = own.load([".id", field.name], [[str(record.id), str(value)]])
                    self.assertFalse(answer["ids"], "by import")
