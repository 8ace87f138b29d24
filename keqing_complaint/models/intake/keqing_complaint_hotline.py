# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from .keqing_complaint import OPEN

SHOWN = 10


class KeqingComplaint(models.Model):
    """What whoever sits at the telephone looks at while nobody calls."""

    _inherit = "keqing.complaint"

    @api.model
    @api.readonly
    def get_keqing_hotline(self):
        """Complaints that were told on the telephone today, and open ones that the user handles.

        :return: dict: ``today`` and ``mine``, lists of dicts: ``id``, ``name``, ``customer``,
            ``state`` (as it is called) and ``urgent``; the newest first, and the most urgent
        """
        company = self.env.company
        ours = Domain("company_id", "=", company.id)
        start = company._get_keqing_start(company._get_keqing_today())
        today = Domain("channel", "=", "hotline") & Domain("received_at", ">=", start)
        mine = Domain("user_id", "=", self.env.uid) & Domain("state", "in", OPEN)
        return {
            "today": self._tell_hotline(ours & today, "received_at desc, id desc"),
            "mine": self._tell_hotline(ours & mine, self._order),
        }

    def _tell_hotline(self, domain, order):
        states = dict(self._fields["state"]._description_selection(self.env))
        names = ["display_name", "partner_id", "state", "priority"]
        return [
            {
                "id": complaint.id,
                "name": complaint.display_name,
                "customer": complaint.partner_id.name,
                "state": states[complaint.state],
                "urgent": complaint.priority in ("2", "3"),
            }
            for complaint in self.search_fetch(domain, names, limit=SHOWN, order=order)
        ]
