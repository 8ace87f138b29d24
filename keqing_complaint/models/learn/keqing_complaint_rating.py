# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

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

    def _enter(self, state):
        """A new cycle is rated anew; the marks of before stay with Odoo's ratings."""
        reopened = self.filtered(lambda each: each.state in ("closed", "cancelled", "follow_up"))
        entered = super()._enter(state)
        if state == "investigating":
            reopened.sudo().write(  # guarded
                {
                    "outcome_mark": False,
                    "handling_mark": False,
                    "customer_verdict": False,
                    "rated_with_id": False,
                }
            )
        return entered

    @for_one("write")
    def action_rate(self):
        """Ask for what the customer says on the telephone."""
        self._check_state("follow_up", "closed")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What the Customer Says"),
            "res_model": "keqing.complaint.rating",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

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
        if outcome in UNSATISFIED:
            self.sudo().cycle += 1  # guarded
            self._enter("investigating")

    def _keep_ratings(self, person, outcome, handling, words):
        """As Odoo's own ratings, of which satisfaction is measured: the outcome counts there, the
        mark of a person is for that person alone."""
        model_id = self.env["ir.model"]._get_id(self._name)
        rated = {"res_model_id": model_id, "res_id": self.id, "partner_id": person.id}
        vals_list = [{**rated, "rating": int(outcome), "feedback": words, "consumed": True}]
        handler = self.user_id.sudo().partner_id
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
