# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.keqing_customer.fields import BoundedInteger, BoundedMonetary

ACTIONS = [
    ("message", "Message"),
    ("call", "Call"),
    ("visit", "Visit"),
    ("gift", "Gift"),
]


class KeqingCareRule(models.Model):
    """What is done for customers of some grades on an occasion, how long ahead, and by whom."""

    _name = "keqing.care.rule"
    _description = "Care Rule"
    _order = "occasion_id, sequence, id"
    _rec_name = "occasion_id"
    _policy_key = ("occasion_id", "action", "sequence")

    active = fields.Boolean(default=True)
    sequence = BoundedInteger(
        default=10, help="Where two rules ask for the same, the first one is followed."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # When, for whom
    occasion_id = fields.Many2one(
        comodel_name="keqing.care.occasion", required=True, index=True, ondelete="restrict"
    )
    occasion_kind = fields.Selection(related="occasion_id.kind")
    grade_ids = fields.Many2many(
        comodel_name="keqing.grade",
        string="Grades",
        help="Customers of these grades. Empty: all customers, whatever their grade.",
    )
    customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        string="Customer Types",
        help="Customers of these types and of those below them. Empty: of any type.",
    )

    # What
    action = fields.Selection(selection=ACTIONS, required=True, default="message")
    date_from = fields.Date(
        string="Starting On",
        required=True,
        default=lambda self: self.env.company._get_keqing_today(),
        help="Occasions before that day are left alone.",
    )
    lead_days = BoundedInteger(
        low=0,
        high=90,
        default=3,
        string="Days Ahead",
        help="So many days before the occasion it begins to be somebody's task. Messages are "
        "sent on the day itself.",
    )
    doer = fields.Selection(
        selection=[
            ("owner", "Owner of the customer"),
            ("manager", "Manager of the territory"),
            ("team", "Account team"),
        ],
        string="Done By",
        required=True,
        default="owner",
        help="Where there is none, or none who may know of it, somebody else of these does it.",
    )

    # How
    channel = fields.Selection(
        selection="_get_channels",
        required=True,
        default="email",
        help="How messages are sent.",
    )
    template_id = fields.Many2one(
        comodel_name="mail.template",
        string="E-mail Template",
        domain=[("model", "=", "keqing.care.task")],
        help="Empty: the one that comes along for greetings, or for news.",
    )
    sms_text = fields.Char(
        string="Text Message",
        translate=True,
        help="Sent in the person's language. {person}, {customer}, {company}, {occasion} and "
        "{product} stand for their names.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    gift_amount = BoundedMonetary(low=0, string="Worth About", help="Proposed for the gift.")
    note = fields.Text(string="Instructions", translate=True)

    @api.model
    def _get_channels(self):
        """Text messages where Odoo sends such."""
        channels = [("email", self.env._("E-mail"))]
        if "sms.sms" in self.env:
            channels.append(("sms", self.env._("Text message")))
        return channels

    @api.depends("occasion_id", "action")
    @api.depends_context("lang")
    def _compute_display_name(self):
        actions = dict(self._fields["action"]._description_selection(self.env))
        for rule in self:
            rule.display_name = f"{rule.occasion_id.name or ''}: {actions.get(rule.action, '')}"

    @api.constrains("action", "channel", "sms_text")
    def _check_text(self):
        for rule in self:
            if rule.action == "message" and rule.channel == "sms" and not rule.sms_text:
                raise ValidationError(
                    self.env._("%s: write the text message that is sent.", rule.display_name)
                )

    @api.constrains("action", "occasion_id")
    def _check_action(self):
        for rule in self:
            if rule.action == "gift" and rule.occasion_id.kind in ("restock", "new_product"):
                raise ValidationError(
                    self.env._(
                        "%s: news are told, by message, call or visit; choose one of these.",
                        rule.display_name,
                    )
                )

    def _get_types(self):
        """The types of the rule and all below them."""
        if not self.customer_type_ids:
            return self.customer_type_ids
        return self.env["keqing.customer.type"].search(
            [("id", "child_of", self.customer_type_ids.ids)]
        )
