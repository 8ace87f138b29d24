# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from odoo.modules import Manifest
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import convert_file

from .demo_credit import DemoCreditCases
from .demo_development import DemoDevelopmentCases
from .demo_file import DemoFileCases
from .demo_relationship import DemoRelationshipCases
from .demo_selection import DemoSelectionCases
from .demo_target import DemoTargetCases

DEMO_DAY = "2024-02-29 04:00:00"


def exact(number, digits=6):
    """A number of the database as Decimal; binary noise below ``digits`` is dropped."""
    return round_half_up(Decimal(repr(number)), digits)


def round_half_up(number, digits):
    return Decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


class Books:
    """The posted entries of one company as plain rows, and what they say about each customer.

    Written from the definitions, not from the engine: sums over Python lists in Decimal. Every
    product is sold in its own unit of measure.
    """

    def __init__(self, company, partners):
        env = company.env
        ours = [("company_id", "=", company.id), ("parent_state", "=", "posted")]
        self.partners = partners.ids
        self.territory = {partner.id: partner.keqing_territory_id.id for partner in partners}
        cost = {
            product.id: exact(product.standard_price)
            for product in env["product.product"]
            .with_company(company)
            .search([("company_id", "=", company.id)])
        }
        self.sales = [
            {
                "partner": line.move_id.commercial_partner_id.id,
                "date": line.move_id.invoice_date,
                "document": line.move_id.id,
                "refund": line.move_type == "out_refund",
                "amount": -exact(line.balance),
                "margin": -exact(line.balance)
                - exact(line.quantity)
                * cost[line.product_id.id]
                * (-1 if line.move_type == "out_refund" else 1),
                "category": line.product_id.categ_id.id,
            }
            for line in env["account.move.line"].search(
                [
                    *ours,
                    ("display_type", "=", "product"),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                ]
            )
        ]
        self.receivables = env["account.move.line"].search_read(
            [*ours, ("account_type", "=", "asset_receivable")],
            ["partner_id", "date", "date_maturity", "balance"],
            load=None,
        )
        self.settled = defaultdict(list)  # by debit or credit item
        for partial in env["account.partial.reconcile"].search([("company_id", "=", company.id)]):
            row = (partial.max_date, exact(partial.amount))
            self.settled[partial.debit_move_id.id].append(row)
            self.settled[partial.credit_move_id.id].append(row)
        self.marks = env["keqing.assessment"].search_read(
            [("company_id", "=", company.id)],
            ["partner_id", "indicator_id", "value", "date"],
            load=None,
        )

    def value(self, indicator, partner, since, until):
        """The fact of one customer in a period, None when unknown."""
        if indicator.window == "year":
            since = until + relativedelta(days=1, years=-1)
        elif indicator.window == "history":
            since = None
        if indicator.kind == "assessed":
            value = self.mark(indicator.id, partner, since, until)
        else:
            value = getattr(self, indicator.measure)(partner, since, until)
        if value is None:
            return Decimal(0) if indicator.absent_is_zero else None
        return round_half_up(value, 12)

    def mark(self, indicator_id, partner, since, until):
        marks = [
            (mark["date"], mark["id"], exact(mark["value"]))
            for mark in self.marks
            if (mark["partner_id"], mark["indicator_id"]) == (partner, indicator_id)
            and (since is None or since <= mark["date"])
            and mark["date"] <= until
        ]
        return max(marks)[2] if marks else None

    def _rows(self, partner, since, until):
        return [
            row
            for row in self.sales
            if row["partner"] == partner
            and (since is None or since <= row["date"])
            and row["date"] <= until
        ]

    def _bought(self, partner, since, until):
        return [row for row in self._rows(partner, since, until) if not row["refund"]]

    def purchase_amount(self, partner, since, until):
        return sum((row["amount"] for row in self._rows(partner, since, until)), Decimal(0))

    def gross_margin(self, partner, since, until):
        return sum((row["margin"] for row in self._rows(partner, since, until)), Decimal(0))

    def purchase_frequency(self, partner, since, until):
        return len({row["document"] for row in self._bought(partner, since, until)})

    def category_count(self, partner, since, until):
        return len({row["category"] for row in self._bought(partner, since, until)})

    def recency(self, partner, since, until):
        dates = [row["date"] for row in self._bought(partner, since, until)]
        return (until - max(dates)).days if dates else None

    def tenure(self, partner, since, until):
        dates = [row["date"] for row in self._bought(partner, since, until)]
        return (until - min(dates)).days if dates else None

    def growth(self, partner, since, until):
        year = relativedelta(years=1)
        day = relativedelta(days=1)
        before = self.purchase_amount(partner, since - year, until + day - year - day)
        if before <= 0:
            return None
        return (self.purchase_amount(partner, since, until) / before - 1) * 100

    def repurchase(self, partner, since, until):
        day = relativedelta(days=1)
        months = 12 * (until.year - since.year) + until.month - since.month + 1
        before = (since - relativedelta(months=months), since - day)
        return int(bool(self._bought(partner, since, until) and self._bought(partner, *before)))

    def territory_share(self, partner, since, until):
        neighbours = [p for p in self.partners if self.territory[p] == self.territory[partner]]
        total = sum(self.purchase_amount(each, since, until) for each in neighbours)
        return self.purchase_amount(partner, since, until) * 100 / total if total > 0 else None

    def _items(self, partner, until):
        """Receivable items of a customer: ``(due, open amount, settlements)`` as of a day."""
        for item in self.receivables:
            if item["partner_id"] == partner and item["date"] <= until:
                settled = [row for row in self.settled[item["id"]] if row[0] <= until]
                balance = exact(item["balance"])
                amount = sum(amount for __, amount in settled)
                yield (
                    item["date_maturity"] or item["date"],
                    balance - amount if balance > 0 else balance + amount,
                    settled if balance > 0 else [],
                )

    def overdue_amount(self, partner, since, until):
        return max(0, sum(open_ for due, open_, __ in self._items(partner, until) if due < until))

    def days_late(self, partner, since, until):
        weighted = total = Decimal(0)
        for due, open_amount, settlements in self._items(partner, until):
            late = [(day, amount) for day, amount in settlements if day >= since]
            if open_amount > 0 and due < until:
                late.append((until, open_amount))
            weighted += sum(amount * (day - due).days for day, amount in late)
            total += sum(amount for __, amount in late)
        return weighted / total if total else None


