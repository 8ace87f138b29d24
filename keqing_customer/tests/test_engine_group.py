# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date
from fractions import Fraction

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CustomerCommon

QUARTER = (date(2024, 1, 1), date(2024, 3, 31))
BEFORE = (date(2023, 1, 1), date(2023, 3, 31))


@tagged("post_install", "-at_install")
class TestGroup(CustomerCommon):
    """An indicator over a group says what plain Python says of the same documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tea = cls._create_product("Tea", standard_price=10)
        places = (cls.harbour, cls.harbour, cls.north, cls.south, cls.env["keqing.territory"])
        types = (cls.outlet, cls.seller, cls.outlet, cls.outlet, cls.seller)
        holders = (cls.salesperson, cls.manager, cls.manager, cls.env["res.users"], cls.salesperson)
        cls.customers = cls.env["res.partner"].concat(
            *(
                cls._create_customer(
                    f"Customer {at}",
                    keqing_territory_id=place.id,
                    keqing_customer_type_id=kind.id,
                    user_id=holder.id,
                )
                for at, (place, kind, holder) in enumerate(zip(places, types, holders, strict=True))
            )
        )
        cls.documents = []  # (customer, amount, day, product), credit notes negative
        for at, customer in enumerate(cls.customers[:4]):
            cls._buy(customer, 100 * (at + 1), date(2024, 1, 10 + at), cls.product)
            cls._buy(customer, 70, date(2023, 2, 3), cls.tea)
        cls._buy(cls.customers[0], 35, date(2024, 3, 20), cls.tea)
        cls._buy(cls.customers[0], -15, date(2024, 3, 25), cls.tea)
        cls._buy(cls.customers[3], 250, date(2023, 12, 31), cls.tea)

    @classmethod
    def _buy(cls, customer, amount, day, product):
        cls.documents.append((customer, amount, day, product))
        cls._create_invoice(customer, abs(amount), day, refund=amount < 0, product=product)

    def _figures(self, code, by, period=QUARTER, **values):
        indicator = self.indicators[code] if isinstance(code, str) else code
        return indicator._get_group_figures(self.company, [period], by, **values)[period]

    def _groups(self, by):
        """``{id of the group: its customers}`` in plain Python, trees with all below."""
        groups = {}
        for customer in self.customers:
            match by:
                case "all":
                    ids = [False]
                case "holder":
                    ids = [customer.user_id.id]
                case _:
                    node = customer[
                        {"territory": "keqing_territory_id", "type": "keqing_customer_type_id"}[by]
                    ]
                    ids = []
                    while node:
                        ids.append(node.id)
                        node = node.parent_id
                    ids = ids or [False]
            for each in ids:
                groups.setdefault(each, []).append(customer)
        return groups

    def _of(self, customers, period, product=None):
        return [
            (customer, amount, day)
            for customer, amount, day, bought in self.documents
            if customer in customers and period[0] <= day <= period[1] and product in (None, bought)
        ]

    def test_amounts_add_up_in_every_group(self):
        for by in ("all", "holder", "territory", "type"):
            with self.subTest(by):
                figures = self._figures("purchase_amount", by)
                expected = {}
                for group, customers in self._groups(by).items():
                    if bought := self._of(customers, QUARTER):
                        expected[group] = (
                            sum(amount for __, amount, __ in bought),
                            len({customer for customer, __, __ in bought}),
                        )
                self.assertEqual(figures, expected)
        self.assertIn(self.country.id, self._figures("purchase_amount", "territory"))

    def test_a_quotient_is_that_of_the_group(self):
        figures = self._figures("growth", "territory")
        for group, customers in self._groups("territory").items():
            now, before = (
                sum(amount for __, amount, __ in self._of(customers, period))
                for period in (QUARTER, BEFORE)
            )
            if before:
                expected = (Fraction(now, before) - 1) * 100
                self.assertAlmostEqual(float(figures[group].value), float(expected), 9)
        average = self._figures("average_invoice", "all")[False]
        self.assertEqual(average.value, Fraction(1000 + 20, 5))

    def test_what_a_customer_is_like_is_averaged(self):
        days = [
            (QUARTER[1] - day).days
            for day in (date(2024, 3, 20), *(date(2024, 1, 10 + at) for at in (1, 2, 3)))
        ]
        figure = self._figures("recency", "all")[False]
        self.assertEqual((figure.value, figure.known), (Fraction(sum(days), 4), 4))

    def test_yes_or_no_is_the_share_of_yes(self):
        """Only the last of four bought in the quarter before as well."""
        figure = self._figures("repurchase", "all")[False]
        self.assertEqual((figure.value, figure.known), (Fraction(100, figure.known), figure.known))
        self.assertEqual(self._figures("repurchase", "territory")[self.south.id].value, 100)

    def test_marks_are_averaged_over_who_has_one(self):
        mark = self._create_indicator("mark")
        for customer, value in zip(self.customers, (20, 40, 90), strict=False):
            self._assess(mark, customer, value)
        self.assertEqual(self._figures(mark, "all")[False], (50, 3))
        self.assertEqual(self._figures(mark, "territory")[self.harbour.id], (30, 2))
        self.assertEqual(self._figures(mark, "territory")[self.south.id], (None, 0))

    def test_who_held_a_customer_then_has_its_figures(self):
        """Handed over and moved afterwards, it still counts for the quarter where it was."""
        customer = self.customers[0]
        before = self._figures("purchase_amount", "holder")
        places = self._figures("purchase_amount", "territory")
        customer.write({"user_id": self.director.id, "keqing_territory_id": self.south.id})
        self.assertEqual(self._figures("purchase_amount", "holder"), before)
        self.assertEqual(self._figures("purchase_amount", "territory"), places)
        coming = (date(2024, 1, 1), date(2099, 12, 31))
        now = self._figures("purchase_amount", "holder", coming)
        self.assertEqual(now[self.director.id].value, 120)

    def test_by_product(self):
        for code, value in (
            ("purchase_amount", lambda bought: sum(amount for __, amount, __ in bought)),
            ("purchase_frequency", lambda bought: sum(amount > 0 for __, amount, __ in bought)),
        ):
            figures = self._figures(code, "product")
            for product in (self.product, self.tea):
                bought = self._of(self.customers, QUARTER, product)
                self.assertEqual(figures[product.id].value, value(bought), code)
        margin = self._figures("gross_margin", "product")
        self.assertEqual(margin[self.tea.id].value, 35 - 10 - (15 - 10))
        mark = self._create_indicator("mark")
        with self.assertRaisesRegex(UserError, "not about products"):
            self._figures(mark, "product")

    def test_a_share_has_no_group(self):
        with self.assertRaisesRegex(UserError, "share of its region"):
            self._figures("territory_share", "all")

    def test_periods_stand_side_by_side(self):
        figures = self.indicators["purchase_amount"]._get_group_figures(
            self.company, [QUARTER, BEFORE], "all"
        )
        self.assertEqual([figures[each][False].value for each in (QUARTER, BEFORE)], [1020, 280])

    def test_only_some_customers(self):
        domain = [("keqing_customer_type_id", "=", self.outlet.id)]
        figure = self._figures("purchase_amount", "all", domain=domain)[False]
        self.assertEqual((figure.value, figure.known), (120 + 300 + 400, 3))

    def test_the_documents_behind_a_figure_make_it(self):
        amount = self.indicators["purchase_amount"]
        for by in ("all", "holder", "territory", "type", "product"):
            for group, figure in self._figures("purchase_amount", by).items():
                model, domain = amount._get_group_documents(self.company, by, group, *QUARTER)
                moves = self.env[model].search(domain)
                signed = "balance" if by == "product" else "amount_untaxed_signed"
                total = sum(moves.mapped(signed)) * (-1 if by == "product" else 1)
                with self.subTest(by, group=group):
                    self.assertEqual(total, figure.value)

    def test_no_query_per_customer(self):
        amount = self.indicators["purchase_amount"]
        amount._get_group_figures(self.company, [QUARTER], "territory")
        self.env.flush_all()
        with self.assertQueryCount(4):  # each period: the figures, and whether cash is rounded
            amount._get_group_figures(self.company, [QUARTER, BEFORE], "territory")
