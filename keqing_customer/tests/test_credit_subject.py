# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_credit import AnswerCommon
from .test_credit_release import ReleaseCommon


@tagged("post_install", "-at_install")
class TestMovedAway(AnswerCommon):
    """A hold hangs on a customer, who does not get rid of it by becoming part of another."""

    def setUp(self):
        super().setUp()
        self.shell = self._create_customer("Shell company", user_id=self.salesperson.id)
        self.order = self._create_order(100)

    def _hold(self, customer=None):
        self._account(customer).with_user(self.controller).action_hold("Bad cheques")

    def _put_below(self, user, customer=None):
        values = {"is_company": False, "parent_id": self.shell.id}
        self._call(user, customer or self.customer, "write", values)

    def test_who_sells_puts_nobody_on_hold_below_another(self):
        self._hold()
        with self.assertRaisesRegex(AccessError, "terms of credit of its own"):
            self._put_below(self.salesperson)

    def test_nor_who_has_any_terms_that_hold(self):
        with self.assertRaises(AccessError):
            self._put_below(self.salesperson)
        self._set_limit(self.customer, 0)
        self._rate(self.customer, "suspend")
        with self.assertRaises(AccessError):
            self._put_below(self.salesperson)
        self._rate(self.customer, "warn")
        self._put_below(self.salesperson)

    def test_the_hold_goes_along_and_stays_when_it_leaves(self):
        self._hold()
        self.controller.group_ids += self.env.ref("base.group_partner_manager")
        self._put_below(self.controller)
        self.assertEqual(self.customer.commercial_partner_id, self.shell)
        self.assertEqual(self._account(self.shell).hold_reason, "Bad cheques")
        self._assert_held(self._call, self.salesperson, self.order, "action_confirm")
        self.customer.write({"is_company": True, "parent_id": False})
        self._account(self.shell).with_user(self.controller).action_unhold()
        self._assert_held(self._create_order(1).action_confirm)

    def test_a_plain_contact_moves_freely(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self._hold()
        self._call(self.salesperson, contact, "write", {"parent_id": self.shell.id})

    def test_a_contact_with_orders_stays(self):
        contact = self.env["res.partner"].create({"name": "Branch", "parent_id": self.customer.id})
        order = self._create_order(800, contact)
        order.action_confirm()
        for values in (
            {"parent_id": self.shell.id},
            {"parent_id": False},
            {"is_company": True},
            {"is_company": True, "parent_id": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._call(self.salesperson, contact, "write", values)
            self.env.invalidate_all()
        values = {"commercial_partner_id": self.shell.id}
        with self.assertRaisesRegex(UserError, "is computed"), self.env.cr.savepoint():
            self._call(self.salesperson, contact, "write", values)
        self.env.invalidate_all()
        self.assertEqual(contact.commercial_partner_id, self.customer)
        self.assertEqual(self._exposure().exposure, 800)

    def test_nor_becomes_a_contact_of_who_is_on_hold_a_customer(self):
        contact = self.env["res.partner"].create({"name": "Branch", "parent_id": self.customer.id})
        self._hold()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._call(self.salesperson, contact, "write", {"is_company": True})
        self.env.invalidate_all()
        self.controller.group_ids += self.env.ref("base.group_partner_manager")
        self._call(self.controller, contact, "write", {"is_company": True})
        self.assertEqual(self._account(contact).hold_reason, "Bad cheques")

    def test_who_is_on_hold_is_not_deleted(self):
        self.order.unlink()
        self._hold()
        with self.assertRaisesRegex(UserError, "Archive it instead"), self.env.cr.savepoint():
            self.customer.unlink()
        self.customer.active = False
        self.assertTrue(self._account().is_on_hold)


@tagged("post_install", "-at_install")
class TestMerged(AnswerCommon):
    """What is stricter for either holds for both."""

    def _merge(self, gone, kept):
        with mute_logger("odoo.addons.base.wizard.base_partner_merge"):
            self.env["base.partner.merge.automatic.wizard"].create({})._merge(
                (gone + kept).ids, kept
            )
        self.env.flush_all()
        self.env.invalidate_all()

    def _merged(self, limit_gone, limit_kept, terms_gone="limit", terms_kept="limit"):
        """The limit in force of who stays; zero for none set."""
        gone, kept = self._create_customers(2)
        for customer, limit, terms in (
            (gone, limit_gone, terms_gone),
            (kept, limit_kept, terms_kept),
        ):
            self._set_limit(customer, limit)
            self._account(customer).terms = terms
        self._merge(gone, kept)
        [limit] = self._account(kept)._limits().values()
        return limit

    def test_nothing_on_credit_stays(self):
        self.assertEqual(self._merged(1000, 0, terms_gone="cash"), 0)
        self.assertEqual(self._merged(0, 1000, terms_kept="cash"), 0)

    def test_the_lower_limit_stays(self):
        self.assertEqual(self._merged(1000, 5000), 1000)
        self.assertEqual(self._merged(5000, 1000), 1000)
        self.assertEqual(self._merged(1000, 0), 1000)
        self.assertEqual(self._merged(1000, 0, terms_kept="unlimited"), 1000)
        self.assertIsNone(self._merged(0, 0, terms_kept="unlimited"))

    def test_a_temporary_limit_raises_nobodys_own(self):
        gone, kept = self._create_customers(2)
        self._set_limit(gone, 1000)
        self._account(kept).write({"temporary_limit": 9000, "temporary_until": self.today})
        self._merge(gone, kept)
        [limit] = self._account(kept)._limits().values()
        self.assertEqual(limit, 1000)

    def test_the_severer_grade_stays(self):
        gone, kept = self._create_customers(2)
        self._rate(gone, "suspend")
        self._rate(kept, "none")
        self._merge(gone, kept)
        grade = kept.with_company(self.company).keqing_credit_grade_id
        self.assertEqual(grade.credit_constraint, "suspend")


@tagged("post_install", "-at_install")
class TestPermission(ReleaseCommon):
    """A release names its subject, and a later, stricter decision wins."""

    def _released(self):
        release = self._request()
        self._approve(release)
        return release

    def _assert_held(self, order=None):
        order = order or self.order
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(order.state, "draft")

    def test_not_for_another_customer(self):
        self._released()
        other = self._create_customer("Hu Tao", user_id=self.salesperson.id)
        self._set_limit(other, 10)
        self.order.write({"partner_id": other.id, "partner_invoice_id": other.id})
        self._assert_held()

    def test_not_for_another_who_orders_at_the_same_expense(self):
        self._released()
        other = self._create_customer("Hu Tao", user_id=self.salesperson.id)
        self._account(other).with_user(self.controller).action_hold("Insolvent")
        self.order.write({"partner_id": other.id, "partner_invoice_id": self.customer.id})
        self._assert_held()

    def test_a_hold_stops_it(self):
        release = self._released()
        self._account().with_user(self.controller).action_hold("Insolvent")
        self.assertTrue(release.stopped_on)
        self.assertFalse(self.order.keqing_release_state)
        self._assert_held()
        self._account().with_user(self.controller).action_unhold()
        self._assert_held()
        self._released()
        self.order.action_confirm()

    def test_a_lower_limit_stops_it_and_a_higher_does_not(self):
        release = self._released()
        self._set_limit(self.customer, 1200)
        self.assertFalse(release.stopped_on)
        self._set_limit(self.customer, 900)
        self.assertTrue(release.stopped_on)
        self._assert_held()

    def test_terms_stop_it(self):
        release = self._released()
        self._account().terms = "cash"
        self.assertTrue(release.stopped_on)

    def test_suspended_since(self):
        self._released()
        self._rate(self.customer, "suspend")
        self._assert_held()

    def test_what_was_owed_since_does_not(self):
        self._released()
        self._create_invoice(self.customer, 500, self.today)
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")


@tagged("post_install", "-at_install")
class TestReceiver(ReleaseCommon):
    """Goods for somebody on hold are not ordered in the name of another."""

    def setUp(self):
        super().setUp()
        self.held = self._create_customer("Hu Tao", user_id=self.salesperson.id)
        self.address = self.env["res.partner"].create(
            {"name": "Warehouse", "type": "delivery", "parent_id": self.held.id}
        )
        self._hold()
        self.order = self._create_order(100)

    def _hold(self):
        self._account(self.held).with_user(self.controller).action_hold("Insolvent")

    def _assert_held(self, records, method, *args):
        with self.assertRaisesRegex(UserError, "Insolvent"), self.env.cr.savepoint():
            self._call(self.salesperson, records, method, *args)
        self.env.invalidate_all()

    def test_neither_before_nor_after_it_is_confirmed(self):
        values = {"partner_shipping_id": self.address.id}
        self._call(self.salesperson, self.order, "write", values)
        self.assertEqual(self.order.keqing_credit_state, "hold")
        self._assert_held(self.order, "action_confirm")
        self.order.partner_shipping_id = self.customer
        self._call(self.salesperson, self.order, "action_confirm")
        self._assert_held(self.order, "write", values)

    def test_another_address_of_its_own_asks_nobody(self):
        address = self.env["res.partner"].create(
            {"name": "Shop", "type": "delivery", "parent_id": self.customer.id}
        )
        self._call(self.salesperson, self.order, "action_confirm")
        self._set_limit(self.customer, 1)
        values = {"partner_shipping_id": address.id}
        self._call(self.salesperson, self.order, "write", values)
        self.assertEqual(self.order.partner_shipping_id, address)

    def test_put_on_hold_meanwhile_nothing_is_delivered(self):
        account = self._account(self.held).with_user(self.controller)
        account.action_unhold()
        self.order.partner_shipping_id = self.address
        self.order.action_confirm()
        self._hold()
        self._assert_held(self.order.order_line, "write", {"qty_delivered": 1})

    def test_a_release_is_for_who_gets_it(self):
        self._account().with_user(self.controller).action_hold("Insolvent as well")
        self._approve(self._request(order=self.order))
        self.order.partner_shipping_id = self.address
        self._assert_held(self.order, "action_confirm")
        release = self._request(order=self.order)
        self._approve(release)
        self._hold()
        self.assertTrue(release.stopped_on)
        self._assert_held(self.order, "action_confirm")
        self._approve(self._request(order=self.order))
        self._call(self.salesperson, self.order, "action_confirm")
        self.assertEqual(self.order.state, "sale")


@tagged("post_install", "-at_install")
class TestReader(AnswerCommon):
    """Why somebody is held follows the reader: nothing of customers out of reach."""

    def test_a_hold_is_not_read_by_ordering_for_who_is_hidden(self):
        far_away = self.env["keqing.territory"].create({"name": "Far away"})
        hidden = self._create_customer(
            "Hidden Inn", user_id=self.director.id, keqing_territory_id=far_away.id
        )
        self._account(hidden).with_user(self.controller).action_hold("Bribed the inspector")
        order = self._create_order(10, hidden)
        read = ["keqing_credit_state", "keqing_credit_reason"]
        [told] = self._call(self.salesperson, order, "read", read)
        self.assertEqual(told["keqing_credit_state"], "hold")
        said = self._assert_held(self._call, self.salesperson, order, "action_confirm")
        for text in (told["keqing_credit_reason"], said):
            self.assertNotIn("Bribed", text)
            self.assertNotIn("Hidden Inn", text)
            self.assertIn("credit controller", text)
        values = {"sale_order_id": order.id, "reason": "Please"}
        Release = self.env["keqing.credit.release"]
        release = Release.browse(self._call(self.salesperson, Release, "create", values))
        self.assertNotIn("Bribed", release.verdict)
        self.assertIn("Bribed", release.verdict_figures)
        [told] = self._call(self.controller, order, "read", read)
        self.assertIn("Bribed", told["keqing_credit_reason"])
