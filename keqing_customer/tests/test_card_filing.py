# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.keqing_customer.models.card import keqing_filing

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestFilingRules(CustomerCommon, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["keqing.filing.rule"].search([]).active = False
        cls.admin.group_ids = [Command.link(cls.env.ref("base.group_partner_manager").id)]
        cls.china = cls.env.ref("base.cn")
        cls.guizhou, cls.sichuan = cls.env["res.country.state"].create(
            [
                {"name": name, "code": name[:3], "country_id": cls.china.id}
                for name in ("Guizhou (test)", "Sichuan (test)")
            ]
        )
        cls.hotel = cls.env["keqing.customer.type"].create({"name": "Hotel"})

    @classmethod
    def _create_rule(cls, name="Rule", **values):
        sequence = 10 + cls.env["keqing.filing.rule"].search_count([])
        return cls.env["keqing.filing.rule"].create({"name": name, "sequence": sequence, **values})

    @classmethod
    def _create_stock(cls, name="Wangshu Inn", **values):
        """A customer as Odoo has them: invoiced, nothing of ours."""
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "customer_rank": 1, **values}
        )

    def _fit(self, rule):
        self.env["keqing.identity"]._refresh()
        return self.env["res.partner"].search(rule._fits())

    def _file(self, customers=None, **values):
        if customers is not None:
            values.update(scope="selected", partner_ids=[Command.set(customers.ids)])
        filing = self.env["keqing.filing"].with_user(self.admin).create(values)
        filing.action_file()
        return filing

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_filing").method_direct_trigger()

    # What a rule fits

    def test_each_condition(self):
        tag = self.env["res.partner.category"].create({"name": "VIP"})
        industry = self.env["res.partner.industry"].create({"name": "Catering"})
        inn = self._create_stock(
            country_id=self.china.id,
            state_id=self.guizhou.id,
            zip="550002",
            category_id=[Command.set(tag.ids)],
            industry_id=industry.id,
        )
        other = self._create_stock("Third-Round Knockout", zip="155000")
        conditions = [
            {"country_id": self.china.id},
            {"state_ids": [Command.set((self.guizhou | self.sichuan).ids)]},
            {"zip_prefixes": "6100， 5500"},
            {"name_words": "hotel、inn"},
            {"category_ids": [Command.set(tag.ids)]},
            {"industry_ids": [Command.set(industry.ids)]},
        ]
        for condition in conditions:
            fit = self._fit(self._create_rule(customer_type_id=self.hotel.id, **condition))
            self.assertIn(inn, fit, condition)
            self.assertNotIn(other, fit, condition)

    def test_all_conditions_have_to_hold(self):
        inn = self._create_stock(zip="550002")
        rule = self._create_rule(customer_type_id=self.hotel.id, name_words="inn", zip_prefixes="6")
        self.assertNotIn(inn, self._fit(rule))

    def test_words_begin_where_words_begin(self):
        """Width, case and punctuation do not matter; a space between two words does."""
        written, split = self._create_stock("贵阳·ＢＡＲ 101"), self._create_stock("lab area")
        fit = self._fit(
            self._create_rule(customer_type_id=self.hotel.id, name_words="bar-101，bar")
        )
        self.assertIn(written, fit)
        self.assertNotIn(split, fit)
        for zip_code in ("５５０００１", " 550 001"):
            written.zip = zip_code
            self.assertEqual(self._fit(self._create_rule(zip_prefixes="5500 01")), written)

    def test_words_are_words(self):
        with self.assertRaises(ValidationError):
            self._create_rule(customer_type_id=self.hotel.id, name_words=" ,，%_")

    # Filing

    def test_first_rule_that_fits_counts(self):
        """One rule gives the type, another the territory; a person without ZIP is in no ZIP."""
        self._create_rule(name_words="inn", customer_type_id=self.hotel.id)
        self._create_rule(zip_prefixes="55", territory_id=self.north.id)
        self._create_rule(customer_type_id=self.outlet.id, territory_id=self.south.id)
        inn = self._create_stock(zip="550002")
        nowhere = self._create_stock("Northland")
        filing = self._file(inn | nowhere)
        self.assertRecordValues(
            inn | nowhere,
            [
                {"keqing_customer_type_id": self.hotel.id, "keqing_territory_id": self.north.id},
                {"keqing_customer_type_id": self.outlet.id, "keqing_territory_id": self.south.id},
            ],
        )
        self.assertRecordValues(filing, [{"state": "done", "typed_count": 2, "territory_count": 2}])

    def test_what_is_set_stays_unless_asked_for(self):
        self._create_rule(customer_type_id=self.hotel.id, territory_id=self.south.id)
        customer = self._create_stock(keqing_customer_type_id=self.outlet.id)
        self._file(customer)
        self.assertEqual(customer.keqing_customer_type_id, self.outlet)
        self.assertEqual(customer.keqing_territory_id, self.south)
        self._file(customer, overwrite=True)
        self.assertEqual(customer.keqing_customer_type_id, self.hotel)

    @freeze_time("2024-06-15 08:00:00")
    def test_history_knows_a_move_but_no_first_territory(self):
        self._create_rule(territory_id=self.south.id)
        new, moved = self._create_stock(), self._create_stock(keqing_territory_id=self.north.id)
        self._file(new | moved, overwrite=True)
        Assignment = self.env["keqing.assignment"]
        self.assertFalse(Assignment.search([("partner_id", "=", new.id)]))
        days = Assignment.search([("partner_id", "=", moved.id)]).mapped("territory_id.name")
        self.assertEqual(days, ["South", "North"])

    def test_scope(self):
        self._create_rule(customer_type_id=self.hotel.id)
        bought = self._create_stock()
        company = self._create_stock(customer_rank=0)
        person = self._create_stock("Xiao", customer_rank=0, is_company=False)
        contact = self._create_stock("Verr", is_company=False, parent_id=bought.id)
        foreign = self._create_stock(company_id=self.other_company.id)
        everybody = bought | company | person | contact | foreign
        never = contact | foreign | self.company.partner_id | self.salesperson.partner_id
        for scope, filed in (
            ("customer", bought),
            ("company", bought | company),
            ("all", bought | company | person),
        ):
            self._file(scope=scope)
            self._run()  # the database may have more than one batch of others
            self.assertEqual(everybody.filtered("keqing_customer_type_id"), filed, scope)
            self.assertFalse(never.filtered("keqing_customer_type_id"), scope)

    def test_territory_of_a_company_is_for_its_customers(self):
        ours = self._create_territory("Ours", company_id=self.company.id)
        self._create_rule(territory_id=ours.id, company_id=self.company.id)
        shared, own = self._create_stock(), self._create_stock(company_id=self.company.id)
        self._file(shared | own)
        self.assertFalse(shared.keqing_territory_id)
        self.assertEqual(own.keqing_territory_id, ours)

    def test_preview_changes_nothing(self):
        self._create_rule("Inns", name_words="inn", customer_type_id=self.hotel.id)
        customers = self._create_stock() | self._create_stock("Inn of 55") | self._create_stock("X")
        filing = (
            self.env["keqing.filing"]
            .with_user(self.admin)
            .create({"scope": "selected", "partner_ids": [Command.set(customers.ids)]})
        )
        filing.action_preview()
        self.assertRegex(filing.preview, r"Inns</td><td>Hotel</td><td class='text-end'>2</td>")
        self.assertIn("Wangshu Inn", filing.preview)
        self.assertIn("3 customers are looked at", filing.preview)
        self.assertFalse(customers.filtered("keqing_customer_type_id"))
        filing.overwrite = True
        self.assertFalse(filing.preview, "a preview of something else")

    def test_killed_and_run_again(self):
        self.patch(keqing_filing, "FILING_BATCH", 2)
        self._create_rule(customer_type_id=self.hotel.id)
        customers = self.env["res.partner"].concat(*(self._create_stock(f"{n}") for n in range(5)))
        with self.capture_triggers() as triggered:
            filing = self._file(customers)
        self.assertEqual(filing.state, "running")
        self.assertTrue(triggered.records)
        filing.sudo()._file_batch()
        self.assertEqual(len(customers.filtered("keqing_customer_type_id")), 2)
        # killed here
        self._run()
        self.assertEqual(customers.keqing_customer_type_id, self.hotel)
        self.assertRecordValues(filing, [{"state": "done", "typed_count": 5}])
        self._run()
        self.assertEqual(filing.typed_count, 5)

    def test_every_night_files_whoever_is_new(self):
        self._create_rule(customer_type_id=self.hotel.id)
        Filing = self.env["keqing.filing"].with_user(self.admin)
        filing = Filing.create({"scope": "company", "every_night": True})
        filing.action_file()
        newcomer, known = self._create_stock("New"), self._create_stock("Known")
        known.keqing_customer_type_id = self.outlet
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_filing_again").method_direct_trigger()
        self._run()
        self.assertEqual(newcomer.keqing_customer_type_id, self.hotel)
        self.assertEqual(known.keqing_customer_type_id, self.outlet, "set by hand")
        self.assertEqual(filing.state, "done")
        filing.every_night = False
        later = self._create_stock("Later")
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_filing_again").method_direct_trigger()
        self._run()
        self.assertFalse(later.keqing_customer_type_id)

    def test_every_night_never_overwrites(self):
        for values in ({"overwrite": True}, {"scope": "selected"}):
            with (
                self.subTest(**values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
            ):
                self.env["keqing.filing"].create({"every_night": True, **values})

    def test_many_customers_cost_no_more_than_few(self):
        self._create_rule(customer_type_id=self.hotel.id, territory_id=self.south.id)
        customers = self.env["res.partner"].concat(*(self._create_stock(f"{n}") for n in range(24)))

        def cost(some):
            filing = self.env["keqing.filing"].create(
                {"scope": "selected", "partner_ids": [Command.set(some.ids)]}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            filing._file_batch()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(customers[:2])
        self.assertEqual(cost(customers[2:4]), cost(customers[4:]))

    def test_only_administrators_file(self):
        self._create_rule(customer_type_id=self.hotel.id)
        with self.assertRaises(AccessError):
            self.env["keqing.filing"].with_user(self.director).create({})
        with self.assertRaises(AccessError):
            self.env["keqing.filing.rule"].with_user(self.director).search([]).name = "Mine"

    def test_administrator_who_may_not_change_customers_does_not_file(self):
        self._create_rule(customer_type_id=self.hotel.id)
        self.admin.group_ids = [Command.unlink(self.env.ref("base.group_partner_manager").id)]
        with self.assertRaises(AccessError):
            self._file(self._create_stock())

    def test_without_rules_nothing_is_done(self):
        with self.assertRaises(UserError):
            self._file(self._create_stock())

    def test_what_has_begun_is_not_changed(self):
        self._create_rule(customer_type_id=self.hotel.id)
        filing = self._file(self._create_stock())
        with self.assertRaises(UserError):
            filing.overwrite = True
        with self.assertRaises(UserError):
            filing.action_file()
