# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class KeqingIndicator(models.Model):
    """What was judged by an indicator stays explained when the indicator, or its module, goes."""

    _inherit = "keqing.indicator"

    def _is_gone(self):
        """Whether nothing here can measure it any more, so that its value is unknown."""
        self.ensure_one()
        return self.kind == "measured" and not hasattr(self, f"_measure_{self.measure}")

    def _used_by_runs(self):
        """:return: ``{id of an indicator: id of a run}`` of those by which somebody was judged"""
        self.env["keqing.evaluation.run"].flush_model(["definition", "state"])
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT indicator.id, max(run.id)
                         FROM unnest(%s::int[]) indicator (id)
                         JOIN keqing_evaluation_run run
                           ON run.definition->'lines'
                              @> jsonb_build_array(jsonb_build_object('indicator_id', indicator.id))
                        WHERE run.state != 'cancelled'
                     GROUP BY indicator.id""",
                    self.ids,
                )
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for indicator_id, run_id in self._used_by_runs().items():
            raise UserError(
                self.env._(
                    "“%(indicator)s” explains the results of %(run)s. Archive it instead.",
                    indicator=self.browse(indicator_id).name,
                    run=self.env["keqing.evaluation.run"].sudo().browse(run_id).name,  # its name
                )
            )

    def unlink(self):
        """Of a module that is uninstalled, what is in use stays, without a value."""
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        used = self.browse(self._used_by_runs())
        for model, name in (
            ("keqing.scorecard.line", "indicator_id"),
            ("keqing.scorecard", "cut_indicator_id"),
            ("keqing.assessment", "indicator_id"),
        ):
            Model = self.env[model].with_context(active_test=False)
            used |= Model.search([(name, "in", self.ids)])[name]
        used._forget_measure()
        return super(KeqingIndicator, self - used).unlink()

    def write(self, vals):
        """Odoo empties the measure when the module that brought it is uninstalled."""
        if vals == {"measure": False} and self.env.context.get(MODULE_UNINSTALL_FLAG):
            return self._forget_measure()
        return super().write(vals)

    def _forget_measure(self):
        """Archive them, with a value that is unknown; who installs again finds the code free."""
        for indicator in self:
            indicator.write(
                {
                    "measure": False,
                    "active": False,
                    "absent_is_zero": False,
                    "code": f"{indicator.code}_{indicator.id}",
                }
            )
        return True
