# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Who is honoured, who gets what is scarce, and who sells where it may not, by the packs:
S0-36, 37, S1-17, 21, 25, 33, 41, S2-33, S4-37."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.keqing_loyalty.models.diversion.keqing_diversion_sanction import KINDS
from odoo.addons.keqing_loyalty.tests.test_diversion import DiversionCommon

from .policy import PolicyCommon


class LoyaltyClauses(PolicyCommon):
    """A company of the pack, with three customers of a kind that bought for the same."""

    kind = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second, cls.third = (
            cls._create_customer(name, cls.kind, user_id=cls.salesperson.id)
            for name in ("Ganyu", "Xiangling", "Qiqi")
        )

    def _buy(self, amount=1000):
        for customer in (self.first, self.second, self.third):
            self._create_invoice(customer, amount, "2024-02-01")

    def _grade(self, *names):
        """The grades of the three, by the names that they ship under."""
        for customer, name in zip((self.first, self.second, self.third), names, strict=True):
            customer.keqing_grade_id = self.env.ref(f"keqing_customer.grade_{name}")

    def _share_out(self, supply):
        """Shares of the three in what is scarce, published."""
        self.scarce = self._create_product("Scarce")
        allocation = self.env["keqing.allocation"].create(
            {
                "name": "New year",
                "product_id": self.scarce.id,
                "supply": supply,
                "date_from": "2024-04-01",
                "date_to": "2024-04-30",
                "territory_ids": [Command.link(self.harbour.id)],
            }
        )
        allocation.action_compute()
        allocation.action_publish()
        by_customer = {share.partner_id: share for share in allocation.share_ids}
        return [by_customer[each] for each in (self.first, self.second, self.third)]

    def _order(self, customer, quantity, product=None):
        product = product or self.scarce
        line = {"product_id": product.id, "product_uom_qty": quantity}
        return self.env["sale.order"].create(
            {"partner_id": customer.id, "order_line": [Command.create(line)]}
        )

    def _honour(self, name, *customers):
        """Proposed by the salesperson, decided on by the director, published."""
        honour = self.env["keqing.honour"].create(
            {
                "name": name,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "prize_ids": [Command.create({"name": "Gold", "places": 1, "value": 5000})],
                "jury_ids": self.director.ids,
            }
        )
        honour.action_open()
        Candidate = self.env["keqing.honour.candidate"].with_user(self.salesperson)
        for customer in customers:
            Candidate.create(
                {"honour_id": honour.id, "partner_id": customer.id, "reason": "Shows it well"}
            )
        honour.action_ask_jury()
        for candidate, answer in zip(honour.candidate_ids, ("for", "against"), strict=False):
            action = candidate.with_user(self.director).action_decide()
            Decision = self.env[action["res_model"]].with_user(self.director)
            Decision.with_context(**action["context"]).create(
                {"answer": answer, "reason": "Best", "prize_id": honour.prize_ids.id}
            ).action_apply()
        honour.action_publish()
        return honour


@freeze_time("2024-04-10 03:00:00")
@tagged("post_install", "-at_install")
class TestLiquorLoyalty(LoyaltyClauses):
    pack = "liquor"
    kind = "distributor"

    def test_s0_36_who_is_with_us_is_supplied_first(self):
        """Of 60 bottles a customer of grade A gets 3 parts, of B 2, of C 1."""
        self._buy()
        self._grade("a", "b", "c")
        weights = [each.keqing_grade_id.allocation_weight for each in (self.first, self.second)]
        self.assertEqual(weights, [3, 2])
        self.assertEqual([share.quantity for share in self._share_out(60)], [30, 20, 10])

    def test_s0_37_the_best_customer_of_the_year(self):
        honour = self._honour("Best customer of the year", self.first, self.second)
        winners = honour.candidate_ids.filtered(lambda each: each.state == "awarded")
        self.assertEqual(winners.partner_id, self.first)
        told = self.first.with_user(self.salesperson).get_keqing_timeline(["honour"])["entries"]
        self.assertEqual([each["title"] for each in told], ["Best customer of the year"])
        self.assertFalse(self.second.get_keqing_timeline(["honour"])["entries"])


