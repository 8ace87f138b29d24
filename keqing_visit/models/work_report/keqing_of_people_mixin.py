# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqingOfPeopleMixin(models.AbstractModel):
    """What tells of the work of one of us in a company: for that person and the managers above."""

    _name = "keqing.of.people.mixin"
    _description = "Work of a Person"

    is_of_my_people = fields.Boolean(
        compute="_compute_is_of_my_people",
        compute_sudo=True,
        search="_search_is_of_my_people",
        help="Of somebody who works in a territory below the user, or manages one.",
    )

    @api.depends_context("uid")
    def _compute_is_of_my_people(self):
        theirs = self.search(Domain("id", "in", self.ids) & Domain("is_of_my_people", "=", True))
        for record in self:
            record.is_of_my_people = record._origin in theirs

    def _search_is_of_my_people(self, operator, value):
        """A territory of one company says nothing of what the same person does in another."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("user_id", "any!", self._my_people_sql(company))
            for company in self.env.companies
        )

    def _my_people_sql(self, company):
        territory = self.env["keqing.territory"]
        names = ("manager_id", "member_ids", "leader_ids", "company_id")
        return SQL(
            """(SELECT person.id
                  FROM keqing_territory territory
                  JOIN keqing_territory_leader_rel leader
                    ON leader.keqing_territory_id = territory.id
                   AND leader.res_users_id = %(uid)s
             LEFT JOIN keqing_territory_member_rel member
                    ON member.keqing_territory_id = territory.id
                  JOIN res_users person
                    ON person.id IN (member.res_users_id, territory.manager_id)
                   AND person.id != %(uid)s
                 WHERE territory.company_id IS NULL OR territory.company_id = %(company)s)""",
            uid=self.env.uid,
            company=company.id,
            to_flush=[territory._fields[name] for name in names],
        )
