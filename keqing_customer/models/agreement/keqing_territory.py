# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class KeqingTerritory(models.Model):
    """Where exclusive rights are given: moving a territory never makes two of them overlap."""

    _inherit = "keqing.territory"

    def write(self, vals):
        if "parent_id" in vals:
            (self | self.browse(vals["parent_id"])).sudo()._lock_trees()
        return super().write(vals)

    @api.constrains("parent_id")
    def _check_exclusive_rights(self):
        self.env["keqing.agreement"]._check_trees("territory_ids", self)

    def _lock_trees(self):
        """Let those who give rights in these trees, or move branches, go one after the other.

        A lock alone would not do: the second to come would go on with what it saw before it waited.
        As the row is new, PostgreSQL refuses the second, and Odoo starts it again.
        """
        roots = {int(each.parent_path.split("/")[0]) for each in self if each.parent_path}
        if roots:
            self.env.cr.execute(
                SQL(
                    """UPDATE keqing_territory territory SET sequence = territory.sequence
                         FROM (SELECT id FROM keqing_territory
                                WHERE id IN %s ORDER BY id FOR NO KEY UPDATE) root
                        WHERE territory.id = root.id""",
                    tuple(roots),
                )
            )
