# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Each role and each deed on credit and agreements, as a client asks for it.

``does``: it happens, and changes something; ``sees``: it is answered, and changes nothing;
``-``: refused, as the role has no right to it; ``no``: refused, as a rule stands against it. What
is refused changes nothing.

The roles: who sells; who leads the territory; who controls credit; the legal reviewer; the
administrator; and who keeps the books and has none of our roles.
"""

from contextlib import contextmanager
from textwrap import dedent

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .agreement import AgreementCommon
from .credit import CreditCommon

# What a deed could change
TABLES = (
    "account_move",
    "keqing_agreement",
    "keqing_agreement_addendum",
    "keqing_agreement_target",
    "keqing_agreement_type",
    "keqing_credit_account",
    "keqing_credit_proposal",
    "keqing_credit_release",
    "res_partner",
    "sale_order",
    "sale_order_line",
)


class RolesCommon(CreditCommon, AgreementCommon):
    """One user in each role, and a customer of the salesperson in the manager's territory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accountant = cls._create_user("accountant")
        accountant.group_ids += cls.env.ref("account.group_account_invoice")
        accountant.group_ids += cls.env.ref("base.group_partner_manager")
        cls.admin.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.roles = {
            "sales": cls.salesperson,
            "lead": cls.manager,
            "credit": cls.controller,
            "legal": cls.legal,
            "admin": cls.admin,
            "books": accountant,
        }
        for user in cls.roles.values():
            user.group_ids += cls.env.ref("base.group_allow_export")

    def _assert_deeds(self, table, deeds):
        """Have each role try each deed, and compare what came of it.

        :param table: a line for each deed, with what comes of it for each of the roles
        :param deeds: ``{name: (records, method, *arguments)}``, or a function of the user
        """
        outcomes = [["deed", *self.roles]]
        outcomes += [
            [name, *(self._try(user, deed) for user in self.roles.values())]
            for name, deed in deeds.items()
        ]
        found = "\n".join(
            "".join([name.ljust(34), *(each.ljust(7) for each in cells)]).rstrip()
            for name, *cells in outcomes
        )
        self.assertEqual(found, dedent(table).strip())

    def _try(self, user, deed):
        """What comes of a deed, which is undone afterwards."""
        with self._undone():
            before = self._everything()
            try:
                with self.env.cr.savepoint():
                    answer = deed(user) if callable(deed) else self._call(user, *deed)
            except AccessError:
                outcome = "-"
            except UserError:
                outcome = "no"
            else:
                # What a rule hides is not found, and nobody is told that it is there
                outcome = "-" if answer in ([], {}) else "does"
            self.env.invalidate_all()
            if self._everything() == before:
                return "sees" if outcome == "does" else outcome
            return outcome if outcome == "does" else f"{outcome}, yet something changed"

    @contextmanager
    def _undone(self):
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _everything(self):
        self.env.flush_all()
        return [
            self.env.execute_query(
                SQL(
                    "SELECT md5(string_agg(each::text, '|' ORDER BY id)) FROM %s each",
                    SQL.identifier(table),
                )
            )
            for table in TABLES
        ]

    def _by_wizard(self, wizard, method, **values):
        """The deed of a dialog."""

        def deed(user):
            ids = self._call(user, self.env[wizard], "create", values)
            return self._call(user, self.env[wizard].browse(ids), method)

        return deed


