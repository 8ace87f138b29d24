# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import mute_logger

from ...tools.sampling import draw, find_seed

MONTHS = 3  # for which it is still drawn when the job was away


class KeqingQualitySample(models.Model):
    """Complaints closed in a month, some of them drawn at random to see how they were handled.

    Seed and cases are kept, so that whoever doubts it can draw again; a job that is killed and run
    again draws the same.
    """

    _name = "keqing.quality.sample"
    _description = "Sample of Service Quality"
    _inherit = ["keqing.guard.mixin", "keqing.job.mixin"]
    _order = "date_from desc, id desc"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    date_from = fields.Date(string="Month", required=True, readonly=True)
    seed = fields.Integer(readonly=True, help="By which it was drawn.")
    case_ids = fields.Many2many(
        comodel_name="keqing.complaint",
        relation="keqing_quality_sample_case_rel",
        string="Drawn From",
        readonly=True,
        help="What was closed in the month, and handled by somebody.",
    )
    check_ids = fields.One2many(
        comodel_name="keqing.quality.check", inverse_name="sample_id", readonly=True
    )
    case_count = fields.Integer(string="Closed", compute="_compute_counts", compute_sudo=True)
    check_count = fields.Integer(string="Drawn", compute="_compute_counts", compute_sudo=True)

    _month_uniq = models.Constraint(
        "UNIQUE (company_id, date_from)", "This month was drawn already."
    )

    @api.depends("date_from")
    def _compute_display_name(self):
        for sample in self:
            sample.display_name = fields.Date.to_string(sample.date_from)[:7]

    @api.depends("case_ids", "check_ids")
    def _compute_counts(self):
        for sample in self:
            sample.case_count = len(sample.case_ids)
            sample.check_count = len(sample.check_ids)

    @api.model
    def _cron_draw(self):
        """Draw for the month before, and for those that were missed; each once."""
        companies = self.env["res.company"].search([("active", "=", True)])
        self._work_through(companies, self._draw_missing)

    def _draw_missing(self, companies):
        """Under the lock of each company, so that of two jobs the second finds it drawn."""
        for company in companies:
            this_month = company._get_keqing_today().replace(day=1)
            months = [
                fields.Date.subtract(this_month, months=each) for each in range(1, 1 + MONTHS)
            ]
            drawn = self.search([("company_id", "=", company.id), ("date_from", "in", months)])
            for month in set(months) - set(drawn.mapped("date_from")):
                self._draw(company, month)

    def _draw(self, company, month):
        """Draw of one month, if there is something to be drawn.

        :return: the sample, if any
        """
        size = company.keqing_sample_size
        cases = size and self.env["keqing.complaint"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "closed"),
                ("is_suggestion", "=", False),
                ("user_id", "!=", False),
                ("closed_at", ">=", company._get_keqing_start(month)),
                ("closed_at", "<", company._get_keqing_start(fields.Date.add(month, months=1))),
            ]
        )
        if not cases:
            return self.browse()
        secret = self.env["ir.config_parameter"].sudo().get_param("database.uuid")  # of nobody
        seed = find_seed(secret, company.id, month)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                sample = self.create(
                    {
                        "company_id": company.id,
                        "date_from": month,
                        "seed": seed,
                        "case_ids": [fields.Command.set(cases.ids)],
                    }
                )
        except UniqueViolation:
            return self.browse()  # drawn at this moment by another job
        criteria = self.env["keqing.quality.criterion"].search([("active", "=", True)])
        marks = [fields.Command.create({"criterion_id": each.id}) for each in criteria]
        self.env["keqing.quality.check"].create(
            [
                {"sample_id": sample.id, "complaint_id": number, "mark_ids": marks}
                for number in draw(cases.ids, seed, size)
            ]
        )
        return sample
