# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

RETURN_BATCH = 500  # customers a commit


class KeqingPoolWarning(models.Model):
    """A customer is about to go back to the public pool; its owner was told, once.

    A job writes it, takes it back when somebody contacted or sold to the customer, and carries it
    out on its day.
    """

    _name = "keqing.pool.warning"
    _description = "Warning of the Public Pool"
    _inherit = ["keqing.customer.company.record.mixin", "keqing.job.mixin"]
    _order = "returns_on, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(readonly=True)
    company_id = fields.Many2one(readonly=True, ondelete="cascade")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    territory_id = fields.Many2one(related="partner_id.keqing_territory_id")
    idle_since = fields.Date(
        readonly=True, help="The last day of a contact, a sale or a change of owner."
    )
    returns_on = fields.Date(
        string="Goes Back On",
        required=True,
        readonly=True,
        help="Unless somebody sees to it before.",
    )

    _customer_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "This customer is warned about already."
    )

    @api.model
    def _cron_watch(self):
        """Warn of what is soon to go back to the pool, and let go back what was warned of in vain.

        A company is one transaction; so are up to `RETURN_BATCH` customers that go back.
        """
        companies = self.env["res.company"].union(
            *(
                company  # that has rules, or had some
                for model in (self.env["keqing.pool.rule"], self)
                for (company,) in model._read_group([], ["company_id"])
            )
        )
        self._work_through(companies, self._watch)
        due = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("returns_on", "<=", company._get_keqing_today())
            for company in companies
        )
        self._work_through(
            self.search(due),
            lambda warnings: warnings._return(),
            when=lambda each: each.returns_on <= each.company_id._get_keqing_today(),
            size=RETURN_BATCH,
        )

    @api.model
    def _watch(self, companies):
        for company in companies:
            idle = self.env["keqing.pool.rule"]._find_idle(company)
            today = company._get_keqing_today()
            present = self.search([("company_id", "=", company.id)])
            valid = present.filtered(
                lambda each, idle=idle: (
                    idle.get(each.partner_id.id, {}).get("user_id") == each.user_id.id
                )
            )
            (present - valid).unlink()
            warned = set(valid.partner_id.ids)
            self.create(
                [
                    {
                        "partner_id": partner_id,
                        "company_id": company.id,
                        "user_id": row["user_id"],
                        "idle_since": row["idle_since"],
                        "returns_on": max(row["due_on"], today + timedelta(row["warning_days"])),
                    }
                    for partner_id, row in idle.items()
                    if partner_id not in warned
                ]
            )

    def _return(self):
        """Give back to the pool whoever of these is still idle and nobody is changing."""
        for company, warnings in self.grouped("company_id").items():
            customers = warnings.partner_id.try_lock_for_update(allow_referencing=True)
            if customers != warnings.partner_id:
                self._come_again()
            today = company._get_keqing_today()
            idle = self.env["keqing.pool.rule"]._find_idle(company, customers) if customers else {}
            seen = warnings.filtered(lambda each, free=customers: each.partner_id in free)
            due = seen.filtered(
                lambda each, idle=idle, today=today: (
                    (row := idle.get(each.partner_id.id))
                    and row["user_id"] == each.user_id.id
                    and row["due_on"] <= today
                )
            )
            if due:
                self.env["keqing.reassignment"]._return_to_pool(company, due.partner_id)
            # what is not idle any more is none either; what is, but for longer, waits on
            (due | seen.filtered(lambda each, idle=idle: each.partner_id.id not in idle)).unlink()

    @api.model
    def _merge_partners(self, gone, kept):
        """The one that leaves more time stays, until the job looks at both together."""
        both = self.search([("partner_id", "in", (gone + kept).ids)], order="returns_on desc, id")
        for warnings in both.grouped("company_id").values():
            warnings[1:].unlink()
