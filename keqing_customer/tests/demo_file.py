# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Date


class DemoFileCases:
    """The customer file of the demo company tells what it is there to tell.

    For the class that has loaded the company, which takes too long to do twice.
    """

    @property
    def loaded_on(self):
        """The day that the demo data were loaded."""
        return self.env.ref("keqing_customer.consent_jiangong").withdrawn_on + timedelta(20)

    def _customer(self, name):
        return self.env.ref(f"keqing_customer.customer_{name}")

    # The card

    def test_most_customers_have_key_persons(self):
        persons = self.customers.child_ids
        with_some = persons.parent_id
        self.assertGreater(len(with_some), 0.75 * len(self.customers))
        self.assertTrue(all(person.keqing_role_id for person in persons))
        self.assertEqual(set(persons.mapped("keqing_influence")), {"1", "2", "3", False})
        attitudes = {"for", "neutral", "against", False}
        self.assertEqual(set(persons.mapped("keqing_attitude")), attitudes)
        self.assertEqual(persons.company_id, self.company)

    def test_licences_run_out_and_one_customer_was_warned(self):
        soon = self.loaded_on + timedelta(21)
        dated = self.customers.filtered("keqing_licence_expiry")
        self.assertEqual(dated, self.customers.filtered("keqing_licence_number"))
        expired = dated.filtered(lambda each: each.keqing_licence_expiry < self.loaded_on)
        self.assertEqual(expired, self._customer("hequn"))
        expiring = dated.filtered(lambda each: each.keqing_licence_expiry <= soon) - expired
        self.assertEqual(expiring, self._customer("wenchang"))
        self.assertEqual(expiring.keqing_licence_expiry, soon)
        warned = self.customers.filtered(lambda each: each.keqing_compliance == "warned")
        self.assertEqual(warned, self._customer("zhongshan"))

    def test_cards_are_complete_to_every_degree(self):
        degrees = defaultdict(int)
        for customer in self.customers:
            customer_type = customer.keqing_customer_type_id
            while customer_type.parent_id and not (
                customer_type.demanded_field_ids or customer_type.demanded_role_ids
            ):
                customer_type = customer_type.parent_id
            known = [bool(customer[each.name]) for each in customer_type.demanded_field_ids]
            roles = customer.child_ids.keqing_role_id
            known += [role in roles for role in customer_type.demanded_role_ids]
            self.assertTrue(known, customer_type.name)
            degree = 100 * sum(known) / len(known)
            self.assertAlmostEqual(customer.keqing_completeness, degree, msg=customer.name)
            degrees[int(degree) // 10] += 1
        self.assertEqual(set(degrees), set(range(11)))

    def test_competitors_and_preferences_are_known_of_many(self):
        self.assertEqual(len(self.customers.keqing_competitor_ids), 6)
        kinds = self.customers.keqing_preference_ids.mapped("kind")
        self.assertLessEqual({"taste", "packaging", "price", "style"}, set(kinds))

    # Checks and lifecycle

    def test_some_cards_were_forgotten_and_their_owners_are_reminded(self):
        forgotten = self.customers.filtered("keqing_is_unverified")
        self.assertGreaterEqual(len(forgotten), 5)
        check = self.env.ref("keqing_customer.mail_activity_type_verify")
        reminders = self.customers.activity_ids.filtered(
            lambda activity: activity.activity_type_id == check
        )
        reminded = self.env["res.partner"].browse(reminders.mapped("res_id"))
        self.assertLessEqual(reminded, forgotten)
        for reminder, customer in zip(reminders, reminded, strict=True):
            self.assertEqual(reminder.user_id, customer.user_id)
        self.assertIn(self._customer("qianling"), reminded)
        self.assertTrue(self.customers.filtered(lambda each: not each.keqing_verified_on))

    def test_a_check_found_a_major_change_and_the_owner_was_told(self):
        changes = self.customers.keqing_verification_ids.filtered("has_major_change")
        self.assertEqual(changes.partner_id, self._customer("guobin"))
        self.assertEqual(changes.user_id, self._user("territory_manager"))
        told = changes.partner_id.message_ids.notified_partner_ids
        self.assertIn(changes.partner_id.user_id.partner_id, told)

    def test_customers_stand_where_their_invoices_put_them(self):
        last = dict(
            self.env["account.move"]._read_group(
                [
                    ("company_id", "=", self.company.id),
                    ("state", "=", "posted"),
                    ("move_type", "=", "out_invoice"),
                ],
                ["commercial_partner_id"],
                ["invoice_date:max"],
            )
        )
        lost = self._customer("dongxiang")
        for customer in self.customers - lost:
            day = last.get(customer)
            days = customer.keqing_customer_type_id.dormant_days
            dormant = day and (self.loaded_on - day).days > days
            expected = "dormant" if dormant else "active" if day else "prospect"
            self.assertEqual(customer.keqing_lifecycle, expected, customer.name)
        self.assertEqual(lost.keqing_lifecycle, "lost")
        self.assertLess(last[lost], lost.keqing_lost_on)
        self.assertEqual(
            set(self.customers.mapped("keqing_lifecycle")),
            {"prospect", "active", "dormant", "lost"},
        )

    # Who holds them

    def test_what_was_sold_before_the_hand_over_stays_with_who_sold_it(self):
        done = self.env.ref("keqing_customer.reassignment_done")
        self.assertEqual(done.state, "done")
        self.assertEqual(done.date, self.loaded_on + relativedelta(months=-4, day=1))
        left = self.env.ref("keqing_customer.user_salesperson_left")
        self.assertFalse(left.active)
        invoices = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        theirs = invoices.filtered(lambda move: move.partner_id in done.partner_ids)
        before = theirs.filtered(lambda move: move.invoice_date < done.date)
        self.assertEqual(before.invoice_user_id, left)
        self.assertEqual((theirs - before).invoice_user_id, self._user("salesperson"))
        for move in invoices - theirs:
            self.assertEqual(move.invoice_user_id, move.partner_id.user_id)

    def test_the_hand_over_is_on_the_card(self):
        [entry] = self._customer("laojiefang").get_keqing_timeline(["owner"])["entries"]
        self.assertIn("王磊", entry["title"])
        self.assertTrue(entry["text"])

    def test_the_next_hand_over_is_planned(self):
        planned = self.env.ref("keqing_customer.reassignment_planned")
        self.assertEqual(planned.state, "planned")
        self.assertEqual(planned.date, self.loaded_on + timedelta(7))
        self.assertEqual(planned.partner_ids.user_id, self._user("salesperson_zunyi"))
        self.assertFalse(planned.applied_partner_ids)

    def test_rules_would_file_most_of_those_without_type(self):
        unfiled = self.env["res.partner"].search(
            [
                ("company_id", "=", self.company.id),
                ("customer_rank", ">", 0),
                ("keqing_customer_type_id", "=", False),
                ("is_company", "=", True),
            ]
        )
        self.assertEqual(len(unfiled), 8)
        filing = self.env["keqing.filing"].with_company(self.company)
        filing.create({"company_id": self.company.id}).action_file()
        filed = {each.name: each.keqing_customer_type_id.code for each in unfiled}
        self.assertEqual(
            filed,
            {
                "遵义桃溪宾馆": "hotel",
                "凯里清水江酒楼": "restaurant",
                "都匀石板街饭庄": "restaurant",
                "平寨名酒坊": "shop",
                "倒天河烟酒超市": "shop",
                "三桥糖酒经营部": "distributor",
                "锦峰文化传媒公司": False,
                "小河老张家": False,
            },
        )
        codes = [each.keqing_territory_id.code for each in unfiled]
        self.assertEqual(sorted(filter(None, codes)), ["E", "E", "GY-1", "GY-2", "W", "ZY"])

    # What is private

    def test_personal_facts_rest_on_consents(self):
        profiles = self.env["keqing.personal.profile"].search([])
        self.assertGreaterEqual(len(profiles), 7)
        calendars = set(profiles.mapped("birthday_calendar"))
        self.assertEqual(calendars, {"solar", "lunar"})
        self.assertTrue(all(profiles.mapped("birthday")))
        withdrawn = profiles.filtered(lambda profile: not profile.has_consent)
        self.assertEqual(withdrawn.customer_id, self._customer("jiangong"))
        purposes = set(self.env["keqing.consent"].search([]).mapped("purpose"))
        self.assertEqual(purposes, {"profile", "care", "marketing"})

    def test_who_knows_personal_facts(self):
        Profile = self.env["keqing.personal.profile"]
        profiles = Profile.search([])
        withdrawn = profiles.filtered(lambda profile: not profile.has_consent)
        as_officer = Profile.with_user(self._user("data_officer"))
        self.assertEqual(as_officer.search([]), profiles)
        as_manager = Profile.with_user(self._user("territory_manager")).search([])
        self.assertTrue(as_manager)
        self.assertFalse(as_manager & withdrawn)
        for role in ("salesperson", "regional_manager", "director", "administrator"):
            with self.assertRaises(AccessError):
                Profile.with_user(self._user(role)).search([])

    def test_exports_were_logged(self):
        logged = self.env["keqing.export.log"].search([("company_id", "=", self.company.id)])
        self.assertEqual(set(logged.mapped("form")), {"xlsx", "csv", "vcard"})
        self.assertLess(max(logged.mapped("date")).date(), Date.today())