@freeze_time("2024-06-10 04:00:00")
@tagged("post_install", "-at_install")
class TestTobaccoLoyalty(DiversionCommon, LoyaltyClauses):
    """The dealer, of the south, is a retailer."""

    pack = "tobacco"
    kind = "retailer"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer.keqing_customer_type_id = cls.types["retailer"]

    def _prove(self, kind):
        """A case of a kind that is proven, before it is carried out."""
        case = self._create_case(kind=kind)
        case.sudo().write({"partner_id": self.dealer.id, "evidence_ids": self.paper.ids})
        case.line_ids.sudo().delivered_to_id = self.dealer
        case.with_user(self.director).action_accuse()
        case.with_user(self.seller_of_dealer).defence = "It was not us"
        return self._decide(case)

    def _carry_out(self, case):
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()

    @freeze_time("2024-04-10 03:00:00")
    def test_s1_17_25_key_customers_first_and_everybody_sees_why(self):
        """Of 50 cartons 3 parts for a key customer, 1 for a normal and for a special one."""
        self._buy()
        self._grade("key", "normal", "special")
        shares = self._share_out(50)
        self.assertEqual([share.quantity for share in shares], [30, 10, 10])
        for share, weight in zip(shares, (3, 1, 1), strict=True):
            self.assertIn(f"weighs {weight}", share.reason)
            self.assertIn("of 50", share.reason)
        self._order(self.second, 10).action_confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._order(self.third, 11).action_confirm()

    def test_s1_21_what_spoils_the_market_has_consequences(self):
        """Counterfeit, smuggled, from outside, beyond the quota: each its own."""
        months = {"counterfeit": 12, "smuggled": 12, "outside": 3, "beyond": 1}
        self.assertEqual({*months, "diversion"}, {kind for kind, __ in KINDS})
        for kind, count in months.items():
            with self.subTest(kind):
                case = self._prove(kind)
                self.assertEqual(case.sudo().stop_months, count)
        self._carry_out(case)
        self.assertEqual(str(case.sudo().stopped_until), "2024-07-25")

    def test_s1_33_selling_elsewhere_costs_a_part_of_the_rebate_and_more_the_next_time(self):
        """1 % of 160,000 is 1,600: held while the case is open, then 30 % of it are lost."""
        program = self.env["keqing.rebate.program"].search(
            [("company_id", "=", self.company.id), ("name", "=", "Year-end rebate")]
        )
        program.action_start()
        self._create_invoice(self.dealer, 160_000, "2024-02-10")
        case = self._prove("diversion")

        def state():
            with freeze_time("2025-01-10 04:00:00"):
                program.action_state()
            return self.env["keqing.rebate.statement"].search(
                [
                    ("program_id", "=", program.id),
                    ("partner_id", "=", self.dealer.id),
                    ("date_to", "=", "2024-12-31"),
                ]
            )

        self.assertRecordValues(state(), [{"payable": 0, "held": 1600, "forfeited": 0}])
        self._carry_out(case)
        self.assertRecordValues(state(), [{"payable": 1120, "held": 0, "forfeited": 480}])
        again = self._prove("diversion").sudo()
        self.assertEqual(
            (again.occurrence, again.forfeit_percent, again.grade_steps, again.stop_months),
            (2, 100, 1, 6),
        )

    @freeze_time("2025-01-10 04:00:00")
    def test_s1_41_guests_by_region(self):
        """Two of the harbour with 1 % of 160,000 each, one of the south with 0.5 % of 60,000."""
        program = self.env["keqing.rebate.program"].search(
            [("company_id", "=", self.company.id), ("name", "=", "Year-end rebate")]
        )
        program.date_from = "2024-01-01"
        program.action_start()
        for customer, amount in (
            (self.first, 160_000),
            (self.second, 160_000),
            (self.dealer, 60_000),
        ):
            self._create_invoice(customer, amount, "2024-02-10")
        program.action_state()
        statements = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", program.id), ("date_to", "=", "2024-12-31")]
        )
        guests = {name: (len(rows), amount) for name, rows, amount in statements._get_guests()}
        self.assertEqual(
            guests,
            {self.harbour.display_name: (2, 3200), self.south.display_name: (1, 300)},
        )


@freeze_time("2024-04-10 03:00:00")
@tagged("post_install", "-at_install")
class TestApparelLoyalty(LoyaltyClauses):
    pack = "apparel"
    kind = "clothing_shop"

    def test_s2_33_what_a_grade_entitles_to(self):
        """Tailored products, somebody of one's own, and complaints that come first."""
        tag = self.env["product.tag"].create({"name": "Made to measure"})
        coat = self._create_product("Coat", product_tag_ids=tag.ids)
        self._grade("a", "b", "c")
        best = self.first.keqing_grade_id
        best.write({"reserved_tag_ids": tag.ids, "team_demanded": True})
        hints = [
            self._order(customer, 1, coat).keqing_reserved_hint
            for customer in (self.first, self.second)
        ]
        self.assertFalse(hints[0])
        self.assertIn("Coat", hints[1])
        self.assertIn(best.name, hints[1])
        self.assertTrue(int(best.complaint_priority))
        missing = self.first.get_keqing_team()["missing"]
        self.assertIn("needs an account team", " ".join(missing))


@freeze_time("2024-04-10 03:00:00")
@tagged("post_install", "-at_install")
class TestFmcgLoyalty(LoyaltyClauses):
    pack = "fmcg"
    kind = "small_shop"

    def test_s4_37_the_best_outlets_are_honoured(self):
        """The list of guests says who gets what, and where."""
        honour = self._honour("Outlet of the year", self.third, self.second)
        [(place, guests, amount)] = honour._get_guests()
        self.assertEqual((place, amount), (self.harbour.display_name, 5000))
        self.assertEqual(
            [(each["customer"], each["what"]) for each in guests], [(self.third, "Gold")]
        )
