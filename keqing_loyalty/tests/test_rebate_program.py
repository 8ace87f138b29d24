# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-05-10")
class TestRebateProgram(RebateCommon):
    def test_a_manager_drafts_and_a_director_starts(self):
        program = self._create_program(start=False).with_user(self.manager)
        program.least = 5
        with self.assertRaisesRegex(AccessError, "have a director start"):
            program.action_start()
        self.assertFalse(program.may_start)
        program.with_user(self.director).action_start()
        self.assertEqual(program.state, "running")
        with self.assertRaises(AccessError):
            program.with_user(self.salesperson).name = "Mine"

    def test_terms_hold_once_it_runs(self):
        program = self._create_program()
        director = program.with_user(self.director)
        for values in (
            {"most": 5},
            {"tier_ids": [Command.clear()]},
            {"partner_ids": [Command.link(self.customer.id)]},
        ):
            with self.assertRaisesRegex(UserError, "count on its terms"):
                director.write(values)
        with self.assertRaisesRegex(UserError, "count on its terms"):
            director.tier_ids[0].rate = 50
        with self.assertRaisesRegex(UserError, "count on its terms"):
            director.tier_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "count on its terms"):
            director.tier_ids.create({"program_id": program.id, "base_from": 9, "rate": 1})
        with self.assertRaisesRegex(UserError, "count on its terms"):
            director.unlink()
        director.name = "Rebate of the year"

    def test_nothing_starts_without_tiers(self):
        program = self._create_program((), start=False)
        with self.assertRaisesRegex(UserError, "has no tier"):
            program.action_start()

    def test_it_begins_and_ends_with_a_period(self):
        with self.assertRaisesRegex(ValidationError, "begins with a period"):
            self._create_program(date_from="2024-02-01", start=False)
        with self.assertRaisesRegex(ValidationError, "begins and ends with a period"):
            self._create_program(period="month", date_to="2024-02-28", start=False)
        self._create_program(period="month", date_from="2024-02-01", date_to="2024-02-29")
        with self.assertRaisesRegex(ValidationError, "whole term"):
            self._create_program(period="custom", start=False)
        self._create_program(period="custom", date_from="2024-02-07", date_to="2024-03-09")
        with self.assertRaisesRegex(ValidationError, "more often"):
            self._create_program(period="quarter", claim_period="quarter", start=False)

    def test_what_cannot_be_paid(self):
        with self.assertRaisesRegex(ValidationError, "no number of units"):
            self._create_program(basis="collected", rate_kind="unit", start=False)
        with self.assertRaisesRegex(ValidationError, "per unit"):
            self._create_program(basis="quantity", method="incremental", start=False)
        with self.assertRaisesRegex(ValidationError, "choose the unit"):
            self._create_program(basis="quantity", uom_id=False, start=False)
        for values in ({"base_from": -1, "rate": 1}, {"base_from": 1, "rate": -1}):
            with self.assertRaisesRegex(ValidationError, "Enter a number from 0"):
                self._create_program(start=False, tier_ids=[Command.create(values)])

    def test_another_version_takes_over_with_the_next_period(self):
        program = self._create_program()
        action = program.with_user(self.manager).action_new_version()
        following = program.browse(action["res_id"])
        self.assertEqual(str(following.date_from), "2025-01-01")
        self.assertEqual(following.tier_ids.mapped("rate"), [2, 3])
        self.assertEqual(following.state, "draft")
        self.assertEqual(following.display_name, "Yearly rebate (version 2)")
        self.assertEqual(program.action_new_version()["res_id"], following.id, "there is one")
        following.action_start()
        self.assertEqual(str(program.date_to), "2024-12-31")
        self.assertEqual(following._get_chain(), program + following)
        with self.assertRaisesRegex(UserError, "where one of its periods begins"):
            following.date_from = "2023-01-01"

    def test_a_version_that_ended_before_is_not_made_longer(self):
        program = self._create_program(period="quarter")
        following = program.browse(program.action_new_version()["res_id"])
        program.action_end()
        following.date_from = "2024-10-01"
        following.action_start()
        self.assertEqual(str(program.date_to), "2024-06-30")

    def test_end(self):
        program = self._create_program(period="quarter")
        with self.assertRaisesRegex(UserError, "lasts until"):
            program.action_close()
        program.action_end()
        self.assertEqual(str(program.date_to), "2024-06-30")
        with freeze_time("2024-07-01"):
            program.invalidate_recordset(["is_over"])
            self.assertTrue(program.is_over)
            program.action_close()
        self.assertEqual(program.state, "closed")

    def test_terms_in_words(self):
        program = self._create_program(start=False)
        self.assertEqual(
            program.terms_text.replace("\N{NO-BREAK SPACE}", " "),
            f"2% from {self._money('1,000.00')} and 3% from {self._money('5,000.00')}",
        )
        program = self._create_program(
            ((500, 1.5),), basis="quantity", rate_kind="unit", start=False
        )
        self.assertIn("per Units from 500 Units", program.terms_text)

    def _money(self, number):
        currency = self.company.currency_id
        before = currency.position == "before"
        return f"{currency.symbol} {number}" if before else f"{number} {currency.symbol}"

    def test_form(self):
        with Form(self.env["keqing.rebate.program"].with_user(self.manager)) as form:
            form.name = "Display"
            form.rate_kind = "lump"
            with form.tier_ids.new() as tier:
                tier.base_from = 100
                tier.rate = 20
        self.assertEqual(form.record.company_id, self.company)
