# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ...wording import say_day


class Effective(NamedTuple):
    """From when a change of holder counts, in the context of a write; no client can send one."""

    since: date | None
    """First day; None when it has been so ever since"""
    reassignment_id: int | None = None


class KeqingAssignment(models.Model):
    """Who looked after a customer, and in which territory, from one day to another.

    Written when the owner or the territory of a customer changes, and by nobody's hand, so that
    what was sold earlier stays credited to who held the customer then. A customer without any has
    been with the present owner since ever. The days of one customer never overlap nor leave gaps.
    """

    _name = "keqing.assignment"
    _inherit = ["keqing.customer.record.mixin"]
    _description = "Customer Assignment"
    _order = "partner_id, date_from desc nulls last, id desc"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(readonly=True, index=False)  # see the index over the days
    user_id = fields.Many2one(
        comodel_name="res.users", string="Account Owner", readonly=True, index="btree_not_null"
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory", readonly=True, index="btree_not_null"
    )
    date_from = fields.Date(string="From", readonly=True, help="Empty: since ever.")
    date_to = fields.Date(string="To", readonly=True, help="The last day; empty: until today.")
    changed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, help="Who gave the customer to this holder."
    )
    reassignment_id = fields.Many2one(
        comodel_name="keqing.reassignment", readonly=True, index="btree_not_null"
    )

    reason = fields.Char(related="reassignment_id.reason")  # of a manager's record, told to all

    _holder_idx = models.Index("(partner_id, date_from DESC)")
    _open_uniq = models.UniqueIndex(
        "(partner_id) WHERE date_to IS NULL", "A customer has one present assignment."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "An assignment cannot end before it begins.",
    )

    @api.model
    def _holder_sql(self, partner, day):
        """Who held a customer on a day, to be joined to rows that have both.

        :param SQL partner: the customer's id
        :param SQL day: a date
        :return: a subquery of one row, for ``CROSS JOIN LATERAL``, with the columns ``user_id``
            and ``territory_id``: NULL for nobody, nowhere
        """
        return SQL(
            """(SELECT CASE WHEN held.id IS NULL THEN customer.user_id ELSE held.user_id END
                           AS user_id,
                       CASE WHEN held.id IS NULL THEN customer.keqing_territory_id
                            ELSE held.territory_id END AS territory_id
                  FROM res_partner customer
             LEFT JOIN keqing_assignment held
                    ON held.partner_id = customer.id
                   AND (held.date_from IS NULL OR held.date_from <= %(day)s)
                   AND (held.date_to IS NULL OR held.date_to >= %(day)s)
                 WHERE customer.id = %(partner)s)""",
            partner=partner,
            day=day,
        )

    @api.model
    def _holders(self, customers_on_days):
        """Who held these customers on these days, in one query.

        :param customers_on_days: pairs ``(customer, date)``; days to come are held as today
        :return: ``{(customer, date): (res.users, keqing.territory)}``, empty ones for nobody and
            nowhere
        """
        customers_on_days = list(customers_on_days)
        if not customers_on_days:
            return {}
        self.env["res.partner"].flush_model(["user_id", "keqing_territory_id"])
        asked = SQL(", ").join(
            SQL("(%s, %s::date)", partner.id, day) for partner, day in customers_on_days
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT asked.partner_id, asked.day, holder.user_id, holder.territory_id
                     FROM (VALUES %s) asked (partner_id, day)
               CROSS JOIN LATERAL %s holder""",
                asked,
                self._holder_sql(SQL("asked.partner_id"), SQL("asked.day")),
            )
        )
        found = {(partner_id, day): holder for partner_id, day, *holder in rows}
        Users, Territory = self.env["res.users"], self.env["keqing.territory"]
        holders = {}
        for partner, day in customers_on_days:
            user_id, territory_id = found.get((partner.id, fields.Date.to_date(day)), (None, None))
            holders[partner, day] = Users.browse(user_id), Territory.browse(territory_id)
        return holders

    # Keeping the history

    @api.model
    def _record(self, before, since, changed, reassignment_id=None):
        """Write down who holds customers from a day on, in a few statements for all of them.

        What the history says of later days is overwritten in the ``changed`` respects; equal
        neighbours become one, so that what changes twice a day is one change, and what is undone
        is none.

        :param before: ``{partner id: (user id, territory id)}`` as it was; the customers
            themselves hold what is new, flushed
        :param since: first day; None for ever since
        :param changed: names of the changed columns: ``user_id``, ``territory_id``
        """
        if not before:
            return
        partner_ids = tuple(before)
        if since:
            self._begin(before)
            self._cut(partner_ids, since)
        new = {
            "user_id": SQL("customer.user_id"),
            "territory_id": SQL("customer.keqing_territory_id"),
        }
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_assignment held
                      SET %(changes)s, changed_by_id = %(uid)s, reassignment_id = %(reassignment)s
                     FROM res_partner customer
                    WHERE held.partner_id IN %(partners)s
                      AND customer.id = held.partner_id
                      AND %(later)s""",
                changes=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), new[name]) for name in changed
                ),
                uid=self.env.uid,
                reassignment=reassignment_id,
                partners=partner_ids,
                later=SQL("held.date_from >= %s", since) if since else SQL("TRUE"),
            )
        )
        self._fold(partner_ids)
        self.invalidate_model()

    def _begin(self, before):
        """Give customers that have no history the one that they had without saying so."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_assignment (partner_id, user_id, territory_id)
                   SELECT was.partner_id, was.user_id, was.territory_id
                     FROM (VALUES %s) was (partner_id, user_id, territory_id)
                    WHERE NOT EXISTS (SELECT FROM keqing_assignment held
                                       WHERE held.partner_id = was.partner_id)""",
                SQL(", ").join(
                    SQL("(%s, %s::int, %s::int)", partner_id, user_id or None, territory_id or None)
                    for partner_id, (user_id, territory_id) in before.items()
                ),
            )
        )

    def _cut(self, partner_ids, day):
        """Make an assignment begin on a day, by halving the one in force."""
        in_force = SQL(
            """partner_id IN %(partners)s
               AND (date_from IS NULL OR date_from < %(day)s)
               AND (date_to IS NULL OR date_to >= %(day)s)""",
            partners=partner_ids,
            day=day,
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_assignment (partner_id, user_id, territory_id, changed_by_id,
                                                  reassignment_id, date_from, date_to)
                   SELECT partner_id, user_id, territory_id, changed_by_id, reassignment_id,
                          date_from, %s::date - 1
                     FROM keqing_assignment
                    WHERE %s""",
                day,
                in_force,
            )
        )
        self.env.cr.execute(
            SQL("UPDATE keqing_assignment SET date_from = %s WHERE %s", day, in_force)
        )

    def _fold(self, partner_ids):
        """Join neighbours that say the same."""
        folded = self.env.execute_query(
            SQL(
                """WITH follower AS (
                       SELECT id, partner_id, date_from, date_to,
                              COALESCE(lag(id) OVER days IS NOT NULL
                                       AND lag(user_id) OVER days IS NOT DISTINCT FROM user_id
                                       AND lag(territory_id) OVER days
                                           IS NOT DISTINCT FROM territory_id, FALSE) AS is_same
                         FROM keqing_assignment
                        WHERE partner_id IN %s
                       WINDOW days AS (PARTITION BY partner_id ORDER BY date_from NULLS FIRST)
                   ), island AS (
                       SELECT *, count(*) FILTER (WHERE NOT is_same) OVER (
                                     PARTITION BY partner_id ORDER BY date_from NULLS FIRST
                                 ) AS number
                         FROM follower
                   )
                   SELECT array_agg(id ORDER BY date_from NULLS FIRST),
                          (array_agg(date_to ORDER BY date_from DESC NULLS LAST))[1]
                     FROM island
                 GROUP BY partner_id, number
                   HAVING count(*) > 1""",
                partner_ids,
            )
        )
        if not folded:
            return
        swallowed = tuple(each for ids, __ in folded for each in ids[1:])
        self.env.cr.execute(SQL("DELETE FROM keqing_assignment WHERE id IN %s", swallowed))
        self.env.cr.execute(
            SQL(
                """UPDATE keqing_assignment held SET date_to = island.date_to
                     FROM (VALUES %s) island (id, date_to)
                    WHERE held.id = island.id""",
                SQL(", ").join(SQL("(%s, %s::date)", ids[0], until) for ids, until in folded),
            )
        )

    @api.model
    def _merge_partners(self, gone, kept):
        """Who held the customer that stays is who held it; the other history is told there."""
        for partner, history in (
            self.search([("partner_id", "in", gone.ids)]).grouped("partner_id").items()
        ):
            lines = [
                self.env._(
                    "%(since)s – %(until)s: %(holder)s, %(territory)s",
                    since=say_day(self.env, each.date_from) or "…",
                    until=say_day(self.env, each.date_to) or "…",
                    holder=each.user_id.name or "–",
                    territory=each.territory_id.display_name or "–",
                )
                for each in history
            ]
            title = self.env._("Who held “%s” before it was merged into this one:", partner.name)
            kept._message_log(
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (title, Markup().join(Markup("<li>%s</li>") % line for line in lines))
            )
            history.unlink()
