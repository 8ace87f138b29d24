# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A record of any model, for tests that look at all of them."""

from ast import literal_eval

from odoo import Command, fields
from odoo.fields import Domain


def open_books(env):
    """What an invoice needs, in a company that may have no chart of accounts."""
    kinds = ("asset_receivable", "liability_payable", "income")
    receivable, payable, income = env["account.account"].create(
        [
            {
                "code": f"SAMPLE{number}",
                "name": kind,
                "account_type": kind,
                "reconcile": number < 2,
            }
            for number, kind in enumerate(kinds)
        ]
    )
    for name, account in (("receivable", receivable), ("payable", payable)):
        field = f"property_account_{name}_id"
        env["ir.default"].set("res.partner", field, account.id, company_id=env.company.id)
    env["account.journal"].create(
        {"name": "Samples", "type": "sale", "code": "SAM", "default_account_id": income.id}
    )


# What a record takes that it does not point to
TAKES = {"keqing.personal.profile": "keqing.consent"}
# What a record of Odoo's needs, though its fields do not say so
NEEDS = {
    "loyalty.card": ("program_id",),
    "account.move.line": ("account_id",),
    "stock.picking": ("location_id", "location_dest_id", "picking_type_id"),
}


class Samples:
    """One record per model, always the same; made of the least it needs if there is none."""

    def __init__(self, env):
        self.env = env(su=True)
        self.made = {}

    def get(self, name):
        if name not in self.made:
            if name in TAKES:
                self.get(TAKES[name])
            model = self.env[name]
            for origin in model._depends:  # what a view reads, of ours
                if origin.startswith("keqing."):
                    self.get(origin)
            if not model.search_count([], limit=1):
                self._make_ready(name)
            self.made[name] = model.search([], limit=1) or model.create(self.minimal(model))
        return self.made[name]

    def _make_ready(self, name):
        """What has to be so before there can be a record of a model."""
        match name:
            case "keqing.rebate.opening":
                draft = self.get("keqing.rebate.program")  # as people write it
                running = {**self.minimal(draft), "state": "running"}
                draft.search([("state", "=", "running")], limit=1) or draft.create(running)
            case "keqing.allocation.request":  # of the company, as who asks is
                allocation = self.env["keqing.allocation"]
                own = [("company_id", "=", self.env.company.id)]
                allocation.search(own, limit=1) or allocation.create(self.minimal(allocation))
            case "keqing.honour.candidate":
                draft = self.get("keqing.honour")  # as people write it
                wanted = {**self.minimal(draft), "state": "open"}
                draft.search([("state", "=", "open")], limit=1) or draft.create(wanted)
            case "keqing.rebate.tie.out":
                owed = {"accrues": True, "liability_account_id": self.get("account.account").id}
                statement = self.get("keqing.rebate.statement")
                statement.program_id.write(owed)
                statement.settled = 1

    def minimal(self, model):
        """The least that a record of ``model`` needs."""
        self._make_ready(model._name)
        needs = NEEDS.get(model._name, ())
        return {
            field.name: self._value(field)
            for field in model._fields.values()
            if field.required and field.store and self._is_asked(field) or field.name in needs
        }

    @staticmethod
    def _is_asked(field):
        """Whether nothing but a sample fills a field; a name may be reckoned from what is not."""
        return (
            field.type != "one2many"
            and not field.default
            and (not field.compute or field.type == "char")
        )

    def _value(self, field):
        match field.type:
            case "many2one":
                return self._target(field).id
            case "many2many":
                return [Command.set(self._target(field).ids)]
            case "selection":
                return field.get_values(self.env)[0]
            case "date":
                return fields.Date.today()
            case "datetime":
                return fields.Datetime.now()
            case "integer" | "many2one_reference" | "float" | "monetary":
                return 1
        return "Sample"

    def _target(self, field):
        """A record that ``field`` may point to, as far as its domain is plain data; of the company
        of the sample or of none, where they must agree."""
        model = self.env[field.comodel_name]
        try:
            domain = Domain(literal_eval(field.domain) or [])
        except ValueError:
            domain = Domain.TRUE
        if field.check_company and "company_id" in model._fields:
            domain &= Domain("company_id", "in", [False, self.env.company.id])
        return not domain.is_true() and model.search(domain, limit=1) or self.get(model._name)
