# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list

from ...wording import say_day

DAYS_APART = timedelta(2)  # between the dates of any two companies


class KeqingAgreement(models.Model):
    """Who may sell what where: exclusive rights of two customers never overlap.

    What a company has promised, its branches have promised as well. An archived agreement goes on
    as long as it lasts, an ended one until the day it ended; an addendum changes none of that.
    """

    _inherit = "keqing.agreement"

    @api.model
    def _in_force_domain(self, date_from, date_to=None):
        """What has been approved and is in force on a day, or on some day until another.

        :param date_to: the last day; None for ``date_from`` alone
        """
        return (
            Domain("stage", "in", ("active", "terminated"))
            & Domain("date_from", "<=", date_to or date_from)
            & Domain("last_day", ">=", date_from)
        )

    @api.model
    def _get_exclusive_rights(self, company, territory, category, day):
        """Who alone may sell products of a category in a territory on a day.

        Promises of the whole group of companies count, whoever may see them and archived or not.

        :return: agreements as superuser; several if rights overlap that once did not
        """
        everything = self.sudo().with_context(active_test=False)
        to_category = Domain("category_ids", "=", False)
        to_category |= Domain("category_ids", "parent_of", category.ids)
        return everything.search(
            self._in_force_domain(day)
            & Domain("is_exclusive", "=", True)
            & Domain("company_id", "child_of", company.root_id.id)
            & Domain("territory_ids", "parent_of", territory.ids)
            & to_category
        )

    def _overlapping_domain(self):
        """Agreements of the company and its branches that have been approved and give rights to
        the same products in the same territories on some of the same days.

        Trees overlap above and below; no category means all products, no territory none.
        """
        self.ensure_one()
        territories = self.territory_ids.ids
        domain = (
            Domain("company_id", "child_of", self.company_id.root_id.id)
            & self._in_force_domain(self.date_from, self.last_day)
            & (
                Domain("territory_ids", "child_of", territories)
                | Domain("territory_ids", "parent_of", territories)
            )
        )
        if categories := self.category_ids.ids:
            domain &= (
                Domain("category_ids", "=", False)
                | Domain("category_ids", "child_of", categories)
                | Domain("category_ids", "parent_of", categories)
            )
        return domain

    def _get_overlapping(self, domain=Domain.TRUE):
        """Agreements that overlap with this one, whoever may see them and archived or not."""
        everything = self.sudo().with_context(active_test=False)
        if not (self.territory_ids and self.last_day):
            return everything.browse()
        return everything.search(everything._overlapping_domain() & domain)

    def _check_authorisation(self):
        """:raise UserError: if the exclusive right of another customer stands in the way"""
        for agreement in self.filtered("is_exclusive"):
            others = agreement._get_rivals()
            if others:
                raise UserError(agreement._overlap_message(others[0]))

    def _get_rivals(self):
        """Agreements with others whose exclusive rights overlap with this exclusive one."""
        return self._get_overlapping(
            Domain("is_exclusive", "=", True) & Domain("partner_id", "!=", self.partner_id.id)
        )

    @api.model
    def _check_trees(self, name, nodes):
        """Whether exclusive rights are still apart, now that branches of a tree lie elsewhere.

        Rights that are over are history, and left alone.

        :param name: the field that points to the tree
        :param nodes: the top of each branch that was moved
        :raise UserError: naming two agreements that overlap
        """
        if not self.env["res.users"]._keqing_is_used():
            return
        everything = self.sudo().with_context(active_test=False)
        moved = everything.search(
            Domain("is_exclusive", "=", True)
            & everything._in_force_domain(
                self.env.company._get_keqing_today() - DAYS_APART, date.max
            )
            & Domain(name, "child_of", nodes.ids)
        )
        for agreement in moved:
            today = agreement.company_id._get_keqing_today()
            others = agreement._get_rivals().filtered_domain([("last_day", ">=", today)])
            if others and agreement.last_day >= today:
                raise UserError(agreement._clash_message(others[0]))

    def _clash_message(self, other):
        return self.env._(
            "Two exclusive rights would overlap there: %(agreement)s and %(other)s. End one of "
            "them first, or leave this where it is.",
            agreement=self.display_name,
            other=other.display_name,
        )

    def _overlap_message(self, other):
        """What stands in the way of an exclusive right, and what to do about it."""
        territories = _in_line(other.territory_ids, self.territory_ids)
        categories = _in_line(other.category_ids, self.category_ids) or other.category_ids
        return self.env._(
            "%(agreement)s cannot be exclusive: %(customer)s has, by %(other)s, an exclusive right "
            "in %(territories)s to %(categories)s, from %(date_from)s to %(date_to)s. Choose other "
            "territories, categories or days, or end that agreement first.",
            agreement=self.display_name,
            customer=other.partner_id.name,
            other=other.name,
            territories=format_list(self.env, territories.mapped("name")),
            categories=format_list(self.env, categories.mapped("name"))
            or self.env._("all products"),
            date_from=say_day(self.env, other.date_from),
            date_to=say_day(self.env, other.last_day),
        )

    def _lock_authorisation(self):
        """Let approvals in the same trees of territories go one after the other."""
        self.filtered("is_exclusive").sudo().territory_ids._lock_trees()

    @api.depends("stage", "partner_id", "territory_ids", "category_ids", "date_from", "date_to")
    def _compute_caution(self):
        """Worth a look before approving, though nothing of it forbids that."""
        for agreement in self:
            is_pending = agreement.stage in ("draft", "review") and bool(agreement.partner_id)
            agreement.caution = is_pending and "\n".join(agreement._get_cautions())

    def _get_cautions(self):
        customer = self.partner_id.sudo()  # facts of its card that its agreement turns on
        if customer.keqing_compliance == "violation":
            yield self.env._("The customer is in violation of the law, says its card.")
        expiry = customer.keqing_licence_expiry
        if expiry and self.date_to and expiry < self.date_to:
            yield self.env._(
                "The customer's licence is valid until %s, less than the agreement.",
                say_day(self.env, expiry),
            )
        against = Domain.TRUE if self.is_exclusive else Domain("is_exclusive", "=", True)
        for other in self._origin._get_overlapping(against) if self._origin else ():
            if other.partner_id == self.partner_id:
                if other == self.previous_id:
                    continue  # a renewal may begin before the old one ends
                text = self.env._("%s gives the customer a right there already.", other.name)
            elif other.is_exclusive:
                text = self.env._("%s has an exclusive right there.", other.display_name)
            else:
                text = self.env._("%s gives somebody else a right there.", other.display_name)
            yield text


def _in_line(nodes, others):
    """Those of some nodes of a tree that are one of the others, above it or below it."""
    paths = others.mapped("parent_path")
    return nodes.filtered(
        lambda node: any(
            node.parent_path.startswith(path) or path.startswith(node.parent_path) for path in paths
        )
    )
