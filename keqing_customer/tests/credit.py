# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What tests of credit start from."""

from datetime import timedelta

from odoo import Command
from odoo.fields import Date
from odoo.service.model import call_kw
from odoo.tools import classproperty

from .common import CustomerCommon


class CreditCommon(CustomerCommon):
    """A customer with a limit of 1,000, two who sell, two who control, and a grade of each kind."""

    # Asked for when it is used: a run of all tests may last over midnight.
    @classproperty
    def today(cls):
        return Date.today()

    @classproperty
    def late(cls):
        return cls.today - timedelta(40)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_use_credit_limit = True
        (cls.company + cls.other_company).keqing_credit_constraint = "approve"
        cls.controller = cls._create_controller("controller")
        sells = cls.env.ref("sales_team.group_sale_salesman_all_leads")
        for user in (cls.salesperson, cls.manager):
            user.group_ids += sells
        scale = cls.env["keqing.grade.scale"].create({"name": "Credit"})
        cls.credit_grades = {
            constraint: cls.env["keqing.grade"].create(
                {
                    "scale_id": scale.id,
                    "code": constraint[:3],
                    "name": constraint,
                    "credit_constraint": constraint,
                }
            )
            for constraint in ("none", "warn", "approve", "cap", "suspend")
        }
        cls.customer = cls._create_customer("Ganyu", user_id=cls.salesperson.id)
        cls._set_limit(cls.customer, 1000)
        cls.euro = cls._create_currency("KQE", 0.5)

    @classmethod
    def _create_controller(cls, login):
        user = cls._create_user(login)
        user.group_ids += cls.env.ref("keqing_customer.group_customer_credit")
        return user

    @classmethod
    def _create_currency(cls, name, rate):
        """A currency of which ``rate`` are worth one of the company's."""
        return cls.env["res.currency"].create(
            {
                "name": name,
                "symbol": name,
                "rounding": 0.01,
                "rate_ids": [
                    Command.create({"name": "2020-01-01", "rate": rate, "company_id": company.id})
                    for company in (cls.company, cls.other_company)
                ],
            }
        )

    @classmethod
    def _set_limit(cls, customer, amount, company=None):
        customer.with_company(company or cls.company).credit_limit = amount

    @classmethod
    def _rate(cls, customer, constraint, **values):
        """Give a customer the credit grade with this constraint, and the grade these values."""
        grade = cls.credit_grades[constraint]
        grade.write(values)
        customer.with_company(cls.company).sudo().keqing_credit_grade_id = grade
        return grade

    @classmethod
    def _account(cls, customer=None, company=None):
        return cls.env["keqing.credit.account"]._of(customer or cls.customer, company)

    @classmethod
    def _create_order(
        cls, amount, customer=None, *, quantity=1, product=None, company=None, user=None, **values
    ):
        """A quotation over ``amount`` for ``quantity`` of a product."""
        company = company or cls.company
        customer = customer or cls.customer
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        order = env["sale.order"].create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "user_id": (user or cls.salesperson).id,
                "payment_term_id": False,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or cls.product).id,
                            "product_uom_qty": quantity,
                            "price_unit": amount / quantity,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        cls.env.flush_all()
        return order

    @classmethod
    def _post_invoice(cls, amount, date, **values):
        """A posted invoice of the customer, whatever its credit."""
        account = cls._account()
        before = account.terms
        account.terms = "unlimited"
        invoice = cls._create_invoice(cls.customer, amount, date, **values)
        account.terms = before
        return invoice

    @classmethod
    def _confirm_order(cls, amount, customer=None, **values):
        """A confirmed order, whatever the customer's credit."""
        order = cls._create_order(amount, customer, **values)
        account = cls._account(order.partner_id, order.company_id)
        before = account.terms
        account.terms = "unlimited"
        order.action_confirm()
        account.terms = before
        return order

    @classmethod
    def _invoice_order(cls, order, *, quantity=None, post=True):
        """Invoice what is left of an order, or ``quantity`` of its first line."""
        invoice = order._create_invoices(final=True)
        if quantity is not None:
            line = invoice.invoice_line_ids.filtered(lambda line: line.quantity > 0)[0]
            line.quantity = quantity
        invoice.invoice_date = Date.today()
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _down_payment(cls, order, amount, *, post=True):
        wizard = (
            cls.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "fixed", "fixed_amount": amount})
        )
        invoice = wizard._create_invoices(order)
        invoice.invoice_date = Date.today()
        if post:
            invoice.action_post()
        return invoice

    def _pay_by_bank(self, amount):
        """A posted payment of the customer, with its entry."""
        journal = self.env["account.journal"].create(
            {"name": "Bank", "code": "KQB", "type": "bank", "company_id": self.company.id}
        )
        journal.inbound_payment_method_line_ids.payment_account_id = self.env[
            "account.account"
        ].create(
            {
                "name": "Outstanding",
                "code": "KQOUT",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": self.company.ids,
            }
        )
        payment = self.env["account.payment"].create(
            {
                "journal_id": journal.id,
                "partner_id": self.customer.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": amount,
            }
        )
        payment.action_post()
        return payment

    def _exposure(self, customer=None, company=None):
        customer = customer or self.customer
        company = company or self.company
        exposures = self.env["keqing.credit.account"]._get_exposures(company, customer)
        return exposures[customer.id]

    def _call(self, user, records, method, *args, **kwargs):
        """Call a public method as a client does, through the check of what is public."""
        self.env.flush_all()
        model = (
            self.env[records._name]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
        )
        is_of_model = getattr(getattr(model, method), "_api_model", False)
        ids = [] if is_of_model else [records.ids]
        outcome = call_kw(model, method, [*ids, *args], kwargs)
        self.env.flush_all()
        self.env.invalidate_all()
        return outcome