@tagged("post_install", "-at_install")
class TestAccountRoles(RolesCommon):
    def test_who_does_what_with_credit_accounts(self):
        self._post_invoice(300, self.today)
        account = self._account()
        stopped = self._account(self.rival)
        stopped.action_hold("Cheque bounced")
        mine = [("id", "=", account.id)]
        customer = self.customer
        self._assert_deeds(
            """
            deed                              sales  lead   credit legal  admin  books
            read an account                   -      -      sees   -      sees   -
            search accounts by exposure       -      -      sees   -      sees   -
            sum the exposure of accounts      -      -      sees   -      sees   -
            export accounts                   -      -      sees   -      sees   -
            create an account                 -      -      -      -      -      -
            write an exposure                 -      -      -      -      -      -
            write a hold without its method   -      -      -      -      -      -
            delete an account                 -      -      -      -      -      -
            change the terms                  -      -      does   -      -      -
            set the standing limit            -      -      does   -      -      -
            give a temporary limit            -      -      does   -      -      -
            put on hold                       -      -      does   -      -      -
            supply again                      -      -      does   -      -      -
            agree by the private method       -      -      -      -      -      -
            open it from the customer         -      -      sees   -      -      -
            drill down to the receivables     -      -      sees   -      sees   -
            read the verdict on a customer    sees   sees   sees   sees   sees   -
            search customers over the limit   sees   sees   sees   sees   sees   -
            read the exposure of a customer   -      -      sees   -      -      -
            read the limit of a customer      -      -      sees   -      -      sees
            search customers by limit         -      -      sees   -      -      sees
            write the limit of a customer     -      -      -      -      -      does
            """,
            {
                "read an account": (account, "read", ["exposure", "credit_limit"]),
                "search accounts by exposure": (account, "search", [*mine, ("exposure", ">", 0)]),
                "sum the exposure of accounts": (
                    account,
                    "formatted_read_group",
                    mine,
                    ["partner_id"],
                    ["exposure:sum"],
                ),
                "export accounts": (account, "export_data", ["partner_id", "exposure"]),
                "create an account": (account, "create", [{"partner_id": self.rival.id}]),
                "write an exposure": (account, "write", {"exposure": 1}),
                "write a hold without its method": (account, "write", {"is_on_hold": True}),
                "delete an account": (account, "unlink"),
                "change the terms": (account, "write", {"terms": "unlimited"}),
                "set the standing limit": (account, "write", {"credit_limit": 9000}),
                "give a temporary limit": (
                    account,
                    "write",
                    {"temporary_limit": 9000, "temporary_until": self.today},
                ),
                "put on hold": (account, "action_hold", "Cheque bounced"),
                "supply again": (stopped, "action_unhold"),
                "agree by the private method": (account, "_agree", 9000),
                "open it from the customer": (customer, "action_view_keqing_credit"),
                "drill down to the receivables": (account, "action_view_receivables"),
                "read the verdict on a customer": (customer, "read", ["keqing_credit_state"]),
                "search customers over the limit": (
                    customer,
                    "search",
                    [("id", "=", customer.id), ("keqing_is_over_limit", "=", False)],
                ),
                "read the exposure of a customer": (customer, "read", ["keqing_credit_exposure"]),
                "read the limit of a customer": (customer, "read", ["credit_limit"]),
                "search customers by limit": (
                    customer,
                    "search",
                    [("id", "=", customer.id), ("credit_limit", ">", 0)],
                ),
                "write the limit of a customer": (customer, "write", {"credit_limit": 9000}),
            },
        )


