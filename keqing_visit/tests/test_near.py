# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from odoo.addons.keqing_customer.tools.datum import from_wgs84

from ..tools.position import distance_meters
from .common import VisitCommon

HERE = (26.6, 106.6)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestNear(VisitCommon):
    """Customers around a position."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.near = cls._create_owned("Near")
        cls.near.write({"partner_latitude": 26.601, "partner_longitude": 106.601})
        cls.further = cls._create_owned("Further")
        cls.further.write({"partner_latitude": 26.63, "partner_longitude": 106.6})
        cls.far = cls._create_owned("Far")
        cls.far.write({"partner_latitude": 26.7, "partner_longitude": 106.6})

    def _near(self, *args, **kwargs):
        return self.env["res.partner"].get_keqing_near(*args, **kwargs)

    @users("salesperson")
    def test_the_nearest_first(self):
        found = self._near(*HERE)
        self.assertEqual([each["name"] for each in found], ["Near", "Further"])
        self.assertAlmostEqual(
            found[0]["meters"], distance_meters(HERE, (26.601, 106.601)), delta=1
        )
        self.assertEqual(found[0]["grade"], self.grade_a.name)
        self.assertTrue(found[0]["links"])
        self.assertEqual(len(self._near(*HERE, kilometers=20)), 3)
        self.assertEqual(len(self._near(*HERE, kilometers=20, limit=1)), 1)

    @users("salesperson")
    def test_in_the_datum_of_the_map(self):
        [first, *__] = self._near(*from_wgs84(HERE, "bd09"), datum="bd09")
        self.assertAlmostEqual(first["meters"], distance_meters(HERE, (26.601, 106.601)), delta=2)

    def test_how_long_ago(self):
        self._created_on(self.near, "2025-01-01 03:00:00")
        self._refresh()
        own = self.env["res.partner"].with_user(self.salesperson)
        [first, *__] = own.get_keqing_near(*HERE)
        self.assertEqual((first["days"], first["is_overdue"]), (False, True))
        with freeze_time("2026-03-21 04:00:00"):
            self._create_visit(partner_id=self.near.id, result="Fine").action_done()
        [first, *__] = own.get_keqing_near(*HERE)
        self.assertEqual((first["days"], first["is_overdue"]), (10, False))

    def test_only_whom_one_sees(self):
        colleague = self._create_user("colleague", "user")
        self.assertFalse(self.env["res.partner"].with_user(colleague).get_keqing_near(*HERE))
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.env.ref("base.public_user")).get_keqing_near(
                1, 1
            )

    @users("salesperson")
    def test_nonsense_is_refused(self):
        for args in ((0, 0), ("a", 1), (91, 1), (26.6, 106.6, "mars"), (1, 1, "wgs84", 10**400)):
            with self.subTest(args=args), self.assertRaises(UserError):
                self._near(*args)

    @users("salesperson")
    def test_how_many_there_are_costs_nothing(self):
        self._near(*HERE)
        self.env.invalidate_all()
        with self.assertQueryCount(salesperson=6):
            self._near(*HERE, kilometers=20)
