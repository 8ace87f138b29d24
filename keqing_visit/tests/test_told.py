# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged, users

from .day import DayCommon
from .test_day_send import PIXEL


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestTold(DayCommon):
    """What was talked about, what was left there, what is to be paid, and where the shop is."""

    def setUp(self):
        super().setUp()
        self.visit = self._create_visit()
        self.topic = self.env.ref("keqing_visit.visit_topic_products")

    def _refused(self, kind, **values):
        entry = self._entry(self.visit, kind, **values)
        return self._send(entry)["answers"][entry["request_id"]]

    # Topics

    def test_topics_are_ticked_with_what_was_said(self):
        self._send(
            self._entry(self.visit, "talk", topic_id=self.topic.id),
            self._entry(self.visit, "talk", topic_id=self.topic.id, said="Too sweet"),
        )
        self.assertRecordValues(
            self.visit.talk_ids, [{"topic_id": self.topic.id, "said": "Too sweet"}]
        )
        self._send(self._entry(self.visit, "talk", topic_id=self.topic.id, is_talked=False))
        self.assertFalse(self.visit.talk_ids)

    def test_what_was_said_stays_when_the_visit_is_over(self):
        self.visit.with_user(self.salesperson).check_in()
        self._send(self._entry(self.visit, "talk", topic_id=self.topic.id, said="Too sweet"))
        self.visit.with_user(self.salesperson).write({"result": "Fine"})
        self.visit.step_ids.is_done = True
        self.visit.with_user(self.salesperson).check_out()
        for change in ({"is_talked": False}, {"said": "Not sweet"}):
            self.assertTrue(self._refused("talk", topic_id=self.topic.id, **change))
        self.assertEqual(self.visit.talk_ids.said, "Too sweet")

    def test_nonsense_is_no_topic(self):
        for topic_id, said in ((0, ""), ("1", ""), (2**31 - 1, ""), (self.topic.id, 7)):
            with self.subTest(topic=topic_id, said=said):
                self.assertTrue(self._refused("talk", topic_id=topic_id, said=said))
        self.assertFalse(self.visit.talk_ids)

    # Samples

    def test_samples_are_signed_for(self):
        self.visit.with_user(self.salesperson).check_in()
        self._send(
            self._entry(self.visit, "sample", product_id=self.product.id, quantity=2),
            self._entry(self.visit, "sample", product_id=self.product.id, quantity=3),
        )
        self.assertRecordValues(
            self.visit.sample_ids,
            [
                {
                    "product_id": self.product.id,
                    "quantity": 3,
                    "partner_id": self.customer.id,
                    "user_id": self.salesperson.id,
                }
            ],
        )
        self.visit.with_user(self.salesperson).sign("Xiangling", PIXEL)
        self.assertEqual(self.visit.sample_ids.signed_by, "Xiangling")
        for quantity in (0, 5):
            words = self._refused("sample", product_id=self.product.id, quantity=quantity)
            self.assertIn("signed by Xiangling", words)
        self.assertEqual(self.visit.sample_ids.quantity, 3)

    def test_a_sample_that_was_a_slip(self):
        self._send(
            self._entry(self.visit, "sample", product_id=self.product.id, quantity=2),
            self._entry(self.visit, "sample", product_id=self.product.id, quantity=0),
        )
        self.assertFalse(self.visit.sample_ids)
        self.assertTrue(self._refused("sample", product_id=False, quantity=1))

    # Promises to pay

    def _promise(self, on="2026-04-05"):
        self._send(self._entry(self.visit, "payment", amount=500, on=on))
        return self.visit.payment_promise_ids

    def test_a_promise_to_pay_matters_until_it_is_settled(self):
        promise = self._promise()
        self.assertRecordValues(
            promise,
            [
                {
                    "partner_id": self.customer.id,
                    "user_id": self.salesperson.id,
                    "amount": 500,
                    "promised_on": Date.to_date("2026-03-31"),
                    "due_on": Date.to_date("2026-04-05"),
                    "state": "open",
                }
            ],
        )
        customer = self.customer.with_user(self.salesperson)

        def matters():
            found = customer._get_matters().get(customer, [])
            return [each for each in found if each["text"].startswith("Promised to pay")]

        [matter] = matters()
        self.assertEqual(matter["level"], "soon")
        self.assertIn("500", matter["text"])
        with freeze_time("2026-04-05 04:00:00"):
            self.assertEqual(matters()[0]["level"], "now")
        promise.with_user(self.salesperson).action_kept()
        self.assertFalse(matters())
        with self.assertRaisesRegex(UserError, "settled already"):
            promise.with_user(self.salesperson).action_broken()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            promise.with_user(self.salesperson).amount = 5

    @users("salesperson")
    def test_the_report_tells_what_was_promised(self):
        self._promise()
        self._promise("2026-04-20")
        report = self.env["keqing.work.report"].create({"kind": "daily"})
        self.assertEqual((report.payments_promised, report.promised_amount), (2, 1000))
        action = report.with_context(facts="payments").action_open_facts()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.visit.payment_promise_ids)

    def test_what_is_still_to_be_paid_goes_along_with_the_customer(self):
        self._promise()
        first, second = self._promise("2026-04-20")
        first.action_kept()
        Promise = self.env["keqing.payment.promise"]
        self.assertEqual(
            Promise.search(
                Promise._handed_over_domain(
                    self.env["keqing.reassignment"].new({"from_user_id": self.salesperson.id}),
                    self.customer,
                )
            ),
            second,
        )

    # Where it is

    def test_one_tap_says_where_the_shop_is(self):
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        self.assertFalse(self._stop()["customer"]["has_place"])
        place = {"latitude": 26.6470, "longitude": 106.6302}
        self.assertIn("within 100 m", self._refused("place", **place, accuracy_meters=500))
        self.assertIn("within 100 m", self._refused("place"))
        self.assertFalse(self._refused("place", **place, accuracy_meters=8))
        self.assertAlmostEqual(self.customer.partner_latitude, 26.6470, 5)
        self.assertTrue(self._stop()["customer"]["has_place"])
        self._send(self._entry(self.visit, "place", latitude=20, longitude=100, accuracy_meters=8))
        self.assertAlmostEqual(self.customer.partner_latitude, 26.6470, 5, "it is known already")

    def _stop(self):
        [stop] = self.env["keqing.visit"].with_user(self.salesperson).get_day()["stops"]
        return stop

    # How a price is known

    def test_a_price_says_how_it_is_known(self):
        line = self._line(self.visit, self.price)
        day = self.env["keqing.visit"].with_user(self.salesperson).get_day()
        self.assertIn("promoter", dict(day["sources"]))
        self.assertIn("hearsay", dict(day["certainties"]))
        self._send(
            self._entry(self.visit, "check", id=line.id, price=100),
            self._entry(self.visit, "check", id=line.id, source="promoter"),
            self._entry(self.visit, "check", id=line.id, certainty="hearsay"),
        )
        self.assertRecordValues(line, [{"source": "promoter", "certainty": "hearsay"}])
        [told] = [each for each in self._stop()["checks"] if each["id"] == line.id]
        self.assertEqual((told["source"], told["certainty"]), ("promoter", "hearsay"))

    def test_a_rivals_product_has_a_name(self):
        rival = self.env["keqing.competitor.product"].create(
            {
                "name": "Rival Wine",
                "competitor_id": self.env["keqing.competitor"].create({"name": "Rival"}).id,
            }
        )
        self.env["keqing.store.check"].create(
            {
                "visit_id": self.visit.id,
                "item_id": self.env.ref("keqing_visit.check_item_rival_price").id,
                "rival_id": rival.id,
            }
        )
        self.assertIn("Rival Wine", [each["subject"] for each in self._stop()["checks"]])
