# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.keqing_customer.fields import BoundedInteger

from ...tools.occasion import falls

MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LUNAR_DAYS = 30
PERSONAL = "birthday"  # what is known of it is private
NOTICES = ("restock", "new_product")


class KeqingCareOccasion(models.Model):
    """A day on which customers are thought of, or news that they are told."""

    _name = "keqing.care.occasion"
    _description = "Occasion"
    _inherit = ["keqing.coded.catalogue.mixin"]

    kind = fields.Selection(
        selection=[
            ("birthday", "Birthday of a person"),
            ("festival", "Festival"),
            ("customer", "Anniversary of the first purchase"),
            ("agreement", "Anniversary of an agreement"),
            ("restock", "Product is back in stock"),
            ("new_product", "New product"),
        ],
        required=True,
        default="festival",
    )
    calendar = fields.Selection(
        selection=[("solar", "Solar"), ("lunar", "Lunar")], default="solar", required=True
    )
    month = BoundedInteger(low=1, high=12, default=1)
    day = BoundedInteger(
        low=1,
        high=31,
        default=1,
        help="The 30th of a lunar month is its last day, whether it has 29 or 30.",
    )

    @api.constrains("kind", "calendar", "month", "day")
    def _check_day(self):
        for occasion in self.filtered(lambda each: each.kind == "festival"):
            is_lunar = occasion.calendar == "lunar"
            last = LUNAR_DAYS if is_lunar else MONTH_DAYS[occasion.month - 1]
            if occasion.day > last:
                raise ValidationError(
                    self.env._(
                        "%(occasion)s: month %(month)s has no day %(day)s. Enter one up to "
                        "%(last)s.",
                        occasion=occasion.name,
                        month=occasion.month,
                        day=occasion.day,
                        last=last,
                    )
                )

    def _get_falls(self, first, last):
        """When these festivals fall within a stretch of time.

        :return: list of ``(occasion id, year, day)``
        """
        return [
            (occasion.id, year, day)
            for occasion in self
            for year, day in falls(occasion.calendar, occasion.month, occasion.day, first, last)
        ]
