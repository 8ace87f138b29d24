# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from math import cos, hypot, radians
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.datum import from_wgs84, to_wgs84
from .common import CustomerCommon

# Published with the formulas: WGS-84, GCJ-02 (github.com/googollee/eviltransform)
GCJ02 = (
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ((30.6107779, 121.0917077), (30.608604331756705, 121.09626935575027)),
)
# WGS-84, BD-09
BD09 = (((30.6107779, 121.0917077), (30.61484572185035, 121.10271732371203)),)
GUIYANG = (26.647661, 106.630153)


def metres(one, other):
    north = (one[0] - other[0]) * 111_320
    return hypot(north, (one[1] - other[1]) * 111_320 * cos(radians(one[0])))


@tagged("post_install", "-at_install")
class TestDatum(TestCase):
    def test_published_positions(self):
        for datum, pairs in (("gcj02", GCJ02), ("bd09", BD09)):
            for earth, shifted in pairs:
                with self.subTest(datum=datum, earth=earth):
                    self.assertLess(metres(from_wgs84(earth, datum), shifted), 0.1)
                    self.assertLess(metres(to_wgs84(shifted, datum), earth), 0.1)
        # and from one shift to the other (github.com/wandergis/coordtransform)
        baidu = from_wgs84(to_wgs84((39.915, 116.404), "gcj02"), "bd09")
        self.assertLess(metres(baidu, (39.92133699351021, 116.41036949371029)), 0.1)

    @settings(max_examples=200, deadline=None)
    @given(st.floats(18, 53), st.floats(74, 134), st.sampled_from(["wgs84", "gcj02", "bd09"]))
    def test_there_and_back_within_a_metre(self, latitude, longitude, datum):
        there = from_wgs84((latitude, longitude), datum)
        self.assertLess(metres(to_wgs84(there, datum), (latitude, longitude)), 1)

    def test_nothing_is_shifted_elsewhere(self):
        for datum in ("gcj02", "bd09"):
            self.assertEqual(from_wgs84((48.8584, 2.2945), datum), (48.8584, 2.2945))
            self.assertEqual(to_wgs84((48.8584, 2.2945), datum), (48.8584, 2.2945))


@tagged("post_install", "-at_install")
class TestPosition(CustomerCommon):
    """Where the shop is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("贵阳国宾酒店", user_id=cls.salesperson.id)
        cls.salesperson.group_ids += cls.env.ref("base.group_partner_manager")
        cls.mine = cls.customer.with_user(cls.salesperson)

    def test_unknown_is_unknown(self):
        position = self.mine.get_keqing_position()
        self.assertEqual((position["latitude"], position["longitude"]), (False, False))
        self.assertEqual(position["links"], [])

    def test_any_datum_is_kept_as_wgs84_and_shown_as_it_was_entered(self):
        for datum in ("wgs84", "gcj02", "bd09"):
            shown = from_wgs84(GUIYANG, datum)
            with self.subTest(datum):
                self.mine.set_keqing_position(*shown, datum)
                stored = (self.customer.partner_latitude, self.customer.partner_longitude)
                self.assertLess(metres(stored, GUIYANG), 0.1)
                position = self.mine.get_keqing_position()
                self.assertEqual(position["datum"], datum)
                self.assertAlmostEqual(position["latitude"], shown[0], 5)
                self.assertAlmostEqual(position["longitude"], shown[1], 5)

    def test_each_map_gets_the_datum_that_it_expects(self):
        self.mine.set_keqing_position(*GUIYANG)
        amap, baidu, apple, app = (link["url"] for link in self.mine.get_keqing_position()["links"])
        chinese, of_baidu = (from_wgs84(GUIYANG, datum) for datum in ("gcj02", "bd09"))
        self.assertIn(f"position={chinese[1]:.6f}%2C{chinese[0]:.6f}&", amap)
        self.assertIn(f"location={of_baidu[0]:.6f}%2C{of_baidu[1]:.6f}&", baidu)
        self.assertIn("coord_type=bd09ll", baidu)
        self.assertIn(f"ll={chinese[0]:.6f}%2C{chinese[1]:.6f}&", apple)
        self.assertTrue(app.startswith("geo:26.647661,106.630153?"), app)
        for url in (amap, baidu, apple, app):
            self.assertIn("%E8%B4%B5%E9%98%B3", url)  # its name, spelled for addresses

    def test_it_can_be_taken_back(self):
        self.mine.set_keqing_position(*GUIYANG, "bd09")
        self.mine.set_keqing_position(False, False)
        self.assertFalse(self.mine.get_keqing_position()["latitude"])
        self.assertFalse(self.customer.keqing_position_datum)

    def test_nonsense_is_refused_in_words(self):
        for latitude, longitude, datum, words in (
            (106.63, 26.65, "wgs84", "seem to be exchanged"),
            (200, 300, "wgs84", "no such place"),
            (0, 0, "wgs84", "no such place"),
            ("here", "there", "wgs84", "is no position"),
            (True, False, "wgs84", "is no position"),
            (float("nan"), 1, "wgs84", "no such place"),
            (26.65, 106.63, "mars", "no datum"),
        ):
            with self.subTest((latitude, longitude)), self.assertRaisesRegex(UserError, words):
                self.mine.set_keqing_position(latitude, longitude, datum)
        self.assertFalse(self.customer.partner_latitude)

    def test_by_who_may_change_the_customer(self):
        member = self._create_user("member", "user")
        self.env["keqing.account.team.member"].create(
            {
                "partner_id": self.customer.id,
                "user_id": member.id,
                "duty_id": self.env["keqing.account.duty"].search([], limit=1).id,
            }
        )
        seen = self.customer.with_user(member)
        self.assertTrue(seen.get_keqing_position())
        with self.assertRaises(AccessError):
            seen.set_keqing_position(*GUIYANG)
