# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.tools.apportion import largest_remainder
from odoo.addons.keqing_customer.tools.exact import exact
from odoo.addons.keqing_customer.tools.period import period_around, same_period_last_year

MOST_PARTS = 400


class KeqingTarget(models.Model):
    """A whole is split by what each part came to in the same days of last year."""

    _inherit = "keqing.target"

    @for_one("write")
    def action_split_months(self):
        return self._split("month")

    @for_one("write")
    def action_split_territories(self):
        return self._split("territory")

    @for_one("write")
    def action_split_people(self):
        return self._split("holder")

    @for_one("write")
    def action_split_types(self):
        return self._split("type")

    @for_one("write")
    def action_split_categories(self):
        return self._split("product")

    @for_one("write")
    def action_remove_parts(self):
        """Take the parts away again; the amount stays."""
        self._check_planned()
        self.child_ids.unlink()

    def _split(self, by):
        """Make the parts, of which each has its share of last year, or all the same if nobody had
        any; to the cent, and together what the whole is.

        :raise UserError: if it is split already, or there is nothing to split it by
        """
        self._check_planned()
        if self.child_ids:
            raise UserError(
                self.env._("“%s” has parts already. Remove them first.", self.display_name)
            )
        parts = self._find_parts(by)
        if not parts:
            raise UserError(
                self.env._("There is nothing that “%s” could be split by.", self.display_name)
            )
        if len(parts) > MOST_PARTS:
            raise UserError(
                self.env._(
                    "“%(target)s” would have %(count)s parts, and can have %(most)s. Split it by "
                    "something else first.",
                    target=self.display_name,
                    count=len(parts),
                    most=MOST_PARTS,
                )
            )
        inherited = ("company_id", "kpi_id", "territory_id", "user_id", "customer_type_id")
        shares = self._share_out([weight for __, weight in parts])
        self.create(
            [
                {
                    **{name: self[name].id for name in (*inherited, "category_id")},
                    "date_from": self.date_from,
                    "date_to": self.date_to,
                    "parent_id": self.id,
                    "amount": share,
                    **values,
                }
                for (values, __), share in zip(parts, shares, strict=True)
            ]
        )

    def _share_out(self, weights):
        """The amount, shared out by weights to the last cent; evenly where none has any."""
        digits = self.currency_id.decimal_places if self.currency_id else 2
        if not self.currency_id and float(self.amount).is_integer():
            digits = 0
        total = int((exact(self.amount) * 10**digits).to_integral_value())
        weights = [max(weight, 0) for weight in weights]
        if not any(weights):
            weights = [1] * len(weights)
        return [share / 10**digits for share in largest_remainder(total, weights)]

    def _find_parts(self, by):
        """:return: ``[(values of a part, what it came to last year)]``"""
        last_year = same_period_last_year(self.date_from, self.date_to)
        match by:
            case "month":
                months = self._months()
                return [
                    (
                        {"date_from": first, "date_to": last},
                        self._read("all", same_period_last_year(first, last)).get(False, 0),
                    )
                    for first, last in months
                ]
            case "holder":
                figures = self._read(by, last_year)
                return [({"user_id": each.id}, figures.get(each.id, 0)) for each in self._people()]
            case "product":
                return self._find_tree_parts("category_id", self._read_categories(last_year))
        field = {"territory": "territory_id", "type": "customer_type_id"}[by]
        return self._find_tree_parts(field, self._read(by, last_year))

    def _people(self):
        """Who holds customers that the target is about today, or works in its territory."""
        today = self.company_id._get_keqing_today()
        members = self.env["keqing.indicator"]._members_sql(
            self.company_id, "holder", today, self._scope_domain(today)
        )
        ids = [
            user_id
            for (user_id,) in self.env.execute_query(
                SQL("SELECT DISTINCT group_id FROM (%s) member", members)
            )
            if user_id
        ]
        # sudo: who works where, and is still with us, is no secret
        users = self.env["res.users"].sudo().browse(ids) | self.territory_id.sudo().member_ids
        return users.filtered("active").sorted("name")

    def _find_tree_parts(self, name, figures):
        """The nodes just below that of the whole."""
        domain = Domain("parent_id", "=", self[name].id)
        if name == "territory_id":
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        nodes = self.env[self._fields[name].comodel_name].search(domain)
        return [({name: node.id}, figures.get(node.id, 0)) for node in nodes]

    def _months(self):
        months, first = [], self.date_from
        while first <= self.date_to and len(months) <= MOST_PARTS:
            last = min(period_around("month", first)[1], self.date_to)
            months.append((first, last))
            first = fields.Date.add(last, days=1)
        return months if len(months) > 1 else []

    # What the engine says

    def _read(self, by, period):
        """What the KPI comes to for customers of the target: ``{group: number}``"""
        [figures] = self.kpi_id.numerator_id._get_group_figures(
            self.company_id, [period], by, self._scope_domain(period[1])
        ).values()
        return {group: float(figure.value or 0) for group, figure in figures.items()}

    def _read_categories(self, period):
        """Of products, added up in their category and all above: ``{category: number}``"""
        figures = self._read("product", period)
        products = self.env["product.product"].with_context(active_test=False)
        # sudo: in which category a product is, is no secret
        products = products.browse(figures.keys() - {False}).sudo().exists()
        sums = {}
        for product in products:
            for category in (product.categ_id.parent_path or "").split("/")[:-1]:
                sums[int(category)] = sums.get(int(category), 0) + figures[product.id]
        return sums

    def _scope_domain(self, day, without=None):
        """The customers that a target is about, as they lay and were held on a day.

        :param without: a field that is told apart by, and so takes no part
        """
        Indicator = self.env["keqing.indicator"]
        # sudo: a target is of all its customers, whoever looks
        kpi = self.kpi_id.sudo()
        territory = self.territory_id if without != "territory_id" else None
        domain = kpi._visible_domain(self.company_id, day, territory)
        if self.user_id and without != "user_id":
            held = Indicator._members_sql(self.company_id, "holder", day, domain)
            inside = SQL(
                "(SELECT partner_id FROM (%s) member WHERE group_id = %s)", held, self.user_id.id
            )
            domain = Domain("id", "any!", inside)
        if self.customer_type_id and without != "customer_type_id":
            kind = Domain("keqing_customer_type_id", "child_of", self.customer_type_id.ids)
            domain &= kind
        return domain
