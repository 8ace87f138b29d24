# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import formatLang

from odoo.addons.keqing_customer.wording import say_number

from ...tools.allocation import gini


class KeqingAllocation(models.Model):
    """How fairly it was shared out, and who made use of it."""

    _inherit = "keqing.allocation"

    share_count = fields.Integer(string="Customers With a Share", compute="_compute_fairness")
    gini = fields.Float(
        compute="_compute_fairness",
        digits=(16, 2),
        help="How unevenly the shares are spread: 0 if everybody who is not left out has the "
        "same, near 1 if one has everything.",
    )
    fairness_text = fields.Text(string="By Grade", compute="_compute_fairness")

    @api.depends("state", "granted", "released")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_fairness(self):
        """Of the customers that the user sees, each grade with what it has and what it ordered."""
        shares = self.env["keqing.allocation.share"].search_fetch(
            [("allocation_id", "in", self.ids)],
            ["allocation_id", "partner_id", "grade_id", "entitled", "outcome"],
        )
        grouped = shares.grouped("allocation_id")
        ordered = self.filtered(lambda each: each.state in ("published", "closed"))
        ordered = ordered._origin._get_ordered()
        for allocation in self:
            mine = grouped.get(allocation._origin, shares.browse())
            sharing = mine.filtered(lambda share: share._takes_part())
            allocation.share_count = len(mine.filtered("entitled"))
            allocation.gini = gini(sharing.mapped("entitled"))
            allocation.fairness_text = "\n".join(
                allocation._tell_grade(grade, theirs, ordered)
                for grade, theirs in sorted(
                    sharing.grouped("grade_id").items(),
                    key=lambda item: (not item[0], item[0].sequence, item[0].id),
                )
            )

    def _tell_grade(self, grade, shares, ordered):
        """A grade in one line; what was ordered beyond a share fills none of another."""
        entitled = sum(shares.mapped("entitled"))
        words = {
            "grade": grade.name or self.env._("No grade"),
            "count": len(shares),
            "share": entitled,
            "unit": self.uom_id.name,
        }
        if self.state not in ("published", "closed"):
            return self.env._(
                "%(grade)s: %(count)s customers, %(share)s %(unit)s shared out", **words
            )
        used = sum(
            min(ordered.get((self._origin.id, share.partner_id.id), 0), share.entitled)
            for share in shares
        )
        return self.env._(
            "%(grade)s: %(count)s customers, %(share)s %(unit)s, of which %(used)s ordered "
            "(%(rate)s%%)",
            **words,
            used=say_number(self.env, used, 2),
            rate=formatLang(self.env, used * 100 / entitled if entitled else 0, digits=0),
        )
