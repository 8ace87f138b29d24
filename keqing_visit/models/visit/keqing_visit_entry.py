# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

KEPT_DAYS = 180  # longer than any phone lies in a drawer with something unsent


class KeqingVisitEntry(models.Model):
    """Something that a device wrote down on a visit and that was done: sent again, it is not.

    The row is written together with what it did, or neither is.
    """

    _name = "keqing.visit.entry"
    _description = "Entry of a Device"
    _order = "id"

    visit_id = fields.Many2one(
        comodel_name="keqing.visit", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(comodel_name="res.users", required=True, ondelete="cascade")
    request_id = fields.Char(required=True, help="What the device calls it.")
    kind = fields.Char(required=True)
    device_at = fields.Datetime(string="Device Time", help="By the device's clock.")

    _once = models.UniqueIndex("(user_id, request_id)", "This entry was sent already.")

    @api.autovacuum
    def _gc_entries(self):
        """Forget what no device sends again."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("create_date", "<", before)], limit=10_000).unlink()
