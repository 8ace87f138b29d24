# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from contextlib import closing
from datetime import datetime
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError
from odoo.sql_db import db_connect
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.keqing_customer.models.assignment import keqing_reassignment

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 08:00:00")
class TestHandover(CustomerCommon, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids = [Command.link(cls.env.ref("base.group_partner_manager").id)]
        cls.leaver, cls.successor = cls.salesperson, cls._create_user("successor", "user")
        cls.team = cls.env["crm.team"].create(
            {"name": "Successors", "company_id": cls.company.id, "user_id": cls.successor.id}
        )

    @classmethod
    def _create_work(cls, count=1, **values):
        """Customers of the leaver, each with a person, a lead, a quotation and activities."""
        customers = cls._create_customers(count, user_id=cls.leaver.id, **values)
        for customer in customers:
            person = cls.env["res.partner"].create({"name": "Yelan", "parent_id": customer.id})
            lead = cls._create_lead(person)
            order = cls.env["sale.order"].create(
                {"partner_id": customer.id, "user_id": cls.leaver.id}
            )
            for document in (customer, person, lead, order):
                document.activity_schedule("mail.mail_activity_data_call", user_id=cls.leaver.id)
        return customers

    @classmethod
    def _create_lead(cls, partner=None, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "A banquet",
                "type": "opportunity",
                "partner_id": partner and partner.id,
                "user_id": cls.leaver.id,
                **values,
            }
        )

    def _hand_over(self, customers=None, user=None, **values):
        return (
            self.env["keqing.reassignment"]
            .with_user(user or self.manager)
            .create(
                {
                    "from_user_id": self.leaver.id,
                    "user_id": self.successor.id,
                    "partner_ids": [Command.set(customers.ids if customers else [])],
                    "reason": "Leaves us",
                    **values,
                }
            )
        )

    def _held(self, user):
        """How many customers, people, leads, quotations and open activities somebody has."""
        self.env.flush_all()
        Partner = self.env["res.partner"]
        mine = [("user_id", "=", user.id)]
        return [
            Partner.search_count([*mine, ("parent_id", "=", False)]),
            Partner.search_count([*mine, ("parent_id", "!=", False)]),
            self.env["crm.lead"].search_count(mine),
            self.env["sale.order"].search_count(mine),
            self.env["mail.activity"].search_count(mine),
        ]

    def test_all_that_is_open_moves(self):
        self._create_work(2)
        self._create_lead()
        handover = self._hand_over()
        self.assertEqual([handover[name] for name in self._counts], [2, 3, 2, 8], "what will move")
        handover.action_confirm()
        self.assertEqual(handover.state, "done")
        self.assertEqual(self._held(self.leaver), [0, 0, 0, 0, 0])
        self.assertEqual(self._held(self.successor), [2, 2, 3, 2, 8])
        self.assertEqual([handover[name] for name in self._counts], [2, 3, 2, 8], "what moved")
        leads = handover.sudo().moved_lead_ids
        self.assertEqual(leads.user_id, self.successor)
        follower = leads[0].message_follower_ids.filtered(
            lambda each: each.partner_id == self.successor.partner_id
        )
        subtypes, __, __ = self.env["mail.message.subtype"].default_subtypes("crm.lead")
        self.assertEqual(follower.subtype_ids, subtypes)
        self.assertEqual(len(handover.sudo().moved_order_ids), 2)
        held = self.env["keqing.assignment"].search(
            [("reassignment_id", "=", handover.id), ("user_id", "=", self.successor.id)]
        )
        self.assertEqual(len(held), 2)

    _counts = ("customer_count", "lead_count", "order_count", "activity_count")

    def test_leads_keep_their_team_and_stage(self):
        """Also when the new owner is in another team, whose stages are others."""
        team = self.env["crm.team"].create({"name": "Leavers", "company_id": self.company.id})
        stages = self.env["crm.stage"].create(
            [{"name": name, "team_ids": team.ids} for name in ("First", "Second")]
        )
        customer = self._create_work()
        lead = self._create_lead(customer, team_id=team.id, stage_id=stages[1].id, probability=35)
        self._hand_over().action_confirm()
        self.assertRecordValues(
            lead,
            [
                {
                    "user_id": self.successor.id,
                    "team_id": team.id,
                    "stage_id": stages[1].id,
                    "probability": 35,
                }
            ],
        )

    def test_agreements_go_along_unless_they_are_over(self):
        customer = self._create_work()
        going, over = self.env["keqing.agreement"].create(
            [
                {
                    "type_id": self.env.ref("keqing_customer.agreement_type_distribution").id,
                    "partner_id": customer.id,
                    "date_from": "2020-01-01",
                    "date_to": date_to,
                }
                for date_to in ("2099-12-31", "2020-12-31")
            ]
        )
        self.assertEqual((going | over).user_id, self.leaver)
        going.stage = over.stage = "active"
        reminder = going.activity_schedule("mail.mail_activity_data_call", user_id=self.leaver.id)
        self._hand_over().action_confirm()
        self.assertEqual((going.user_id, over.user_id), (self.successor, self.leaver))
        self.assertEqual(reminder.user_id, self.successor)

    def test_it_still_tells_from_whom_when_it_is_done(self):
        self._create_work(2)
        handover = self._hand_over()
        self.assertIn("Salesperson", handover.preview)
        handover.action_confirm()
        self.env.invalidate_all()
        self.assertIn("Salesperson", handover.preview)
        self.assertNotIn("Successor", handover.preview)
        back = self._hand_over(from_user_id=self.successor.id, user_id=self.leaver.id)
        back.action_confirm()
        self.assertNotIn("Successor", handover.preview)

    def test_only_what_is_ticked_goes_along(self):
        self._create_work()
        handover = self._hand_over(with_leads=False, with_orders=False, with_activities=False)
        self.assertEqual([handover[name] for name in self._counts], [1, 0, 0, 0])
        handover.action_confirm()
        self.assertEqual(self._held(self.successor), [1, 1, 0, 0, 0])

    def test_what_is_closed_or_of_others_stays(self):
        customer = self._create_work()
        person = customer.child_ids
        lost = self._create_lead(person)
        lost.action_set_lost()
        won = self._create_lead(person)
        won.action_set_won()
        others = self._create_lead(person, user_id=self.director.id)
        ordered = self.env["sale.order"].create(
            {"partner_id": customer.id, "user_id": self.leaver.id, "state": "sale"}
        )
        done = customer.activity_schedule("mail.mail_activity_data_call", user_id=self.leaver.id)
        done.action_feedback()
        self._hand_over().action_confirm()
        self.assertEqual(lost.user_id | won.user_id | ordered.user_id, self.leaver)
        self.assertEqual(others.user_id, self.director)
        self.assertEqual(done.user_id, self.leaver)
        self.assertEqual(self._held(self.successor), [1, 1, 1, 1, 4])

    def test_chosen_customers_take_only_their_own_along(self):
        chosen = self._create_work()
        kept = self._create_work()
        unknown = self._create_lead()
        self._hand_over(chosen).action_confirm()
        self.assertEqual(kept.user_id, self.leaver)
        self.assertEqual(unknown.user_id, self.leaver)
        self.assertEqual(self._held(self.successor), [1, 1, 1, 1, 4])
        self.assertEqual(self._held(self.leaver), [1, 1, 2, 1, 4])

    def test_managers_hand_over_what_they_look_after(self):
        self._create_work()
        self._create_work(keqing_territory_id=self.south.id)
        handover = self._hand_over()
        self.assertEqual([handover[name] for name in self._counts], [1, 1, 1, 4])
        handover.action_confirm()
        self.assertEqual(self._held(self.leaver), [1, 1, 1, 1, 4])

    def test_work_for_another_company_stays(self):
        (self.leaver | self.successor).company_ids += self.other_company
        customer = self._create_work()
        elsewhere = (
            self.env["sale.order"]
            .with_company(self.other_company)
            .create(
                {
                    "partner_id": customer.id,
                    "user_id": self.leaver.id,
                    "company_id": self.other_company.id,
                }
            )
        )
        foreign = self._create_customer(user_id=self.leaver.id, company_id=self.other_company.id)
        self._hand_over().action_confirm()
        self.assertEqual(elsewhere.user_id, self.leaver)
        self.assertEqual(foreign.user_id, self.leaver)

    def test_nothing_is_half_moved(self):
        """Whichever part fails, everything is as it was."""
        self._create_work(2)
        before = self._held(self.leaver)
        parts = {
            "crm.lead": "write",
            "sale.order": "write",
            "mail.activity": "write",
            "res.partner": "write",
            "keqing.assignment": "_record",
        }
        for name, method in parts.items():
            handover = self._hand_over(date="2024-06-20")
            handover.action_confirm()
            told = self.env.ref("keqing_customer.mail_activity_type_job_failed")
            self.env["mail.activity"].search([("activity_type_id", "=", told.id)]).unlink()
            fails = patch.object(type(self.env[name]), method, side_effect=UserError("Not now"))
            with self.subTest(name), freeze_time("2024-06-20 08:00:00"):
                with fails, self.enter_registry_test_mode():
                    self.env.ref("keqing_customer.ir_cron_reassignment").method_direct_trigger()
                self.assertEqual((handover.state, handover.problem), ("draft", "Not now"))
                self.assertFalse(handover.sudo().moved_lead_ids)
                self.assertEqual(self._held(self.leaver), before)
                self.assertEqual(self._held(self.successor), [0, 0, 0, 0, 0])

    def test_who_has_another_owner_by_then_is_not_taken_away(self):
        customers = self._create_work(2)
        handover = self._hand_over(date="2024-06-20")
        handover.action_confirm()
        customers[0].user_id = self.manager
        with freeze_time("2024-06-20 08:00:00"), self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_reassignment").method_direct_trigger()
        self.assertEqual(handover.state, "draft")
        self.assertIn(customers[0].name, handover.problem)
        self.assertEqual(customers.mapped("user_id"), self.manager + self.leaver)

    def test_many_go_in_one_piece_behind_the_scenes(self):
        self.patch(keqing_reassignment, "REASSIGNMENT_BATCH", 2)
        customers = self._create_work(3)
        handover = self._hand_over()
        with self.capture_triggers() as triggered:
            handover.action_confirm()
        self.assertTrue(triggered.records)
        self.assertEqual((handover.state, customers.user_id), ("planned", self.leaver))
        handover.sudo()._apply_batch()
        self.assertEqual((handover.state, customers.user_id), ("done", self.successor))

    def test_who_takes_over_works_here(self):
        self._create_work()
        gone = self._create_user("gone", "user", active=False)
        stranger = self._create_user(
            "stranger",
            "user",
            company_id=self.other_company.id,
            company_ids=self.other_company.ids,
        )
        refusals = {
            gone: "Gone does not work here any more",
            stranger: "Stranger is not allowed in Liyue Harbour Trading",
            self.leaver: "Salesperson holds them already",
            self.env["res.users"]: "Choose who takes over from Salesperson",
        }
        for owner, words in refusals.items():
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._hand_over(user_id=owner.id).action_confirm()
        self.assertEqual(self._held(self.leaver), [1, 1, 1, 1, 4])

    def test_who_takes_over_may_leave_before_the_day(self):
        self._create_work()
        handover = self._hand_over(date="2024-06-20")
        handover.action_confirm()
        self.successor.active = False
        with freeze_time("2024-06-20 08:00:00"), self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_reassignment").method_direct_trigger()
        self.assertEqual(handover.state, "draft")
        self.assertIn("does not work here", handover.problem)
        self.assertEqual(self._held(self.leaver), [1, 1, 1, 1, 4])

    def test_who_has_left_already_still_hands_over(self):
        self._create_work()
        self.leaver.active = False
        self._hand_over().action_confirm()
        self.assertEqual(self._held(self.successor), [1, 1, 1, 1, 4])

    def test_customers_of_others_are_not_handed_over(self):
        other = self._create_customer(user_id=self.manager.id)
        with self.assertRaisesRegex(UserError, "not one of the customers of Salesperson"):
            self._hand_over(other).action_confirm()

    def test_who_holds_most_is_offered_first_with_how_many(self):
        """Nobody who holds none that the manager looks after; also who has left."""
        self._create_work(1)
        few, many, none = (self._create_user(login, "user") for login in ("few", "many", "none"))
        self._create_customers(2, user_id=few.id)
        self._create_customers(3, user_id=many.id)
        self._create_customers(4, user_id=few.id, active=False)
        self._create_customers(4, user_id=none.id, keqing_territory_id=self.south.id)
        self._create_customers(4, user_id=none.id, company_id=self.other_company.id)
        many.active = False
        form = Form(self.env["keqing.reassignment"].with_user(self.manager))
        [node] = form._view["tree"].xpath("//field[@name='from_user_id']")
        domain = safe_eval(node.get("domain"), form._get_eval_context())
        Users = form._env["res.users"].with_context(**form._get_context("from_user_id"))
        self.assertEqual(
            [user for user, __ in Users.name_search("", domain)],
            [many.id, few.id, self.leaver.id],
        )
        self.assertEqual([user for user, __ in Users.name_search("", domain, limit=1)], [many.id])
        offered = Users.web_name_search("", {"display_name": {}}, domain)
        self.assertEqual(
            [user["__formatted_display_name"] for user in offered],
            ["Many\t--3--", "Few\t--2--", "Salesperson\t--1--"],
        )
        self.assertEqual(offered[0]["display_name"], "Many", "what the form then shows")

    def test_who_holds_nothing_hands_nothing_over(self):
        self._create_work(keqing_territory_id=self.south.id)
        with self.assertRaisesRegex(UserError, "Salesperson has no customers that you look after"):
            self._hand_over().action_confirm()

    def test_customers_that_one_does_not_see_are_refused(self):
        """By screen or by RPC, and without telling who they are."""
        mine = self._create_work()
        hidden = self._create_work()
        hidden.name = "Zhongli"
        before = self._held(self.leaver)
        for from_user in (self.leaver, self.env["res.users"]):
            hidden.keqing_territory_id = self.harbour
            handover = self._hand_over(mine + hidden, from_user_id=from_user.id)
            hidden.keqing_territory_id = self.south  # meanwhile
            handover.invalidate_recordset()
            with self.subTest(from_user=from_user.name), self.assertRaises(AccessError) as refused:
                handover.action_confirm()
            words = str(refused.exception)
            self.assertIn("1 of these customers are not yours to reassign", words)
            self.assertIn("Take them off the list", words)
            self.assertNotIn("Zhongli", words)
            self.assertEqual((handover.state, self._held(self.leaver)), ("draft", before))

    def test_what_somebody_else_is_changing_is_named(self):
        self._create_work(2)
        before = self._held(self.leaver)
        for name in ("res.partner", "crm.lead", "sale.order"):
            model = self.env.registry[name]
            handover = self._hand_over()
            busy = patch.object(model, "try_lock_for_update", lambda self, **kwargs: self[1:])
            with self.subTest(name), busy, self.assertRaises(LockError) as refused:
                handover.action_confirm()
            self.assertIn("is being changed by somebody else right now", str(refused.exception))
            self.assertEqual((handover.state, self._held(self.leaver)), ("draft", before))

    def test_a_locked_customer_is_waited_for_behind_the_scenes(self):
        """Another process holds the row of a customer that everybody sees."""
        customer = self.env.ref("base.main_partner")
        reassignment = self.env["keqing.reassignment"].create(
            {
                "user_id": self.successor.id,
                "partner_ids": [Command.set(customer.ids)],
                "reason": "Leaves us",
                "date": "2024-06-20",
            }
        )
        reassignment.action_confirm()
        self.env.flush_all()
        with (
            closing(db_connect(self.cr.dbname).cursor()) as cr,
            freeze_time("2024-06-20 08:00:00"),
            self.capture_triggers() as triggered,
        ):
            cr.execute("SELECT FROM res_partner WHERE id = %s FOR NO KEY UPDATE", [customer.id])
            with self.enter_registry_test_mode():
                self.env.ref("keqing_customer.ir_cron_reassignment").method_direct_trigger()
            self.assertEqual((reassignment.state, reassignment.problem), ("planned", False))
            self.assertEqual(triggered.records.call_at, datetime(2024, 6, 20, 8, 1))
            with self.assertRaisesRegex(LockError, customer.display_name):
                reassignment._apply_batch()

    def test_the_new_owner_is_told_in_the_owners_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["keqing_customer"], ["zh_CN"])
        self.successor.lang = "zh_CN"
        self._create_work(2)
        told = self.env["mail.notification"].search([])
        self._hand_over().action_confirm()
        told = self.env["mail.notification"].search([]) - told
        self.assertEqual(told.res_partner_id, self.successor.partner_id)
        self.assertIn("客户", told.mail_message_id.body)

    def test_the_log_is_not_written_by_hand(self):
        handover = self._hand_over()
        with self.assertRaises(AccessError):
            handover.moved_activity_count = 7
        with self.assertRaises(AccessError):
            self._hand_over(moved={})

    def test_what_moved_is_one_tap_away(self):
        self._create_work()
        self.manager.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        handover = self._hand_over()
        lead = self.env["crm.lead"].search([("user_id", "=", self.leaver.id)])
        order = self.env["sale.order"].search([("user_id", "=", self.leaver.id)])
        for __ in range(2):
            for action, documents in (
                (handover.action_view_moved("crm.lead"), lead),
                (handover.action_view_moved("sale.order"), order),
            ):
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(found, documents)
            handover.action_confirm()
        with self.assertRaises(UserError):
            handover.action_view_moved("res.users")
        self.manager.group_ids -= self.env.ref("sales_team.group_sale_salesman_all_leads")
        handover.invalidate_recordset()
        self.assertFalse(any(kind["may_open"] for kind in handover.goes_along))
        with self.assertRaises(AccessError):
            handover.action_view_moved("crm.lead")

    def test_each_kind_says_what_goes_along(self):
        """Also one that the hand-over knows nothing of, and what is deleted afterwards."""
        customer = self._create_work()
        agreement = self.env["keqing.agreement"].create(
            {
                "type_id": self.env.ref("keqing_customer.agreement_type_distribution").id,
                "partner_id": customer.id,
                "company_id": self.company.id,
                "user_id": self.leaver.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
            }
        )
        handover = self._hand_over()
        kinds = {kind["name"]: kind["count"] for kind in handover.goes_along}
        self.assertEqual(kinds, {"Leads": 1, "Quotations": 1, "Agreements": 1})
        handover.action_confirm()
        moved = handover.sudo().moved
        self.assertEqual(moved["keqing.agreement"], agreement.ids)
        self.env["crm.lead"].browse(moved["crm.lead"]).unlink()
        handover.invalidate_recordset()
        kinds = {kind["name"]: kind["count"] for kind in handover.goes_along}
        self.assertEqual(kinds, {"Leads": 1, "Quotations": 1, "Agreements": 1}, "it went")
        self.assertFalse(handover.sudo().moved_lead_ids)

    def test_the_preview_costs_the_same_for_one_and_for_many(self):
        """What the form asks for before it is confirmed."""
        one = self._create_work()
        many = self.env["res.partner"].create(
            [
                {
                    "name": f"Outlet {number}",
                    "is_company": True,
                    "user_id": self.leaver.id,
                    "keqing_territory_id": self.harbour.id,
                    "keqing_customer_type_id": self.outlet.id,
                }
                for number in range(200)
            ]
        )
        self.env["crm.lead"].create(
            [
                {"name": "A banquet", "partner_id": each.id, "user_id": self.leaver.id}
                for each in many
            ]
        )
        specification = {
            "customer_count": {},
            "preview": {},
            "lead_count": {},
            "goes_along": {},
            "activity_count": {},
            "partner_ids": {"fields": {"complete_name": {}, "user_id": {}}, "limit": 20},
        }

        def cost(chosen, count):
            handover = self._hand_over(chosen)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            [seen] = handover.web_read(specification)
            self.assertEqual((seen["customer_count"], seen["lead_count"]), (count, count))
            return self.cr.sql_log_count - before

        cost(one, 1)  # caches of the server are warm
        few = cost(one, 1)
        self.assertEqual(cost(many, 200), few)
        self.assertEqual(cost(None, 201), few)
        self.assertLessEqual(few, 30)

    def test_many_cost_no_more_than_few(self):
        def cost(count):
            self._create_work(count)
            handover = self._hand_over()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            handover.action_confirm()
            self.env.flush_all()
            queries = self.cr.sql_log_count - before
            self.assertEqual(len(handover.sudo().moved_order_ids), count)
            return queries

        # Odoo looks for the warehouse of each order's salesperson, where there are warehouses
        odoos = 22 if "warehouse_id" in self.env["sale.order"]._fields else 0
        cost(2)
        self.assertEqual(cost(2) + odoos, cost(24))