def points(line, values, value):
    """Points (0 to 100) of a value on a scorecard line.

    :param values: the known values of everybody, for the rank
    """
    if value is None:
        return None
    if line.curve == "percentile":
        sign = 1 if line.better == "higher" else -1
        worse = sum(sign * other < sign * value for other in values)
        same = sum(other == value for other in values)
        return (worse + Decimal(same) / 2) * 100 / len(values)
    if line.curve == "steps":
        reached = [
            (step.value_from, step.points)
            for step in line.step_ids
            if not step.is_lowest and value >= exact(step.value_from)
        ]
        lowest = line.step_ids.filtered("is_lowest").points
        return exact(max(reached)[1] if reached else lowest)
    floor, target = exact(line.value_floor), exact(line.value_target)
    return min(Decimal(100), max(Decimal(0), (value - floor) * 100 / (target - floor)))


def cut(method, thresholds, judged):
    """Places on the scale, 0 the best: ``{partner: place}``, None where nothing is known.

    :param judged: ``{partner: score, share or amount}``
    """
    known = {partner: value for partner, value in judged.items() if value is not None}
    order = sorted(known, key=lambda partner: (-known[partner], partner))
    places = dict.fromkeys(judged)
    if method in ("score", "share"):
        for partner, value in known.items():
            reached = (i for i, bound in enumerate(thresholds) if value >= bound)
            places[partner] = next(reached, len(thresholds) - 1)
    elif method == "quota":
        exact_sizes = [Fraction(threshold) * len(order) / 100 for threshold in thresholds]
        sizes = [int(size) for size in exact_sizes]
        by_rest = sorted(range(len(sizes)), key=lambda i: (sizes[i] - exact_sizes[i], i))
        for i in by_rest[: len(order) - sum(sizes)]:
            sizes[i] += 1
        for index, partner in enumerate(order):
            same = index and known[partner] == known[order[index - 1]]
            places[partner] = (
                places[order[index - 1]]
                if same
                else next(i for i in range(len(sizes)) if index < sum(sizes[: i + 1]))
            )
    else:
        total = sum(value for value in known.values() if value > 0)
        before = Decimal(0)
        for partner in order:
            inside = (i for i, limit in enumerate(thresholds) if before * 100 < total * limit)
            places[partner] = next(inside) if known[partner] > 0 else len(thresholds) - 1
            before += known[partner]
    return places


