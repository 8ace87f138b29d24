# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

TAKEN_BACK = {"draft", "cancel"}


class AccountMove(models.Model):
    """An invoice that is taken back after somebody was judged by it leaves its trace there."""

    _inherit = "account.move"

    def write(self, vals):
        if vals.get("state") in TAKEN_BACK and self.env["res.users"]._keqing_is_used():
            for move in self.sudo():  # whoever takes it back
                if move.state == "posted" and move.is_sale_document(include_receipts=True):
                    move._trace_in_verdicts(vals["state"])
        return super().write(vals)

    def _trace_in_verdicts(self, state):
        """Say in the confirmed verdicts whose period holds this document that it is gone.

        And in their runs, whose responsible may want to judge anew.
        """
        change = {
            "document": self.name,
            "amount": self.amount_untaxed_signed,
            "state": state,
            "on": fields.Date.to_string(self.company_id._get_keqing_today()),
            "user_id": self.env.uid,
        }
        Evaluation = self.env["keqing.evaluation"]
        Evaluation.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_evaluation verdict
                      SET changes = COALESCE(verdict.changes, '[]') || %(change)s::jsonb
                     FROM keqing_evaluation_run run
                    WHERE run.id = verdict.run_id
                      AND run.state = 'confirmed'
                      AND verdict.partner_id = %(customer)s
                      AND verdict.is_superseded IS NOT TRUE
                      AND verdict.company_id = ANY(%(companies)s)
                      AND %(day)s::date BETWEEN verdict.date_from AND verdict.date_to
                RETURNING verdict.id""",
                change=Evaluation._fields["changes"].convert_to_column([change], Evaluation),
                customer=self.commercial_partner_id.id,
                companies=self.company_id.parent_ids.ids,
                day=self.invoice_date,
            )
        )
        found = Evaluation.browse(verdict_id for (verdict_id,) in self.env.cr.fetchall())
        found.invalidate_recordset(["changes"])
        for verdict in found:
            verdict.run_id.message_post(
                body=self.env._(
                    "%(customer)s: %(change)s",
                    customer=verdict.partner_id.display_name,
                    change=verdict._explain_change(change),
                )
            )
