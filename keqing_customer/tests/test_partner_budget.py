# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import re
from unittest.mock import patch

from lxml import etree

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged, warmup

from .common import CustomerCommon

# One of our tables, or one of our columns written; Odoo reads all columns of a partner at once
OURS = re.compile(r'(?:FROM|JOIN|INTO|UPDATE) "?keqing_|(?:INSERT|UPDATE).*keqing_', re.DOTALL)


@tagged("post_install", "-at_install")
class TestPartnerBudget(CustomerCommon):
    """Creating and changing a partner costs nothing more than without the suite."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        creators = cls.env.ref("base.group_partner_manager")
        cls.plain = cls._create_user("plain")
        for user in (cls.plain, cls.salesperson, cls.director):
            user.group_ids += creators

    def _statements(self, user, action):
        """What the database is asked when a user does something, caches being warm."""
        partners = self.env["res.partner"].with_user(user).with_context(tracking_disable=False)
        for __ in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            statements = []

            def record(cursor, query, *args, told=statements, execute=Cursor.execute, **kwargs):
                told.append(str(getattr(query, "code", query)))
                return execute(cursor, query, *args, **kwargs)

            with patch.object(Cursor, "execute", record):
                action(partners)
                self.env.flush_all()
        return statements

    def _actions(self):
        bystander = self.env["res.partner"].create({"name": "Dawn Winery", "is_company": True})
        customer = self._create_customer()
        count = iter(range(99))
        return {
            "create": lambda partners: partners.create(
                {"name": "Mondstadt Tavern", "is_company": True, "city": "Mondstadt"}
            ),
            "create many": lambda partners: partners.create(
                [{"name": f"Tavern {number}"} for number in range(20)]
            ),
            "write": lambda partners: partners.browse(bystander.id).write(
                {"name": f"Winery {next(count)}", "city": "Springvale"}
            ),
            "write a customer": lambda partners: partners.browse(customer.id).write(
                {"phone": f"{next(count)}", "comment": "Calls back"}
            ),
        }

    def test_no_statement_of_ours(self):
        for name, action in self._actions().items():
            statements = self._statements(self.plain, action)
            with self.subTest(name):
                self.assertTrue(statements)
                self.assertFalse([each for each in statements if OURS.search(each)])

    def test_who_sees_all_customers_needs_no_more_statements(self):
        for name, action in self._actions().items():
            with self.subTest(name):
                plain, director = (
                    len(self._statements(user, action)) for user in (self.plain, self.director)
                )
                self.assertEqual(director, plain)

    def test_who_sees_some_customers_needs_one_to_look_whether_it_is_one_of_them(self):
        for name, action in self._actions().items():
            with self.subTest(name):
                plain, salesperson = (
                    len(self._statements(user, action)) for user in (self.plain, self.salesperson)
                )
                self.assertEqual(salesperson, plain + (name == "write a customer"))


@tagged("post_install", "-at_install")
class TestScreenBudget(CustomerCommon):
    """What the whole card costs on Odoo's own screens, in queries, beside Odoo alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._create_user("clerk")  # for whom there is but Odoo
        cls.keeper, cls.head = cls._create_user("keeper", "manager"), cls.director
        cls.north.manager_id = cls.keeper
        for group in ("base.group_partner_manager", "sales_team.group_sale_salesman_all_leads"):
            for user in (cls.clerk, cls.keeper, cls.head):
                user.group_ids += cls.env.ref(group)
        cls.role = cls.env["keqing.contact.role"].create({"name": "Cellarer"})
        demanded = [
            cls.env["ir.model.fields"]._get("res.partner", name).id
            for name in ("phone", "keqing_size", "keqing_licence_number", "keqing_competitor_ids")
        ]
        cls.outlet.write(
            {
                "demanded_field_ids": [Command.set(demanded)],
                "demanded_role_ids": [Command.set(cls.role.ids)],
            }
        )
        cls.bar = cls.env["keqing.customer.type"].create(
            {"name": "Bar", "parent_id": cls.outlet.id}
        )
        cls.customers = cls._create_customers(
            80, keqing_customer_type_id=cls.bar.id, user_id=cls.salesperson.id
        )
        grades = cls.grade_a + cls.grade_b + cls.grade_c
        for position, customer in enumerate(cls.customers):
            customer.keqing_grade_id = grades[position % 3]
            customer.keqing_credit_grade_id = grades[(position + 1) % 3]
            customer.keqing_lifecycle = ("active", "dormant", "lost")[position % 3]
        cls._fill_card(cls.customers[0], people=2)
        cls._fill_card(cls.customers[1], people=20)

    @classmethod
    def _fill_card(cls, customer, people):
        """Have a card that has everything, and so many people."""
        competitors = cls.env["keqing.competitor"].create(
            [{"name": f"Competitor {number} of {customer.name}"} for number in range(people)]
        )
        customer.write(
            {
                "keqing_size": "large",
                "keqing_licence_number": f"L {people}",
                "keqing_licence_expiry": "2024-01-31",
                "keqing_competitor_ids": [Command.set(competitors.ids)],
                "keqing_preference_ids": [
                    Command.set(cls.env["keqing.preference"].search([], limit=people).ids)
                ],
                "child_ids": [
                    Command.create(
                        {
                            "name": f"Person {number}",
                            "keqing_role_id": cls.role.id,
                            "keqing_influence": "3",
                            "keqing_attitude": "for",
                        }
                    )
                    for number in range(people)
                ],
            }
        )
        for owner in cls.manager + cls.salesperson:
            customer.user_id = owner

    # What the web client asks

    def _arch(self, user, view, view_type):
        partners = self.env["res.partner"].with_user(user)
        return etree.fromstring(partners.get_view(self.env.ref(view).id, view_type)["arch"])

    def _specification(self, model, arch):
        """The fields that a view shows, the lists in it included, as the web client reads them."""
        specification = {}
        for node in _shown_fields(arch):
            field = model._fields[node.get("name")]
            inner = specification.setdefault(field.name, {})
            if node.get("invisible") in ("1", "True"):
                inner["fields"] = {}  # as the web client does: the number alone
            elif field.type == "many2one":
                names = ["display_name"]
                if node.get("widget") == "keqing_grade":
                    names += ["code", "color", "name"]
                inner["fields"] = {name: {} for name in names}
            elif field.relational:
                comodel = self.env[field.comodel_name]
                rows = next((view for view in node if view.tag in ("list", "kanban")), None)
                inner["limit"] = 40
                inner["fields"] = (
                    {"display_name": {}} if rows is None else self._specification(comodel, rows)
                )
        return specification

    def _widgets(self, user, in_pages=True):
        """Our widgets on the form of a customer, which ask for what they show themselves."""
        arch = self._arch(user, "base.view_partner_form", "form")
        return [
            widget.get("name")
            for widget in arch.iter("widget")
            if widget.get("name").startswith("keqing_")
            and widget.get("name") != "keqing_doubles"  # asks once somebody types
            and (in_pages or next(widget.iterancestors("page"), None) is None)
        ]

    def _fetch(self, customer, name):
        """What a widget asks for when it comes into sight."""
        if name == "keqing_related_count":
            Agreement = self.env["keqing.agreement"].with_user(customer.env.user)
            return lambda: Agreement.search_count([("partner_id", "=", customer.id)])
        return getattr(customer, customer._card_pages()[name][0])

    def _opening(self, user, customer):
        """What opening the form of a customer asks the server; our pages wait to be looked at."""
        customer = customer.with_user(user)
        arch = self._arch(user, "base.view_partner_form", "form")
        specification = self._specification(customer, arch)
        widgets = self._widgets(user, in_pages=False)

        def ask():
            customer.web_read(specification)
            for name in widgets:
                self._fetch(customer, name)()

        return ask

    def _listing(self, user, view):
        """What a list of the customers asks the server, with all its columns shown."""
        partners = self.env["res.partner"].with_user(user)
        specification = self._specification(partners, self._arch(user, view, "list"))
        domain = [("id", "in", self.customers.ids)]
        return lambda: partners.web_search_read(domain, specification, limit=80)

    def _count(self, ask):
        """Queries that the server needs for an answer, with no record in its cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        ask()
        return self.cr.sql_log_count - before

    def _assert_within(self, budget, ask):
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(budget):
            ask()

    # What it may cost

    # Who sees some customers needs one query more, to look whether it is one of them

    @warmup
    def test_a_form_costs_at_most_twelve_queries_more(self):
        """Five to show it, one of them for credit; seven for what comes in sight afterwards.

        Those are the number of agreements, what matters now, and the figures of the moment. Each
        further module of ours may ask once what matters now.
        """
        customer = self.customers[0]
        ours = [("name", "=like", r"keqing\_%"), ("state", "=", "installed")]
        others = self.env["ir.module.module"].sudo().search_count(ours) - 1
        stock = self._count(self._opening(self.clerk, customer))
        more = 5 + 3 + 4 + others
        self._assert_within(stock + more, self._opening(self.head, customer))
        self._assert_within(stock + more + 1, self._opening(self.keeper, customer))

    @warmup
    def test_a_list_of_80_costs_at_most_one_query_more(self):
        stock = self._count(self._listing(self.clerk, "base.view_partner_tree"))
        for view in ("base.view_partner_tree", "keqing_customer.customer_view_list"):
            with self.subTest(view=view):
                self._assert_within(stock + 1, self._listing(self.head, view))
                self._assert_within(stock + 2, self._listing(self.keeper, view))

    @warmup
    def test_many_people_cost_no_more_than_few(self):
        few, many = (customer.with_user(self.keeper) for customer in self.customers[:2])
        stock = self._count(self._opening(self.keeper, few))
        self._assert_within(stock, self._opening(self.keeper, many))
        for name in self._widgets(self.keeper):
            with self.subTest(widget=name):
                stock = self._count(self._fetch(few, name))
                self._assert_within(stock, self._fetch(many, name))

    @warmup
    def test_a_page_costs_no_more_than_its_module_says(self):
        """Also a page that a module brings which is installed besides."""
        customer = self.customers[1].with_user(self.keeper)
        for name, (__, queries) in customer._card_pages().items():
            with self.subTest(widget=name):
                # all that happened is of many models, each read by itself
                self.assertLessEqual(queries, 40 if name == "keqing_timeline" else 8)
                self._assert_within(queries, self._fetch(customer, name))

    def test_nothing_is_added_for_those_who_do_not_work_with_customers(self):
        for view_type in ("form", "list", "kanban"):
            view = self.env["res.partner"].with_user(self.clerk).get_view(view_type=view_type)
            added = etree.fromstring(view["arch"]).xpath("//*[contains(@name, 'keqing')]")
            self.assertFalse(added, view_type)


def _shown_fields(node):
    """The fields of a view, without those of the views inside them."""
    for child in node:
        if child.tag == "field":
            yield child
        else:
            yield from _shown_fields(child)
