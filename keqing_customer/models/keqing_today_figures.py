# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..today import Section


class KeqingToday(models.AbstractModel):
    """What a director begins with: how it goes, each figure a door to what it was counted from."""

    _inherit = "keqing.today"

    @api.model
    def _figures(self, lines):
        """A share of the figures; all of them are shown as one section.

        A figure is a line: ``text`` is what is counted, ``amount`` how many or how much, as text,
        ``note`` what to compare it with, ``grade`` a badge.
        """
        return Section(
            name="figures",
            title=self.env._("How it goes"),
            empty=self.env._("There are no figures yet."),
            sequence=5,
            groups="keqing_customer.group_customer_all",
            kind="figures",
            lines=lines,
        )
