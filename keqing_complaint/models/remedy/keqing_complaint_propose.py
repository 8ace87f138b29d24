# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.keqing_customer.chosen import for_chosen, for_one

from .keqing_complaint_remedy import CHANGEABLE, LIVE


class KeqingComplaint(models.Model):
    """What is proposed to the customer, and what the customer says to it."""

    _inherit = "keqing.complaint"

    @for_chosen("write")
    def action_propose_wanted(self):
        """Make a remedy of what the customer wants, for each line that has none."""
        for complaint in self:
            complaint._check_state(*CHANGEABLE)
            self.env["keqing.complaint.remedy"].create(
                [
                    {"line_id": line.id, **line._prepare_wanted_vals()}
                    for line in complaint._find_wishes()
                ]
            )

    @for_chosen("write")
    def action_propose(self):
        """Offer the remedies to the customer; an answer alone is a proposal as well.

        :raise UserError: for nothing, for more than there is, or for what needs an approval that
            was not given
        """
        for complaint in self:
            complaint._check_state("investigating")
            remedies = complaint._get_remedies(("draft",))
            if not remedies and not (complaint.proposal or "").strip():
                raise UserError(
                    self.env._(
                        "%s: add a remedy, or write what the customer is answered.",
                        complaint.display_name,
                    )
                )
            complaint._hold_promises()
            remedies._judge()
            remedies._plan()
            complaint._check_approved()
        # sudo: guarded fields, after the checks
        self.sudo().write({"proposed_by_id": self.env.uid, "proposed_at": fields.Datetime.now()})
        self._enter("proposed")
        self._acknowledge()

    @for_chosen("write")
    def action_take_back(self):
        """Work on a proposal again, before the customer has answered or anything was done."""
        for complaint in self:
            complaint._check_state("proposed", "agreed")
            self._lock_alone(complaint)
            complaint._get_remedies(("agreed",)).sudo().state = "draft"  # guarded, after the check
        self._enter("investigating")
        self._propose_anew()

    def _tell_remedies(self):
        """What one complaint's remedies are, in words for people."""
        lines = [(self.proposal or "").strip()]
        kinds = dict(self.remedy_ids._fields["kind"]._description_selection(self.env))
        for remedy in self._get_remedies(LIVE).sudo():  # of whose complaint it is
            line = remedy.line_id
            if remedy.kind in ("refund", "compensation"):
                what = remedy.currency_id.format(remedy.amount)
            else:
                what = f"{remedy.quantity:g} {line.uom_id.name}"
            if remedy.deadline:
                what += " · " + self.env._("by %s", format_date(self.env, remedy.deadline))
            lines.append(f"{kinds[remedy.kind]} · {line.product_id.display_name} · {what}")
        return "\n".join(filter(None, lines))

    # The customer's answer

    @for_one("write")
    def action_agree(self):
        """Open what puts the customer's answer on record."""
        self._check_state("proposed")
        view = self.env.ref("keqing_complaint.keqing_complaint_answer_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer's Answer"),
            "res_model": "keqing.complaint.answer",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _customer_answers(self, accepted, words, contact):
        """The customer itself answers, on the portal; who calls it has checked whose it is.

        :raise UserError: for what is not proposed, and for people of others
        """
        self._check_state("proposed")
        answer = (
            self.env["keqing.complaint.answer"]
            .sudo()  # of a customer, who has no rights on what is ours
            .create(
                {
                    "complaint_id": self.id,
                    "is_accepted": bool(accepted),
                    "words": words,
                    "contact_id": contact.id,
                    "way": "portal",
                }
            )
        )
        answer._take_effect()
        self._tell_answer(answer)
        return answer

    def _tell_answer(self, answer):
        """Who handles it goes on: what a customer decides by itself, nobody of us has seen."""
        for user in self._find_handlers()[:1]:
            local = self.sudo().with_context(lang=user.lang)  # by whoever answered
            local.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=local.env._("The customer accepted: put it right")
                if answer.is_accepted
                else local.env._("The customer did not accept: propose something else"),
                note=answer.words,
                user_id=user.id,
            )

    def _note_answer(self, answer):
        text = (
            self.env._("%s accepted the proposal.", answer.contact_id.name)
            if answer.is_accepted
            else self.env._("%s did not accept the proposal.", answer.contact_id.name)
        )
        words = (answer.words or "").strip()
        self.sudo().message_post(  # whoever put it on record
            author_id=self.env.user.partner_id.id,
            body=f"{text} {words}".strip(),
            subtype_xmlid="mail.mt_note",
        )

    def _agree(self):
        self._get_remedies(("draft",)).sudo().state = "agreed"  # guarded, after the checks
        self._enter("agreed")
