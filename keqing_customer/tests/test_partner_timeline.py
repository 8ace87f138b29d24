# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from math import inf

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import freeze_time, new_test_user, tagged, warmup

from ..models.res_partner_timeline import PAGE
from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15 04:00:00")
class TestTimeline(CustomerCommon):
    """All that happened with a customer, for each reader what is theirs to read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.salesperson.group_ids += cls.env.ref("sales_team.group_sale_salesman")
        cls.head = cls._create_user("head", "admin")
        cls.head.group_ids += cls.env.ref("sales_team.group_sale_manager") + cls.env.ref(
            "account.group_account_invoice"
        )
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)
        cls.person = cls.env["res.partner"].create({"name": "Yaoyao", "parent_id": cls.customer.id})

    def _order(self, date, amount, user=None, partner=None, company=None, **values):
        company = company or self.company
        return (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": (partner or self.customer).id,
                    "date_order": date,
                    "user_id": (user or self.salesperson).id,
                    "company_id": company.id,
                    "state": "sale",
                    "order_line": [
                        Command.create({"product_id": self.product.id, "price_unit": amount})
                    ],
                    **values,
                }
            )
        )

    def _page(self, user=None, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self.head
        customer = self.customer.with_user(user)
        return customer.with_context(allowed_company_ids=user.company_ids.ids).get_keqing_timeline(
            *args
        )

    def _told(self, user=None, *args):
        return [
            (entry["kind"], entry["day"], entry["title"])
            for entry in self._page(user, *args)["entries"]
        ]

    def _post(self, body, date, partner=None, **values):
        message = (partner or self.customer).message_post(
            body=body, message_type="comment", subtype_xmlid="mail.mt_comment", **values
        )
        message.date = date
        return message

    def test_everything_newest_first(self):
        order = self._order("2024-06-01 01:00:00", 700)
        draft = self._order("2024-06-02 01:00:00", 1, state="draft")
        invoice = self._create_invoice(self.person, 500, "2024-06-03")
        credit = self._create_invoice(self.customer, 80, "2024-05-03", refund=True)
        self._create_invoice(self.customer, 9, "2024-06-04", post=False)
        bank = self.env["account.journal"].create({"name": "Bank", "type": "bank", "code": "BNK"})
        self.company.transfer_account_id = bank.default_account_id
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 120,
                "date": "2024-06-05",
                "journal_id": bank.id,
            }
        )
        payment.action_post()
        self._post("Wine is out", "2024-06-06 18:30:00", self.person)
        call = self.customer.activity_schedule(
            "mail.mail_activity_data_call", summary="Rings", user_id=self.salesperson.id
        )
        call.action_feedback(feedback="Buys more")
        meeting = self.env["calendar.event"].create(
            {
                "name": "Tea",
                "start": "2024-06-08 02:00:00",
                "stop": "2024-06-08 03:00:00",
                "partner_ids": [Command.set(self.person.ids)],
            }
        )
        meeting.copy({"name": "To come", "start": "2024-06-18", "stop": "2024-06-18"})
        self.assertEqual(
            self._told(),
            [
                ("call", "2024-06-15", "Rings"),
                ("meeting", "2024-06-08", "Tea"),
                ("message", "2024-06-07", "Message"),  # half past two in Shanghai
                ("payment", "2024-06-05", payment.name),
                ("invoice", "2024-06-03", invoice.name),
                ("order", "2024-06-01", order.name),
                ("invoice", "2024-05-03", credit.name),
            ],
        )
        page = self._page()
        by_title = {entry["title"]: entry for entry in page["entries"]}
        self.assertEqual(by_title["Message"]["time"], "2024-06-06 18:30:00")
        self.assertEqual(by_title["Message"]["text"], "Wine is out")
        self.assertEqual(by_title["Rings"]["text"], "Buys more")
        self.assertEqual(by_title["Rings"]["who"], "Salesperson")
        self.assertFalse(by_title[invoice.name]["time"])
        amounts = {
            title: entry["amount"].replace("\N{NO-BREAK SPACE}", " ")
            for title, entry in by_title.items()
            if entry["amount"]
        }
        self.assertEqual(amounts[order.name], "$ 700.00")
        self.assertEqual(amounts[payment.name], "$ 120.00")
        self.assertEqual(amounts[credit.name], "$ -\N{ZERO WIDTH NO-BREAK SPACE}80.00")
        self.assertEqual(by_title[order.name]["action"]["res_id"], order.id)
        self.assertNotIn(draft.name, by_title)
        self.assertEqual(
            [kind["code"] for kind in page["kinds"]],
            ["order", "invoice", "payment", "call", "meeting", "message"],
        )
        self.assertFalse(page["after"])

    def test_what_we_decided(self):
        with freeze_time("2024-06-10"):
            self._create_invoice(self.customer, 8_000, "2024-03-10")
            run = self._confirm_run(self._create_scorecard())
            self.customer.user_id = self.manager
        with freeze_time("2024-06-12"):
            self._evaluation(run, self.customer)._override(self.grade_c, "Owes too much")
        agreement = self.env["keqing.agreement"].create(
            {
                "partner_id": self.customer.id,
                "type_id": self.env["keqing.agreement.type"].search([], limit=1).id,
                "date_from": "2024-01-01",
                "date_to": "2024-05-31",
            }
        )
        agreement.sudo().write({"stage": "active", "signed_on": "2023-12-20"})
        told = self._told(None, ["grade", "owner", "agreement"])
        self.assertEqual(self._told(self.salesperson, ["grade", "owner", "agreement"]), told)
        name = agreement.display_name
        self.assertEqual(
            told,
            [
                ("grade", "2024-06-12", "Grades of sellers: C"),
                ("grade", "2024-06-10", "Grades of sellers: A"),
                ("owner", "2024-06-10", "Manager took over"),
                ("agreement", "2024-05-31", f"{name} ended"),
                ("agreement", "2023-12-20", f"{name} was signed"),
            ],
        )

    def test_a_page_goes_on_where_the_last_ended(self):
        """Also if something happens meanwhile, and many things at once."""
        expected = []
        for number in range(PAGE + 5):
            order = self._order("2024-05-01 00:00:00", number + 1)
            message = self._post(f"{number}", "2024-05-01 00:00:00")
            expected += [f"0-{order.id}", message.id]
        seen, after, pages = [], None, 0
        while after is not False:
            page = self._page(None, None, after)
            seen += [entry["key"] for entry in page["entries"]]
            after, pages = page["after"], pages + 1
            self._post("Later", Datetime.now())
        self.assertEqual(pages, 3)
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(len(seen), len(expected))
        self.assertEqual(len([key for key in seen if key.startswith("0-")]), PAGE + 5)

    def test_some_kinds_alone(self):
        order = self._order("2024-06-01", 700)
        self._post("Hello", "2024-06-02")
        self.assertEqual(self._told(None, ["order"]), [("order", "2024-06-01", order.name)])
        self.assertEqual(self._told(None, ["nonsense"]), [])

    def test_nobody_is_told_of_what_is_not_theirs(self):
        own = self._order("2024-06-01", 700)
        self._order("2024-06-02", 900, user=self.manager)
        self._create_invoice(self.customer, 500, "2024-06-03", invoice_user_id=self.manager.id)
        page = self._page(self.salesperson)
        self.assertEqual([entry["title"] for entry in page["entries"]], [own.name])
        self.assertEqual([kind["code"] for kind in page["kinds"]], ["order"])

    def test_another_companys_documents_are_its_own(self):
        self._order("2024-06-02", 900, company=self.other_company, user=self.env.user)
        self.assertEqual(self._told(), [])
        self.head.company_ids += self.other_company
        self.assertEqual(len(self._told()), 1)

    def test_the_customer_of_somebody_else(self):
        stranger = self._create_user("stranger", "user")
        with self.assertRaises(AccessError):
            self._page(stranger)

    def test_portal_and_who_has_no_role_are_told_nothing(self):
        self._order("2024-06-02", 900)
        portal = new_test_user(self.env, "portal", "base.group_portal", company_id=self.company.id)
        portal.partner_id.parent_id = self.customer
        for user in (portal, self._create_user("clerk")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._page(user)

    def test_nonsense_of_a_client(self):
        for after in (
            ["yesterday", 0, 1],
            "x",
            ["2024-06-02", "0; DROP", 1],
            ["2024-01-01", inf, 1],
        ):
            with self.subTest(after=after), self.assertRaises(UserError):
                self._page(None, None, after)

    @warmup
    def test_much_costs_as_many_queries_as_little(self):
        def fill(count):
            for number in range(count):
                day = Datetime.now() - timedelta(number + 1)
                self._order(day, 1)
                self._create_invoice(self.customer, 1, day.date())
                self._post("x", day)
                self.customer.activity_schedule(
                    "mail.mail_activity_data_call", user_id=self.salesperson.id
                ).action_feedback(feedback="x")

        fill(2)
        few = self._count()
        fill(20)
        self.assertEqual(self._count(), few)
        self.assertLessEqual(few, 40)

    def _count(self):
        self._page()
        before = self.cr.sql_log_count
        self._page()
        return self.cr.sql_log_count - before
