# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.keqing_customer.wording import say_day, say_number

from ...tools.gate import pass_gate
from .keqing_allocation_run import GATE

NOTHING = 1e-6  # what converting units may leave


class AllocationRefusal(UserError):
    """More was ordered than a customer's share."""


class KeqingAllocation(models.Model):
    """What was ordered of the shares, and that nobody orders more."""

    _inherit = "keqing.allocation"

    @api.model
    def _get_published(self, orders):
        """What is shared out by the companies of these orders.

        :return: keqing.allocation as superuser, whoever asks and archived or not
        """
        published, __ = self._pass_gate()
        companies = set(orders.company_id.ids)
        return self.sudo().browse(
            allocation_id
            for allocation_id, company_id in published or ()
            if company_id in companies
        )

    @api.model
    def _pass_gate(self):
        """What is shared out, for who is about to supply somebody: one query a transaction.

        :return: see :func:`..tools.gate.pass_gate`; list of pairs (id, company's id), and the mark
        :raise psycopg2.errors.SerializationFailure: if supply was limited since this began
        """
        published = SQL(
            """SELECT json_agg(json_build_array(id, %s) ORDER BY id)
                 FROM keqing_allocation WHERE %s = 'published'""",
            SQL.identifier("company_id", to_flush=self._fields["company_id"]),
            SQL.identifier("state", to_flush=self._fields["state"]),
        )
        return pass_gate(self.env, GATE, published)

    def _get_ordered(self, orders=None, customers=None):
        """What is confirmed on the days of these allocations, in their units.

        The day of an order is anybody's to write: moved in it counts, moved out it still does. What
        was delivered beyond what was ordered counts as well, and what a line takes back on another
        one's order gives nothing back.

        :param orders: only on these; on all if None
        :param customers: only of these; of all if None
        :return: ``{(allocation id, customer id): float}``
        """
        if not self:
            return {}
        self.env.flush_all()
        conditions = SQL("TRUE")
        if orders is not None:
            conditions = SQL("sale.id = ANY(%s)", list(orders.ids))
        if customers is not None:
            conditions = SQL(
                "%s AND partner.commercial_partner_id = ANY(%s)", conditions, list(customers.ids)
            )
        rows = self.env.execute_query(
            SQL(
                """SELECT allocation.id, partner.commercial_partner_id,
                          sum(GREATEST(line.product_uom_qty, line.qty_delivered, 0)
                              * unit.factor / allocation.factor)
                     FROM (VALUES %(allocations)s)
                          allocation (id, product_id, company_id, date_from, date_to, start, stop,
                                      factor)
                     JOIN sale_order_line line ON line.product_id = allocation.product_id
                     JOIN sale_order sale ON sale.id = line.order_id
                                         AND sale.state = 'sale'
                                         AND sale.company_id = allocation.company_id
                                         AND (sale.date_order >= allocation.start
                                              AND sale.date_order < allocation.stop
                                              OR sale.keqing_confirmed_on BETWEEN
                                                 allocation.date_from AND allocation.date_to)
                     JOIN res_partner partner ON partner.id = sale.partner_id
                     JOIN uom_uom unit ON unit.id = line.product_uom_id
                    WHERE line.display_type IS NULL AND %(conditions)s
                 GROUP BY allocation.id, partner.commercial_partner_id""",
                allocations=SQL(", ").join(each._as_row() for each in self.sudo()),
                conditions=conditions,
            )
        )
        return {(allocation, customer): float(quantity) for allocation, customer, quantity in rows}

    def _as_row(self):
        company = self.company_id
        return SQL(
            "(%s, %s, %s, %s::date, %s::date, %s::timestamp, %s::timestamp, %s::numeric)",
            self.id,
            self.product_id.id,
            company.id,
            self.date_from,
            self.date_to,
            company._get_keqing_start(self.date_from),
            company._get_keqing_start(self.date_to + timedelta(1)),
            self.uom_id.factor,
        )

    def _check_ordered(self, grown):
        """Whether customers who have just ordered more are within their shares.

        The rows of their shares are written, so that of two who confirm at once the other one
        begins anew, and sees what this one ordered.

        :param grown: pairs (allocation id, customer id)
        :raise AllocationRefusal:
        """
        customers = self.env["res.partner"].sudo().browse({customer for __, customer in grown})
        concerned = self.browse({allocation for allocation, __ in grown})
        shares = self.env["keqing.allocation.share"].sudo()
        shares = shares.search(
            [("allocation_id", "in", concerned.ids), ("partner_id", "in", customers.ids)],
            order="id",
        )
        self.env.execute_query(
            SQL(
                """UPDATE keqing_allocation_share SET asked = asked + 1
                    WHERE id = ANY(%s) RETURNING id""",
                list(shares.ids),
            )
        )
        by_key = {(share.allocation_id.id, share.partner_id.id): share for share in shares}
        with_share = {(share.allocation_id.product_id, share.partner_id) for share in shares}
        ordered = concerned._get_ordered(customers=customers)
        for allocation_id, customer_id in sorted(grown):
            allocation = concerned.browse(allocation_id)
            customer = customers.browse(customer_id)
            share = by_key.get((allocation_id, customer_id))
            if not share and (
                allocation.mode == "limit" or (allocation.product_id, customer) in with_share
            ):
                continue
            quantity = ordered.get((allocation_id, customer_id), 0.0)
            if quantity > (share.entitled if share else 0) + NOTHING:
                raise AllocationRefusal(allocation._tell_beyond(customer, share, quantity))

    def _tell_beyond(self, customer, share, quantity):
        env = self.env
        words = {
            "customer": customer.display_name,
            "product": self.product_id.display_name,
            "allocation": self.name,
            "unit": self.uom_id.name,
            "day": say_day(env, self.date_to),
            "ordered": say_number(env, quantity, 2),
        }
        if not share:
            return env._(
                "%(customer)s has no share of %(product)s, which is reserved by %(allocation)s "
                "until %(day)s. Take it off the order, or ask for a share there.",
                **words,
            )
        return env._(
            "%(customer)s: with this, %(ordered)s %(unit)s of %(product)s are ordered until "
            "%(day)s, and the share is %(share)s by %(allocation)s. Order %(over)s less, or ask "
            "for more there.",
            **words,
            share=share.entitled,
            over=say_number(env, quantity - share.entitled, 2),
        )

    @api.model
    def _tell_in_lines(self, head, lines):
        return Markup("<p>%s</p><ul>%s</ul>") % (
            head,
            Markup().join(Markup("<li>%s</li>") % escape(line) for line in lines),
        )
