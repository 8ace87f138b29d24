# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.fields import Date
from odoo.models import BaseModel
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase, new_test_user

from ..tools.period import period_around

# Attribute of a class, and (model, ids) of its records, for the world that the database holds
kept_world = {}


def keep_world():
    """Have the database hold the world of `CustomerCommon`, which every class else creates anew."""
    world = type("World", (CustomerCommon,), {})
    world.setUpClass()
    Cursor.commit(world.cr)  # its own commit() refuses, as in every test
    world.doClassCleanups()
    for name, value in vars(world).items():
        if isinstance(value, BaseModel):
            kept_world[name] = (value._name, value.ids)


class CustomerCommon(TransactionCase):
    """A company of its own with people, territories and books, so that nothing else counts.

    The territories: ``country`` over ``north`` (of ``manager``) and ``south``, ``north`` over
    ``harbour`` (where ``salesperson`` works). Companies share them, and the customers.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")  # a database may hold other languages alone
        if kept_world:
            cls._enter_world()
        else:
            cls._create_world()
        cls.indicators = {each.code: each for each in cls.env["keqing.indicator"].search([])}
        cls.scale = cls.env.ref("keqing_customer.scale_abc")
        cls.grade_a, cls.grade_b, cls.grade_c = cls.scale.grade_ids

    def start_tour(self, *arguments, timeout=300, **options):
        """As tests with a browser do, with patience for a busy machine."""
        return super().start_tour(*arguments, timeout=timeout, **options)

    @classmethod
    def _enter_world(cls):
        model, ids = kept_world["company"]
        cls._work_in(cls.env[model].browse(ids))
        for name, (model, ids) in kept_world.items():
            setattr(cls, name, cls.env[model].browse(ids))

    @classmethod
    def _create_world(cls):
        company = cls._create_company("Liyue Harbour Trading")
        cls.other_company = cls._create_company("Inazuma Trading")
        cls._work_in(company)
        cls.salesperson = cls._create_user("salesperson", "user")
        cls.manager = cls._create_user("manager", "manager")
        cls.director = cls._create_user("director", "all")
        cls.admin = cls._create_user("customer_admin", "admin")
        cls._create_tree()
        cls.product = cls._create_product(standard_price=60)

    @classmethod
    def _work_in(cls, company):
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                allowed_company_ids=company.ids,
                lang="en_US",
                no_reset_password=True,
                tracking_disable=True,
            )
        )
        cls.company = company.with_env(cls.env)

    @classmethod
    def _create_tree(cls):
        cls.seller = cls.env["keqing.customer.type"].create({"name": "Seller"})
        cls.outlet = cls.env["keqing.customer.type"].create(
            {"name": "Outlet", "parent_id": cls.seller.id}
        )
        cls.country = cls._create_territory("Country")
        cls.north = cls._create_territory(
            "North", parent_id=cls.country.id, manager_id=cls.manager.id
        )
        cls.south = cls._create_territory("South", parent_id=cls.country.id)
        cls.harbour = cls._create_territory(
            "Harbour",
            parent_id=cls.north.id,
            member_ids=[Command.link(cls.salesperson.id)],
        )

    @classmethod
    def _create_territory(cls, name, **values):
        return cls.env["keqing.territory"].create({"name": name, **values})

    # People

    @classmethod
    def _create_user(cls, login, role=None, **values):
        """A user of the company.

        :param role: ``user``, ``manager``, ``all`` or ``admin``; None for an ordinary employee
            whom the suite gives nothing
        """
        groups = f"keqing_customer.group_customer_{role}" if role else "base.group_user"
        values = {
            "company_id": cls.company.id,
            "name": login.title(),
            "lang": "en_US",
            **values,
        }
        return new_test_user(cls.env, login, groups, **values)

    @classmethod
    def _create_customer(cls, name="Ganyu", **values):
        """An outlet in the harbour, of nobody in particular."""
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "keqing_customer_type_id": cls.outlet.id,
                "keqing_territory_id": cls.harbour.id,
                "user_id": False,
                "lang": "en_US",
                **values,
            }
        )

    @classmethod
    def _create_customers(cls, count, **values):
        return cls.env["res.partner"].concat(
            *(cls._create_customer(f"Customer {number}", **values) for number in range(count))
        )

    # Books

    @classmethod
    def _create_company(cls, name):
        """A company with the few accounts and journals that invoices and payments need."""
        company = cls.env["res.company"].create({"name": name, "country_id": False})
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        receivable, income, bank = env["account.account"].create(
            [
                {"code": code, "name": name, "account_type": kind, "reconcile": reconcile}
                for code, name, kind, reconcile in (
                    ("1100", "Receivables", "asset_receivable", True),
                    ("4000", "Sales", "income", False),
                    ("1000", "Cash", "asset_current", False),
                )
            ]
        )
        env["account.journal"].create(
            [
                {
                    "name": "Sales",
                    "type": "sale",
                    "code": "SAL",
                    "default_account_id": income.id,
                },
                {
                    "name": "Payments",
                    "type": "general",
                    "code": "PAY",
                    "default_account_id": bank.id,
                },
            ]
        )
        env["ir.default"].set(
            "res.partner", "property_account_receivable_id", receivable.id, company_id=company.id
        )
        return company

    @classmethod
    def _create_product(cls, name="Osmanthus wine", **values):
        return cls.env["product.product"].create({"name": name, "taxes_id": False, **values})

    @classmethod
    def _create_invoice(
        cls,
        partner,
        amount,
        date,
        *,
        due=None,
        refund=False,
        quantity=1,
        product=None,
        currency=None,
        company=None,
        post=True,
        **values,
    ):
        """A posted customer invoice over ``amount``, untaxed, in ``currency``.

        :param due: due date; that of the invoice if None
        :param refund: a credit note instead
        :param quantity: how many of ``product`` make the amount
        """
        company = company or cls.company
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        move = env["account.move"].create(
            {
                "move_type": "out_refund" if refund else "out_invoice",
                "partner_id": partner.id,
                "invoice_date": date,
                "invoice_date_due": due or date,
                "invoice_payment_term_id": False,
                "currency_id": (currency or company.currency_id).id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": (product or cls.product).id,
                            "quantity": quantity,
                            "price_unit": amount / quantity,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, invoice, amount, date):
        """Money for an invoice, in company currency, as a reconciled bank entry books it."""
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        journal = invoice.env["account.journal"].search(
            [("code", "=", "PAY"), ("company_id", "=", invoice.company_id.id)]
        )
        payment = invoice.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": date,
                "line_ids": [
                    Command.create({"account_id": journal.default_account_id.id, "debit": amount}),
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": invoice.commercial_partner_id.id,
                            "credit": amount,
                        }
                    ),
                ],
            }
        )
        payment.action_post()
        (receivable + payment.line_ids.filtered("partner_id")).reconcile()
        return payment

    # Policy

    @classmethod
    def _create_indicator(cls, code, **values):
        """An assessed indicator (marks from 0 to 100) unless ``values`` name a measure."""
        kind = "measured" if "measure" in values else "assessed"
        return cls.env["keqing.indicator"].create(
            {
                "code": code,
                "name": code.title(),
                "kind": kind,
                "mark_min": 0,
                "mark_max": 100,
                **values,
            }
        )

    @classmethod
    def _assess(cls, indicator, partner, value, date="2024-03-15", **values):
        return cls.env["keqing.assessment"].create(
            {
                "indicator_id": indicator.id,
                "partner_id": partner.id,
                "value": value,
                "date": date,
                **values,
            }
        )

    @classmethod
    def _line(cls, indicator, weight=100, **values):
        """Values of a scorecard line.

        :param indicator: record, or the code of one that ships with the module
        :param values: also ``floor`` and ``target``, or ``steps``: ``[(None, points), (from,
            points), …]``, None for the lowest
        """
        if isinstance(indicator, str):
            indicator = cls.indicators[indicator]
        steps = values.pop("steps", None)
        if steps:
            values["curve"] = "steps"
            values["step_ids"] = [
                Command.create(
                    {"is_lowest": start is None, "value_from": start or 0, "points": points}
                )
                for start, points in steps
            ]
        return {
            "indicator_id": indicator.id,
            "weight": weight,
            "value_floor": values.pop("floor", 0),
            "value_target": values.pop("target", 100),
            **values,
        }

    @classmethod
    def _create_scorecard(cls, method="score", lines=(), thresholds=(60, 40, 0), **values):
        """A quarterly scorecard over all sellers.

        :param lines: see :meth:`_line`; the purchase amount up to 10,000 if empty
        :param thresholds: of the grades A, B and C
        """
        scorecard = cls.env["keqing.scorecard"].create(
            {
                "name": "Grades of sellers",
                "scale_id": cls.scale.id,
                "company_id": cls.company.id,
                "cut_method": method,
                "period": "quarter",
                "customer_type_ids": [Command.link(cls.seller.id)],
                "user_id": cls.manager.id,
                "line_ids": [
                    Command.create(line)
                    for line in lines or [cls._line("purchase_amount", target=10_000)]
                ],
                **values,
            }
        )
        for band, threshold in zip(scorecard.band_ids, thresholds, strict=True):
            band.threshold = threshold
        return scorecard

    @classmethod
    def _create_run(cls, scorecard, day="2024-03-31"):
        """A draft run for the period that holds ``day``."""
        date_from, date_to = period_around(day=Date.to_date(day), **scorecard._period_rule())
        return cls.env["keqing.evaluation.run"].create(
            {"scorecard_id": scorecard.id, "date_from": date_from, "date_to": date_to}
        )

    @classmethod
    def _compute_run(cls, scorecard, day="2024-03-31"):
        """A run for the period that holds ``day``, computed and waiting for confirmation."""
        run = cls._create_run(scorecard, day)
        run.action_compute()
        return run

    @classmethod
    def _confirm_run(cls, scorecard, day="2024-03-31"):
        run = cls._compute_run(scorecard, day)
        run.action_confirm()
        return run

    def _evaluation(self, run, partner):
        """The verdict of a run on a customer, the one that stands."""
        return run.evaluation_ids.filtered(
            lambda evaluation: evaluation.partner_id == partner and not evaluation.is_superseded
        )

    def _grades(self, run, partners):
        """Codes of the grades that a run gave, in the order of ``partners``; False for none."""
        return [self._evaluation(run, partner).grade_id.code for partner in partners]
