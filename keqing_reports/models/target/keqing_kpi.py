# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain


class KeqingKpi(models.Model):
    """Where targets are in force, they are what a KPI is to come to."""

    _inherit = "keqing.kpi"

    def _find_plans(self, by, rows, territory):
        """By the parts that have no parts: those that lie in a period make its target.

        A period that begins or ends within one of them, or of which the plan is a part, has none.
        """
        plans = super()._find_plans(by, rows, territory)
        places = {"territory": "territory_id", "holder": "user_id", "type": "customer_type_id"}
        if (
            by == "product"
            or not rows
            or (by in ("all", "month", "type") and self._hides(territory))
        ):
            return plans
        parts = self._read_parts(rows)
        for kpi in self:
            for row in rows:
                if row.is_partial or (by in places and not row.group):
                    continue
                if by == "holder" and not self._sees_all() and row.group != self.env.uid:
                    continue
                amount = _sum_of(
                    [part for part in parts if part["kpi_id"] == kpi.id],
                    row.periods["target"],
                    [
                        *([("territory_id", territory.id)] if territory else ()),
                        *([(places[by], row.group)] if by in places else ()),
                    ],
                )
                if amount is not None:
                    plans[kpi, row] = amount
        return plans

    def _hides(self, territory):
        """Whether the user sees but some of the customers of whom a plan tells."""
        if self._sees_all():
            return False
        # sudo: whether the user works there
        return not territory or self.env.user not in territory.sudo().access_user_ids

    def _read_parts(self, rows):
        """The parts without parts of all plans in force that touch the periods of some rows.

        :return: list of dicts: ``kpi_id``, ``amount``, ``period`` and ``plan``, (first day, last
            day) each, and for each place the ids of where it is and all above
        """
        # sudo: what is shown of them are sums beside figures that the user sees
        Target = self.env["keqing.target"].sudo()
        periods = [row.periods["target"] for row in rows]
        found = Target.search_fetch(
            Domain("company_id", "=", self.env.company.id)
            & Domain("kpi_id", "in", self.ids)
            & Domain("state", "=", "confirmed")
            & Domain("child_ids", "=", False)
            & Domain("category_id", "=", False)
            & Domain("date_from", "<=", max(last for __, last in periods))
            & Domain("date_to", ">=", min(first for first, __ in periods))
        )
        return [
            {
                "kpi_id": part.kpi_id.id,
                "amount": part.amount,
                "period": (part.date_from, part.date_to),
                "plan": (part.root_id.date_from, part.root_id.date_to),
                "is_of_all": not (
                    part.root_id.territory_id
                    or part.root_id.user_id
                    or part.root_id.customer_type_id
                ),
                "territory_id": _path(part.territory_id),
                "customer_type_id": _path(part.customer_type_id),
                "user_id": part.user_id.ids,
            }
            for part in found
        ]


def _path(node):
    return [int(each) for each in (node.parent_path or "").split("/")[:-1]]


def _sum_of(parts, period, places):
    """What parts plan for a period in some places, of all customers if there are none.

    :return: float; None if they do not tell
    """
    first, last = period
    told = [
        part
        for part in parts
        if part["period"][0] <= last
        and part["period"][1] >= first
        and (part["is_of_all"] if not places else True)
        and all(group in part[name] for name, group in places)
    ]
    whole = all(
        first <= part["period"][0]
        and part["period"][1] <= last
        and part["plan"][0] <= first
        and last <= part["plan"][1]
        for part in told
    )
    return sum(part["amount"] for part in told) if told and whole else None
