# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.keqing_customer.tests.common import CustomerCommon

from .common import SettlementCommon


class PointsMixin:
    """A loyalty programme whose points are worth one off each, at the company's."""

    @classmethod
    def _create_loyalty(cls, name="Club", **values):
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "rule_ids": [Command.create({"reward_point_mode": "money"})],
                "reward_ids": [
                    Command.create(
                        {"discount_mode": "per_point", "discount": 1, "required_points": 1}
                    )
                ],
                **values,
            }
        )

    def _order(self, customer, price=100):
        return self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "price_unit": price,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )


@tagged("post_install", "-at_install")
class TestPointsOpen(PointsMixin, CustomerCommon):
    """A programme for grade A and outlets; ``best`` is both, ``other`` an outlet of grade B."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.best = cls._create_customer("Best")
        cls.other = cls._create_customer("Other")
        cls.best.keqing_grade_id, cls.other.keqing_grade_id = cls.grade_a, cls.grade_b
        cls.club = cls._create_loyalty(
            keqing_grade_ids=cls.grade_a.ids, keqing_customer_type_ids=cls.seller.ids
        )

    def _applied(self, customer):
        order = self._order(customer)
        order._update_programs_and_rewards()
        return self.club in order._get_applied_programs()

    def test_points_are_earned_by_whom_it_is_open_to(self):
        self.assertTrue(self._applied(self.best))
        self.assertFalse(self._applied(self.other))
        branch = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.best.id})
        self.assertTrue(self._applied(branch), "as its customer is")

    def test_a_type_holds_for_those_below_it(self):
        self.best.keqing_customer_type_id = self.env["keqing.customer.type"].create(
            {"name": "Mill"}
        )
        self.assertFalse(self._applied(self.best))
        self.best.keqing_customer_type_id = self.seller
        self.assertTrue(self._applied(self.best))

    def test_without_a_grade_it_is_closed_and_without_limits_open(self):
        self.other.keqing_grade_id = False
        self.assertFalse(self._applied(self.other))
        self.club.write({"keqing_grade_ids": False, "keqing_customer_type_ids": False})
        self.assertTrue(self._applied(self.other))

    def test_nobody_gets_in_by_a_direct_call(self):
        order = self._order(self.other)
        self.assertIn("error", order._try_apply_program(self.club))
        card = self.env["loyalty.card"].create(
            {"program_id": self.club.id, "partner_id": self.other.id, "points": 50}
        )
        answer = order._apply_program_reward(self.club.reward_ids, card)
        self.assertIn("not open to Other", answer["error"])
        self.assertEqual(order.amount_total, 100)

    def test_a_code_opens_it_for_nobody_else(self):
        promo = self._create_loyalty(
            "Promo",
            program_type="promo_code",
            applies_on="current",
            trigger="with_code",
            keqing_grade_ids=self.grade_a.ids,
            rule_ids=[Command.create({"mode": "with_code", "code": "BEST"})],
            reward_ids=[Command.create({"discount": 10})],
        )
        self.assertIn("error", self._order(self.other)._try_apply_code("BEST"))
        found = self._order(self.best)._try_apply_code("BEST")
        self.assertEqual([reward.program_id for reward in found.values()], [promo])

    def test_who_falls_loses_it_on_orders_that_are_not_confirmed(self):
        order = self._order(self.best)
        order._update_programs_and_rewards()
        self.best.keqing_grade_id = self.grade_c
        order._update_programs_and_rewards()
        self.assertNotIn(self.club, order._get_applied_programs())

    def test_who_sells_need_not_have_a_role_of_ours(self):
        clerk = new_test_user(
            self.env,
            "clerk",
            "sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
        )
        order = self._order(self.other).with_user(clerk)
        order._update_programs_and_rewards()
        self.assertFalse(order._get_applied_programs())

    def test_money_is_shut_away_from_nobody(self):
        with self.assertRaisesRegex(ValidationError, "holds money"):
            self._create_loyalty(
                "eWallet",
                program_type="ewallet",
                applies_on="future",
                keqing_grade_ids=self.grade_a.ids,
            )


@tagged("post_install", "-at_install")
class TestTailored(PointsMixin, CustomerCommon):
    """What is tailored to a grade: whoever quotes it to others is told (S2-33)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.best = cls._create_customer("Best")
        cls.other = cls._create_customer("Other")
        cls.best.keqing_grade_id, cls.other.keqing_grade_id = cls.grade_a, cls.grade_b
        cls.cellar, cls.plain = cls.env["product.tag"].create(
            [{"name": "Cellar"}, {"name": "Plain"}]
        )
        cls.product.product_tag_ids = cls.cellar
        cls.grade_a.reserved_tag_ids = cls.cellar

    def _hint(self, customer, user=None):
        order = self._order(customer)
        return order.with_user(user or self.admin).sudo().keqing_reserved_hint

    def test_who_quotes_it_to_others_is_told(self):
        hint = self._hint(self.other)
        self.assertIn(self.product.display_name, hint)
        self.assertIn(self.grade_a.name, hint)
        self.assertFalse(self._hint(self.best))
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.best.id})
        self.assertFalse(self._hint(buyer), "as its customer is")
        self.other.keqing_grade_id = False
        self.assertTrue(self._hint(self.other))

    def test_several_grades_and_other_products(self):
        self.grade_b.reserved_tag_ids = self.cellar
        self.assertFalse(self._hint(self.other))
        self.other.keqing_grade_id = self.grade_c
        self.assertIn(f"{self.grade_a.name} or {self.grade_b.name}", self._hint(self.other))
        self.product.product_tag_ids = self.plain
        self.assertFalse(self._hint(self.other))

    def test_nothing_is_said_of_what_is_confirmed(self):
        order = self._order(self.other)
        self.assertTrue(order.keqing_reserved_hint)
        order.action_confirm()
        self.assertEqual((order.state, order.keqing_reserved_hint), ("sale", False))


