# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64
import io
from unittest.mock import patch

from PIL import Image

from odoo.fields import Date
from odoo.tests import HttpCase, common, tagged

from .day import DayCommon

SHOP = (26.6470, 106.6302)
NETWORK = "network: "


class Phone(common.ChromeBrowser):
    """A browser that stands before the shop, and whose network a tour can cut and join."""

    def __init__(self, test_case, *args, **kwargs):
        super().__init__(test_case, *args, **kwargs)
        self._websocket_request("Browser.grantPermissions", params={"permissions": ["geolocation"]})
        self._websocket_request(
            "Emulation.setGeolocationOverride",
            params={"latitude": SHOP[0], "longitude": SHOP[1], "accuracy": 12},
        )

    def _handle_console(self, type, args=None, **kwargs):
        text = str(args[0].get("value", "")) if args else ""
        if text.startswith(NETWORK):
            self._set_network(text.removeprefix(NETWORK))
        if "ConnectionLostError" in str(args):
            type = "info"
        return super()._handle_console(type, args, **kwargs)

    def _set_network(self, state):
        """Sent, not waited for: this is the thread that would receive the answer."""
        self._websocket_send("Network.enable")
        self._websocket_send(
            "Network.emulateNetworkConditions",
            params={
                "offline": state == "off",
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": -1,
            },
        )
        if state == "reload":
            self._websocket_send("Page.reload")


@tagged("post_install", "-at_install")
class TestDayTour(DayCommon, HttpCase):
    """A salesperson's day in a Chinese browser, 390 pixels wide."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.salesperson.lang = "zh_CN"
        cls.salesperson.group_ids += cls.env.ref("sales_team.group_sale_salesman")
        place = dict(zip(("partner_latitude", "partner_longitude"), SHOP, strict=True))
        cls.customer.write({"name": "万民堂", **place})
        cls.person = cls.env["res.partner"].create(
            {"name": "香菱", "parent_id": cls.customer.id, "function": "厨师"}
        )
        today = Date.today()
        before = cls.env["keqing.visit"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.salesperson.id,
                "planned_on": Date.subtract(today, days=14),
                "result": "Fine",
            }
        )
        before.step_ids.is_done = True
        before.check_ids.filtered(lambda check: check.item_id == cls.stock).number = 20
        before.action_done()
        cls.visit, cls.next_visit = cls.env["keqing.visit"].create(
            [
                {
                    "partner_id": customer.id,
                    "user_id": cls.salesperson.id,
                    "start": f"{today} 0{hour}:00:00",
                    "planned_on": today,
                }
                for hour, customer in enumerate((cls.customer, cls._create_owned("望舒客栈")))
            ]
        )

    def _tour(self, name, url="/odoo/my-day"):
        with patch.object(common, "ChromeBrowser", Phone):
            self.start_tour(url, name, login="salesperson")
        self.env.invalidate_all()

    def _check_arrived(self):
        """Once, whole, and judged by the server."""
        visit = self.visit
        self.assertRecordValues(visit, [{"state": "done", "result": "要六箱", "signed_by": "香菱"}])
        stock, price, photo = visit.check_ids
        self.assertEqual((stock.number, price.price, price.verdict), (5, 200, "breach"))
        with Image.open(io.BytesIO(base64.b64decode(photo.photo))) as picture:
            self.assertEqual((picture.format, picture.size), ("JPEG", (1920, 960)))
        self.assertEqual(visit.activity_ids.mapped("summary").count("送样品"), 1)
        self.assertEqual(visit.position_ids.mapped("verdict"), ["in_range", "in_range"])

    def test_a_day(self):
        self._tour("keqing_visit_day")
        self._check_arrived()
        self.assertEqual(self.visit.met_ids, self.person)
        self.assertEqual(self.visit.mood, "5")
        self.assertEqual(len(self.visit.order_ids.order_line), 1)
        self.assertEqual(len(self.visit.activity_ids), 2)  # breach, promise
        self.assertEqual(self.visit.payment_promise_ids.amount, 500)
        self.assertEqual(self.visit.talk_ids.said, "价格偏高")
        self.assertEqual(self.visit.sample_ids.quantity, 1)
        self.assertAlmostEqual(self.next_visit.partner_id.partner_latitude, SHOP[0], 4)

    def test_a_stop_that_nobody_planned(self):
        self._create_owned("稻香酒家", partner_latitude=SHOP[0], partner_longitude=SHOP[1])
        self._tour("keqing_visit_day_added")
        [added] = self.env["keqing.visit"].search([("partner_id.name", "=", "稻香酒家")])
        self.assertEqual((added.state, added.user_id), ("under_way", self.salesperson))

    def test_a_desk_says_where_it_is_as_well(self):
        self._tour("keqing_visit_day_desk", f"/odoo/keqing-visits/{self.visit.id}")
        self.assertEqual(self.visit.state, "under_way")
        self.assertEqual(self.visit.position_ids.verdict, "in_range")

    def test_a_day_without_a_network(self):
        self._tour("keqing_visit_day_offline")
        self._check_arrived()

    def test_what_was_written_down_survives_the_page(self):
        self._tour("keqing_visit_day_closed")
        self.assertEqual(self.visit.result, "要六箱")
