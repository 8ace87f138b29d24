# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...fields import BoundedInteger


class KeqingCollectionLevel(models.Model):
    """What happens when a customer has owed something for so many days (催收).

    A company without levels collects as it did before.
    """

    _name = "keqing.collection.level"
    _description = "Level of Collection"
    _inherit = ["keqing.catalogue.mixin"]
    _order = "days, id"
    _policy_key = ("name", "company_id")

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    days = BoundedInteger(
        low=1,
        high=3650,
        default=1,
        string="Days Overdue",
        help="Reached so many days after the oldest open invoice was due.",
    )
    action = fields.Selection(
        selection=[("activity", "Call or see the customer"), ("letter", "Write a letter")],
        default="activity",
        required=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Does It",
        domain=[("share", "=", False)],
        help="Empty: whoever looks after the customer.",
    )
    note = fields.Text(string="What to Do", translate=True)
    mail_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Letter",
        domain=[("model", "=", "keqing.collection")],
        default=lambda self: self.env.ref(
            "keqing_customer.mail_template_collection", raise_if_not_found=False
        ),
        ondelete="restrict",
        help="Of this it is a draft, which whoever does it reads and sends.",
    )
    sends_itself = fields.Boolean(
        string="Sent Without Asking", help="The letter is sent when the level is reached."
    )
