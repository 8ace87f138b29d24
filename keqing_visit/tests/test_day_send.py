# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .day import DayCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
SHOP = (26.6470, 106.6302)
FAR = {"latitude": 26.6600, "longitude": 106.6302, "accuracy_meters": 10}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestSendEntries(DayCommon):
    """What a phone wrote down, taken once, wholly or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(dict(zip(("partner_latitude", "partner_longitude"), SHOP, strict=True)))
        cls.person = cls.env["res.partner"].create(
            {"name": "Xiangling", "parent_id": cls.customer.id}
        )

    def _whole_visit(self, visit):
        samples, greet = visit.step_ids
        return [
            self._entry(visit, "step", id=samples.id, is_done=True),
            self._entry(
                visit, "check_in", latitude=26.6471, longitude=106.6302, accuracy_meters=10
            ),
            self._entry(visit, "step", id=greet.id, is_done=False, reason="Nobody there"),
            self._entry(visit, "check", id=self._line(visit, self.stock).id, number=4),
            self._entry(visit, "check", id=self._line(visit, self.price).id, price=200),
            self._entry(visit, "check", id=self._line(visit, self.photo).id, photo=PIXEL),
            self._entry(visit, "values", met_ids=self.person.ids, mood="4", result="Fine"),
            self._entry(visit, "promise", text="Send samples", on="2026-04-03"),
            self._entry(visit, "payment", amount=500, on="2026-04-05"),
            self._entry(visit, "sign", name="Xiangling", signature=PIXEL),
            self._entry(visit, "check_out"),
        ]

    def test_a_visit_without_a_network_arrives_whole(self):
        visit = self._create_visit()
        answer = self._send(*self._whole_visit(visit))
        self.assertEqual(set(answer["answers"].values()), {""})
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "met_ids": self.person.ids,
                    "mood": "4",
                    "result": "Fine",
                    "signed_by": "Xiangling",
                }
            ],
        )
        self.assertEqual(visit.position_ids.mapped("verdict"), ["in_range", "not_given"])
        price = self._line(visit, self.price)
        self.assertEqual((price.price, price.verdict), (200, "breach"))
        summaries = visit.activity_ids.sorted("date_deadline").mapped("summary")
        self.assertEqual(summaries[1], "Send samples")
        self.assertEqual(visit.payment_promise_ids.amount, 500)
        (stop,) = answer["stops"]
        self.assertEqual(stop["state"], "done")
        self.assertEqual(stop["checks"][1]["verdict"], "breach")
        self.assertTrue(stop["checks"][2]["has_photo"])

    def test_sent_again_nothing_is_done_again(self):
        visit = self._create_visit()
        entries = self._whole_visit(visit)
        first = self._send(*entries[:8])  # the answer was lost
        activities = visit.activity_ids
        again = self._send(*entries)
        self.assertEqual(first["answers"] | again["answers"], again["answers"])
        self.assertEqual(set(again["answers"].values()), {""})
        self.assertEqual(visit.activity_ids, activities)
        self.assertEqual(len(visit.payment_promise_ids), 1)
        self.assertEqual(len(visit.position_ids), 2)
        self.assertEqual(self._send(*entries)["answers"], again["answers"])
        self.assertEqual(visit.activity_ids, activities)
        self.assertEqual(len(visit.payment_promise_ids), 1)

    def test_what_cannot_be_done_stops_nothing_else(self):
        visit = self._create_visit()
        entries = self._whole_visit(visit)
        entries[5]["values"]["photo"] = base64.b64encode(b"%PDF-1.7 no picture").decode()
        entries[9]["values"]["name"] = " "
        answers = self._send(*entries)["answers"]
        refused = [entry for entry in entries if answers[entry["request_id"]]]
        self.assertEqual(refused, [entries[5], entries[9]])
        self.assertIn("no picture", answers[entries[5]["request_id"]])
        self.assertEqual(visit.state, "done")
        self.assertFalse(visit.signed_by)
        entries[9]["values"]["name"] = "Xiangling"
        self.assertEqual(self._send(entries[9])["answers"], {entries[9]["request_id"]: ""})
        self.assertEqual(visit.signed_by, "Xiangling")

    def test_a_refused_entry_leaves_no_half(self):
        visit = self._create_visit()
        line = self._line(visit, self.stock)
        entry = self._entry(visit, "check", id=line.id, number=3, choice_id=2**31)
        self.assertTrue(self._send(entry)["answers"][entry["request_id"]])
        self.assertFalse(line.is_answered)

    def test_what_arrives_later_wins_field_by_field(self):
        visit = self._create_visit()
        visit.write({"result": "From the desk", "next_step": "Call"})
        self._send(self._entry(visit, "values", result="From the phone"))
        self.assertEqual((visit.result, visit.next_step), ("From the phone", "Call"))

    def test_what_the_desk_ended_is_refused_in_words(self):
        visit = self._create_visit()
        visit.action_cancel("Closed")
        entry = self._entry(visit, "check_in")
        message = self._send(entry)["answers"][entry["request_id"]]
        self.assertIn("Cancelled", message)
        gone = self._create_visit()
        entry = self._entry(gone, "values", result="Fine")
        gone.unlink()
        answer = self._send(entry)
        self.assertIn("not there any more", answer["answers"][entry["request_id"]])
        self.assertEqual(answer["stops"], [])

    def test_what_was_missed_meanwhile_is_done_late(self):
        visit = self._create_visit(planned_on="2026-03-20", result="Fine")
        visit.step_ids.is_done = True
        visit.sudo().state = "missed"
        self._send(self._entry(visit, "check_in"), self._entry(visit, "check_out"))
        self.assertRecordValues(visit, [{"state": "done", "is_in_time": False}])

    def test_why_one_was_elsewhere(self):
        visit = self._create_visit()
        (stop,) = self._send(self._entry(visit, "check_in", **FAR))["stops"]
        self.assertEqual(stop["positions"]["in"]["verdict"], "out_of_range")
        entry = self._entry(visit, "reason", occasion="in", reason=" They moved ")
        (stop,) = self._send(entry)["stops"]
        place = stop["positions"]["in"]
        self.assertEqual((place["verdict"], place["reason"]), ("bypassed", "They moved"))

    def test_taken_back(self):
        visit = self._create_visit()
        self._send(self._entry(visit, "check_in"))
        self._send(self._entry(visit, "undo"))
        self.assertEqual(visit.state, "planned")

    def test_an_order_is_made_once(self):
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        with freeze_time("2026-03-01 04:00:00"):
            before = self._create_visit(planned_on="2026-03-01", result="Fine")
            before.step_ids.is_done = True
            self._line(before, self.stock).number = 20
            before.action_done()
        visit = self._create_visit()
        self._send(
            self._entry(visit, "check_in"),
            self._entry(visit, "check", id=self._line(visit, self.stock).id, number=5),
        )
        order = self._entry(visit, "order")
        (stop,) = self._send(order)["stops"]
        self.assertEqual(len(stop["order"]["lines"]), 1)
        self._send(order, self._entry(visit, "order"))
        self.assertEqual(len(visit.order_ids), 1)

    def test_only_what_is_written_down_there(self):
        visit = self._create_visit()
        for kind, values in (
            ("values", {"state": "done"}),
            ("values", {"met_ids": "nonsense"}),
            ("values", {"next_on": "tomorrow"}),
            ("check", {"id": self._line(visit, self.stock).id, "verdict": "right"}),
            ("check", {"id": 2**31 - 1, "number": 1}),
            ("check", {"id": self._line(visit, self.stock).id, "number": "many"}),
            ("step", {"id": None, "is_done": True}),
            ("promise", {"text": 7}),
            ("payment", {"amount": float("nan")}),
            ("payment", {"amount": "much"}),
            ("reason", {"occasion": "in", "reason": "Why not"}),
            ("unlink", {}),
        ):
            entry = self._entry(visit, kind, **values)
            with self.subTest(kind=kind, values=values):
                self.assertTrue(self._send(entry)["answers"][entry["request_id"]])
        self.assertFalse(visit.activity_ids)
        for entries in (None, "x", [None], [{}], [{**entry, "visit_id": 2**63}]):
            with self.subTest(entries=entries), self.assertRaises(UserError):
                self.env["keqing.visit"].with_user(self.salesperson).send_entries(entries)

    def test_what_cannot_be_kept_spoils_nothing_else(self):
        visit = self._create_visit()
        bad = [
            self._entry(visit, "values", met_ids=[2**40]),
            self._entry(visit, "values", result="a\0b"),
            self._entry(visit, "values", result="x" * 10_001),
            self._entry(visit, "promise", text="x" * 1_000_000),
            self._entry(visit, "check_in", reason="a\0b"),
            self._entry(visit, "step", id=visit.step_ids[:1].id, reason="a\0b"),
        ]
        good = self._entry(visit, "values", result="Fine")
        answers = self._send(*bad, good)["answers"]
        self.assertEqual(answers.pop(good["request_id"]), "")
        self.assertTrue(all(answers.values()))
        self.assertEqual((visit.result, visit.state), ("Fine", "planned"))

    def test_what_was_signed_or_seen_is_not_exchanged(self):
        visit = self._create_visit()
        self._send(*self._whole_visit(visit))
        entry = self._entry(visit, "sign", name="Somebody", signature=PIXEL)
        self.assertIn("Xiangling", self._send(entry)["answers"][entry["request_id"]])
        self.assertEqual(visit.signed_by, "Xiangling")
        for model, ids, name in (
            ("keqing.visit", visit.ids, "signature"),
            ("keqing.store.check", self._line(visit, self.photo).ids, "photo"),
        ):
            paper = self.env["ir.attachment"].search(
                [("res_model", "=", model), ("res_id", "in", ids), ("res_field", "=", name)]
            )
            with self.subTest(model=model), self.assertRaisesRegex(UserError, "is evidence"):
                paper.with_user(self.salesperson).write({"datas": PIXEL})
            with self.subTest(model=model), self.assertRaisesRegex(UserError, "is evidence"):
                paper.with_user(self.salesperson).unlink()

    def test_that_there_is_an_answer_says_the_answer(self):
        line = self._line(self._create_visit(), self.stock).with_user(self.salesperson)
        with self.assertRaises(AccessError):
            line.is_answered = True
        line.number = 0
        self.assertTrue(line.is_answered)

    def test_visits_of_others_stay_theirs(self):
        hidden = self._create_customer(
            "South", keqing_territory_id=self.south.id, user_id=self.manager.id
        )
        visit = self.env["keqing.visit"].create(
            {"partner_id": hidden.id, "user_id": self.manager.id}
        )
        entry = self._entry(visit, "values", result="Mine")
        answer = self._send(entry)
        self.assertTrue(answer["answers"][entry["request_id"]])
        self.assertEqual(answer["stops"], [])
        self.assertFalse(visit.result)
        with self.assertRaises(AccessError):
            self._send(entry, user=self._create_user("clerk"))

    def test_forty_lines_cost_few_queries(self):
        products = self.env["product.product"].create(
            [{"name": f"Wine {number}"} for number in range(20)]
        )
        self.template.check_ids.filtered("product_ids").product_ids = products
        self.env["keqing.price.band"].create(
            [{"product_id": product.id, "low": 90, "high": 110} for product in products]
        )
        visit = self._create_visit()
        lines = [
            self._entry(
                visit,
                "check",
                id=check.id,
                **({"number": 3} if check.answer == "number" else {"price": 99}),
            )
            for check in visit.check_ids
            if check.product_id
        ]
        self.assertEqual(len(lines), 40)
        self._send(self._entry(visit, "values", mood="3"))  # what Odoo remembers of rules
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self._send(*lines)
        self.assertEqual(visit.check_ids.filtered("product_id").mapped("verdict"), ["right"] * 40)

    def test_a_call_needs_no_check_in(self):
        call = self._create_visit(contact_kind="phone", result="Fine")
        call.step_ids.is_done = True
        (stop,) = self._send(self._entry(call, "done"))["stops"]
        self.assertEqual((stop["state"], stop["is_visit"]), ("done", False))
