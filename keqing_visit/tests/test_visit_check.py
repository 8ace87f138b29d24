# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged, users
from odoo.tools.safe_eval import safe_eval

from odoo.addons.keqing_customer.tools.datum import from_wgs84

from ..tools.position import distance_meters
from .common import VisitCommon

SHOP = (26.6470, 106.6302)
# One thousandth of a degree of latitude is 111.2 m
NEAR, FAR = (26.6490, 106.6302), (26.6500, 106.6302)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestCheckIn(VisitCommon):
    """Checking in and out, and the verdict on where."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(dict(zip(("partner_latitude", "partner_longitude"), SHOP, strict=True)))

    def _report(self, place=NEAR, **values):
        return {
            "latitude": place[0],
            "longitude": place[1],
            "accuracy_meters": 12,
            "age_seconds": 3,
            **values,
        }

    @users("salesperson")
    def test_verdicts(self):
        for report, verdict in (
            (self._report(), "in_range"),
            (self._report(FAR), "out_of_range"),
            (self._report(FAR, reason="They moved"), "bypassed"),
            (self._report(accuracy_meters=101), "inaccurate"),
            (self._report(accuracy_meters=0), "inaccurate"),
            (self._report(accuracy_meters=-1), "inaccurate"),
            (self._report(accuracy_meters=None), "inaccurate"),
            (self._report(accuracy_meters=100), "in_range"),
            (self._report((0, 0)), "not_given"),
            (self._report((91, 0)), "not_given"),
            ({}, "not_given"),
            ({"reason": "Battery empty"}, "bypassed"),
        ):
            with self.subTest(report=report):
                visit = self._create_visit(result="Fine")
                self.assertEqual(visit.check_in(report)["verdict"], verdict)
                self.assertEqual(visit.check_out(report)["verdict"], verdict)

    def _offline(self, came, left):
        """What a phone tells in the evening of a visit in the morning."""
        visit = self._create_visit(result="Fine")
        visit.check_in(self._report(reported_at=came))
        visit.check_out(self._report(reported_at=left))
        return visit.minutes, visit.is_by_device

    @users("salesperson")
    def test_without_a_network_the_device_says_how_long_it_took(self):
        for came, left, minutes, is_by_device in (
            ("2026-03-31 01:00:00", "2026-03-31 01:40:00", 40, True),
            ("2026-03-31 04:00:00", "2026-03-31 04:01:00", 0, False),  # as the server knows
            ("2026-03-31 01:40:00", "2026-03-31 01:00:00", 0, False),  # ends before it begins
            ("2026-03-31 05:00:00", "2026-03-31 05:40:00", 0, False),  # is to come
            ("2026-03-29 01:00:00", "2026-03-31 01:00:00", 0, False),  # takes two days
        ):
            with self.subTest(came=came, left=left):
                self.assertEqual(self._offline(came, left), (minutes, is_by_device))

    @users("salesperson")
    def test_a_customer_without_a_position(self):
        self.customer.sudo().write({"partner_latitude": 0, "partner_longitude": 0})
        visit = self._create_visit()
        self.assertEqual(visit.check_in(self._report())["verdict"], "customer_unknown")

    def test_check_ins_that_agree_say_where_it_is(self):
        """Exact ones of two days, in the middle; it proves nothing to who said so."""
        self.customer.write({"partner_latitude": 0, "partner_longitude": 0})
        close = (NEAR[0] + 0.0004, NEAR[1])  # 44 m
        for day, place, values, is_placed in (
            (1, NEAR, {}, False),
            (1, close, {}, False),  # the same day again
            (2, (NEAR[0] + 0.002, NEAR[1]), {}, False),  # 222 m
            (3, (close[0], close[1] + 1e-6), {"accuracy_meters": 101}, False),
            (4, (close[0], close[1] + 2e-6), {"age_seconds": 61}, False),
            (5, (close[0], close[1] + 3e-6), {"datum": "gcj02"}, False),  # elsewhere in truth
            (6, (close[0], close[1] + 4e-6), {}, True),
        ):
            with self.subTest(day=day, place=place), freeze_time(f"2026-04-0{day} 04:00:00"):
                visit = self._create_visit(result="Fine").with_user(self.salesperson)
                report = self._report(place, **values)
                self.assertEqual(visit.check_in(report)["verdict"], "customer_unknown")
                visit.action_done()
                self.assertEqual(bool(self.customer.partner_latitude), is_placed)
        self.assertAlmostEqual(self.customer.partner_latitude, (close[0] + NEAR[0]) / 2, 3)
        self.assertEqual(self.customer.keqing_position_user_id, self.salesperson)
        self.assertEqual(self._verdict(self.salesperson, place), "own_place")

    def _verdict(self, user, place=NEAR):
        visit = self._create_visit(user_id=user.id).with_user(user)
        visit.step_ids.is_done = True
        verdict = visit.check_in(self._report(place))["verdict"]
        visit.result = "Fine"
        visit.action_done()
        return verdict

    def test_who_says_where_a_customer_is_proves_nothing_by_being_there(self):
        for user in (self.salesperson, self.manager):
            user.group_ids += self.env.ref("base.group_partner_manager")
        self.assertEqual(self._verdict(self.salesperson), "in_range")
        own = self.customer.with_user(self.salesperson)
        for move in (
            lambda: own.set_keqing_position(*FAR),
            lambda: own.write({"partner_latitude": NEAR[0]}),
            lambda: own.sudo().write({"partner_latitude": FAR[0]}),
        ):
            move()
            place = own.partner_latitude, own.partner_longitude
            with self.subTest(place=place):
                self.assertEqual(self._verdict(self.salesperson, place), "own_place")
                with self.assertRaises(AccessError):
                    own.keqing_position_user_id = self.manager
        own.set_keqing_position(*FAR)  # says the same again
        self.assertEqual(self._verdict(self.salesperson, FAR), "own_place")
        self.assertIn(self.salesperson.name, own.get_keqing_position()["named"])
        self.customer.with_user(self.manager).set_keqing_position(*FAR)
        self.assertEqual(self._verdict(self.salesperson, FAR), "in_range")

    def test_a_colleague_who_was_there_confirms_the_place(self):
        colleague = self._create_user("colleague", "user")
        self.harbour.member_ids += colleague
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        own = self.customer.with_user(self.salesperson)
        self.assertEqual(self._verdict(colleague, SHOP), "in_range")
        with freeze_time("2026-03-31 05:00:00"):
            own.set_keqing_position(*NEAR)
            self.assertEqual(self._verdict(self.salesperson), "own_place")
            self.assertEqual(self._verdict(colleague, (26.66, 106.63)), "out_of_range")
            self.assertEqual(self._verdict(self.salesperson), "own_place")
            self.assertEqual(self._verdict(colleague, NEAR), "in_range")
            self.assertEqual(self._verdict(self.salesperson), "in_range")

    @users("salesperson")
    def test_the_radius_is_the_types(self):
        self.assertGreater(distance_meters(SHOP, FAR), 300)
        self.seller.sudo().visit_radius_meters = 400
        self.assertEqual(self._create_visit().check_in(self._report(FAR))["verdict"], "in_range")

    @users("salesperson")
    def test_positions_are_converted_before_they_are_measured(self):
        for datum in ("gcj02", "bd09"):
            shifted = from_wgs84(NEAR, datum)
            self.assertGreater(distance_meters(shifted, NEAR), 400)
            visit = self._create_visit(result="Fine")
            answer = visit.check_in(self._report(shifted, datum=datum))
            self.assertEqual(answer["verdict"], "in_range")
            self.assertAlmostEqual(answer["distance_meters"], distance_meters(SHOP, NEAR), delta=1)
            visit.action_done()

    @users("salesperson")
    def test_sent_again_it_is_the_same(self):
        visit = self._create_visit()
        first = visit.check_in(self._report(request_id="7f"))
        with freeze_time("2026-03-31 04:05:00"):
            self.assertEqual(visit.check_in(self._report(request_id="7f")), first)
        self.assertEqual(len(visit.position_ids), 1)
        with self.assertRaises(UserError):
            visit.check_in(self._report(request_id="80"))

    @users("salesperson")
    def test_one_at_a_time(self):
        self._create_visit().check_in()
        with self.assertRaisesRegex(UserError, "is under way: check out there first"):
            self._create_visit().check_in()

    @users("salesperson")
    def test_taken_back_within_a_minute(self):
        visit = self._create_visit()
        visit.check_in(self._report())
        with freeze_time("2026-03-31 04:01:00"):
            visit.undo_check_in()
        self.assertEqual(visit.state, "planned")
        self.assertFalse(visit.position_ids)
        visit.check_in(self._report())
        with (
            freeze_time("2026-03-31 04:01:01"),
            self.assertRaisesRegex(UserError, "more than a minute"),
        ):
            visit.undo_check_in()

    @users("salesperson")
    def test_old_and_repeated_positions_are_flagged(self):
        for age, flags in ((61, (True, False)), (60, (False, True))):
            visit = self._create_visit(result="Fine")
            visit.check_in(self._report(age_seconds=age))
            position = visit.position_ids
            self.assertEqual((position.is_old, position.is_repeated), flags)
            visit.action_done()

    @users("salesperson")
    def test_nonsense_is_refused(self):
        visit = self._create_visit()
        for report in (
            {"latitude": "north", "longitude": 1},
            {"latitude": float("nan"), "longitude": 1},
            {"latitude": 10**400, "longitude": 1},
            {"latitude": 1, "longitude": 1, "datum": "mars"},
            {"reported_at": "yesterday"},
            {"request_id": 7},
        ):
            with self.subTest(report=report), self.assertRaises(UserError):
                visit.check_in(report)
        self.assertEqual(visit.state, "planned")

    @users("manager")
    def test_nobody_checks_in_for_somebody_else(self):
        with self.assertRaisesRegex(UserError, "only who makes a visit checks in and out"):
            self._create_visit().check_in(self._report())

    def test_positions_are_for_whom_they_concern(self):
        visit = self._create_visit().with_user(self.salesperson)
        visit.check_in(self._report())
        colleague = self._create_user("colleague", "user")
        self.harbour.member_ids += colleague
        position = visit.position_ids
        self.assertTrue(position.with_user(self.manager).verdict)
        self.assertTrue(visit.with_user(colleague).state)
        with self.assertRaises(AccessError):
            position.with_user(colleague).read(["verdict"])
        with self.assertRaises(AccessError):
            position.with_user(self.manager).write({"verdict": "in_range"})

    def test_what_is_old_is_blurred(self):
        """As long as the company keeps it; the verdict and the distance stay."""
        self.company.keqing_position_days = 30
        visit = self._create_visit().with_user(self.salesperson)
        visit.check_in(self._report())
        position = visit.sudo().position_ids
        place, distance = (position.latitude, position.longitude), position.distance_meters
        for days, is_blurred in ((30, False), (31, True)):
            with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=days)):
                self._plan()
            with self.subTest(days=days):
                now = position.latitude, position.longitude
                self.assertEqual(position.is_blurred, is_blurred)
                self.assertEqual(now == place, not is_blurred)
        self.assertEqual(now, tuple(round(each, 2) for each in place))
        self.assertEqual((position.verdict, position.distance_meters), ("in_range", distance))

    def test_a_visit_without_a_check_in_is_found_as_not_in_range(self):
        search = self.env["keqing.visit"].get_view(view_type="search")["arch"]
        [node] = etree.fromstring(search).xpath("//filter[@name='filter_position']")
        domain = Domain(safe_eval(node.get("domain"))) & Domain("partner_id", "=", self.customer.id)
        Visit = self.env["keqing.visit"]
        self.assertFalse(Visit.search(domain))
        visit = self._create_visit(result="Was there")
        visit.action_done()
        call = self._create_visit(contact_kind="phone", result="Six cases")
        call.action_done()
        self.assertEqual(Visit.search(domain), visit)

    @users("salesperson")
    def test_what_is_missing_holds_the_check_out(self):
        visit = self._create_visit()
        visit.check_in(self._report())
        with self.assertRaisesRegex(UserError, "Still missing: Result"):
            visit.check_out(self._report())
        self.assertEqual(visit.state, "under_way")
        visit.result = "Fine"
        with freeze_time("2026-03-31 04:25:00"):
            visit.check_out(self._report())
        self.assertEqual(visit.minutes, 25)
