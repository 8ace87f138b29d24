# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged, users

from ..models.plan import keqing_contact_due
from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestContactDue(VisitCommon):
    """When a customer is to be contacted next."""

    def test_a_new_customer_is_due_an_interval_later(self):
        self._created_on(self.customer, "2026-03-31 03:00:00")
        self._refresh()
        self.assertFalse(self._due().last_on)
        self.assertEqual(self._due().due_on, date(2026, 4, 30))
        self.assertEqual(self._due().state, "covered")

    def test_a_contact_counts_from_its_day(self):
        self._created_on(self.customer, "2025-01-01 03:00:00")
        self.customer.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self._refresh()
        self.assertEqual(self._due().last_on, date(2026, 3, 31))
        self.assertEqual(self._due().due_on, date(2026, 4, 30))

    def test_a_deep_contact_is_a_visit_that_went_deep(self):
        self._created_on(self.customer, "2026-01-15 03:00:00")
        self.grade_a.contact_depth = "deep"
        self._create_visit(result="A talk").action_done()
        self._refresh()
        self.assertFalse(self._due().last_on)
        self.assertEqual(self._due().due_on, date(2026, 2, 15))
        self.assertEqual(self._due().state, "overdue")
        self._create_visit(is_deep=True, result="A long talk").action_done()
        self.assertEqual(self._due().last_on, date(2026, 3, 31))

    def test_who_is_owed_nothing_has_no_row(self):
        self._refresh()
        self.assertTrue(self._due())
        for change in (
            {"keqing_grade_id": self.grade_b.id},
            {"active": False},
            {"keqing_lifecycle": "lost"},
        ):
            self.grade_b.contact_interval = 0
            with self.subTest(change=change):
                before = {name: self.customer[name] for name in change}
                self.customer.with_company(self.company).sudo().write(change)
                self._refresh()
                self.assertFalse(self._due())
                self.customer.sudo().write(before)
                self._refresh()
                self.assertTrue(self._due())

    def test_another_company_knows_nothing(self):
        self._refresh()
        self.env["keqing.contact.due"]._refresh(self.other_company)
        self.assertEqual(self._due().company_id, self.company)

    @users("salesperson")
    def test_a_rhythm_holds_for_its_days(self):
        self._created_on(self.customer, "2026-03-31 03:00:00")
        self._refresh()
        rhythm = self.env["keqing.contact.rhythm"].create(
            {
                "partner_id": self.customer.id,
                "interval": 1,
                "interval_unit": "week",
                "reason": "Their new shop opens",
                "date_from": "2026-03-31",
                "date_to": "2026-04-30",
            }
        )
        self.assertEqual(self._due().due_on, date(2026, 4, 7))
        rhythm.date_from = "2026-04-01"
        self.assertEqual(self._due().due_on, date(2026, 4, 30))
        rhythm.date_from = "2026-03-31"
        rhythm.unlink()
        self.assertEqual(self._due().due_on, date(2026, 4, 30))

    def test_merged_customers_keep_the_rhythm_that_asks_for_more(self):
        other = self._create_owned("Wanmin Restaurant")
        vals = {"reason": "Opening", "date_from": "2026-03-31", "date_to": "2026-04-30"}
        seldom, often = self.env["keqing.contact.rhythm"].create(
            [
                {**vals, "partner_id": self.customer.id, "interval": 2},
                {**vals, "partner_id": other.id, "interval": 9, "interval_unit": "day"},
            ]
        )
        self._merge(other, self.customer)
        self.assertEqual((seldom + often).exists(), often)
        self.assertEqual(often.partner_id, self.customer)
        self._refresh()
        self.assertEqual(self._due().interval_days, 9)

    def test_one_rhythm_at_a_time(self):
        vals = {
            "partner_id": self.customer.id,
            "reason": "Opening",
            "date_from": "2026-03-31",
            "date_to": "2026-04-30",
        }
        self.env["keqing.contact.rhythm"].create(vals)
        with self.assertRaisesRegex(ValidationError, "Wanmin Restaurant has a contact rhythm"):
            self.env["keqing.contact.rhythm"].create({**vals, "date_from": "2026-04-30"})
        self.env["keqing.contact.rhythm"].create(
            {**vals, "date_from": "2026-05-01", "date_to": "2026-05-31"}
        )

    def test_what_holds_is_not_rewritten(self):
        self._refresh()
        due = self._due()

        def version():
            self.env.cr.execute("SELECT xmin FROM keqing_contact_due WHERE id = %s", [due.id])
            return self.env.cr.fetchone()

        with self.env.cr.savepoint():
            before = version()
            self._refresh()
        self.assertEqual(version(), before)

    @users("salesperson")
    def test_what_was_written_by_the_thousand_is_known_to_the_planner(self):
        """Else the first night of a large company takes hours."""
        self._create_owned("Second")
        for many, is_known in ((3, False), (2, True)):
            self.env.cr.execute("DELETE FROM keqing_contact_due")
            self.env.cr.execute("ANALYZE keqing_contact_due")
            with patch.object(keqing_contact_due, "MANY", many):
                self._refresh()
            self.env.cr.execute(
                "SELECT reltuples FROM pg_class WHERE oid = 'keqing_contact_due'::regclass"
            )
            with self.subTest(many=many):
                self.assertEqual(self.env.cr.fetchone(), (2 if is_known else 0,))

    def test_it_matters(self):
        self._created_on(self.customer, "2026-02-20 03:00:00")
        self._refresh()
        customer = self.customer.with_env(self.env)
        [matter] = [
            matter
            for matter in customer._get_matters()[customer]
            if matter["text"].startswith("Contact due")
        ]
        self.assertEqual((matter["level"], matter["due"]), ("now", date(2026, 3, 20)))

    @users("salesperson")
    def test_states_are_found_as_shown(self):
        Due = self.env["keqing.contact.due"]
        customers = self.customer + self._create_owned("Second") + self._create_owned("Third")
        for customer, day in zip(
            customers, ("2026-02-01", "2026-03-05", "2026-03-30"), strict=True
        ):
            self._created_on(customer, day)
        self._refresh()
        for state in ("overdue", "week", "covered"):
            found = Due.search([("state", "=", state), ("partner_id", "in", customers.ids)])
            self.assertEqual(found.mapped("state"), [state])
