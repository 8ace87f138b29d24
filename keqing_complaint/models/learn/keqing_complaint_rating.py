# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_one

MARKS = [
    ("1", "1, very bad"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", "5, very good"),
]
UNSATISFIED = ("1", "2")


class KeqingComplaint(models.Model):
    """The customer's marks: for what came of it, and for who handled it."""

    _name = "keqing.complaint"
    _inherit = ["keqing.complaint", "rating.mixin"]

    outcome_mark = fields.Selection(
        selection=MARKS, string="Outcome", readonly=True, copy=False, tracking=True
    )
    handling_mark = fields.Selection(
        selection=MARKS,
        string="Handling",
        readonly=True,
        copy=False,
        groups="keqing_customer.group_customer_user",
    )
    customer_verdict = fields.Text(string="Customer's Verdict", readonly=True, copy=False)
    rated_with_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Who wrote down what the customer said; nobody if the customer did.",
    )

    handled_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When all was put right: the mark for the handling is this user's.",
    )
    is_handled_by_me = fields.Boolean(compute="_compute_is_handled_by_me")

    @api.depends(
        "user_id", "handled_by_id", "proposed_by_id", "remedy_author_ids", "answer_ids.user_id"
    )
    @api.depends_context("uid")
    def _compute_is_handled_by_me(self):
        for complaint in self:
            involved = complaint.sudo()  # whoever had a hand in it
            complaint.is_handled_by_me = self.env.user in (
                involved.user_id
                | involved.handled_by_id
                | involved.proposed_by_id
                | involved.remedy_author_ids
                | involved.answer_ids.user_id
            )

    @for_one("read")
    def message_post(self, *, rating_id=None, rating_value=None, **kwargs):
        """Odoo makes marks out of messages: those of complaints are what :meth:`_rate` was told.
        Customers write on their page, which looks at what they send and posts as superuser.

        :raise AccessError: for a message with a mark, and for customers
        """
        if rating_id or rating_value:
            raise self._no_mark_by_message()
        return super().message_post(**kwargs)

    def _message_update_content(self, message, /, *, rating_value=None, **kwargs):
        if rating_value:
            raise self._no_mark_by_message()
        return super()._message_update_content(message, **kwargs)

    def _no_mark_by_message(self):
        return AccessError(
            self.env._(
                "Marks of complaints are given on the page of the complaint, or told to a "
                "colleague, and not by messages."
            )
        )

    def _enter(self, state):
        """Whoever handles it when all is put right, is the one who is rated, also if somebody else
        does so later. A new cycle is rated anew; the marks of before stay with Odoo's ratings."""
        reopened = self.filtered(lambda each: each.state in ("closed", "cancelled", "follow_up"))
        entered = super()._enter(state)
        for complaint in self.sudo() if state == "follow_up" else ():  # guarded
            complaint.handled_by_id = complaint.user_id
        if state == "investigating":
            reopened.sudo().write(  # guarded
                {
                    "handled_by_id": False,
                    "outcome_mark": False,
                    "handling_mark": False,
                    "customer_verdict": False,
                    "rated_with_id": False,
                }
            )
        return entered

    @for_one("write")
    def action_rate(self):
        """Ask for what the customer says on the telephone.

        :raise UserError: to whoever handled it
        """
        self._check_state("follow_up", "closed")
        self._check_asked_by_another()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What the Customer Says"),
            "res_model": "keqing.complaint.rating",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _check_asked_by_another(self):
        if self.is_handled_by_me:
            raise UserError(
                self.env._(
                    "%s: nobody writes down the marks of one's own work. Let a colleague ask, or "
                    "the customer give them on the portal.",
                    self.display_name,
                )
            )

    def _is_asked_for_marks(self):
        """Whether the customer's page asks what it thinks: also for some days after the end."""
        is_over = self.state == "closed" and self._is_in_grace()
        return not self.outcome_mark and (self.state == "follow_up" or is_over)

    def _rate(self, person, outcome, handling=None, words=None, by_customer=False):
        """Keep what a customer says, once a cycle; whoever is not content is listened to again.

        :param person: who says it
        :param outcome, handling: marks from 1 to 5 as text; the second is of whoever handled it
        :param by_customer: whether the customer wrote it down, and not one of us
        :raise UserError: if it is not so far, was rated in this cycle already, or is no mark
        """
        self.ensure_one()
        self._check_state("follow_up", "closed")
        marks = dict(MARKS)
        if outcome not in marks or (handling and handling not in marks):
            raise UserError(self.env._("%s: give a mark from 1 to 5.", self.display_name))
        if self.outcome_mark:
            raise UserError(self.env._("%s: the customer has said so already.", self.display_name))
        # sudo: guarded fields; who was marked does not write it
        self.sudo().write(
            {
                "outcome_mark": outcome,
                "handling_mark": handling,
                "customer_verdict": words,
                "rated_with_id": False if by_customer else self.env.uid,
            }
        )
        self._keep_ratings(person, outcome, handling, words)
        self._note_mark(person, outcome, words)
        if outcome in UNSATISFIED:
            self._ask_handler_to_look(words)
            if self._is_in_grace():
                self._begin_cycle()

    def _note_mark(self, person, outcome, words):
        """What was said of the outcome stays beside the complaint, in whatever cycle it is."""
        text = self.env._(
            "%(person)s gave the outcome a mark of %(mark)s of 5.", person=person.name, mark=outcome
        )
        self.sudo().message_post(  # whoever wrote it down
            author_id=self.env.user.partner_id.id,
            body=f"{text} {(words or '').strip()}".strip(),
            subtype_xmlid="mail.mt_note",
        )

    def _ask_handler_to_look(self, words):
        """Also where it was closed too long ago to go on."""
        complaint = self.sudo()  # whoever wrote down the mark
        user = complaint.user_id or complaint.partner_id.user_id or self.env.user
        if user.share:
            user = complaint._find_handlers()[:1]
        if user:
            local = complaint.with_context(lang=user.lang)
            local.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=local.env._("The customer is not content: ask why"),
                note=words,
                user_id=user.id,
            )

    def _keep_ratings(self, person, outcome, handling, words):
        """As Odoo's own ratings, of which satisfaction is measured: the outcome counts there, the
        mark of a person is for that person alone."""
        model_id = self.env["ir.model"]._get_id(self._name)
        rated = {"res_model_id": model_id, "res_id": self.id, "partner_id": person.id}
        vals_list = [{**rated, "rating": int(outcome), "feedback": words, "consumed": True}]
        handler = (self.handled_by_id or self.user_id).sudo().partner_id
        if handling and handler:
            vals_list.append(
                {
                    **rated,
                    "rating": int(handling),
                    "rated_partner_id": handler.id,
                    "consumed": False,
                }
            )
        self.env["rating.rating"].sudo().create(vals_list)  # written by nobody's hand

    @api.model
    def _rating_get_parent_field_name(self):
        return None
