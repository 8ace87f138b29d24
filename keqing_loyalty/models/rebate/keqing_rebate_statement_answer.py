# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .keqing_rebate_statement import GRANTED

MOST_LETTERS = 5000


class KeqingRebateStatement(models.Model):
    """What the customer says to a statement: it signs, or disputes it and says why."""

    _inherit = "keqing.rebate.statement"

    answer = fields.Selection(
        selection=[("accepted", "Accepted"), ("disputed", "Disputed")],
        string="Customer's Answer",
        readonly=True,
        tracking=True,
        index="btree_not_null",
    )
    answered_by_id = fields.Many2one(
        comodel_name="res.partner", readonly=True, index="btree_not_null", ondelete="set null"
    )
    signed_name = fields.Char(readonly=True, string="Signed By")
    answered_at = fields.Datetime(readonly=True)
    answer_words = fields.Text(string="In the Customer's Words", readonly=True)

    def _portal_version(self):
        """What the customer has read: another text once it was reckoned anew."""
        return f"{self.payable}/{self.base}/{self.confirmed_at}"

    def _portal_answer(self, contact, accepted, name, words, read):
        """The customer signs or disputes what it has read on the portal, which has checked whose
        it is.

        :raise UserError: if the statement is another one by now, was answered, or nothing is said
        """
        self.env["keqing.job.mixin"]._lock_alone(self)
        name, words = (name or "").strip()[:200], (words or "").strip()[:MOST_LETTERS]
        if self.state not in GRANTED or read != self._portal_version():
            raise UserError(
                self.env._("The statement has changed meanwhile: read it again, and answer then.")
            )
        if self.answer == "accepted":
            raise UserError(
                self.env._("It was signed by %s already.", self.signed_name or contact.name)
            )
        if accepted and not name:
            raise UserError(self.env._("Write your name: it is your signature."))
        if not (accepted or words):
            raise UserError(self.env._("Say what is not right."))
        self.write(
            {
                "answer": "accepted" if accepted else "disputed",
                "answered_by_id": contact.id,
                "signed_name": accepted and name,
                "answered_at": fields.Datetime.now(),
                "answer_words": words or False,
            }
        )
        self._tell_answer(contact)

    def _tell_answer(self, contact):
        lang = self._get_answerable().lang
        statement = self.with_context(lang=lang)
        text = (
            statement.env._("%s has signed this statement.", self.signed_name)
            if self.answer == "accepted"
            else statement.env._("%s does not agree with this statement.", contact.display_name)
        )
        words = self.answer_words or ""
        statement.message_post(
            author_id=contact.id,
            body=plaintext2html(f"{text}\n{words}".strip()),
            subtype_xmlid="mail.mt_comment",
        )
        if self.answer == "disputed":
            statement.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=statement.env._("Disputed by the customer"),
                note=plaintext2html(words),
                user_id=self._get_answerable().id,
            )

    def _get_answerable(self):
        """Who sees to what the customer says: who answers for the programme, else who confirmed."""
        people = self.program_id.user_id + self.confirmed_by_id
        return people.filtered("active")[:1] or self.env.ref("base.user_admin")

    def _prepare_return_vals(self):
        """What is reckoned anew was not answered yet."""
        names = ("answer", "answered_by_id", "signed_name", "answered_at", "answer_words")
        return {**super()._prepare_return_vals(), **dict.fromkeys(names, False)}
