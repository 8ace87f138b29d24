# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE, for_one
from odoo.addons.keqing_customer.wording import say_day


class AccountMove(models.Model):
    """Credit notes that carry out remedies: which complaint they are for, and what they finish."""

    _inherit = "account.move"

    keqing_complaint_id = fields.Many2one(
        comodel_name="keqing.complaint",
        string="Complaint",
        compute="_compute_keqing_complaint_id",
        compute_sudo=True,
        copy=False,
        groups=OWN_PEOPLE,
    )

    @api.depends("line_ids")
    def _compute_keqing_complaint_id(self):
        complaints = self._keqing_complaints()
        for move in self:
            move.keqing_complaint_id = complaints.get(move._origin)

    def _keqing_complaints(self):
        """:return: ``{credit note: complaint}``, those for none are absent"""
        credits = self.env["keqing.remedy.credit"].sudo()  # whoever books them
        notes = self._origin.filtered(lambda move: move.move_type == "out_refund")
        found = credits.search([("line_id.move_id", "in", notes.ids)]) if notes else credits
        return {credit.line_id.move_id: credit.remedy_id.complaint_id for credit in found}

    @for_one("read")
    def action_view_keqing_complaint(self):
        """Open the complaint that a credit note is for."""
        return self.keqing_complaint_id._get_records_action()

    def _post(self, soft=True):
        if not self.env["res.users"]._keqing_is_used():
            return super()._post(soft)
        complaints = self._keqing_complaints()
        for move in complaints:
            move.with_env(self.env)._keqing_check_open(move.date)
        self._keqing_check_remedies()
        posted = super()._post(soft)
        for complaint in complaints.values():
            complaint._finish_remedies()
        return posted

    def write(self, vals):
        """Remedies are not done any more whose credit notes are not posted any more."""
        is_undone = vals.get("state", "posted") != "posted"
        if not is_undone or not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        complaints = self._keqing_complaints()
        written = super().write(vals)
        for complaint in complaints.values():
            complaint._unfinish_remedies()
        return written

    def _keqing_check_open(self, day):
        """
        :param day: of a credit note for one invoice, or of itself
        :raise UserError: if books are closed then, with the first day on which they are not
        """
        company = self.company_id
        locks = company._get_violated_lock_dates(day, bool(self.line_ids.tax_ids), self.journal_id)
        if locks:
            raise UserError(
                self.env._(
                    "%(document)s: books are closed on %(day)s, by: %(locks)s. The first open day "
                    "is %(open)s: enter it on the complaint as the day of the credit notes.",
                    document=self.display_name,
                    day=say_day(self.env, day),
                    locks=company._format_lock_dates(locks),
                    open=say_day(self.env, locks[-1][0] + timedelta(days=1)),
                )
            )

    def _keqing_check_day(self, day):
        """
        :param day: of a credit note for one invoice
        :raise UserError: if it is before the invoice, or to come, unless books are closed today
        """
        company = self.company_id
        today = company._get_keqing_today()
        locks = company._get_violated_lock_dates(
            today, bool(self.line_ids.tax_ids), self.journal_id
        )
        first = self.invoice_date or self.date
        last = max([today, first, *(each[0] + timedelta(days=1) for each in locks)])
        if not first <= day <= last:
            raise UserError(
                self.env._(
                    "%(invoice)s: its credit notes are of a day from %(first)s to %(last)s. Enter "
                    "one on the complaint.",
                    invoice=self.display_name,
                    first=say_day(self.env, first),
                    last=say_day(self.env, last),
                )
            )
