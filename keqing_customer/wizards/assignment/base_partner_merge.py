# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

HOLD_FIELDS = ("is_on_hold", "hold_reason", "hold_user_id", "hold_date")


class MergePartnerAutomatic(models.TransientModel):
    """Merging contacts carries along what nobody may write by hand."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: written by nobody's hand
        self.env["keqing.credit.proposal"].sudo()._supersede(src_partners)
        self._delete_second_verdicts(src_partners, dst_partner)
        self._keep_one_history(src_partners)
        self._keep_one_credit_account(src_partners, dst_partner)
        self._keep_one_waiting_selection(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _delete_second_verdicts(self, src_partners, dst_partner):
        """Leave one verdict of each run, that on the contact that stays if there is one."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """DELETE FROM keqing_evaluation verdict USING keqing_evaluation kept
                    WHERE verdict.partner_id IN %(merged)s
                      AND kept.run_id = verdict.run_id
                      AND (kept.partner_id = %(stays)s
                           OR kept.partner_id IN %(merged)s
                              AND kept.partner_id < verdict.partner_id)""",
                merged=tuple(src_partners.ids),
                stays=dst_partner.id,
            )
        )
        self.env["keqing.evaluation"].invalidate_model()

    def _keep_one_history(self, src_partners):
        """Who held the contact that stays is who held it: two histories would contradict."""
        # sudo: written by nobody's hand
        Assignment = self.env["keqing.assignment"].sudo()
        Assignment.search([("partner_id", "in", src_partners.ids)]).unlink()

    def _keep_one_credit_account(self, src_partners, dst_partner):
        """One credit account stays in each company: what stops either customer stops both."""
        Account = self.env["keqing.credit.account"].sudo()  # whoever may merge contacts
        accounts = Account.search([("partner_id", "in", (src_partners + dst_partner).ids)])
        for of_company in accounts.grouped("company_id").values():
            kept = of_company.filtered(lambda each: each.partner_id == dst_partner) or of_company[0]
            for held in of_company.filtered("is_on_hold"):
                hold = held.read([*HOLD_FIELDS], load=None)[0]
                kept.write({name: hold[name] for name in HOLD_FIELDS})
            for gone in of_company - kept:
                gone.message_change_thread(kept)  # what was agreed with either stays on record
            (of_company - kept).unlink()

    def _keep_one_waiting_selection(self, src_partners, dst_partner):
        """One verdict on a candidate waits: leads that showed another show the one that stays."""
        Run = self.env["keqing.evaluation.run"].sudo()  # whoever may merge contacts
        waiting = Run.search(Run._waiting_domain(src_partners + dst_partner), order="id desc")
        for of_scorecard in waiting.grouped("scorecard_id").values():
            kept = of_scorecard.filtered(lambda run: run.partner_id == dst_partner)
            kept = kept or of_scorecard[:1]
            leads = (of_scorecard - kept)._leads()
            (of_scorecard - kept).action_cancel()
            leads.keqing_selection_run_id = kept
            leads._show_selection()

    def _update_values(self, src_partners, dst_partner):
        dst_partner.check_access("write")
        return super()._update_values(src_partners.sudo(), dst_partner.sudo())  # guarded fields
