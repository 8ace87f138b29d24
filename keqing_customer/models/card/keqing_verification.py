# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...wording import say_day

VERIFY_ACTIVITY = "keqing_customer.mail_activity_type_verify"


class KeqingVerification(models.Model):
    """Somebody checked a customer's card: when, who, and where the facts came from."""

    _name = "keqing.verification"
    _inherit = ["keqing.customer.record.mixin"]
    _description = "Verification"
    _order = "date desc, id desc"
    _rec_name = "date"
    _word_of = "user_id"

    date = fields.Date(
        string="Checked On",
        required=True,
        default=lambda self: self.env.company._get_keqing_today(),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Checked By",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    source = fields.Selection(
        selection=[
            ("visit", "Visit"),
            ("phone", "Telephone"),
            ("questionnaire", "Questionnaire"),
            ("contract", "Sales contract"),
            ("feedback", "Customer feedback"),
            ("research", "Market research"),
            ("web", "Web and trade press"),
        ],
        required=True,
        default="visit",
        help="Where the facts come from.",
    )
    has_major_change = fields.Boolean(
        string="Major Change",
        help="Expansion, new management, a move: worth everybody's attention.",
    )
    note = fields.Text(string="What Changed")

    _major_change_named = models.Constraint(
        "CHECK (NOT has_major_change OR note IS NOT NULL)", "Say what changed so much."
    )

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for verification in self:
            verification.display_name = say_day(self.env, verification.date)

    @api.constrains("date")
    def _check_date(self):
        today = self.env.company._get_keqing_today()
        for verification in self:
            if verification.date > today:
                raise ValidationError(self.env._("A card cannot be checked on a day to come."))

    @api.model_create_multi
    def create(self, vals_list):
        verifications = super().create(vals_list)
        verifications._apply()
        return verifications

    def write(self, vals):
        customers = self.partner_id
        written = super().write(vals)
        if {"date", "partner_id"} & vals.keys():
            (customers | self.partner_id)._update_verified_on()
        return written

    def unlink(self):
        customers = self.partner_id
        unlinked = super().unlink()
        customers._update_verified_on()
        return unlinked

    def _apply(self):
        """The card is fresh again: date it, close the reminder, tell of what changed."""
        customers = self.partner_id
        customers._update_verified_on()
        customers.sudo().activity_unlink([VERIFY_ACTIVITY])  # whoever's it is, it is done
        for verification in self.filtered("has_major_change"):
            customer = verification.partner_id
            customer.sudo().message_post(  # whoever may check a card may tell what changed
                author_id=self.env.user.partner_id.id,
                body=self.env._("Major change: %s", verification.note),
                subtype_xmlid="mail.mt_note",
                partner_ids=(customer.user_id - self.env.user).partner_id.ids,
            )