@tagged("post_install", "-at_install")
class TestReleaseRoles(RolesCommon):
    def _ask(self, amount=1500):
        order = self._create_order(amount)
        values = {"sale_order_id": order.id, "reason": "Pays on Friday"}
        [release_id] = self._call(
            self.salesperson, self.env["keqing.credit.release"], "create", [values]
        )
        return self.env["keqing.credit.release"].browse(release_id)

    def _confirm_batch(self, order):
        """The list's button answers what it could not confirm."""

        def deed(user):
            told = self._call(user, order, "action_keqing_confirm")
            if told["params"]["type"] == "warning":
                raise UserError(told["params"]["message"])

        return deed

    def test_who_does_what_with_held_documents(self):
        held = self._create_order(1500)
        self._set_limit(self.rival, 1000)
        service = self._create_product("Service", type="service")  # who moves goods is Odoo's
        small = self._create_order(50, self.rival, product=service)
        sold = self._create_order(900)
        sold.action_confirm()
        invoice = self._create_invoice(self.customer, 1500, self.today, post=False)
        cheap = self._create_invoice(self.rival, 10, self.today, post=False)
        grow = {"order_line": [Command.update(sold.order_line.id, {"price_unit": 1500})]}
        # Odoo reads its coupons first, where there are any: only who sells confirms by the button
        coupons = "sale_loyalty" in self.env["ir.module.module"]._installed()
        no, does = ("-", "-") if coupons else ("no", "does")
        self._assert_deeds(
            f"""
            deed                              sales  lead   credit legal  admin  books
            read why an order is held         sees   sees   sees   -      sees   -
            search orders by their release    sees   sees   sees   -      sees   -
            confirm it by the button          no     no     {no:6} -      no     {no}
            confirm it by writing the state   no     no     no     -      no     no
            confirm it in a batch             no     no     -      -      no     -
            confirm one within credit         does   does   -      -      does   {does}
            let a confirmed order grow        no     no     -      -      no     no
            post an invoice beyond credit     -      -      -      -      -      no
            post one within credit            -      -      -      -      -      does
            """,
            {
                "read why an order is held": (held, "read", ["keqing_credit_reason"]),
                "search orders by their release": (
                    held,
                    "search",
                    [("id", "=", held.id), ("keqing_release_state", "!=", "approved")],
                ),
                "confirm it by the button": (held, "action_confirm"),
                "confirm it by writing the state": (held, "write", {"state": "sale"}),
                "confirm it in a batch": self._confirm_batch(held),
                "confirm one within credit": (small, "action_confirm"),
                "let a confirmed order grow": (sold, "write", grow),
                "post an invoice beyond credit": (invoice, "action_post"),
                "post one within credit": (cheap, "action_post"),
            },
        )

    def test_who_does_what_with_releases(self):
        release = self._ask()
        ready = self._ask()
        ready.decision_note = "An old customer"
        decided = self._ask()
        decided.decision_note = "An old customer"
        decided.with_user(self.controller).action_refuse()
        mine = [("id", "=", release.id)]
        asked = {"sale_order_id": self._create_order(1600).id, "reason": "Please"}
        hidden = ["exposure", "limit_amount", "overdue", "verdict_figures", "exposure_now"]
        self._assert_deeds(
            """
            deed                              sales  lead   credit legal  admin  books
            ask for a release                 does   does   does   -      does   -
            read a release                    sees   sees   sees   -      sees   -
            read the figures of a release     -      -      sees   -      -      -
            search releases by exposure       -      -      sees   -      -      -
            sort releases by exposure         -      -      sees   -      -      -
            sum the exposure of releases      -      -      sees   -      -      -
            group releases by customer        sees   sees   sees   -      sees   -
            export the figures of releases    -      -      sees   -      -      -
            change what was asked             -      -      no     -      -      -
            write the state                   -      -      -      -      -      -
            prepare a decision                -      -      does   -      -      -
            approve                           -      -      does   -      -      -
            approve and confirm               -      -      does   -      -      -
            refuse                            -      -      does   -      -      -
            approve without a reason          -      -      no     -      -      -
            decide once more                  -      -      no     -      -      -
            change a decision                 -      -      no     -      -      -
            take the request back             does   -      -      -      -      -
            decide by the private method      -      -      -      -      -      -
            delete a release                  -      -      -      -      -      -
            """,
            {
                "ask for a release": (release, "create", [asked]),
                "read a release": (release, "read", ["verdict", "state", "amount"]),
                "read the figures of a release": (release, "read", hidden),
                "search releases by exposure": (release, "search", [*mine, ("exposure", "<", 9)]),
                "sort releases by exposure": (release, "search", mine, 0, None, "exposure"),
                "sum the exposure of releases": (
                    release,
                    "formatted_read_group",
                    mine,
                    ["partner_id"],
                    ["exposure:sum"],
                ),
                "group releases by customer": (
                    release,
                    "formatted_read_group",
                    mine,
                    ["partner_id"],
                    ["__count"],
                ),
                "export the figures of releases": (release, "export_data", ["exposure"]),
                "change what was asked": (release, "write", {"reason": "Another one"}),
                "write the state": (release, "write", {"state": "approved"}),
                "prepare a decision": (release, "write", {"decision_note": "Well"}),
                "approve": (ready, "action_approve"),
                "approve and confirm": (ready, "action_approve_confirm"),
                "refuse": (ready, "action_refuse"),
                "approve without a reason": (release, "action_approve"),
                "decide once more": (decided, "action_approve"),
                "change a decision": (decided, "write", {"amount_limit": 99_999}),
                "take the request back": (release, "action_cancel"),
                "decide by the private method": (ready, "_decide", "approved"),
                "delete a release": (release, "unlink"),
            },
        )


