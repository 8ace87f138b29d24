# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.keqing_customer.tests.common import CustomerCommon


class HonourCommon(CustomerCommon):
    """A prize of gold for one and of silver for any; the jury are a manager and two directors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_user("second", "all")
        cls.customer = cls._create_customer("Wanmin Restaurant", user_id=cls.salesperson.id)
        cls.rival = cls._create_customer("Third-Round Knockout")

    @classmethod
    def _create_honour(cls, *, opened=True, **values):
        honour = cls.env["keqing.honour"].create(
            {
                "name": "Dealer of the Year",
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "citation": "for fair dealing",
                "prize_ids": [
                    Command.create({"name": "Gold", "places": 1, "value": 1000}),
                    Command.create({"name": "Silver", "places": 0}),
                ],
                "jury_ids": (cls.manager + cls.director + cls.second).ids,
                **values,
            }
        )
        if opened:
            honour.with_user(cls.manager).action_open()
        return honour

    def _propose(self, honour, customer=None, user=None):
        return (
            self.env["keqing.honour.candidate"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "honour_id": honour.id,
                    "partner_id": (customer or self.customer).id,
                    "reason": "Never late",
                }
            )
        )

    def _before_jury(self, **values):
        """A candidate of the salesperson's, before the jury."""
        candidate = self._propose(self._create_honour(**values))
        candidate.honour_id.with_user(self.manager).action_ask_jury()
        return candidate

    def _say(self, candidate, user, kind, answer="for", prize=0, reason="Because"):
        """What somebody enters in the dialog."""
        action = getattr(candidate.with_user(user), f"action_{kind}")()
        Decision = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        prizes = candidate.sudo().honour_id.prize_ids
        Decision.create(
            {"answer": answer, "reason": reason, "prize_id": prizes[prize].id}
        ).action_apply()

    def _award(self, candidate, user=None, prize=0):
        self._say(candidate, user or self.director, "decide", prize=prize)

    def _publish(self, **values):
        candidate = self._before_jury(**values)
        self._award(candidate)
        candidate.honour_id.with_user(self.manager).action_publish()
        return candidate


