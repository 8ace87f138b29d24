# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_credit_rating import RatingCommon

MARKS = {"AAA": 95, "AA": 80, "A": 65, "B": 45, "C": 10}


class ProposalCommon(RatingCommon):
    """A credit controller, and ratings by marks alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.controller = new_test_user(
            cls.env,
            "controller",
            "keqing_customer.group_customer_credit",
            company_id=cls.company.id,
            lang="en_US",
        )
        cls.rating = cls._create_rating(limit_rounding=0)
        cls.company.account_use_credit_limit = True

    def _rate(self, grade, amounts=((6000, "2024-02-10"),), name=None, **values):
        """A customer who gets a rating and has bought for these amounts on these days."""
        customer = self._create_customer(name or f"Customer {grade}", **values)
        self._assess(self.mark, customer, MARKS[grade], "2023-01-01")
        for amount, date in amounts:
            self._create_invoice(customer, abs(amount), date, refund=amount < 0)
        return customer

    def _proposals(self, customers, **values):
        domain = [("partner_id", "in", customers.ids)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["keqing.credit.proposal"].search(domain, order="id")

    def _proposed(self, customer):
        """What is proposed to a customer, None for nothing."""
        proposal = self._proposals(customer, state="proposed")
        return proposal.proposed_limit if proposal else None

    def _limit(self, customer, company=None):
        self.env.invalidate_all()
        return customer.with_company(company or self.company).credit_limit

    def _account(self, customer):
        self.env.invalidate_all()
        domain = [("partner_id", "=", customer.id), ("company_id", "=", self.company.id)]
        return self.env["keqing.credit.account"].search(domain)

    def _set_limit(self, customer, limit):
        customer.with_company(self.company).credit_limit = limit


@tagged("post_install", "-at_install")
class TestFormula(ProposalCommon):
    def test_average_month_times_term_times_coefficient(self):
        self.rating.limit_term_days = 45
        customer = self._rate(
            "AA", [(6000, "2023-04-01"), (2000, "2024-02-10"), (1000, "2024-02-20")]
        )
        self._confirm_run(self.rating)
        self.assertRecordValues(
            self._proposals(customer),
            [
                {
                    "average_month": 4500,  # two months with invoices
                    "month_count": 2,
                    "term_days": 45,
                    "coefficient": 1.2,
                    "proposed_limit": 4500 * 1.5 * 1.2,
                    "has_limit": False,
                    "state": "proposed",
                    "grade_id": self.aa.id,
                    "date": self.rating.run_ids.date_to,
                }
            ],
        )

    def test_only_the_months_looked_back_count(self):
        customer = self._rate("A", [(9000, "2023-03-31"), (600, "2023-04-01"), (60, "2024-04-01")])
        self._confirm_run(self.rating)
        self.assertEqual(self._proposed(customer), 600)

    def test_fewer_months(self):
        self.rating.limit_months = 3
        customer = self._rate("A", [(9000, "2023-12-31"), (600, "2024-01-01")])
        self._confirm_run(self.rating)
        self.assertEqual(self._proposed(customer), 600)

    def test_credit_notes_lower_the_average_and_make_no_month(self):
        customer = self._rate("A", [(900, "2024-01-10"), (-300, "2024-02-10")])
        self._confirm_run(self.rating)
        self.assertEqual(self._proposed(customer), 600)

    def test_no_sales_no_proposal(self):
        customers = self._rate("A", []) | self._rate(
            "A", [(100, "2024-01-10"), (-100, "2024-02-10")]
        )
        self._rate("A")
        run = self._confirm_run(self.rating)
        self.assertEqual(len(run.evaluation_ids), 4)
        self.assertFalse(self._proposals(customers))

    def test_a_coefficient_of_zero_proposes_a_limit_of_zero(self):
        customer = self._rate("C")
        self._confirm_run(self.rating)
        self.assertEqual(self._proposed(customer), 0)

    def test_the_customers_own_payment_term_goes_before_the_scorecards(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30 % now, the rest in 90 days",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 30, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 70, "nb_days": 90}),
                ],
            }
        )
        own, of_other_company = self._rate("A", name="Own"), self._rate("A", name="Other")
        own.property_payment_term_id = term
        of_other_company.with_company(self.other_company).property_payment_term_id = term
        self._confirm_run(self.rating)
        self.assertEqual(self._proposed(own), 18000)
        self.assertEqual(self._proposed(of_other_company), 6000)

    def test_rounded_up_to_the_step(self):
        self.rating.limit_rounding = 5000
        just, more, little, none = (
            self._rate(grade, [(amount, "2024-02-10")], name=str(amount))
            for grade, amount in (("A", 5000), ("A", 5000.01), ("A", 0.01), ("C", 5000.02))
        )
        self._confirm_run(self.rating)
        self.assertEqual(
            [self._proposed(each) for each in (just, more, little, none)], [5000, 10000, 5000, 0]
        )

    def test_not_rounded_to_a_step_is_still_an_amount_of_the_currency(self):
        customer = self._rate("A", [(100, "2024-01-10"), (100, "2024-02-10"), (0.01, "2024-03-01")])
        self._confirm_run(self.rating)
        self.assertEqual(self._proposed(customer), 66.67)

    def test_in_company_currency_whatever_was_invoiced(self):
        currency = self.env["res.currency"].create({"name": "MRA", "symbol": "m"})
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": "2024-01-01",
                "rate": 4,
            }
        )
        customer = self._rate("A", [])
        self._create_invoice(customer, 8000, "2024-02-10", currency=currency)
        self._create_invoice(customer, 70000, "2024-02-10", company=self.other_company)
        self._confirm_run(self.rating)
        proposal = self._proposals(customer)
        self.assertEqual(proposal.proposed_limit, 2000)
        self.assertEqual(proposal.currency_id, self.company.currency_id)

    def test_many_customers_cost_no_more_statements_than_one(self):
        costs = []
        self.company._get_keqing_branch_ids()  # kept once they are asked for, as the next
        self.env["account.cash.rounding"]._keqing_is_known()
        for count, day in ((1, "2023-12-31"), (12, "2024-03-31")):
            for number in range(count):
                customer = self._rate("A", [(600, "2023-12-10")], name=f"{day} {number}")
            run = self._compute_run(self.rating, day)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["keqing.credit.proposal"]._propose(run)
            costs.append(self.env.cr.sql_log_count - before)
            run.action_confirm()
            self.assertEqual(self._proposed(customer), 600)
        self.assertEqual(costs[0], costs[1])
        self.assertLessEqual(costs[1], 6)


@tagged("post_install", "-at_install")
class TestProposing(ProposalCommon):
    def test_only_a_confirmed_credit_rating_proposes(self):
        customer = self._rate("A")
        self._compute_run(self.rating)
        grading = self._create_scorecard(lines=[self._line(self.mark)])
        self._confirm_run(grading)
        self.assertFalse(self._proposals(customer))

    def test_the_present_limit_and_the_difference(self):
        raised, cut, same = (self._rate("A", name=name) for name in ("Raised", "Cut", "Same"))
        for customer, limit in ((raised, 1000), (cut, 7000), (same, 6000)):
            self._set_limit(customer, limit)
        self._confirm_run(self.rating)
        self.assertRecordValues(
            self._proposals(raised + cut),
            [
                {"current_limit": 1000, "difference": 5000, "has_limit": True},
                {"current_limit": 7000, "difference": -1000, "has_limit": True},
            ],
        )
        self.assertFalse(self._proposals(same), "it has that limit already")

    def test_who_has_unlimited_credit_is_proposed_nothing(self):
        customer = self._rate("A")
        self.env["keqing.credit.account"]._of(customer, self.company).terms = "unlimited"
        self._confirm_run(self.rating)
        self.assertFalse(self._proposals(customer))

    def test_who_has_nothing_on_credit_has_a_limit_of_zero(self):
        cash, none = self._rate("A", name="Cash"), self._rate("C", name="None")
        self._set_limit(cash, 500)  # whatever it is
        self.env["keqing.credit.account"]._of(cash + none, self.company).terms = "cash"
        self._confirm_run(self.rating)
        self.assertRecordValues(
            self._proposals(cash), [{"has_limit": True, "current_limit": 0, "difference": 6000}]
        )
        self.assertFalse(self._proposals(none))

    def test_the_companys_default_is_a_limit(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 6000, company_id=self.company.id)
        default, own = self._rate("A", name="Default"), self._rate("A", name="Own")
        self._set_limit(own, 1500)
        self._confirm_run(self.rating)
        self.assertFalse(self._proposals(default))
        self.assertEqual(self._proposals(own).current_limit, 1500)

    def test_a_limit_in_another_company_is_none_here(self):
        customer = self._rate("A")
        customer.with_company(self.other_company).credit_limit = 6000
        self._confirm_run(self.rating)
        self.assertFalse(self._proposals(customer).has_limit)

    def test_the_next_rating_supersedes_what_waits(self):
        customer = self._rate("A", [(600, "2023-12-01"), (1200, "2024-01-01")])
        self._confirm_run(self.rating, "2023-12-31")
        self._confirm_run(self.rating, "2024-03-31")
        self.assertRecordValues(
            self._proposals(customer),
            [
                {"proposed_limit": 600, "state": "superseded"},
                {"proposed_limit": 900, "state": "proposed"},
            ],
        )

    def test_an_older_rating_confirmed_late_proposes_nothing(self):
        customer = self._rate("A", [(600, "2023-12-01"), (1200, "2024-01-01")])
        late = self._compute_run(self.rating, "2023-12-31")
        self._confirm_run(self.rating, "2024-03-31")
        late.action_confirm()
        self.assertEqual(self._proposed(customer), 900)
        self.assertEqual(len(self._proposals(customer)), 1)

    def test_another_grade_set_by_hand_proposes_anew(self):
        customer, bystander = self._rate("A"), self._rate("B")
        run = self._confirm_run(self.rating)
        self._evaluation(run, customer)._override(self.aaa, "Vouched for")
        self.assertEqual(self._proposed(customer), 9000)
        self.assertEqual(self._proposals(customer).mapped("state"), ["superseded", "proposed"])
        self.assertEqual(len(self._proposals(bystander)), 1)

    def test_two_proposals_at_once_are_impossible(self):
        customer = self._rate("A")
        self._confirm_run(self.rating)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._proposals(customer).sudo().copy({"state": "proposed"})

    def test_merging_customers_keeps_the_history_of_both(self):
        kept, merged = self._rate("A", name="Kept"), self._rate("B", name="Merged")
        run = self._confirm_run(self.rating)
        self._evaluation(run, merged)._override(self.a, "Looks better than it is")
        proposals = self._proposals(kept + merged)
        self.env["base.partner.merge.automatic.wizard"]._merge((kept + merged).ids, kept)
        self.assertEqual(proposals.exists(), proposals)
        self.assertRecordValues(
            proposals,
            [
                {"partner_id": kept.id, "state": "proposed"},
                {"partner_id": kept.id, "state": "superseded"},
                {"partner_id": kept.id, "state": "superseded"},
            ],
        )
        self.assertEqual(self._evaluation(run, kept).grade_id, self.a)
        self.assertEqual(run.evaluation_ids.partner_id.sorted("id"), self.customer + kept)


@tagged("post_install", "-at_install")
class TestDeciding(ProposalCommon):
    def _wait(self, *grades):
        """Customers with a proposal each, as the controller sees them."""
        customers = self.env["res.partner"].concat(
            *(self._rate(grade, name=f"{number} {grade}") for number, grade in enumerate(grades))
        )
        self._confirm_run(self.rating)
        return customers, self._proposals(customers).with_user(self.controller)

    def _messages(self, customer):
        return customer.message_ids.filtered(lambda message: "redit" in (message.body or ""))

    def test_accepting_writes_the_limits_of_this_company(self):
        customers, proposals = self._wait("AAA", "B")
        customers[1].with_company(self.other_company).credit_limit = 77
        proposals.action_accept()
        self.assertEqual([self._limit(each) for each in customers], [9000, 3000])
        self.assertEqual([self._limit(each, self.other_company) for each in customers], [0, 77])
        self.assertTrue(customers[0].use_partner_credit_limit)
        self.assertRecordValues(
            proposals,
            [
                {"state": "accepted", "decided_limit": 9000, "decided_by_id": self.controller.id},
                {"state": "accepted", "decided_limit": 3000, "decided_by_id": self.controller.id},
            ],
        )
        self.assertTrue(all(proposals.mapped("decided_on")))

    def test_whose_customer_it_was_is_told_as_it_was(self):
        customers, proposals = self._wait("AAA", "B")
        customers.write({"user_id": self.manager.id, "keqing_territory_id": self.harbour.id})
        proposals[0].action_accept()
        self.assertFalse(proposals[1].user_id)
        customers.write({"user_id": False, "keqing_territory_id": False})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(proposals[0].user_id, self.manager)
        self.assertEqual(proposals[0].territory_id, self.harbour)

    def test_contacts_have_the_limit_of_their_customer(self):
        customers, proposals = self._wait("A")
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": customers.id})
        proposals.action_accept()
        self.assertEqual(self._limit(contact), 6000)

    def test_the_credit_account_follows_at_once(self):
        customers, proposals = self._wait("AA", "C", "C")
        self._create_invoice(customers[0], 9000, "2024-04-01")
        proposals[:2].action_accept()
        proposals[2]._change(100, "Pays its bills, one by one")
        self.assertRecordValues(
            self._account(customers[0]) + self._account(customers[1]) + self._account(customers[2]),
            [
                {"terms": "limit", "has_limit": True, "limit_amount": 7200, "is_over": True},
                {"terms": "cash", "has_limit": True, "limit_amount": 0, "is_over": True},
                {"terms": "limit", "has_limit": True, "limit_amount": 100, "is_over": True},
            ],
        )

    def test_refusing_leaves_the_terms(self):
        customers, proposals = self._wait("C")
        proposals._refuse("One more chance")
        self.assertFalse(self._account(customers).has_limit)

    def test_where_limits_are_turned_off_none_is_given(self):
        customers, proposals = self._wait("A", "A")
        self.company.account_use_credit_limit = False
        with self.assertRaisesRegex(UserError, "Liyue Harbour Trading.*Sales Credit Limit"):
            proposals.action_accept()
        proposals[0]._refuse("Limits are for others")
        self.assertEqual(proposals.mapped("state"), ["refused", "proposed"])

    def test_zero_is_a_limit(self):
        customers, proposals = self._wait("C")
        proposals.action_accept()
        self.assertEqual(self._limit(customers), 0)
        self.assertEqual(self._account(customers).terms, "cash")
        self.assertIn("No more credit", self._messages(customers).body)
        self._confirm_run(self.rating, "2024-06-30")
        self.assertFalse(self._proposals(customers, state="proposed"), "it has that limit already")
        self._assess(self.mark, customers, MARKS["A"], "2024-09-01")
        self._confirm_run(self.rating, "2024-09-30")
        proposal = self._proposals(customers, state="proposed")
        self.assertRecordValues(
            proposal, [{"has_limit": True, "current_limit": 0, "difference": 6000}]
        )

    def test_everybody_learns_that_it_changed_and_nobody_how_much(self):
        customers, proposals = self._wait("A", "A", "A")
        first, raised, cut = customers
        self._set_limit(raised, 5000)
        self._set_limit(cut, 70000)
        proposals.action_accept()
        for customer, words in ((first, "Now has"), (raised, "raised"), (cut, "lowered")):
            with self.subTest(words):
                message = self._messages(customer)
                self.assertIn(words, message.body)
                self.assertNotIn("6,000", message.body)
                self.assertNotIn("6000", message.body)
                self.assertEqual(message.author_id, self.controller.partner_id)

    def test_no_message_when_nothing_changes(self):
        customers, proposals = self._wait("A")
        self._set_limit(customers, 6000)  # an accountant was faster
        proposals.action_accept()
        self.assertFalse(self._messages(customers))
        self.assertRecordValues(proposals, [{"current_limit": 6000, "difference": 0}])

    def test_another_limit_needs_a_reason(self):
        customers, proposals = self._wait("A")
        for reason in (False, "", "  "):
            with self.subTest(reason), self.assertRaisesRegex(UserError, "Say why"):
                proposals._change(8000, reason)
        proposals._change(8000, "Opens a second shop")
        self.assertEqual(self._limit(customers), 8000)
        self.assertRecordValues(
            proposals,
            [{"state": "changed", "decided_limit": 8000, "reason": "Opens a second shop"}],
        )
        self.assertIn("second shop", self._messages(customers).body)

    def test_a_negative_limit_is_refused(self):
        __, proposals = self._wait("A")
        with self.assertRaisesRegex(UserError, "negative"):
            proposals._change(-0.01, "Why not")

    def test_refusing_leaves_the_limit_and_needs_a_reason(self):
        customers, proposals = self._wait("A")
        self._set_limit(customers, 500)
        with self.assertRaisesRegex(UserError, "Say why"):
            proposals._refuse("")
        proposals._refuse("Closes in spring")
        self.assertEqual(self._limit(customers), 500)
        self.assertRecordValues(
            proposals, [{"state": "refused", "decided_limit": 0, "current_limit": 500}]
        )
        self.assertFalse(self._messages(customers))

    def test_the_wizard_begins_with_what_was_proposed(self):
        customers, proposals = self._wait("A", "B")
        context = proposals[1].action_change()["context"]
        Wizard = self.env["keqing.credit.decision"].with_user(self.controller)
        wizard = Wizard.with_context(**context).create({"reason": "Rounder"})
        self.assertEqual((wizard.limit, wizard.decision), (3000, "changed"))
        wizard.limit = 3500
        wizard.action_apply()
        context = proposals[0].action_refuse()["context"]
        Wizard.with_context(**context).create({"reason": "Not yet"}).action_apply()
        self.assertEqual([self._limit(each) for each in customers], [0, 3500])
        self.assertEqual(proposals.mapped("state"), ["refused", "changed"])

    def test_a_proposal_is_decided_once(self):
        customers, proposals = self._wait("A")
        proposals.action_accept()
        for decide in (
            proposals.action_accept,
            lambda: proposals._change(1, "Again"),
            lambda: proposals._refuse("Again"),
        ):
            with self.assertRaisesRegex(UserError, "0 A: this proposal is closed"):
                decide()
        self.assertEqual(self._limit(customers), 6000)

    def test_many_decisions_cost_as_many_statements_as_one(self):
        customers, proposals = self._wait(*["A"] * 12)
        costs = []
        for batch in (proposals[:1], proposals[1:2], proposals[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.action_accept()
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[2], costs[1] + 2)  # the first fills the caches
        self.assertEqual({self._limit(each) for each in customers}, {6000})


@tagged("post_install", "-at_install")
class TestRights(ProposalCommon):
    def _call(self, user, records, method, *args):
        model = self.env[records._name].with_user(user)
        return call_kw(
            model.with_context(allowed_company_ids=user.company_id.ids),
            method,
            [records.ids, *args],
            {},
        )

    def setUp(self):
        super().setUp()
        self.customer = self._rate("A", name="Rated")
        self.run_ = self._confirm_run(self.rating)
        self.proposal = self._proposals(self.customer)

    def test_only_the_controller_sees_and_decides(self):
        for user in (self.salesperson, self.manager, self.director, self.admin):
            for method, *args in (("read", ["proposed_limit"]), ("action_accept",)):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    self._call(user, self.proposal, method, *args)
        self._call(self.controller, self.proposal, "action_accept")
        self.assertEqual(self._limit(self.customer), 6000)

    def test_who_may_read_proposals_does_not_decide(self):
        self.env["ir.model.access"].create(
            {
                "name": "directors read",
                "model_id": self.env["ir.model"]._get_id("keqing.credit.proposal"),
                "group_id": self.env.ref("keqing_customer.group_customer_all").id,
                "perm_read": True,
            }
        )
        self._call(self.director, self.proposal, "read", ["proposed_limit"])
        for method in ("action_accept", "action_change", "action_refuse"):
            with self.subTest(method), self.assertRaisesRegex(AccessError, "Only credit contr"):
                self._call(self.director, self.proposal, method)

    def test_the_controller_sees_every_customer_and_why_it_is_rated_so(self):
        far = self._rate("B", name="Far", keqing_territory_id=self.south.id)
        self._confirm_run(self.rating, "2024-06-30")
        own = far.with_user(self.controller)
        self.assertEqual(own.name, "Far")
        action = self._call(self.controller, self._proposals(far), "action_view_evaluation")
        rating = self.env["keqing.evaluation"].browse(action["res_id"])
        self.assertEqual((rating.partner_id, rating.grade_id), (far, self.b))
        self.assertTrue(self._call(self.controller, far, "get_keqing_explanation", "credit"))

    def test_history_is_written_by_nobody(self):
        for user in (self.controller, self.admin):
            for method, *args in (
                ("write", {"proposed_limit": 1}),
                ("write", {"state": "accepted"}),
                ("unlink",),
                ("copy",),
            ):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    self._call(user, self.proposal, method, *args)

    def test_private_doors_are_shut(self):
        for method in ("_decide", "_change", "_refuse", "_propose", "_write_limits"):
            with self.subTest(method), self.assertRaises(AccessError):
                self._call(self.controller, self.proposal, method)

    def test_another_companys_controller_sees_nothing(self):
        stranger = new_test_user(
            self.env,
            "stranger",
            "keqing_customer.group_customer_credit",
            company_id=self.other_company.id,
        )
        Proposal = self.env["keqing.credit.proposal"].with_user(stranger)
        Proposal = Proposal.with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(Proposal.search([]))
        with self.assertRaises(AccessError):
            self._call(stranger, self.proposal, "action_accept")

    def test_a_run_shows_what_waits_to_the_controller_only(self):
        run = self.run_.with_user(self.controller)
        self.assertEqual(run.limit_proposal_count, 1)
        found = self.env["keqing.credit.proposal"].search(
            run.action_view_limit_proposals()["domain"]
        )
        self.assertEqual(found, self.proposal)
        with self.assertRaises(AccessError):
            self.run_.with_user(self.manager).read(["limit_proposal_count"])