@tagged("post_install", "-at_install")
class TestProposalRoles(RolesCommon):
    def test_who_does_what_with_limit_proposals(self):
        scorecard = self._create_scorecard()
        proposal = self.env["keqing.credit.proposal"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "run_id": self._create_run(scorecard).id,
                "grade_id": self.credit_grades["approve"].id,
                "date": self.today,
                "proposed_limit": 5000,
                "state": "proposed",
            }
        )
        mine = [("id", "=", proposal.id)]
        decision = {"proposal_ids": [Command.set(proposal.ids)], "limit": 7000, "reason": "Why"}
        wizard = "keqing.credit.decision"
        self._assert_deeds(
            """
            deed                              sales  lead   credit legal  admin  books
            read a proposal                   -      -      sees   -      -      -
            search proposals by limit         -      -      sees   -      -      -
            sum the proposed limits           -      -      sees   -      -      -
            accept                            -      -      does   -      -      -
            give another limit                -      -      does   -      -      -
            keep the present limit            -      -      does   -      -      -
            decide by the private method      -      -      -      -      -      -
            make one up                       -      -      -      -      -      -
            write the proposed limit          -      -      -      -      -      -
            delete a proposal                 -      -      -      -      -      -
            """,
            {
                "read a proposal": (proposal, "read", ["proposed_limit"]),
                "search proposals by limit": (proposal, "search", mine),
                "sum the proposed limits": (
                    proposal,
                    "formatted_read_group",
                    mine,
                    [],
                    ["proposed_limit:sum"],
                ),
                "accept": (proposal, "action_accept"),
                "give another limit": self._by_wizard(wizard, "action_apply", **decision),
                "keep the present limit": self._by_wizard(
                    wizard, "action_apply", **decision, decision="refused"
                ),
                "decide by the private method": (proposal, "_change", 1, "Mine"),
                "make one up": (
                    proposal,
                    "create",
                    [{"partner_id": self.rival.id, "proposed_limit": 1}],
                ),
                "write the proposed limit": (proposal, "write", {"proposed_limit": 1}),
                "delete a proposal": (proposal, "unlink"),
            },
        )


