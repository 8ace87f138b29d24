# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.keqing_customer.tests.common import CustomerCommon


class DiversionCommon(CustomerCommon):
    """The dealer, of the south, may sell there; its wine is found in the harbour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller_of_dealer = cls._create_user("southerner", "manager")
        cls.south.member_ids = cls.seller_of_dealer
        cls.dealer = cls._create_customer(
            "Dealer", keqing_territory_id=cls.south.id, user_id=cls.seller_of_dealer.id
        )
        cls.judge = cls._create_user("judge", "all")
        kind = cls.env["keqing.agreement.type"].create({"name": "Distribution"})
        cls.agreement = cls.env["keqing.agreement"].create(
            {
                "type_id": kind.id,
                "partner_id": cls.dealer.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "territory_ids": [Command.link(cls.south.id)],
            }
        )
        cls.agreement.sudo().write({"stage": "active"})
        cls.paper = cls.env["ir.attachment"].create({"name": "photo.jpg", "raw": b"photo"})

    @classmethod
    def _create_case(cls, user=None, **values):
        return (
            cls.env["keqing.diversion.case"]
            .with_user(user or cls.salesperson)
            .create(
                {
                    "territory_id": cls.harbour.id,
                    "found_on": "2024-06-05",
                    "description": "Twelve bottles on the shelf",
                    "line_ids": [
                        Command.create({"product_id": cls.product.id, "code": "L1", "quantity": 12})
                    ],
                    **values,
                }
            )
        )

    def _accuse(self, **values):
        """A case in which nothing is missing."""
        case = self._create_case()
        case.sudo().write({"partner_id": self.dealer.id, "evidence_ids": self.paper.ids})
        case.line_ids.sudo().delivered_to_id = self.dealer
        case.with_user(self.director).action_accuse()
        case.with_user(self.seller_of_dealer).defence = "It was not us"
        case.sudo().write(values)
        return case

    def _decide(self, case, verdict="proven", user=None, **values):
        case = case.with_user(user or self.judge)
        case.write({"verdict": verdict, "verdict_text": "By the lot", **values})
        case.action_decide()
        return case


@tagged("post_install", "-at_install")
@freeze_time("2024-06-10 04:00:00")
class TestDiversion(DiversionCommon):
    def test_who_finds_it_need_not_see_whose_it_is(self):
        case = self._create_case()
        self.assertEqual((case.state, case.found_by_id), ("found", self.salesperson))
        self.assertRegex(case.name, r"DIV/2024/\d{4}")
        self.assertFalse(
            self.env["keqing.diversion.case"]
            .with_user(self.seller_of_dealer)
            .search([("id", "=", case.id)])
        )
        case.line_ids.sudo().delivered_to_id = self.dealer
        self.assertNotIn("Dealer", case.missing_text)
        with self.assertRaises(AccessError):
            case.line_ids.read(["delivered_to_id"])
        with self.assertRaises(AccessError):
            case.action_accuse()
        case.with_user(self.manager).action_accuse()
        self.assertEqual(case.sudo().partner_id, self.dealer)
        found = self.env["keqing.diversion.case"].with_user(self.salesperson).search([])
        self.assertNotIn(case, found, "it names a customer who is not theirs")

    def test_nobody_begins_at_the_end(self):
        with self.assertRaises(AccessError):
            self._create_case(state="closed")
        with self.assertRaises(AccessError):
            self._create_case(found_by_id=self.director.id)

    def test_what_is_missing(self):
        case = self._create_case(line_ids=[])
        self.assertEqual(
            case.missing_text.splitlines(),
            [
                "Nobody is accused.",
                "No goods are named.",
                "There is no photograph or paper of what was found.",
                "The accused was not heard.",
            ],
        )
        case.line_ids = [Command.create({"product_id": self.product.id})]
        self.assertIn("no lot, serial or case code", case.missing_text)
        case.line_ids.code = "L1"
        self.assertIn("no delivery shows who got it", case.missing_text)
        self.assertIn("Where goods are consumed proves nothing by itself", case.missing_text)
        case.line_ids.document = "Paper 17"
        self.assertNotIn("no delivery", case.missing_text)
        case.line_ids.sudo().delivered_to_id = self._create_customer("Somebody")
        case.sudo().partner_id = self.dealer
        case.invalidate_recordset()
        self.assertIn("was not delivered to the accused", case.sudo().missing_text)

    def test_where_it_may_sell(self):
        case = self._accuse()
        self.assertEqual(case.sudo().authorised_text, "South")
        self.assertFalse(case.sudo().missing_text)
        self.agreement.sudo().territory_ids = self.country
        case.invalidate_recordset()
        self.assertEqual(case.sudo().missing_text, "The accused may sell there.")
        other = self.env["product.category"].create({"name": "Tea"})
        self.agreement.sudo().category_ids = other
        case.invalidate_recordset()
        self.assertFalse(case.sudo().missing_text, "it may sell tea there")
        self.agreement.sudo().date_to = "2024-06-04"
        case.invalidate_recordset()
        self.assertIn("No agreement that was in force on Jun 5, 2024", case.sudo().missing_text)

    def test_evidence_is_for_all_who_see_the_case(self):
        """Also what was uploaded before the case was saved."""
        paper = self.env["ir.attachment"].with_user(self.salesperson)
        paper = paper.create({"name": "photo.jpg", "raw": b"photo"})
        case = self._create_case(evidence_ids=[Command.set(paper.ids)])
        self.env.flush_all()
        self.env.invalidate_all()
        seen = case.with_user(self.judge)
        self.assertEqual(seen.evidence_ids.ids, paper.ids)
        self.assertNotIn("photograph", seen.missing_text)

    def test_other_kinds_need_no_trail(self):
        case = self._create_case(kind="counterfeit")
        case.sudo().write(
            {"partner_id": self.dealer.id, "evidence_ids": self.paper.ids, "defence": "No"}
        )
        self.assertFalse(case.sudo().missing_text)

    def test_decided_by_who_has_no_part_in_it(self):
        case = self._accuse()
        for user, why in (
            (self.director, "You found it or accused"),
            (self.seller_of_dealer, "your customer"),
        ):
            with self.assertRaisesRegex(AccessError, why):
                self._decide(case, user=user)
        self.assertFalse(case.with_user(self.director).may_decide)
        self._decide(case)
        self.assertEqual((case.state, case.sudo().decided_by_id), ("decided", self.judge))

    def test_not_proven_while_something_is_missing(self):
        case = self._accuse(defence=False)
        with self.assertRaisesRegex(UserError, "is not proven: The accused was not heard"):
            self._decide(case)
        with self.assertRaisesRegex(UserError, "write down the verdict, and why"):
            self._decide(case, verdict_text=" ")
        self._decide(case, "unproven")

    def test_penalties_as_the_policy_has_them(self):
        Sanction = self.env["keqing.diversion.sanction"]
        Sanction.create({"kind": "diversion", "stop_months": 1, "forfeit_percent": 30})
        Sanction.create({"kind": "diversion", "occurrence": 2, "stop_months": 6})
        case = self._accuse()
        self.assertEqual((case.sudo().occurrence, case.sudo().stop_months), (1, 1))
        self.assertEqual(case.sudo().forfeit_percent, 30)
        self._decide(case)
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        again = self._accuse()
        self.assertEqual((again.sudo().occurrence, again.sudo().stop_months), (2, 6))

    def test_supply_stops(self):
        case = self._accuse(stop_months=2)
        self._decide(case, fine=500)
        with self.assertRaisesRegex(UserError, "appealed against until Jun 25, 2024"):
            case.with_user(self.judge).action_close()
        with freeze_time("2024-06-26 04:00:00"):
            self._order().action_confirm()
            case.with_user(self.judge).action_close()
            self.assertEqual(str(case.sudo().stopped_until), "2024-08-25")
            self.assertRegex(case.sudo().message_ids[0].body, r"To be paid: .*500\.00")
        with freeze_time("2024-08-25 04:00:00"):
            with self.assertRaisesRegex(UserError, f"until Aug 25, 2024, by.*{case.name}"):
                self._order().action_confirm()
            self._order(self._create_customer("Somebody")).action_confirm()
        with freeze_time("2024-08-26 04:00:00"):
            self._order().action_confirm()

    def _order(self, customer=None):
        return self.env["sale.order"].create(
            {
                "partner_id": (customer or self.dealer).id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )

    def test_grade_falls(self):
        self.dealer.keqing_grade_id = self.grade_a
        case = self._accuse(grade_steps=1)
        self._decide(case)
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        self.assertEqual(self.dealer.keqing_grade_id, self.grade_b)

    def test_appeal_goes_to_somebody_else(self):
        case = self._accuse(stop_months=2)
        self._decide(case)
        accused = case.with_user(self.seller_of_dealer)
        with self.assertRaisesRegex(UserError, "what the accused has against it"):
            accused.action_appeal()
        accused.appeal = "The lot was stolen"
        accused.action_appeal()
        with self.assertRaisesRegex(AccessError, "against your verdict"):
            self._decide(case, "unproven")
        second = self._create_user("second_judge", "all")
        self._decide(case, "unproven", user=second)
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.sudo().first_decided_by_id, self.judge)
        self._order().action_confirm()

    def test_appeal_in_time(self):
        case = self._accuse()
        self._decide(case)
        accused = case.with_user(self.seller_of_dealer)
        accused.appeal = "The lot was stolen"
        with freeze_time("2024-06-26 04:00:00"), self.assertRaisesRegex(UserError, "Jun 25, 2024"):
            accused.action_appeal()

    def test_what_is_decided_stays(self):
        case = self._accuse()
        self._decide(case)
        for values in (
            {"verdict": "unproven"},
            {"description": "Nothing"},
            {"partner_id": self._create_customer("Somebody").id},
            {"defence": "Something else"},
        ):
            with self.assertRaises(UserError):
                case.with_user(self.director).write(values)
        with self.assertRaises(UserError):
            case.with_user(self.director).line_ids.code = "L2"
        with self.assertRaises(UserError):
            case.sudo().unlink()

    def test_malice_is_recorded(self):
        case = self._accuse()
        self._decide(case, "malicious")
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        self.assertFalse(case.sudo().stopped_until)
        self.assertEqual(case.sudo().verdict, "malicious")

    def test_drop(self):
        case = self._create_case()
        with self.assertRaisesRegex(UserError, "why it is dropped"):
            case.action_drop()
        case.drop_reason = "It was another wine"
        case.action_drop()
        self.assertEqual(case.sudo().state, "dropped")

    def test_another_code_has_another_trail(self):
        case = self._create_case()
        case.line_ids.sudo().delivered_to_id = self.dealer
        case.line_ids.code = "L2"
        self.assertFalse(case.line_ids.sudo().delivered_to_id)

    def test_indicator(self):
        indicator = self.indicators["violation_count"]
        proven = self._accuse()
        self._decide(proven)
        unproven = self._accuse()
        self._decide(unproven, "unproven")
        with freeze_time("2024-06-26 04:00:00"):
            (proven + unproven).with_user(self.judge)[0].action_close()
            unproven.with_user(self.judge).action_close()
        self.env.flush_all()
        self.assertEqual(self._value(indicator, date(2024, 6, 26)), 1)
        self.assertEqual(self._value(indicator, date(2024, 6, 25)), 0)

    def _value(self, indicator, day):
        allocation = self.env["keqing.allocation"].new({"company_id": self.company.id})
        measure = indicator._get_measure(self.company, day, day)
        return allocation._measure(self.dealer, measure, day)[self.dealer.id]

    def test_gate_of_allocations(self):
        self.grade_a.allocation_weight = 1
        self.dealer.keqing_grade_id = self.grade_a
        rival = self._create_customer("Rival", keqing_grade_id=self.grade_a.id)
        case = self._accuse()
        allocation = self.env["keqing.allocation"].create(
            {
                "name": "Release",
                "product_id": self.product.id,
                "supply": 10,
                "date_from": "2024-06-01",
                "date_to": "2024-06-30",
                "history": "none",
                "gate_case": True,
            }
        )
        allocation.action_compute()
        shares = {share.partner_id: share for share in allocation.share_ids}
        self.assertEqual((shares[self.dealer].quantity, shares[rival].quantity), (0, 10))
        self.assertIn("a case of violation was open", shares[self.dealer].reason)
        self._decide(case, "unproven")
        with freeze_time("2024-06-26 04:00:00"):
            case.with_user(self.judge).action_close()
        allocation.action_compute()
        shares = {share.partner_id: share.quantity for share in allocation.share_ids}
        self.assertEqual((shares[self.dealer], shares[rival]), (5, 5))