@tagged("post_install", "-at_install")
@freeze_time("2024-12-10 04:00:00")
class TestHonour(HonourCommon):
    def test_from_the_proposal_to_what_is_published(self):
        candidate = self._before_jury(decide_by="2024-12-20")
        honour = candidate.honour_id
        self.assertEqual(candidate.territory_id, self.harbour)
        asked = honour.sudo().activity_ids
        self.assertEqual(asked.user_id, self.manager + self.director + self.second)
        self.assertEqual({*asked.mapped("date_deadline")}, {date(2024, 12, 20)})
        self._award(candidate)
        self.assertEqual((candidate.state, candidate.prize_id.name), ("awarded", "Gold"))
        self.assertEqual(candidate.decided_by_id, self.director)
        self.assertFalse(candidate.published_on)
        honour.with_user(self.manager).action_publish()
        self.assertEqual(honour.state, "published")
        self.assertEqual(candidate.published_on, date(2024, 12, 10))
        self.assertFalse(honour.sudo().activity_ids)

    def test_terms_and_jury_stay_once_it_is_open(self):
        honour = self._create_honour().with_user(self.manager)
        for name, value in (
            ("votes_needed", 2),
            ("jury_ids", [Command.unlink(self.second.id)]),
            ("date_to", "2025-01-31"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, "Candidates Wanted"):
                honour.write({name: value})
        honour.action_back()
        honour.votes_needed = 2
        honour.action_open()
        honour.prize_ids[0].value = 2000

    def test_prizes_stay_once_the_jury_is_asked(self):
        prize = self._before_jury().honour_id.prize_ids[0].with_user(self.manager)
        with self.assertRaises(UserError):
            prize.value = 5
        with self.assertRaises(UserError):
            prize.unlink()
        with self.assertRaises(UserError):
            prize.create({"honour_id": prize.honour_id.id, "name": "Bronze"})

    def test_what_is_missing_to_open_it(self):
        for missing, words in (
            ({"prize_ids": []}, "what can be won"),
            ({"jury_ids": []}, "who decides"),
            ({"takes_nominations": False}, "nobody is a candidate"),
            ({"votes_needed": 4}, "fewer members than votes"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._create_honour(**missing)

    def test_who_has_no_role_is_in_no_jury(self):
        clerk = self._create_user("clerk")
        with self.assertRaisesRegex(ValidationError, "no role"):
            self._create_honour(jury_ids=clerk.ids)

    def test_a_period_ends_after_it_begins(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "period_ends_later"),
            self.env.cr.savepoint(),
        ):
            self._create_honour(date_to="2023-12-31")

    def test_what_was_begun_is_dropped_with_a_reason(self):
        honour = self._create_honour().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "stays on record"):
            honour.unlink()
        with self.assertRaisesRegex(UserError, "why it is dropped"):
            honour.action_drop()
        honour.drop_reason = "No budget"
        honour.action_drop()
        self.assertEqual(honour.state, "dropped")
        self._create_honour(opened=False).with_user(self.manager).unlink()

    # Who is proposed

    def test_customers_in_ones_charge_are_proposed_with_a_reason(self):
        honour = self._create_honour()
        hidden = self._create_customer("Hidden", keqing_territory_id=self.south.id)
        with self.assertRaises(AccessError):
            self._propose(honour, hidden)
        with self.assertRaisesRegex(UserError, "what it did"), self.env.cr.savepoint():
            self.env["keqing.honour.candidate"].with_user(self.salesperson).create(
                {"honour_id": honour.id, "partner_id": self.customer.id}
            )
        candidate = self._propose(honour)
        self.assertEqual(candidate.nominated_by_id, self.salesperson)
        with self.assertRaisesRegex(UserError, "candidate already"), self.env.cr.savepoint():
            self._propose(honour, user=self.manager)
        with self.assertRaises(AccessError):
            candidate.reason = "Always late"

    def test_nobody_is_proposed_before_or_after_nor_where_none_is_taken(self):
        draft = self._create_honour(opened=False)
        with self.assertRaises(UserError):
            self._propose(draft)
        candidate = self._before_jury()
        with self.assertRaises(UserError):
            self._propose(candidate.honour_id, self.rival, self.manager)
        scorecard = self._create_scorecard()
        closed = self._create_honour(takes_nominations=False, scorecard_id=scorecard.id)
        with self.assertRaisesRegex(UserError, "takes no nominations"):
            self._propose(closed)

    def test_nobody_begins_at_the_end(self):
        honour = self._create_honour()
        for vals in ({"state": "awarded"}, {"nominated_by_id": self.director.id}):
            with self.assertRaises(AccessError):
                self.env["keqing.honour.candidate"].with_user(self.salesperson).create(
                    {
                        "honour_id": honour.id,
                        "partner_id": self.customer.id,
                        "reason": "Never late",
                        **vals,
                    }
                )

    # Who decides

    def test_only_the_jury_decides(self):
        candidate = self._before_jury(jury_ids=(self.manager + self.second).ids)
        for user in (self.salesperson, self.director):
            with self.assertRaisesRegex(AccessError, "not in the jury"):
                candidate.with_user(user).action_decide()

    def test_who_proposed_it_does_not_decide(self):
        candidate = self._propose(self._create_honour(), user=self.manager)
        candidate.honour_id.action_ask_jury()
        self.assertFalse(candidate.with_user(self.manager).may_decide)
        for kind in ("vote", "decide"):
            with self.assertRaisesRegex(AccessError, "You proposed it"):
                self._say(candidate, self.manager, kind)
        self.assertTrue(candidate.with_user(self.director).may_decide)

    def test_whose_customer_it_is_does_not_decide(self):
        candidate = self._before_jury()
        self.customer.user_id = self.manager
        for kind in ("vote", "decide"):
            with self.assertRaisesRegex(AccessError, "your customer"):
                self._say(candidate, self.manager, kind)

    def test_votes_come_first_and_their_majority_holds(self):
        candidate = self._before_jury(votes_needed=2)
        with self.assertRaisesRegex(UserError, "2 more of the jury"):
            self._award(candidate)
        self._say(candidate, self.director, "vote", "against")
        with self.assertRaisesRegex(UserError, "voted on .* already"):
            self._say(candidate, self.director, "vote")
        self._say(candidate, self.second, "vote", "against")
        with self.assertRaisesRegex(UserError, "0 for and 2"):
            self._award(candidate)
        self._say(candidate, self.second, "decide", "against")
        self.assertEqual(candidate.state, "declined")
        self.assertFalse(candidate.prize_id)
        with self.assertRaisesRegex(UserError, "Not Honoured"):
            candidate.with_user(self.second).action_vote()

    def test_a_verdict_has_a_reason(self):
        candidate = self._before_jury()
        with self.assertRaisesRegex(UserError, "write down why"):
            self._say(candidate, self.director, "decide", reason=" ")

    def test_a_prize_is_given_as_often_as_there_is_one(self):
        honour = self._create_honour()
        first, other = self._propose(honour), self._propose(honour, self.rival)
        honour.action_ask_jury()
        self._award(first)
        with self.assertRaisesRegex(UserError, "given to 1 already"):
            self._award(other)
        self._award(other, prize=1)
        foreign = self._create_honour(opened=False).prize_ids[1]
        third = self._before_jury()
        with self.assertRaisesRegex(UserError, "one of its prizes"):
            third.with_user(self.director)._award(foreign, "Because")

    def test_all_is_decided_before_it_is_published(self):
        honour = self._create_honour()
        first, other = self._propose(honour), self._propose(honour, self.rival)
        honour.action_ask_jury()
        self._say(first, self.director, "decide", "against")
        honour = honour.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "still to decide on 1"):
            honour.action_publish()
        self._say(other, self.director, "decide", "against")
        with self.assertRaisesRegex(UserError, "nobody is honoured"):
            honour.action_publish()

    def test_what_was_published_is_withdrawn_with_a_reason(self):
        candidate = self._publish()
        with self.assertRaisesRegex(AccessError, "Directors"):
            candidate.with_user(self.manager).action_withdraw()
        with self.assertRaisesRegex(UserError, "write down why"):
            self._say(candidate, self.second, "withdraw", reason="")
        self._say(candidate, self.second, "withdraw", reason="Sold in the south")
        self.assertEqual(candidate.state, "withdrawn")
        self.assertEqual(
            (candidate.prize_id.name, candidate.decided_by_id.login), ("Gold", "director")
        )
        self.assertEqual(candidate.published_on, date(2024, 12, 10))
        self.assertEqual(candidate.withdrawn_by_id, self.second)
        with self.assertRaisesRegex(UserError, "not withdrawn"):
            candidate._get_certified()

    # Who sees it

    def test_a_customer_is_shown_what_it_won(self):
        candidate = self._publish()
        action = self.customer.with_user(self.salesperson).action_view_keqing_honours()
        found = self.env["keqing.honour.candidate"].search(action["domain"])
        self.assertEqual(found, candidate)
        source = [each for each in self.customer._timeline_sources() if each.kind == "honour"]
        told = source[0].tell(candidate)
        self.assertEqual((told["title"], told["text"]), ("Dealer of the Year", "Gold"))

    def test_today_asks_the_jury_that_has_no_part_in_it(self):
        candidate = self._before_jury()
        self.customer.user_id = self.second
        Today = self.env["keqing.today"]
        for user, waits in ((self.director, True), (self.second, False), (self.admin, False)):
            [section] = [
                each for each in Today.with_user(user)._get_sections() if each.name == "honours"
            ]
            found = self.env["keqing.honour.candidate"].with_user(user).search(section.domain)
            self.assertEqual(bool(found & candidate), waits, user.login)

    def test_guests_by_territory(self):
        honour = self._create_honour()
        southern = self._create_customer("Angler", keqing_territory_id=self.south.id)
        candidates = [
            self._propose(honour, each, self.director)
            for each in (self.customer, self.rival, southern)
        ]
        honour.action_ask_jury()
        for number, each in enumerate(candidates):
            self._award(each, self.second, prize=min(number, 1))
        [harbour, south] = honour._get_guests()
        self.assertEqual(
            [guest["customer"].name for guest in harbour[1]],
            ["Third-Round Knockout", "Wanmin Restaurant"],
        )
        self.assertEqual((harbour[2], len(south[1]), south[2]), (1000, 1, 0))

    @freeze_time("2025-01-10 04:00:00")
    def test_honours_are_an_indicator(self):
        with freeze_time("2024-12-10 04:00:00"):
            candidate = self._publish()
        self._create_invoice(self.customer, 100, "2024-05-01")
        indicator = self.env.ref("keqing_loyalty.indicator_honour_count")
        card = self._create_scorecard(lines=[self._line(indicator)], period="year")
        run = self._compute_run(card, "2024-12-31")
        values = [self._evaluation(run, each).lines for each in (self.customer, self.rival)]
        self.assertEqual([value[0][0] for value in values], [1, 0])
        self._say(candidate, self.second, "withdraw")
        run.action_recompute()
        self.assertEqual(self._evaluation(run, self.customer).lines[0][0], 0)