@tagged("post_install", "-at_install")
class TestAgreementRoles(RolesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"user": cls.salesperson, "territory_ids": cls.harbour, "is_exclusive": True}
        cls.draft, cls.review, cls.active = (
            cls._create_agreement(
                date_from=f"{year}-01-01",
                date_to=f"{year}-12-31",
                target_ids=[cls._target(100, f"{year}-01-01", f"{year}-12-31")],
                **values,
            )
            for year in (2020, 2021, 2022)
        )
        (cls.draft + cls.review + cls.active).invalidate_recordset()
        cls.review.sudo().write({"stage": "review", "submitted_by_id": cls.salesperson.id})
        cls.active.sudo().stage = "active"
        elsewhere = cls._create_customer("Elsewhere", keqing_territory_id=cls.south.id)
        cls.elsewhere = cls._create_agreement(elsewhere, stage="review")
        cls.addendum = cls.env["keqing.agreement.addendum"].create(
            {"agreement_id": cls.active.id, "text": "Ten days longer to pay"}
        )

    def test_who_does_what_with_agreements(self):
        draft, review, active = self.draft, self.review, self.active
        new = {"partner_id": self.customer.id, "type_id": self.distribution.id}
        self._assert_deeds(
            """
            deed                              sales  lead   credit legal  admin  books
            read one of the own territory     sees   sees   -      sees   sees   -
            read one of another territory     -      -      -      sees   sees   -
            group agreements by status        sees   sees   -      sees   sees   -
            draw one up                       does   does   -      does   does   -
            draw one up that is in force      -      -      -      -      -      -
            change a draft                    does   does   -      does   does   -
            write the stage                   -      -      -      -      -      -
            delete a draft                    does   does   -      does   does   -
            hand it in                        does   does   -      does   does   -
            take it back from review          does   does   -      does   does   -
            change what is in review          no     no     -      no     no     -
            change what is in force           no     no     -      no     no     -
            delete what is in force           no     no     -      no     no     -
            archive what is in force          does   does   -      does   does   -
            renew                             does   does   -      does   does   -
            """,
            {
                "read one of the own territory": (active, "read", ["name", "state"]),
                "read one of another territory": (self.elsewhere, "read", ["name"]),
                "group agreements by status": (
                    active,
                    "formatted_read_group",
                    [("id", "=", active.id)],
                    ["state"],
                    ["__count"],
                ),
                "draw one up": (draft, "create", [new]),
                "draw one up that is in force": (draft, "create", [{**new, "stage": "active"}]),
                "change a draft": (draft, "write", {"customer_obligations": "Pay"}),
                "write the stage": (draft, "write", {"stage": "active"}),
                "delete a draft": (draft, "unlink"),
                "hand it in": (draft, "action_submit"),
                "take it back from review": (review, "action_withdraw"),
                "change what is in review": (review, "write", {"date_to": "2022-01-31"}),
                "change what is in force": (active, "write", {"date_to": "2023-01-31"}),
                "delete what is in force": (active, "unlink"),
                "archive what is in force": (active, "action_archive"),
                "renew": (active, "action_renew"),
            },
        )

    def test_who_decides_on_agreements(self):
        review, active = self.review, self.active
        own = self._create_agreement(stage="review", user=self.manager)
        wizard = "keqing.agreement.decision"
        self._assert_deeds(
            """
            deed                              sales  lead   credit legal  admin  books
            approve                           -      does   -      does   does   -
            approve one of another territory  -      -      -      does   does   -
            approve what the manager drew up  -      no     -      does   does   -
            send it back                      -      does   -      does   does   -
            end it                            -      does   -      does   does   -
            end it by the private method      -      -      -      -      -      -
            """,
            {
                "approve": (review, "action_approve"),
                "approve one of another territory": (self.elsewhere, "action_approve"),
                "approve what the manager drew up": (own, "action_approve"),
                "send it back": self._by_wizard(
                    wizard,
                    "action_apply",
                    agreement_id=review.id,
                    decision="return",
                    reason="No price",
                ),
                "end it": self._by_wizard(
                    wizard,
                    "action_apply",
                    agreement_id=active.id,
                    decision="terminate",
                    reason="Sold elsewhere",
                    last_day="2022-06-30",
                ),
                "end it by the private method": (active, "_terminate", "2022-06-30", "No"),
            },
        )

    def test_who_does_what_with_targets_addenda_and_types(self):
        target = self.draft.target_ids
        fixed = self.active.target_ids
        addendum = {"agreement_id": self.active.id, "text": "Later"}
        self._assert_deeds(
            """
            deed                              sales  lead   credit legal  admin  books
            read a target                     sees   sees   -      sees   sees   -
            sum what was achieved             sees   sees   -      sees   sees   -
            change a target of a draft        does   does   -      does   does   -
            change a target in force          no     no     -      no     no     -
            delete a target in force          no     no     -      no     no     -
            write an addendum                 does   does   -      does   does   -
            change an addendum                no     no     no     no     no     no
            delete an addendum                -      -      -      -      -      -
            read a type                       sees   sees   sees   sees   sees   -
            change a type                     -      -      -      does   does   -
            """,
            {
                "read a target": (target, "read", ["amount", "achieved"]),
                "sum what was achieved": (
                    target,
                    "formatted_read_group",
                    [("id", "=", target.id)],
                    ["agreement_id"],
                    ["achieved:sum", "amount:sum"],
                ),
                "change a target of a draft": (target, "write", {"amount": 1}),
                "change a target in force": (fixed, "write", {"amount": 1}),
                "delete a target in force": (fixed, "unlink"),
                "write an addendum": (self.addendum, "create", [addendum]),
                "change an addendum": (self.addendum, "write", {"text": "Nothing"}),
                "delete an addendum": (self.addendum, "unlink"),
                "read a type": (self.distribution, "read", ["name"]),
                "change a type": (self.distribution, "write", {"notice_days": 5}),
            },
        )
