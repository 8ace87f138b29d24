# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqingVisit(models.Model):
    """Visits of somebody on leave are seen, and may be made, by the stand-in."""

    _inherit = "keqing.visit"

    stand_in_id = fields.Many2one(
        comodel_name="res.users",
        string="Stand-in",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Makes the visit while the salesperson is on leave.",
    )

    def _get_day_domain(self):
        """Those that the user stands in for today come along."""
        stood_in_for = (
            Domain("stand_in_id", "=", self.env.uid)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("planned_on", "=", self.env.company._get_keqing_today())
            & Domain("state", "=", "planned")
        )
        return super()._get_day_domain() | stood_in_for

    def _check_own(self):
        """A stand-in who begins a visit is who makes it."""
        if self.stand_in_id == self.env.user and self.state == "planned":
            self.sudo().user_id = self.env.user  # said by the stand-in, as whose rights end here
        return super()._check_own()

    @api.model
    def _plan_company(self, company):
        planned = super()._plan_company(company)
        entries = self.env["keqing.stand.in"].search(Domain("company_id", "=", company.id))
        self._assign_stand_ins(company, entries.user_id)
        return planned

    @api.model
    def _assign_stand_ins(self, company, users):
        """Say on visits to come who stands in, as leaves and stand-ins are now; one statement.

        :param users: whose visits
        """
        if not users:
            return
        today = company._get_keqing_today()
        last = today + timedelta(days=company.sudo().keqing_plan_days)
        entries = (
            self.env["keqing.stand.in"]
            .sudo()
            .search(  # who stands in is no secret of whoever enters a leave
                Domain("company_id", "=", company.id) & Domain("user_id", "in", users.ids)
            )
        )
        stand_ins = {entry.user_id: entry.stand_in_id for entry in entries}
        away = company._get_keqing_absences(entries.user_id, today, last)
        rows = [
            (user.id, day, stand_ins[user].id) for user, days in away.items() for day in days
        ] or [(0, today, 0)]
        user_ids, days, stand_in_ids = (list(column) for column in zip(*rows, strict=True))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_visit visit SET stand_in_id = new.stand_in_id
                     FROM (SELECT planned.id, away.stand_in_id
                             FROM keqing_visit planned
                        LEFT JOIN unnest(%(users)s::int[], %(days)s::date[], %(stand_ins)s::int[])
                                  AS away (user_id, day, stand_in_id)
                               ON away.user_id = planned.user_id AND away.day = planned.planned_on
                            WHERE planned.company_id = %(company)s AND planned.state = 'planned'
                              AND planned.user_id = ANY(%(everybody)s)) new
                    WHERE new.id = visit.id
                      AND visit.stand_in_id IS DISTINCT FROM new.stand_in_id""",
                users=user_ids,
                days=days,
                stand_ins=stand_in_ids,
                company=company.id,
                everybody=users.ids,
            )
        )
        self.invalidate_model(["stand_in_id"])
        self.env["res.partner"].invalidate_model(["keqing_is_visible"], flush=False)
