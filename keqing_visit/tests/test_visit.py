# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged, users

from .common import VisitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 04:00:00")
class TestVisit(VisitCommon):
    """From planned to done, and what people may change."""

    @users("salesperson")
    def test_a_call_is_done_without_checking_in(self):
        visit = self._create_visit(contact_kind="phone", result="They want six cases")
        visit.action_done()
        self.assertEqual(visit.state, "done")
        self.assertTrue(visit.is_in_time)
        self.assertFalse(visit.checked_out_at)
        last = self.customer._get_last_customer_contacts(["phone"])
        self.assertEqual(str(last[self.customer.id]), "2026-03-31")

    @users("salesperson")
    def test_everything_missing_is_named_at_once(self):
        template = (
            self.env["keqing.visit.template"]
            .sudo()
            .create(
                {
                    "name": "Strict",
                    "demands_people": True,
                    "demands_next_step": True,
                    "step_ids": [(0, 0, {"name": "Measure the shelf", "is_mandatory": True})],
                }
            )
        )
        visit = self._create_visit(template_id=template.id)
        with self.assertRaisesRegex(UserError, "Measure the shelf, People Met, Result, Next Step"):
            visit.action_done()
        self.assertEqual(visit.state, "planned")
        person = (
            self.env["res.partner"]
            .sudo()
            .create({"name": "Xiangling", "parent_id": self.customer.id})
        )
        visit.step_ids.reason = "No shelf left"
        visit.write({"met_ids": person.ids, "result": "Sold out", "next_step": "Send six cases"})
        visit.action_done()
        self.assertEqual(visit.state, "done")
        self.assertEqual(visit.activity_ids.mapped("summary"), ["Send six cases"])
        self.assertEqual(visit.activity_ids.user_id, self.salesperson)

    def _create_template(self):
        """Asks for a step, a line of a store check, and a result."""
        return self.env["keqing.visit.template"].create(
            {
                "name": "Shop",
                "step_ids": [Command.create({"name": "Measure the shelf", "is_mandatory": True})],
                "check_ids": [
                    Command.create(
                        {
                            "item_id": self.env.ref("keqing_visit.check_item_store_image").id,
                            "is_mandatory": True,
                        }
                    )
                ],
            }
        )

    def test_a_call_is_asked_for_nothing_that_is_done_in_the_shop(self):
        template = self._create_template().id
        calls = [
            self._create_visit(template_id=template, contact_kind="phone"),
            self._create_visit(template_id=template),
        ]
        calls[1].with_user(self.salesperson).contact_kind = "phone"  # it rained
        for call in calls:
            call = call.with_user(self.salesperson)
            with self.subTest(steps=len(call.step_ids)):
                [stop] = call._get_stops().values()
                self.assertEqual((stop["steps"], stop["checks"]), ([], []))
                self.assertEqual(call._get_missing(), ["Result"])
                call.result = "Six cases"
                call.action_done()
                self.assertEqual(call.state, "done")
        self.assertFalse(calls[0].step_ids)
        self.assertFalse(calls[0].check_ids)

    def test_who_was_there_is_asked_for_it_whatever_it_is_called(self):
        visit = self._create_visit(template_id=self._create_template().id, contact_kind="phone")
        visit = visit.with_user(self.salesperson)
        visit.contact_kind = "visit"
        self.assertEqual((len(visit.step_ids), len(visit.check_ids)), (1, 1))
        visit.check_in()
        visit.write({"contact_kind": "phone", "result": "Six cases"})
        with self.assertRaisesRegex(UserError, "Measure the shelf"):
            visit.check_out()

    @users("salesperson")
    def test_what_happened_is_written_by_nobody(self):
        visit = self._create_visit()
        for name, value in (
            ("state", "done"),
            ("checked_in_at", "2026-01-01 00:00:00"),
            ("done_on", "2026-01-01"),
            ("is_in_time", True),
            ("window_to", "2030-01-01"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                visit.write({name: value})

    @users("salesperson")
    def test_history_stays(self):
        visit = self._create_visit(result="Fine")
        visit.action_done()
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            visit.planned_on = "2026-02-01"
        with self.assertRaisesRegex(UserError, "is history"):
            visit.unlink()
        visit.result = "Fine, and they paid"
        with freeze_time("2026-04-01 04:00:00"), self.assertRaisesRegex(UserError, "Result"):
            visit.result = "They did not"

    def test_what_came_of_it_says_who_made_it(self):
        colleague = self._create_user("colleague", "user")
        self.harbour.member_ids += colleague
        self.customer.keqing_territory_id = self.harbour
        visit = self._create_visit(result="Fine", contact_kind="phone")
        with self.assertRaisesRegex(UserError, "only who makes a visit"):
            visit.with_user(colleague).action_done()
        visit.with_user(self.manager).action_done()
        for values in ({"result": "Bad"}, {"mood": "1"}, {"next_step": "None"}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "is over"):
                visit.with_user(colleague).write(values)

    @users("salesperson")
    def test_what_the_template_asks_for_is_not_got_round(self):
        must = {"name": "Measure the shelf", "is_mandatory": True}
        Template = self.env["keqing.visit.template"].sudo()
        template = Template.create({"name": "Strict", "step_ids": [Command.create(must)]})
        visit = self._create_visit(
            template_id=template.id,
            result=" ",
            step_ids=[Command.create({"name": "Wave"})],
        )
        self.assertEqual(visit.step_ids.mapped("name"), ["Wave", "Measure the shelf"])
        step = visit.step_ids.filtered("is_mandatory")
        with self.assertRaisesRegex(UserError, "stays there"):
            step.visit_id = self._create_visit()
        step.reason = " "
        with self.assertRaisesRegex(UserError, "Measure the shelf, Result"):
            visit.action_done()
        visit.check_in()
        with self.assertRaisesRegex(UserError, "Template"):
            visit.template_id = Template.create({"name": "Lax"})
        self.assertEqual(len(visit.step_ids), 2)

    def test_history_keeps_its_customer(self):
        keeper = self._create_user("keeper", "manager")
        keeper.group_ids += self.env.ref("base.group_partner_manager")
        keeper.group_ids += self.env.ref("keqing_customer.group_customer_all")
        customer = self._create_customer("Wangshu Inn", user_id=self.salesperson.id)
        visit = self.env["keqing.visit"].create(
            {"partner_id": customer.id, "user_id": self.salesperson.id}
        )
        visit.sudo().state = "done"
        with self.assertRaisesRegex(UserError, "must stay known"):
            customer.with_user(keeper).unlink()
        visit.sudo().state = "planned"
        customer.with_user(keeper).unlink()
        self.assertFalse(customer.exists())
        self.assertFalse(visit.exists())

    @users("salesperson")
    def test_cancelling_asks_why(self):
        visit = self._create_visit()
        action = visit.action_cancel(" ")
        self.assertEqual(action["res_model"], "keqing.visit.cancellation")
        self.assertEqual(visit.state, "planned")
        self.env["keqing.visit.cancellation"].create(
            {"visit_ids": visit.ids, "reason": "Closed for repairs"}
        ).action_cancel_visits()
        self.assertEqual((visit.state, visit.cancel_reason), ("cancelled", "Closed for repairs"))

    def test_people_are_the_customers(self):
        stranger = self._create_customer("Elsewhere")
        with self.assertRaisesRegex(ValidationError, "is nobody of Wanmin Restaurant"):
            self._create_visit(met_ids=stranger.ids)

    def test_only_who_works_for_the_company(self):
        with self.assertRaisesRegex(ValidationError, "does not work for Inazuma Trading"):
            self._create_visit(company_id=self.other_company.id)

    @users("salesperson")
    def test_customers_of_others_are_not_visited(self):
        hidden = self._create_customer(
            "South", keqing_territory_id=self.south.id, user_id=self.manager.id
        )
        with self.assertRaises(AccessError):
            self._create_visit(partner_id=hidden.id)

    def test_a_hand_over_takes_what_is_planned(self):
        planned = self._create_visit()
        done = self._create_visit(result="Fine")
        done.action_done()
        reassignment = self.env["keqing.reassignment"].create(
            {
                "partner_ids": self.customer.ids,
                "from_user_id": self.salesperson.id,
                "user_id": self.manager.id,
                "reason": "Moves away",
                "company_id": self.company.id,
                "date": "2026-03-31",
            }
        )
        reassignment.action_confirm()
        self.assertEqual(planned.user_id, self.manager)
        self.assertEqual(done.user_id, self.salesperson)

    def test_templates_follow_the_type(self):
        Template = self.env["keqing.visit.template"]
        general = Template.search([], limit=1)
        for_sellers = Template.create({"name": "Sellers", "customer_type_ids": self.seller.ids})
        self.assertEqual(self._create_visit().template_id, for_sellers)
        for_sellers.active = False
        self.assertEqual(self._create_visit().template_id, general)
