# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_one

from .keqing_kpi_table import GROUPS


class KeqingKpi(models.Model):
    """From a figure to the documents that it was read off."""

    _inherit = "keqing.kpi"

    def _drill(self, by, group, period, territory=None):
        """What :meth:`action_view_documents` is called with, as plain values."""
        date_from, date_to = map(date.isoformat, period)
        return {
            "by": by,
            "group": group,
            "date_from": date_from,
            "date_to": date_to,
            "territory_id": territory.id if territory else False,
        }

    def _find_openable(self, company, period):
        """Those of these whose documents the user may open at all."""
        return self.filtered(lambda kpi: kpi.numerator_id._may_open_documents(company, *period))

    @api.readonly
    @for_one("read")
    def action_view_documents(
        self, by="all", group=False, date_from=None, date_to=None, territory_id=False
    ):
        """Open the documents behind a figure; of a ratio, those of what is divided.

        :param by: as of :meth:`_get_table`, but for months, which are days of all
        :param group: id of the group, False for all and for those of none
        :param date_from, date_to: the days, in ISO format; the month so far if there are none
        :param territory_id: only of customers that lay in it on the last day
        :raise AccessError: if the user may not read such documents
        :raise UserError: if there are none, or no such figure
        """
        company = self.env.company
        month = self._get_periods(company, self._get_month(company)).now
        period = (_to_day(date_from, month[0]), _to_day(date_to, month[1]))
        ids = [each or False for each in (group, territory_id)]
        is_id = all(each is False or type(each) is int and 0 < each < 2**31 for each in ids)
        known = isinstance(by, str) and by in GROUPS and by != "month"
        if not known or not is_id or None in period:
            raise UserError(self.env._("“%s” has no such figure.", self.name))
        group, territory_id = ids
        territory = self.env["keqing.territory"].browse(territory_id or ())
        documents = self.numerator_id._get_group_documents(
            company,
            by,
            group,
            *period,
            self._visible_domain(company, period[1], territory),
        )
        if not documents:
            raise UserError(
                self.env._("There are no documents behind “%s” that could be shown.", self.name)
            )
        return self.env["keqing.indicator"]._view_documents(self.name, *documents)


def _to_day(text, default):
    """A day that a client sends, or the default for none; None if it is no day."""
    if not text:
        return default
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
