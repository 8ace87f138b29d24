# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL, mute_logger

from odoo.addons.keqing_customer.models.card import res_partner_verification

from .common import CustomerCommon


class FileCommon(CustomerCommon):
    """An outlet has to have a telephone, competitors and a turnover, and to name its boss."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss_role = cls.env.ref("keqing_customer.contact_role_management")
        cls.finance_role = cls.env.ref("keqing_customer.contact_role_finance")
        names = ["phone", "keqing_competitor_ids", "keqing_turnover"]
        cls.demands = cls.env["ir.model.fields"].concat(
            *(cls.env["ir.model.fields"]._get("res.partner", name) for name in names)
        )
        cls.outlet.write(
            {
                "demanded_field_ids": [Command.set(cls.demands.ids)],
                "demanded_role_ids": [Command.link(cls.boss_role.id)],
            }
        )
        cls.rival = cls.env["keqing.competitor"].create({"name": "Northland Bank"})
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)

    @classmethod
    def _create_person(cls, customer=None, **values):
        return cls.env["res.partner"].create(
            {"name": "Yelan", "parent_id": (customer or cls.customer).id, **values}
        )

    @classmethod
    def _complete(cls, customer=None):
        customer = customer or cls.customer
        customer.write(
            {
                "phone": "1234",
                "keqing_competitor_ids": [Command.link(cls.rival.id)],
                "keqing_turnover": 1,
            }
        )
        return cls._create_person(customer, keqing_role_id=cls.boss_role.id)

    def _incomplete(self):
        return self.env["res.partner"].search(
            [("keqing_is_incomplete", "=", True), ("keqing_customer_type_id", "!=", False)]
        )


@tagged("post_install", "-at_install")
class TestCompleteness(FileCommon):
    def test_empty_card_lacks_everything(self):
        self.assertEqual(self.customer.keqing_completeness, 0)
        self.assertEqual(
            self.customer.keqing_missing, "Competitors, Yearly Turnover, Phone, Management"
        )
        self.assertIn(self.customer, self._incomplete())

    def test_what_is_missing_leads_to_where_it_is_filled_in(self):
        self.assertEqual(
            self.customer.with_user(self.manager).get_keqing_missing(),
            [
                {"name": name, "where": where, "page": page}
                for name, where, page in (
                    ("Competitors", "keqing_preferences", "keqing_preferences"),
                    ("Yearly Turnover", "keqing_turnover", "keqing_business"),
                    ("Phone", "phone", False),
                    ("Management", "keqing_key_persons", "keqing_key_persons"),
                )
            ],
        )
        self._complete()
        self.assertEqual(self.customer.get_keqing_missing(), [])

    def test_people_and_addresses_are_on_one_page_for_our_people_alone(self):
        for user, hidden in (
            (self.salesperson, "keqing_customer_type_id"),
            (self._create_user("clerk"), None),
        ):
            arch = self.env["res.partner"].with_user(user).get_view(view_type="form")["arch"]
            [contacts] = etree.fromstring(arch).xpath("//page[@name='contact_addresses']")
            self.assertEqual(contacts.get("invisible"), hidden, user.login)
        person = self._create_person(name="Yelan")
        self.env["res.partner"].create(
            {
                "parent_id": self.customer.id,
                "type": "delivery",
                "city": "Liyue",
                "street": "Wharf 3",
                "phone": "77",
            }
        )
        page = self.customer.with_user(self.manager).get_keqing_key_persons()
        self.assertEqual([each["id"] for each in page["persons"]], person.ids)
        [address] = page["addresses"]
        self.assertEqual(
            (address["kind"], address["address"], address["phone"]),
            ("Delivery", "Liyue Wharf 3", "77"),
        )

    def test_each_fact_fills_its_share(self):
        self.customer.phone = "1234"
        self.assertEqual(self.customer.keqing_completeness, 25)
        self._complete()
        self.assertEqual(self.customer.keqing_completeness, 100)
        self.assertFalse(self.customer.keqing_missing)
        self.assertNotIn(self.customer, self._incomplete())

    def test_each_gap_is_found(self):
        """A search finds the card whichever one fact is lacking."""
        person = self._complete()
        gaps = {
            "phone": "1234",
            "keqing_turnover": 1,
            "keqing_competitor_ids": [Command.set(self.rival.ids)],
        }
        for name, value in gaps.items():
            self.customer[name] = [Command.clear()] if isinstance(value, list) else False
            self.assertIn(self.customer, self._incomplete(), name)
            self.assertTrue(self.customer.keqing_is_incomplete, name)
            self.customer[name] = value
            self.assertNotIn(self.customer, self._incomplete(), name)
        person.keqing_role_id = self.finance_role
        self.assertIn(self.customer, self._incomplete())
        person.keqing_role_id = self.boss_role
        person.active = False  # who left is known no more
        self.assertIn(self.customer, self._incomplete())
        self.assertTrue(self.customer.keqing_is_incomplete)

    def test_type_without_demands_takes_over_those_above(self):
        self.seller.demanded_role_ids = self.finance_role
        other = self._create_customer(keqing_customer_type_id=self.seller.id)
        self.assertEqual(other.keqing_missing, "Finance")
        self.outlet.write({"demanded_field_ids": False, "demanded_role_ids": False})
        self.env["res.partner"].invalidate_model()
        self.assertEqual(self.customer.keqing_missing, "Finance")
        self.seller.demanded_role_ids = False
        self.env["res.partner"].invalidate_model()
        self.assertEqual(self.customer.keqing_completeness, 100)
        self.assertFalse(self._incomplete() & (self.customer | other))

    def test_archived_role_is_demanded_no_more(self):
        self.assertIn("Management", self.customer.keqing_missing)
        self.boss_role.active = False
        self.env["res.partner"].invalidate_model()
        self.assertNotIn("Management", self.customer.keqing_missing)

    def test_only_plain_facts_are_demanded(self):
        message = self.env["ir.model.fields"]._get("res.partner", "message_ids")
        with self.assertRaises(ValidationError):
            self.outlet.demanded_field_ids = [Command.link(message.id)]

    @users("customer_admin")
    def test_administrator_sees_and_sets_demands(self):
        outlet = self.outlet.with_env(self.env)
        self.assertIn("Phone", outlet.demanded_field_ids.mapped("field_description"))
        outlet.demanded_field_ids = [Command.unlink(self.demands[0].id)]
        self.assertNotIn(("field", "phone"), outlet._card_demands()[0])

    @users("salesperson")
    def test_salesperson_sees_what_is_missing(self):
        customer = self.customer.with_env(self.env)
        self.assertEqual(customer.keqing_completeness, 0)
        self.assertTrue(self.env["res.partner"].search_count([("keqing_is_incomplete", "=", True)]))

    @users("salesperson")
    def test_confidential_facts_count_without_being_told(self):
        limit = self.env["ir.model.fields"].sudo()._get("res.partner", "credit_limit")
        self.outlet.write({"demanded_field_ids": limit.ids, "demanded_role_ids": False})
        customer = self.customer.with_env(self.env)
        with self.assertRaises(AccessError):
            customer.mapped("credit_limit")
        incomplete = [("keqing_is_incomplete", "=", True), ("id", "=", customer.id)]
        self.assertEqual(customer.keqing_completeness, 0)
        self.assertTrue(self.env["res.partner"].search_count(incomplete))
        self.customer.credit_limit = 5000
        customer.invalidate_recordset()
        self.assertEqual(customer.keqing_completeness, 100)
        self.assertFalse(self.env["res.partner"].search_count(incomplete))

    def test_indicator_agrees_with_the_card(self):
        full = self._create_customer()
        self._complete(full)
        self.customer.phone = "1234"
        nothing_asked = self._create_customer(keqing_customer_type_id=self.seller.id)
        self.env.flush_all()
        partners = self.customer | full | nothing_asked
        rows = self.env.execute_query(
            self.env.ref("keqing_customer.indicator_completeness")._facts_sql(
                SQL("SELECT id AS partner_id FROM res_partner WHERE id IN %s", tuple(partners.ids)),
                self.company,
                Date.to_date("2024-01-01"),
                Date.to_date("2024-03-31"),
            )
        )
        self.assertEqual(dict(rows), {self.customer.id: 25, full.id: 100, nothing_asked.id: None})

    def test_card_of_many_costs_no_more_than_of_few(self):
        customers = self._create_customers(12)
        for customer in customers:
            self._create_person(customer, keqing_role_id=self.finance_role.id)
        self.env.flush_all()

        def cost(few):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            few.mapped("keqing_missing")
            return self.cr.sql_log_count - before

        cost(customers)
        self.assertEqual(cost(customers[:2]), cost(customers))

    def test_creating_a_partner_costs_nothing_more(self):
        """Nothing of ours is asked when nothing of ours is written."""
        partner = self.env["res.partner"].create({"name": "Qiqi", "is_company": True})
        self.env.flush_all()
        partner.write({"comment": "first"})
        self.env.flush_all()
        with self.assertQueryCount(1):
            partner.write({"comment": "second"})
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestKeyPersons(FileCommon):
    def test_who_has_most_to_say_comes_first(self):
        self._create_person(name="Low", keqing_influence="1")
        self._create_person(name="Unknown")
        self._create_person(
            name="High",
            keqing_influence="3",
            keqing_attitude="for",
            keqing_role_id=self.finance_role.id,
        )
        self._create_person(name="Depot", type="delivery")
        card = self.customer.get_keqing_key_persons()
        self.assertEqual([person["name"] for person in card["persons"]], ["High", "Low", "Unknown"])
        self.assertEqual(card["persons"][0]["influence"], 3)
        vacant = [gap for gap in card["gaps"] if gap.endswith(": nobody known")]
        self.assertEqual(vacant, ["Management: nobody known"])

    def test_preferences_are_grouped_by_kind(self):
        red = self.env.ref("keqing_customer.preference_colour_red")
        self.customer.keqing_preference_ids = red
        self.customer.keqing_competitor_ids = self.rival
        chosen = {
            (group["name"], choice["name"])
            for group in self.customer.get_keqing_preferences()
            for choice in group["choices"]
            if choice["chosen"]
        }
        self.assertEqual(chosen, {("Colour", "Red"), ("Also buys from", "Northland Bank")})


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 08:00:00")
class TestVerification(FileCommon):
    def _verify(self, customer=None, user=None, **values):
        return (
            self.env["keqing.verification"]
            .with_user(user or self.env.user)
            .create({"partner_id": (customer or self.customer).id, **values})
        )

    def _remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_verification").method_direct_trigger()

    def _reminders(self, customers=None):
        customers = customers or self.customer
        return customers.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("keqing_customer.mail_activity_type_verify")
            )
        )

    def _age(self, customers, day="2023-01-01"):
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE res_partner SET create_date = %s WHERE id IN %s", day, tuple(customers.ids))
        )
        customers.invalidate_recordset(["create_date"])

    def test_checking_dates_the_card(self):
        self._verify(date="2024-05-01", source="phone")
        self.assertEqual(self.customer.keqing_verified_on, Date.to_date("2024-05-01"))
        self._verify(date="2024-04-01")  # found in an old notebook
        self.assertEqual(self.customer.keqing_verified_on, Date.to_date("2024-05-01"))
        self.customer.keqing_verification_ids[0].unlink()
        self.assertEqual(self.customer.keqing_verified_on, Date.to_date("2024-04-01"))

    def test_no_check_on_a_day_to_come(self):
        with self.assertRaises(ValidationError):
            self._verify(date="2024-06-16")

    def test_salesperson_checks_own_customers_in_own_name_only(self):
        with self.assertRaises(AccessError):
            self._verify(user=self.salesperson, user_id=self.manager.id)
        check = self._verify(user=self.salesperson)
        self.assertEqual(check.user_id, self.salesperson)
        other = self._create_customer(keqing_territory_id=self.south.id)
        with self.assertRaises(AccessError):
            self._verify(other, user=self.salesperson)
        with self.assertRaises(AccessError):
            check.with_user(self.salesperson).note = "never mind"
        foreign = self._verify(other)
        seen = self.env["keqing.verification"].with_user(self.salesperson).search([])
        self.assertIn(check, seen)
        self.assertNotIn(foreign, seen)

    def test_date_is_not_written_by_hand(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.director).keqing_verified_on = "2024-06-01"

    def test_unverified_at_the_limit(self):
        self.outlet.verify_months = 6
        never = self._create_customer()
        self._age(self.customer | never, "2023-12-14")
        self._verify(date="2023-12-15")
        unverified = self.env["res.partner"].search([("keqing_is_unverified", "=", True)])
        self.assertNotIn(self.customer, unverified)
        self.assertIn(never, unverified)
        self.assertFalse(self.customer.keqing_is_unverified)
        self.assertTrue(never.keqing_is_unverified)
        with freeze_time("2024-06-16 08:00:00"):
            self.customer.invalidate_recordset()
            self.assertTrue(self.customer.keqing_is_unverified)
        self.outlet.verify_months = 0
        self.assertFalse((self.customer | never).filtered("keqing_is_unverified"))

    def test_a_new_card_ages_by_the_days_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.outlet.verify_months = 6
        unverified = [("keqing_is_unverified", "=", True), ("id", "=", self.customer.id)]
        self._age(self.customer, "2023-12-14 15:59:59")  # the 14th, at its last second
        self.assertTrue(self.env["res.partner"].search(unverified))
        self._age(self.customer, "2023-12-14 16:00:00")  # the 15th
        self.assertFalse(self.env["res.partner"].search(unverified))

    def test_one_reminder_while_one_is_open(self):
        nobodys = self._create_customer()
        self._age(self.customer | nobodys)
        self._remind()
        self._remind()
        self.assertEqual(len(self._reminders()), 1)
        self.assertEqual(self._reminders().user_id, self.salesperson)
        self.assertEqual(self._reminders().date_deadline, Date.to_date("2024-06-15"))
        self.assertFalse(self._reminders(nobodys))

    def test_checking_takes_the_reminder_away(self):
        self._age(self.customer)
        self._remind()
        self._verify(user=self.manager)
        self.assertFalse(self._reminders())
        self._remind()
        self.assertFalse(self._reminders())

    def test_owner_has_so_many_reminders_at_a_time(self):
        many = self._create_customers(5, user_id=self.salesperson.id)
        others = self._create_customers(2, user_id=self.manager.id)
        self._age(many | others | self.customer)
        self.patch(res_partner_verification, "OPEN_REMINDERS", 3)
        self._remind()
        self.assertEqual(len(self._reminders(many | self.customer)), 3)
        self.assertEqual(len(self._reminders(others)), 2)
        self._reminders(many | self.customer)[0].action_done()
        self._remind()
        self.assertEqual(len(self._reminders(many | self.customer)), 3)

    def test_major_change_is_told_to_the_owner(self):
        self._verify(user=self.manager, has_major_change=True, note="A second shop in May")
        message = self.customer.message_ids[0]
        self.assertIn("A second shop in May", message.body)
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertEqual(message.partner_ids, self.salesperson.partner_id)

    @mute_logger("odoo.sql_db")
    def test_major_change_has_a_name(self):
        with self.assertRaises(IntegrityError):
            self._verify(has_major_change=True)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30 08:00:00")
class TestLifecycle(FileCommon):
    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_lifecycle").method_direct_trigger()

    def _lifecycle(self, customer=None):
        self._run()
        return (customer or self.customer).keqing_lifecycle

    def test_who_is_new_is_a_prospect_at_once(self):
        new = self._create_customer("Wangshu Inn")
        self.assertEqual(new.keqing_lifecycle, "prospect")
        self.assertFalse(self.env["res.partner"].create({"name": "Dvalin"}).keqing_lifecycle)

    def test_prospect_active_dormant(self):
        self.outlet.dormant_days = 90
        self.assertEqual(self._lifecycle(), "prospect")
        self._create_invoice(self.customer, 100, "2024-04-01")  # 90 days ago
        self.assertEqual(self._lifecycle(), "active")
        with freeze_time("2024-07-01 08:00:00"):
            self.assertEqual(self._lifecycle(), "dormant")
            self.outlet.dormant_days = 0  # never
            self.assertEqual(self._lifecycle(), "active")

    def test_drafts_and_credit_notes_are_no_purchase(self):
        self._create_invoice(self.customer, 100, "2024-06-01", post=False)
        self._create_invoice(self.customer, 100, "2024-06-01", refund=True)
        self._create_invoice(self.customer, 100, "2024-07-01")  # tomorrow
        self.assertEqual(self._lifecycle(), "prospect")

    def test_invoice_to_a_contact_counts_for_the_customer(self):
        person = self._create_person()
        self._create_invoice(person, 100, "2024-06-01")
        self.assertEqual(self._lifecycle(), "active")
        self.assertFalse(person.keqing_lifecycle)

    def test_contact_that_never_bought_is_no_customer(self):
        partner = self.env["res.partner"].create({"name": "Dvalin"})
        self.assertFalse(self._lifecycle(partner))
        self._create_invoice(partner, 100, "2024-06-01")
        self.assertEqual(self._lifecycle(partner), "active")

    def test_lost_until_the_next_invoice(self):
        self._create_invoice(self.customer, 100, "2024-06-01")
        self.customer.action_keqing_lose()
        self.assertEqual(self._lifecycle(), "lost")
        self.assertEqual(self.customer.keqing_lost_on, Date.to_date("2024-06-30"))
        with freeze_time("2024-07-02 08:00:00"):
            self._create_invoice(self.customer, 100, "2024-07-01")
            self.assertEqual(self._lifecycle(), "active")
            self.assertFalse(self.customer.keqing_lost_on)

    def test_taking_back_a_loss(self):
        self._create_invoice(self.customer, 100, "2023-06-01")
        self.customer.action_keqing_lose()
        self.customer.action_keqing_regain()
        self.assertEqual(self.customer.keqing_lifecycle, "dormant")

    def test_only_who_moves_is_written(self):
        other = self._create_customer()
        self._run()
        self._create_invoice(other, 100, "2024-06-01")
        changes = self.env["res.partner"]._lifecycle_changes()
        ours = [change for change in changes if change[0] in (other.id, self.customer.id)]
        self.assertEqual(ours, [(other.id, "prospect", "active")])

    def test_who_was_changed_meanwhile_is_left_alone(self):
        changes = self.customer._lifecycle_changes()
        self.customer.action_keqing_lose()
        self.env.flush_all()
        self.env["res.partner"]._update_lifecycle(changes)
        self.assertEqual(self.customer.keqing_lifecycle, "lost")