@tagged("post_install", "-at_install")
class TestDemo(
    DemoFileCases,
    DemoDevelopmentCases,
    DemoSelectionCases,
    DemoTargetCases,
    DemoRelationshipCases,
    DemoCreditCases,
    TransactionCase,
):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("keqing_customer.company_demo", raise_if_not_found=False):
            with freeze_time(DEMO_DAY):
                for file in Manifest.for_addon("keqing_customer")["demo"]:
                    convert_file(cls.env, "keqing_customer", file, {}, "init", noupdate=True)
        cls.company = cls.env.ref("keqing_customer.company_demo")
        cls.customers = cls.env["res.partner"].search(
            [
                ("company_id", "=", cls.company.id),
                ("keqing_customer_type_id", "!=", False),
            ]
        )
        runs = cls.env["keqing.evaluation.run"].search(
            [("company_id", "=", cls.company.id), ("purpose", "=", "grade")]
        )
        cls.waiting, cls.confirmed = runs.sorted("date_to", reverse=True)

    def _user(self, role):
        return self.env.ref(f"keqing_customer.user_demo_{role}")

    def _verdict(self, run, customer):
        partner = self.env.ref(f"keqing_customer.customer_{customer}")
        return run.evaluation_ids.filtered(lambda verdict: verdict.partner_id == partner)

    # The story

    def test_customers_of_every_type_and_territory(self):
        self.assertEqual(len(self.customers), 65)
        self.assertEqual(len(self.waiting.evaluation_ids), 60)
        of_policy = [("child_ids", "=", False), ("code", "!=", False)]
        types = self.env["keqing.customer.type"].search(of_policy)
        self.assertTrue(types)
        self.assertLessEqual(types, self.customers.keqing_customer_type_id)
        territories = self.customers.keqing_territory_id
        self.assertFalse(territories.child_ids)
        self.assertEqual(len(territories), 5)
        self.assertTrue(all(customer.user_id for customer in self.customers))

    def test_every_invoice_bears_chinese_vat(self):
        """Whichever chart of accounts there is."""
        self.assertEqual(self.company.account_fiscal_country_id.code, "CN")
        invoices = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        self.assertEqual(set(invoices.invoice_line_ids.tax_ids.mapped("amount")), {13})
        for invoice in invoices:
            self.assertAlmostEqual(invoice.amount_tax, invoice.amount_untaxed * 0.13, delta=0.05)
        taxes = invoices.line_ids.tax_line_id
        self.assertEqual((taxes.name, taxes.country_id.code), ("13%", "CN"))

    def test_one_run_is_confirmed_and_the_next_waits(self):
        self.assertEqual(self.confirmed.state, "confirmed")
        self.assertEqual(self.waiting.state, "computed")
        self.assertEqual(self.confirmed.date_to + relativedelta(days=1), self.waiting.date_from)
        self.assertEqual(self.waiting.activity_ids.user_id, self._user("regional_manager"))

    def test_customers_lie_in_segments(self):
        """By RFM of the twelve months up to last month, confirmed: most of them have a name."""
        scorecard = self.env.ref(f"keqing_customer.{self.company.id}_scorecard_liquor_rfm")
        run = scorecard.run_ids
        self.assertEqual(run.state, "confirmed")
        verdicts = run.evaluation_ids
        names = Counter(verdicts.segment_id.mapped("name"))
        self.assertGreaterEqual(len(names), 6)
        champions = scorecard.segment_ids[0]
        best = verdicts.filtered(lambda verdict: verdict.segment_id == champions)
        self.assertTrue(best)
        for verdict in best:
            self.assertTrue(all(points >= 80 for __, points in verdict.lines))
        for verdict in verdicts:
            customer = verdict.partner_id.with_company(self.company)
            self.assertEqual(customer.keqing_segment_id, verdict.segment_id)

    def test_a_relationship_cools_and_something_is_proposed(self):
        """Quarter by quarter; the manager has accepted one proposal and dismissed another."""
        manager = self._user("territory_manager")
        hotel = self.env.ref("keqing_customer.customer_qianling").with_user(manager)
        page = hotel.with_company(self.company).get_keqing_relationship()
        [index] = page["scorecards"]
        scores = [point["score"] for point in index["trend"]]
        self.assertEqual(len(scores), 5)
        self.assertLess(scores[-1], scores[-2])
        self.assertLess(scores[-1] + 20, scores[0])
        self.assertEqual(index["movement"], "down")
        proposals = self.env["keqing.strategy.proposal"].search(
            [("company_id", "=", self.company.id)]
        )
        states = Counter(proposals.mapped("state"))
        self.assertEqual((states["accepted"], states["dismissed"]), (1, 1))
        self.assertIn(hotel.with_env(self.env), proposals.partner_id)

    def test_every_movement_is_there_to_be_seen(self):
        movements = Counter(self.waiting.evaluation_ids.mapped("movement"))
        self.assertEqual(set(movements), {"up", "down", "same", "new"})
        self.assertEqual(self._verdict(self.waiting, "zhibo").movement, "up")
        self.assertEqual(self._verdict(self.waiting, "liangdu").movement, "down")
        self.assertEqual(self._verdict(self.waiting, "jinyang_logistics").movement, "down")
        newcomer = self._verdict(self.waiting, "yinyue")
        self.assertTrue(newcomer.is_provisional)
        self.assertEqual((newcomer.movement, newcomer.grade_id.code), ("new", "B"))

    def test_a_manager_overruled_the_scorecard_with_a_reason(self):
        verdict = self._verdict(self.waiting, "guobin")
        self.assertEqual(verdict.override_user_id, self._user("territory_manager"))
        self.assertEqual((verdict.previous_grade_id.code, verdict.grade_id.code), ("A", "A"))
        self.assertNotEqual(verdict.computed_grade_id.code, "A")
        self.assertTrue(verdict.override_reason)

    def test_grades_are_shared_out_as_in_life(self):
        grades = Counter(verdict.grade_id.code for verdict in self.waiting.evaluation_ids)
        self.assertGreater(grades["A"], 3)
        self.assertGreater(grades["B"], grades["A"])
        self.assertGreater(grades["C"], grades["B"])

    def test_who_pays_late_and_who_does_not_pay(self):
        indicator = self.env.ref("keqing_customer.indicator_days_late")
        position = self.waiting._indicators().ids.index(indicator.id)
        for customer, least in (("jianjiang", 30), ("tongxin", 5), ("weining", 15)):
            value, __ = self._verdict(self.waiting, customer).lines[position]
            self.assertGreater(value, least, customer)
        debtor = self.env.ref("keqing_customer.customer_tongxin").with_company(self.company)
        self.assertGreater(debtor.credit, 0)

    def test_agreements_of_every_kind_in_every_state(self):
        agreements = self.env["keqing.agreement"].search([("company_id", "=", self.company.id)])
        self.assertEqual(agreements.type_id, self.env["keqing.agreement.type"].search([]))
        ending = self.env.ref("keqing_customer.agreement_dingsheng")
        with freeze_time(ending.date_to - relativedelta(days=25)):
            agreements.invalidate_recordset(["state"])
            states = {state for state, __ in agreements._fields["state"].selection}
            self.assertEqual(set(agreements.mapped("state")), states)
            self.assertEqual(ending.state, "to_renew")
        renewed = self.env.ref("keqing_customer.agreement_wumeng_past")
        self.assertEqual(renewed.next_id, self.env.ref("keqing_customer.agreement_wumeng"))
        agreements._check_authorisation()
        self.assertTrue(all(each.achieved for each in ending.target_ids))

    def test_amounts_are_in_yuan(self):
        self.assertEqual(self.company.currency_id.name, "CNY")
        moves = self.env["account.move"].search([("company_id", "=", self.company.id)])
        self.assertEqual(moves.currency_id.name, "CNY")

    def test_run_adds_up_to_the_posted_invoices(self):
        for run in self.confirmed + self.waiting:
            lines = self.env["account.move.line"].search(
                [
                    ("company_id", "=", self.company.id),
                    ("parent_state", "=", "posted"),
                    ("display_type", "=", "product"),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("invoice_date", ">=", run.date_from),
                    ("invoice_date", "<=", run.date_to),
                ]
            )
            self.assertIn("out_refund", lines.mapped("move_type"))
            judged = sum(exact(verdict.lines[0][0]) for verdict in run.evaluation_ids)
            self.assertEqual(judged, -sum(exact(line.balance) for line in lines))

    def test_roles_see_their_customers(self):
        seen = {
            role: self.env["res.partner"]
            .with_user(self._user(role))
            .search([("keqing_customer_type_id", "!=", False)])
            for role in (
                "salesperson",
                "territory_manager",
                "regional_manager",
                "director",
                "administrator",
            )
        }
        self.assertEqual(seen["salesperson"].user_id, self._user("salesperson"))
        self.assertLess(seen["salesperson"], seen["territory_manager"])
        self.assertLess(seen["territory_manager"], seen["regional_manager"])
        self.assertEqual(seen["regional_manager"], self.customers)
        self.assertEqual(seen["director"], self.customers)
        self.assertEqual(seen["administrator"], self.customers)

    def test_regional_manager_may_confirm(self):
        self.waiting.with_user(self._user("regional_manager")).action_confirm()
        customers = self.waiting.evaluation_ids.partner_id.with_company(self.company)
        self.assertTrue(all(customers.mapped("keqing_grade_id")))
        self.assertEqual(
            self.env.ref("keqing_customer.customer_zhibo")
            .with_company(self.company)
            .keqing_grade_trend,
            "up",
        )

    # The figures

    def _check_run(self, run):
        """Compare every figure of a run with the one computed from the books."""
        scorecard = run.scorecard_id
        verdicts = {verdict.partner_id.id: verdict for verdict in run.evaluation_ids}
        books = Books(self.company, self.customers)
        lines = scorecard.line_ids
        deciding = lines.filtered(lambda line: line.indicator_id == scorecard.cut_indicator_id)
        partners = list(verdicts)
        self.assertGreater(len(partners), 50)
        values = {
            line: {
                partner: books.value(line.indicator_id, partner, run.date_from, run.date_to)
                for partner in partners
            }
            for line in lines
        }
        known = {
            line: [value for value in values[line].values() if value is not None] for line in lines
        }
        judged = {}
        for partner, verdict in verdicts.items():
            earned = {line: points(line, known[line], values[line][partner]) for line in lines}
            weight = sum(exact(line.weight) for line in lines if earned[line] is not None)
            total = sum(
                exact(line.weight) * earned[line] for line in lines if earned[line] is not None
            )
            score = round_half_up(round_half_up(total / weight, 12), 2) if weight else None
            with self.subTest(scorecard=scorecard.name, customer=verdict.partner_id.name):
                self.assertEqual(
                    [
                        [None if number is None else exact(number, 9) for number in pair]
                        for pair in verdict.lines[: len(lines)]
                    ],
                    [
                        [
                            None if number is None else round_half_up(number, 9)
                            for number in (values[line][partner], earned[line])
                        ]
                        for line in lines
                    ],
                )
                self.assertEqual(exact(verdict.score, 2), score or 0)
                self.assertEqual(
                    exact(verdict.coverage, 2),
                    round_half_up(weight * 100 / sum(exact(line.weight) for line in lines), 2),
                )
            judged[partner] = score
            if scorecard.cut_method in ("share", "cumulative"):
                judged[partner] = values[deciding][partner]
        thresholds = [exact(band.threshold, 2) for band in scorecard.band_ids]
        places = cut(scorecard.cut_method, thresholds, judged)
        grades = scorecard.band_ids.grade_id
        expected = {
            verdict.partner_id.name: grades[places[partner]].code
            for partner, verdict in verdicts.items()
        }
        self.assertEqual(
            {
                verdict.partner_id.name: verdict.computed_grade_id.code
                for verdict in verdicts.values()
            },
            expected,
        )
        self.assertEqual(set(expected.values()), set(grades.mapped("code")))

    def _compute(self, scorecard):
        """A run of one of the other policies, for the last period there are invoices of."""
        with freeze_time(self.waiting.date_to + relativedelta(days=1)):
            run = self.env["keqing.evaluation.run"].create(
                {"scorecard_id": self.env.ref(f"keqing_customer.scorecard_{scorecard}").id}
            )
            run.action_compute()
        return run

    def test_by_score_equals_the_books(self):
        self._check_run(self.confirmed)
        self._check_run(self.waiting)

    def test_by_share_of_the_territory_equals_the_books(self):
        self._check_run(self._compute("share"))

    def test_by_quota_equals_the_books(self):
        self._check_run(self._compute("quota"))

    def test_by_cumulative_share_equals_the_books(self):
        self._check_run(self._compute("pareto"))