@tagged("post_install", "-at_install")
@freeze_time("2025-01-10")
class TestPointsSettle(PointsMixin, SettlementCommon):
    """A tenth of what was invoiced is given as points that are worth half of one each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls._create_loyalty(rule_ids=[])
        cls.as_points = cls.env["account.account"].create(
            {"code": "2420", "name": "Points", "account_type": "liability_current"}
        )
        spent_as = cls.club.reward_ids.discount_line_product_id
        spent_as.with_company(cls.company).property_account_income_id = cls.as_points
        cls.program.write(
            {"pays_points": True, "points_program_id": cls.club.id, "point_value": 0.5}
        )

    def _give(self, statement):
        statement.with_user(self.controller).action_give_points()
        return statement.settlement_ids[:1].card_id

    def _balance(self):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.as_points.id), ("parent_state", "=", "posted")]
        )
        return round(sum(lines.mapped("balance")), 2)

    def test_points_for_what_was_invoiced(self):
        statement = self._approve(500)
        self.assertTrue(statement.with_user(self.controller).may_give_points)
        self.program.sudo()._accrue_last_month()
        card = self._give(statement)
        self.assertEqual((card.partner_id, card.points), (self.customer, 100))
        self.assertEqual(card.history_ids.mapped("issued"), [100])
        self.assertIn(statement.display_name, card.history_ids.description)
        self.assertEqual((statement.state, statement.settled), ("settled", 50))
        self.assertEqual((self._owed(), self._balance()), (0, -50))
        self.assertEqual(statement.settlement_ids.document, card.display_name)

    def test_a_mere_order_gives_none_and_a_credit_note_takes_them_off(self):
        self._order(self.customer, 900).action_confirm()
        invoice = self._create_invoice(self.customer, 300, "2024-03-01")
        self._credit(invoice, "2024-03-05")
        statement = self._approve(500)
        self.assertEqual(self._give(statement).points, 100)

    def test_they_are_spent_on_orders(self):
        card = self._give(self._approve(500))
        order = self._order(self.customer, 400)
        order._update_programs_and_rewards()
        self.assertIn(card, order._get_claimable_rewards())
        order._apply_program_reward(self.club.reward_ids, card)
        self.assertEqual(order.amount_total, 300)
        order.action_confirm()
        self.assertEqual(card.points, 0)

    def _invoice_with(self, card, reward, price=400, **kwargs):
        """The posted invoice of an order on which points were spent."""
        self.product.invoice_policy = "order"
        order = self._order(self.customer, price)
        order._update_programs_and_rewards()
        answer = order._apply_program_reward(reward, card, **kwargs)
        self.assertNotIn("error", answer or {})
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def test_spent_and_credited_they_come_back_once(self):
        card = self._give(self._approve(500))
        invoice = self._invoice_with(card, self.club.reward_ids)
        self.assertEqual((invoice.amount_total, card.points), (300, 0))
        self.assertEqual(self._balance(), 50, "50 were owed, and 100 points took off 100")
        note = self._credit(invoice, "2025-01-10")
        self.assertEqual(card.points, 100)
        self.assertEqual(card.history_ids.sorted("id").mapped("issued")[-1], 100)
        note.button_draft()
        self.assertEqual(card.points, 0)
        note.action_post()
        self.env["loyalty.card"]._follow_keqing_notes(note)
        self.assertEqual(card.points, 100, "once")

    def test_in_the_proportion_in_which_it_is_credited(self):
        """A point takes off two; a quarter of the invoice is credited."""
        self.club.reward_ids.discount = 2
        card = self._give(self._approve(500))
        invoice = self._invoice_with(card, self.club.reward_ids)
        self.assertEqual((invoice.amount_total, card.points), (200, 0))
        self._credit(invoice, "2025-01-10", share=0.25)
        self.assertEqual(card.points, 25)

    def test_goods_for_points(self):
        """Two teapots at 40 points each cost no money; both are credited."""
        teapot = self._create_product(name="Teapot", invoice_policy="order")
        self.club.reward_ids = [
            Command.create(
                {
                    "reward_type": "product",
                    "reward_product_id": teapot.id,
                    "reward_product_qty": 1,
                    "required_points": 40,
                }
            )
        ]
        card = self._give(self._approve(500))
        gift = self.club.reward_ids.filtered(lambda each: each.reward_type == "product")
        invoice = self._invoice_with(card, gift)
        left = card.points
        self.assertEqual((invoice.amount_total, left), (400, 100 - 40 * round((100 - left) / 40)))
        self._credit(invoice, "2025-01-10")
        self.assertEqual(card.points, 100)

    def test_points_that_were_spent_again_are_not_there_to_reset(self):
        card = self._give(self._approve(500))
        note = self._credit(self._invoice_with(card, self.club.reward_ids), "2025-01-10")
        card.points = 99
        with self.assertRaisesRegex(UserError, "spent meanwhile"):
            note.button_draft()

    def test_they_are_taken_back_unless_they_were_spent(self):
        statement = self._approve(500)
        card = self._give(statement)
        settlement = statement.settlement_ids.with_user(self.controller)
        self.program.sudo().point_value = 1
        card.points = 99
        with self.assertRaisesRegex(UserError, "they were spent"):
            settlement.action_take_back()
        card.points = 130
        settlement.action_take_back()
        self.assertEqual(card.points, 30, "as many as were given, whatever they are worth today")
        self.assertEqual((statement.state, statement.settled), ("approved", 0))
        self.assertEqual(self._balance(), 0)

    def test_what_is_owed_is_not_given_where_it_cannot_be_spent(self):
        statement = self._approve(500)
        self.club.keqing_grade_ids = self.grade_a
        with self.assertRaisesRegex(UserError, "not open to"), self.env.cr.savepoint():
            self._give(statement)
        self.assertFalse(statement.settlement_ids)

    def test_points_are_of_a_loyalty_programme_and_goods_stay_alone(self):
        with self.assertRaisesRegex(ValidationError, "choose a loyalty programme"):
            self.program.points_program_id = False
        with self.assertRaisesRegex(ValidationError, "gives points for orders"):
            self.program.points_program_id = self._create_loyalty("Twice")
        with self.assertRaisesRegex(ValidationError, "goods"):
            self.program.write({"pays_goods": True, "pays_credit": False})

    def test_only_if_the_programme_offers_it(self):
        statement = self._approve(500)
        self.program.pays_points = False
        with self.assertRaisesRegex(UserError, "Points"):
            self._give(statement)
