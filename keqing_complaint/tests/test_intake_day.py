import base64
import io
from datetime import timedelta
from unittest.mock import patch

from PIL import Image

from odoo.fields import Datetime
from odoo.tests import HttpCase, common, tagged

from odoo.addons.keqing_visit.tests.test_day_tour import SHOP, Phone

from .common import ComplaintCommon


def take_photo():
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    return base64.b64encode(file.getvalue()).decode()


class DayComplaintCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(dict(zip(("partner_latitude", "partner_longitude"), SHOP, strict=True)))
        cls.visit = cls.env["keqing.visit"].create(
            {"partner_id": cls.customer.id, "user_id": cls.salesperson.id}
        )


@tagged("post_install", "-at_install")
class TestIntakeDay(DayComplaintCommon):
    """What a customer complains about in the shop, as a phone sends it."""

    def _send(self, request_id="phone-1", at=None, user=None, **values):
        values = {"words": "Six bottles leak.\nAt the cork.", "type_id": self.leak.id, **values}
        Visit = self.env["keqing.visit"].with_user(user or self.salesperson)
        entry = {"visit_id": self.visit.id, "kind": "complaint", "values": values, "at": at}
        return Visit.send_entries([{**entry, "request_id": request_id}])

    def _found(self):
        return self.env["keqing.complaint"].search([("visit_id", "=", self.visit.id)])

    def test_arrives_with_its_photos(self):
        at = Datetime.to_string(Datetime.now() - timedelta(hours=5))
        answer = self._send(at=at, product_id=self.product.id, quantity=6, photos=[take_photo()])
        self.assertEqual(answer["answers"], {"phone-1": ""})
        complaint = self._found()
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.customer.id,
                    "channel": "visit",
                    "subject": "Six bottles leak.",
                    "received_at": Datetime.to_datetime(at),
                    "received_by_id": self.salesperson.id,
                }
            ],
        )
        self.assertEqual(complaint.line_ids.quantity, 6)
        self.assertEqual(complaint.message_attachment_count, 1)
        self.assertEqual(answer["stops"][0]["complaints"][0]["name"], complaint.display_name)

    def test_sent_twice_is_taken_in_once(self):
        for __ in range(2):
            self.assertEqual(self._send()["answers"], {"phone-1": ""})
        self.assertEqual(len(self._found()), 1)

    def test_a_clock_that_is_wrong_counts_for_nothing(self):
        for number, at in enumerate(("2001-01-01 00:00:00", "2999-01-01 00:00:00", 7)):
            self._send(f"phone-{number}", at=at)
        for complaint in self._found():
            self.assertLess(Datetime.now() - complaint.received_at, timedelta(minutes=5))

    def test_nonsense_is_refused_in_words_and_leaves_nothing(self):
        for number, values in enumerate(
            (
                {"words": " "},
                {"words": 7},
                {"type_id": "x"},
                {"type_id": 999999999},
                {"photos": ["%%%"]},
                {"photos": [base64.b64encode(b"<script>").decode()]},
                {"photos": 5},
                {"product_id": self.product.id, "quantity": "many"},
                {"product_id": self.product.id, "quantity": -1},
                {"product_id": self.product.id, "quantity": "nan"},
                {"product_id": self.product.id, "quantity": "inf"},
                {"words": "x" * 20_000},
            )
        ):
            with self.subTest(values=str(values)[:40]):
                self.assertTrue(
                    self._send(f"phone-{number}", **values)["answers"][f"phone-{number}"]
                )
        self.assertFalse(self._found())

    def test_nobody_complains_for_the_visit_of_another(self):
        stranger = self._create_user("stranger", "user")
        answer = self._send(user=stranger)
        self.assertIn("phone-1", answer["answers"])
        self.assertTrue(answer["answers"]["phone-1"])
        self.assertFalse(self._found())


@tagged("post_install", "-at_install")
class TestIntakeDayTour(DayComplaintCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_complaint_without_a_network(self):
        self.customer.name = "Wanmin"
        with patch.object(common, "ChromeBrowser", Phone):
            self.start_tour("/odoo/my-day", "keqing_complaint_day", login="salesperson")
        self.env.invalidate_all()
        complaint = self.env["keqing.complaint"].search([("visit_id", "=", self.visit.id)])
        self.assertEqual(complaint.description, "Six bottles leak")
        self.assertEqual(len(complaint.line_ids.product_id), 1)
        self.assertEqual(complaint.message_attachment_count, 1)