@tagged("post_install", "-at_install")
@freeze_time("2024-12-10 04:00:00")
class TestHonourFound(HonourCommon):
    """Four customers and their purchases: two share the third place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.southern = cls._create_customer("Angler", keqing_territory_id=cls.south.id)
        cls.last = cls._create_customer("Last")
        for customer, amount in (
            (cls.customer, 9000),
            (cls.rival, 5000),
            (cls.southern, 3000),
            (cls.last, 3000),
        ):
            cls._create_invoice(customer, amount, "2024-02-01")
        cls.scorecard = cls._create_scorecard()
        cls._confirm_run(cls.scorecard)

    def _find(self, **values):
        honour = self._create_honour(scorecard_id=self.scorecard.id, **values)
        honour.with_user(self.manager).action_find()
        found = honour.candidate_ids.sorted(lambda each: (each.place, -each.partner_id.id))
        return [(each.partner_id, each.place) for each in found]

    def test_the_first_and_who_ties_with_the_last(self):
        self.assertEqual(self._find(top_count=1), [(self.customer, 1)])
        self.assertEqual(
            self._find(top_count=3),
            [(self.customer, 1), (self.rival, 2), (self.last, 3), (self.southern, 3)],
        )

    def test_the_first_of_each_territory_or_type(self):
        found = [(self.southern, 1), (self.customer, 1)]
        self.assertEqual(self._find(top_count=1, per="territory"), found)
        self.southern.keqing_customer_type_id = self.seller
        self.env.flush_all()
        self.assertEqual(self._find(top_count=1, per="type"), found)

    def test_a_score_or_a_grade(self):
        self.assertEqual(len(self._find(chosen_by="score", min_score=50)), 2)
        self.assertEqual(len(self._find(chosen_by="score", min_score=30)), 4)
        grades = [Command.set(self.grade_a.ids)]
        self.assertEqual(self._find(chosen_by="grade", grade_ids=grades), [(self.customer, 1)])

    def test_who_was_proposed_stays_as_proposed(self):
        honour = self._create_honour(scorecard_id=self.scorecard.id, top_count=2)
        proposed = self._propose(honour)
        honour.with_user(self.manager).action_find()
        honour.with_user(self.manager).action_find()
        self.assertEqual(honour.candidate_ids.partner_id, self.customer + self.rival)
        self.assertEqual(proposed.nominated_by_id, self.salesperson)
        self.assertFalse((honour.candidate_ids - proposed).nominated_by_id)

    def test_verdicts_of_the_period_that_stand(self):
        with self.assertRaisesRegex(UserError, "no confirmed verdicts"):
            self._find(date_from="2024-04-01")
        self._create_invoice(self.rival, 9000, "2024-05-01")
        waiting = self._compute_run(self.scorecard, "2024-06-30")
        self.assertEqual(self._find(top_count=1), [(self.customer, 1)])
        waiting.action_confirm()
        self.assertEqual(self._find(top_count=1), [(self.rival, 1)])
