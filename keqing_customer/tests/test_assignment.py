# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL, html2plaintext

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.keqing_customer.models.assignment import keqing_reassignment
from odoo.addons.keqing_customer.models.assignment.keqing_assignment import Effective

from .common import CustomerCommon


class AssignmentCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)

    def _history(self, customer=None):
        """The days of a customer, the first first: ``(from, to, login, territory)``."""
        assignments = self.env["keqing.assignment"].search(
            [("partner_id", "=", (customer or self.customer).id)], order="date_from nulls first"
        )
        return [
            (
                str(each.date_from or ""),
                str(each.date_to or ""),
                each.user_id.login,
                each.territory_id.name,
            )
            for each in assignments
        ]

    def _holder(self, day, customer=None):
        customer = customer or self.customer
        user, territory = self.env["keqing.assignment"]._holders([(customer, day)])[customer, day]
        return user.login, territory.name


@tagged("post_install", "-at_install")
class TestAssignment(AssignmentCommon):
    def test_without_changes_there_is_no_history(self):
        self.customer.comment = "nothing of it"
        self.customer.user_id = self.salesperson  # as it was
        self.assertFalse(self._history())
        self.assertEqual(self._holder("2020-01-01"), ("salesperson", "Harbour"))

    def test_a_change_begins_today(self):
        with freeze_time("2024-03-10"):
            self.customer.user_id = self.manager
        with freeze_time("2024-05-01"):
            self.customer.write({"keqing_territory_id": self.south.id})
        self.assertEqual(
            self._history(),
            [
                ("", "2024-03-09", "salesperson", "Harbour"),
                ("2024-03-10", "2024-04-30", "manager", "Harbour"),
                ("2024-05-01", "", "manager", "South"),
            ],
        )
        self.assertEqual(self._holder("2024-03-09"), ("salesperson", "Harbour"))
        self.assertEqual(self._holder("2024-03-10"), ("manager", "Harbour"))
        self.assertEqual(self._holder("2099-01-01"), ("manager", "South"))

    @freeze_time("2024-03-10")
    def test_changes_of_one_day_are_one(self):
        self.customer.user_id = self.manager
        self.customer.user_id = self.director
        self.customer.keqing_territory_id = self.south
        self.assertEqual(
            self._history(),
            [
                ("", "2024-03-09", "salesperson", "Harbour"),
                ("2024-03-10", "", "director", "South"),
            ],
        )
        self.customer.write(
            {"user_id": self.salesperson.id, "keqing_territory_id": self.harbour.id}
        )
        self.assertEqual(self._history(), [("", "", "salesperson", "Harbour")])

    @freeze_time("2024-03-10")
    def test_nobody_is_a_holder_too(self):
        self.customer.user_id = False
        self.assertEqual(self._holder("2024-03-09"), ("salesperson", "Harbour"))
        self.assertEqual(self._holder("2024-03-10"), (False, "Harbour"))

    def test_contacts_of_a_customer_have_no_history(self):
        person = self.env["res.partner"].create({"name": "Yelan", "parent_id": self.customer.id})
        person.user_id = self.manager
        self.assertFalse(self._history(person))

    def test_many_customers_cost_no_more_than_few(self):
        customers = self._create_customers(22, user_id=self.salesperson.id)
        (customers[0] | customers[1]).write({"user_id": self.director.id})  # warm
        self.env.flush_all()

        def cost(some, user):
            self.env.invalidate_all()
            some.mapped("name")
            before = self.cr.sql_log_count
            self.env["keqing.assignment"]._record(
                some._get_holders(), Date.to_date("2024-01-01"), ["user_id"]
            )
            return self.cr.sql_log_count - before

        self.assertEqual(cost(customers[:2], self.manager), cost(customers[2:], self.manager))

    def test_who_held_many_is_one_query(self):
        customers = self._create_customers(5)
        asked = [(customer, f"2024-0{month}-01") for customer in customers for month in (1, 2, 3)]
        self.env.flush_all()
        with self.assertQueryCount(1):
            holders = self.env["keqing.assignment"]._holders(asked)
        self.assertEqual(len(holders), 15)

    def test_past_sales_stay_credited_to_the_holder_at_the_time(self):
        self._create_invoice(self.customer, 1000, "2024-02-29")
        self._create_invoice(self.customer, 200, "2024-03-01")
        with freeze_time("2024-03-01"):
            self.customer.user_id = self.manager
        self.env.flush_all()
        credited = self.env.execute_query(
            SQL(
                """SELECT holder.user_id, sum(move.amount_untaxed_signed)
                     FROM account_move move
               CROSS JOIN LATERAL %s holder
                    WHERE move.commercial_partner_id = %s AND move.state = 'posted'
                 GROUP BY holder.user_id""",
                self.env["keqing.assignment"]._holder_sql(
                    SQL("move.commercial_partner_id"), SQL("move.invoice_date")
                ),
                self.customer.id,
            )
        )
        self.assertEqual(dict(credited), {self.salesperson.id: 1000, self.manager.id: 200})

    def test_history_is_not_written_by_hand(self):
        self.customer.user_id = self.manager
        history = self.env["keqing.assignment"].with_user(self.admin)
        with self.assertRaises(AccessError):
            history.create({"partner_id": self.customer.id})
        held = history.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(len(held), 2)
        with self.assertRaises(AccessError):
            held[0].user_id = self.director
        with self.assertRaises(AccessError):
            held.unlink()

    @freeze_time("2024-03-10")
    def test_clients_do_not_choose_the_day(self):
        """What a client can put into the context is no day to begin on."""
        forged = self.customer.with_context(keqing_effective=["2020-01-01", None])
        forged.user_id = self.manager
        self.assertEqual(self._history()[1][0], "2024-03-10")

    @freeze_time("2024-03-10")
    def test_what_has_been_so_ever_since_leaves_no_history(self):
        self.customer.keqing_territory_id = False
        history = self._history()
        customer = self._create_customer(keqing_territory_id=False)
        both = (customer | self.customer).with_context(keqing_effective=Effective(None))
        both.keqing_territory_id = self.south
        self.assertFalse(self._history(customer))
        self.assertEqual(len(history), 2)
        self.assertEqual(self._history(), [("", "", "salesperson", "South")])

    def test_history_follows_the_customer(self):
        other = self._create_customer(keqing_territory_id=self.south.id)
        (self.customer | other).user_id = self.director
        self.customer.user_id = self.salesperson
        history = self.env["keqing.assignment"]
        seen = history.with_user(self.salesperson).search([("partner_id", "=", self.customer.id)])
        self.assertTrue(seen)
        self.assertFalse(
            history.with_user(self.salesperson).search([("partner_id", "=", other.id)])
        )
        self.assertTrue(history.with_user(self.director).search([("partner_id", "=", other.id)]))

    def test_history_of_another_company_is_hidden(self):
        foreign = self._create_customer(company_id=self.other_company.id)
        foreign.sudo().keqing_territory_id = self.south
        history = self.env["keqing.assignment"].with_user(self.director)
        self.assertFalse(history.search([("partner_id", "=", foreign.id)]))


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 08:00:00")
class TestReassignment(AssignmentCommon, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # who reassigns may write customers
        cls.manager.group_ids = [Command.link(cls.env.ref("base.group_partner_manager").id)]

    def _reassign(self, customers=None, **values):
        return (
            self.env["keqing.reassignment"]
            .with_user(self.manager)
            .create(
                {
                    "partner_ids": [Command.set((customers or self.customer).ids)],
                    "user_id": self.director.id,
                    "date": "2024-06-15",
                    "reason": "New on the team",
                    **values,
                }
            )
        )

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_reassignment").method_direct_trigger()

    def test_today_takes_effect_at_once(self):
        reassignment = self._reassign()
        reassignment.action_confirm()
        self.assertEqual(reassignment.state, "done")
        self.assertEqual(self.customer.user_id, self.director)
        self.assertEqual(self._holder("2024-06-14"), ("salesperson", "Harbour"))
        held = self.env["keqing.assignment"].search(
            [("partner_id", "=", self.customer.id), ("date_to", "=", False)]
        )
        self.assertEqual(held.reassignment_id, reassignment)
        [entry] = self.customer.get_keqing_timeline(["owner"])["entries"]
        self.assertEqual(
            (entry["day"], entry["title"], entry["text"], entry["who"]),
            ("2024-06-15", "Director took over", "Harbour · New on the team", "Manager"),
        )

    def test_the_past_is_corrected_from_that_day(self):
        """Territories that changed since stay what they were; only the owner is another."""
        with freeze_time("2024-05-01"):
            self.customer.keqing_territory_id = self.south
            self.customer.keqing_territory_id = self.north
        self._reassign(date="2024-04-10").action_confirm()
        self.assertEqual(
            self._history(),
            [
                ("", "2024-04-09", "salesperson", "Harbour"),
                ("2024-04-10", "2024-04-30", "director", "Harbour"),
                ("2024-05-01", "", "director", "North"),
            ],
        )

    def test_owner_of_today_may_become_owner_since_earlier(self):
        with freeze_time("2024-06-01"):
            self.customer.user_id = self.director
        self._reassign(date="2024-04-01").action_confirm()
        self.assertEqual(
            self._history(),
            [
                ("", "2024-03-31", "salesperson", "Harbour"),
                ("2024-04-01", "", "director", "Harbour"),
            ],
        )

    def test_the_future_waits_for_its_day(self):
        reassignment = self._reassign(date="2024-07-01", territory_id=self.south.id)
        reassignment.action_confirm()
        self._run()
        self.assertEqual((reassignment.state, self.customer.user_id), ("planned", self.salesperson))
        with freeze_time("2024-07-03 08:00:00"):  # the server was off for two days
            self._run()
        self.assertEqual(reassignment.state, "done")
        self.assertEqual(
            self._history(),
            [
                ("", "2024-06-30", "salesperson", "Harbour"),
                ("2024-07-01", "", "director", "South"),
            ],
        )

    def test_killed_and_run_again(self):
        self.patch(keqing_reassignment, "REASSIGNMENT_BATCH", 2)
        customers = self._create_customers(5)
        reassignment = self._reassign(customers)
        with self.capture_triggers() as triggered:
            reassignment.action_confirm()
        self.assertEqual(reassignment.state, "planned")
        self.assertTrue(triggered.records)
        reassignment.sudo()._apply_batch()
        self.assertEqual(len(customers.filtered("user_id")), 2)
        # killed here
        self._run()
        self._run()
        self.assertEqual(reassignment.state, "done")
        self.assertEqual(customers.user_id, self.director)
        for customer in customers:
            self.assertEqual(len(self._history(customer)), 2)

    def test_what_cannot_be_done_goes_back_to_its_author(self):
        theirs = self._create_territory("Theirs", company_id=self.company.id)
        own = self._create_customer(company_id=self.company.id)
        bad = self._reassign(own, date="2024-07-01", territory_id=theirs.id)
        bad.action_confirm()
        own.company_id = self.other_company
        good = self._reassign(date="2024-07-01")
        good.action_confirm()
        with freeze_time("2024-07-01 08:00:00"):
            self._run()
        self.assertEqual((bad.state, good.state), ("draft", "done"))
        self.assertTrue(bad.problem)
        self.assertEqual(own.keqing_territory_id, self.harbour)
        self.assertEqual(self._told().user_id, bad.create_uid)
        self.assertIn(bad.problem, self._told().note)

    def test_its_author_is_told_as_long_as_it_waits_to_be_put_right(self):
        theirs = self._create_territory("Theirs", company_id=self.company.id)
        own = self._create_customer(company_id=self.company.id)
        bad = self._reassign(own, date="2024-07-01", territory_id=theirs.id)
        bad.action_confirm()
        own.company_id = self.other_company
        with freeze_time("2024-07-01 08:00:00"):
            self._run()
            told = self._told()
            self._run()
            self.assertEqual(self._told(), told, "once")
            own.company_id = self.company
            bad.action_confirm()
            self._run()
        self.assertEqual(bad.state, "done")
        self.assertFalse(self._told())

    def test_where_its_author_has_left_an_administrator_is_told(self):
        reassignment = self._reassign(date="2024-07-01").sudo()  # as the job
        self.manager.active = False
        told = reassignment._get_job_responsible(reassignment)
        self.assertTrue(told.active and self.company in told.company_ids)
        self.assertTrue(told.has_group("keqing_customer.group_customer_admin"))

    def _told(self):
        failed = self.env.ref("keqing_customer.mail_activity_type_job_failed")
        return self.env["mail.activity"].search([("activity_type_id", "=", failed.id)])

    def test_territory_of_a_company_takes_only_its_customers(self):
        theirs = self._create_territory("Theirs", company_id=self.company.id)
        with self.assertRaises(UserError):
            self._reassign(territory_id=theirs.id).action_confirm()

    def test_people_go_along_with_their_customer(self):
        """Those that the old owner had; by any way the customer gets another."""
        self.customer.user_id = self.salesperson
        Partner = self.env["res.partner"]
        theirs = Partner.create({"name": "Yelan", "parent_id": self.customer.id})
        others = Partner.create(
            {"name": "Baizhu", "parent_id": self.customer.id, "user_id": self.director.id}
        )
        self.assertEqual(theirs.user_id, self.salesperson)
        self._reassign(user_id=self.manager.id).action_confirm()
        self.assertEqual((theirs.user_id, others.user_id), (self.manager, self.director))
        self.customer.with_user(self.director).sudo().user_id = self.salesperson
        self.assertEqual((theirs.user_id, others.user_id), (self.salesperson, self.director))

    def test_preview_says_from_whom(self):
        more = self._create_customers(2, user_id=self.director.id)
        reassignment = self._reassign(self.customer | more)
        self.assertEqual(reassignment.customer_count, 3)
        self.assertIn("Director", reassignment.preview)
        self.assertIn("Salesperson", reassignment.preview)

    def test_from_whom_stays_what_it_was(self):
        """Whoever holds them afterwards."""
        self.customer.user_id = self.salesperson
        reassignment = self._reassign()
        reassignment.action_confirm()
        self.assertEqual(self.customer.user_id, self.director)
        reassignment.invalidate_recordset()
        self.assertIn("Salesperson", reassignment.preview)
        self.assertNotIn("Director", reassignment.preview)

    def test_something_has_to_change(self):
        with self.assertRaises(UserError):
            self._reassign(user_id=False).action_confirm()

    def test_manager_reassigns_only_what_they_see(self):
        foreign = self._create_customer()
        reassignment = self._reassign(foreign)
        foreign.sudo().keqing_territory_id = self.south  # meanwhile
        with self.assertRaises(UserError):
            reassignment.action_confirm()
        with self.assertRaises(AccessError):
            self._reassign(foreign)
        self.assertFalse(foreign.user_id)
        with self.assertRaises(AccessError):
            self._reassign().with_user(self.salesperson).action_confirm()

    def test_confirmed_is_not_changed(self):
        reassignment = self._reassign(date="2024-07-01")
        with self.assertRaises(AccessError):
            reassignment.state = "done"
        with self.assertRaises(AccessError):
            self._reassign(state="done")
        reassignment.action_confirm()
        with self.assertRaises(UserError):
            reassignment.reason = "Another"
        reassignment.action_cancel()
        with freeze_time("2024-07-01 08:00:00"):
            self._run()
        self.assertEqual(self.customer.user_id, self.salesperson)

    def test_done_is_history(self):
        reassignment = self._reassign()
        reassignment.action_confirm()
        with self.assertRaises(UserError):
            reassignment.action_cancel()
        with self.assertRaises(UserError):
            reassignment.unlink()

    def test_many_customers_cost_no_more_than_few(self):
        customers = self._create_customers(24)

        def cost(some):
            reassignment = self._reassign(some).sudo()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            reassignment._apply_batch()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(customers[:2])
        self.assertEqual(cost(customers[2:4]), cost(customers[4:]))

    def test_each_customer_bears_a_note(self):
        """Who moved it, to whom and why."""
        customers = self._create_customers(3)
        before = customers.message_ids
        self._reassign(customers, territory_id=self.harbour.id).action_confirm()
        notes = customers.message_ids - before
        self.assertEqual(sorted(notes.mapped("res_id")), sorted(customers.ids))
        self.assertEqual(
            {html2plaintext(body) for body in notes.mapped("body")},
            {
                "From Jun 15, 2024 on Director looks after this customer, in the territory "
                "Harbour. Reason: New on the team"
            },
        )
        self.assertEqual(notes.author_id, self.manager.partner_id)

    def test_the_note_says_what_changed_and_no_more(self):
        reassignment = self._reassign(self._create_customers(1))
        self.assertEqual(
            reassignment._note(),
            "From Jun 15, 2024 on Director looks after this customer. Reason: New on the team",
        )
        reassignment.write({"user_id": False, "territory_id": self.harbour.id})
        self.assertEqual(
            reassignment._note(),
            "From Jun 15, 2024 on this customer is in the territory Harbour. "
            "Reason: New on the team",
        )

    def test_offers_those_who_sell(self):
        controller = self._create_user("controller")
        controller.group_ids += self.env.ref("keqing_customer.group_customer_credit")
        form = Form(self.env["keqing.reassignment"].with_user(self.manager))
        [node] = form._view["tree"].xpath("//field[@name='user_id'][not(ancestor::field)]")
        offered = self.env["res.users"].search(literal_eval(node.get("domain")))
        self.assertIn(self.salesperson, offered)
        self.assertIn(self.manager, offered)
        self.assertNotIn(controller, offered)

    def test_a_new_one_has_no_name_yet(self):
        self.assertFalse(self.env["keqing.reassignment"].new({}).name)

    def test_new_owner_is_told_once(self):
        customers = self._create_customers(3)
        reassignment = self._reassign(customers)
        before = self.env["mail.notification"].search([])
        reassignment.action_confirm()
        told = self.env["mail.notification"].search([]) - before
        self.assertEqual(told.res_partner_id, self.director.partner_id)
        self.assertEqual(len(told), 1)
        self.assertIn(self.director.partner_id, customers[0].message_partner_ids)
