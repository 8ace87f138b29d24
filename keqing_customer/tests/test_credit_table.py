# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import re
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.keqing_customer.tools.credit import CreditHold

from .test_credit import AnswerCommon

README = Path(__file__).parents[1] / "README.rst"
COLUMNS = ["none", "warn", "approve", "cap", "suspend", "hold"]


def table_of_readme():
    """What the README says: ``{row: {column: outcome}}``"""
    text = README.read_text(encoding="utf-8").split("What is stopped, and by what", 1)[1]
    table = re.search(r"(=+ .*\n)(.+\n)\1((?:.+\n)+?)\1", text)
    widths = [len(each) for each in table[1].split()]
    starts = [sum(widths[:number]) + number for number in range(len(widths))]

    def cells(line):
        ends = [*starts[1:], None]
        return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]

    rows = [cells(line) for line in table[3].splitlines()]
    return {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in rows}


@tagged("post_install", "-at_install")
class TestTable(AnswerCommon):
    """The table of the README, each row tried under each column, beyond the customer's limit."""

    def test_the_table(self):
        steps = {
            "Quotation": self._quotation,
            "Confirmation": self._confirmation,
            "Increase": self._increase,
            "Paid by another": self._paid_by_another,
            "Paid for another": self._paid_for_another,
            "Sent to it for another": self._sent_for_another,
            "Delivery": self._delivery,
            "Delivery beyond the order": self._delivery_beyond,
            "Free replacement": self._free_replacement,
            "Invoice of an order": self._invoice,
            "Other invoice": self._other_invoice,
            "Refund": self._refund,
            "Refund taken back": self._refund_taken_back,
            "Invoice taken back": self._invoice_taken_back,
            "Payment taken back": self._payment_taken_back,
        }
        table = table_of_readme()
        self.assertEqual(list(table), list(steps))
        for row, outcomes in table.items():
            for column, outcome in outcomes.items():
                with self.subTest(row=row, column=column), self.env.cr.savepoint() as savepoint:
                    step = steps[row]()
                    self._begin(column)
                    try:
                        with self.env.cr.savepoint():
                            step()
                            self.env.flush_all()
                        seen = "passes"
                    except CreditHold:
                        seen = "held"
                    self.assertEqual(seen, outcome)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def _begin(self, column):
        """From now on the customer is beyond its credit, under the constraint of a column."""
        self._set_limit(self.customer, 1)
        if column == "hold":
            self._rate(self.customer, "none")
            self._account().with_user(self.controller).action_hold("Cheque bounced")
        else:
            self._rate(self.customer, column)

    def _quotation(self):
        return lambda: self._create_order(500)

    def _confirmation(self):
        return self._create_order(500).action_confirm

    def _ordered(self, policy="order"):
        product = self._create_product(policy, invoice_policy=policy, list_price=50)
        order = self._create_order(500, quantity=10, product=product)
        order.action_confirm()
        self.env.flush_all()
        return order

    def _increase(self):
        line = self._ordered().order_line
        return lambda: line.write({"product_uom_qty": 11})

    def _other(self):
        other = self._create_customer("Another")
        self._rate(other, "none")
        return other

    def _paid_by_another(self):
        return self._create_order(500, partner_invoice_id=self._other().id).action_confirm

    def _paid_for_another(self):
        order = self._create_order(500, self._other(), partner_invoice_id=self.customer.id)
        return order.action_confirm

    def _sent_for_another(self):
        branch = self.env["res.partner"].create(
            {"name": "Warehouse", "type": "delivery", "parent_id": self.customer.id}
        )
        order = self._create_order(500, self._other(), partner_shipping_id=branch.id)
        return order.action_confirm

    def _delivery(self):
        line = self._ordered().order_line
        return lambda: line.write({"qty_delivered": 10})

    def _delivery_beyond(self):
        line = self._ordered("delivery").order_line
        return lambda: line.write({"qty_delivered": 11})

    def _free_replacement(self):
        def send():
            order = self._create_order(0)
            order.action_confirm()
            order.order_line.qty_delivered = 1

        return send

    def _invoice(self):
        order = self._ordered()
        return lambda: self._invoice_order(order)

    def _other_invoice(self):
        return self._create_invoice(self.customer, 500, self.today, post=False).action_post

    def _refund(self):
        return lambda: self._create_invoice(self.customer, 500, self.today, refund=True)

    def _refund_taken_back(self):
        self._create_invoice(self.customer, 500, self.today)
        return self._create_invoice(self.customer, 500, self.today, refund=True).button_draft

    def _invoice_taken_back(self):
        order = self._ordered()
        return self._invoice_order(order).button_draft

    def _payment_taken_back(self):
        return self._pay_by_bank(500).action_cancel


@tagged("post_install", "-at_install")
class TestReleasesAtOnce(AnswerCommon):
    """Who decides has an activity, and decides on many at once."""

    def setUp(self):
        super().setUp()
        orders = [self._create_order(1500), self._create_order(1600)]
        self.releases = self.env["keqing.credit.release"].browse(
            self._call(
                self.salesperson,
                self.env["keqing.credit.release"],
                "create",
                [{"sale_order_id": order.id, "reason": "Pays on Friday"} for order in orders],
            )
        )

    def _decide(self, releases, method, user=None):
        user = user or self.controller
        action = self._call(user, releases, "action_decide")
        Wizard = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        wizard = Wizard.create({"note": "Old customer"})
        self._call(user, wizard, method)

    def test_who_decides_has_an_activity_until_it_is_decided(self):
        for release in self.releases:
            self.assertEqual(release.activity_ids.user_id, self.controller)
        self._call(self.salesperson, self.releases[0], "action_cancel")
        self.assertFalse(self.releases[0].activity_ids)
        self._decide(self.releases[1], "action_refuse")
        self.assertFalse(self.releases[1].activity_ids)

    def test_many_at_once(self):
        self._decide(self.releases, "action_approve_confirm")
        self.assertEqual(self.releases.mapped("state"), ["used", "used"])
        self.assertEqual(self.releases.mapped("decision_note"), ["Old customer"] * 2)
        self.assertEqual(self.releases.sale_order_id.mapped("state"), ["sale", "sale"])

    def test_only_what_waits_for_who_decides(self):
        self._decide(self.releases[0], "action_approve")
        self._decide(self.releases, "action_refuse")
        self.assertEqual(self.releases.mapped("state"), ["approved", "refused"])
        with self.assertRaisesRegex(UserError, "waits for your decision"):
            self._call(self.controller, self.releases, "action_decide")
        with self.assertRaises(UserError):
            self._call(self.salesperson, self.releases, "action_decide")
