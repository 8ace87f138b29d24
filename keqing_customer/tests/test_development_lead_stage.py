# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .test_development_lead import LeadCommon


class StageCommon(LeadCommon):
    """The salesperson works in a team that goes by the stages of a policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_stages()
        cls.team = cls.env.ref(f"keqing_customer.{cls.company.id}_crm_team_liquor")
        cls.team.member_ids = cls.salesperson
        cls.stages = cls.env["crm.stage"].search([("team_ids", "in", cls.team.ids)])
        cls.signed = cls.stages.filtered("is_won")
        cls.hotel = cls.env.ref("keqing_customer.customer_type_hotel")
        cls.cooperation = cls.env.ref("keqing_customer.agreement_type_liquor_cooperation")

    @classmethod
    def _load_stages(cls):
        cls.env["keqing.policy"]._load("liquor", cls.company)

    @classmethod
    def _create_lead(cls, **values):
        values.setdefault("keqing_customer_type_id", cls.hotel.id)
        return super()._create_lead(**values)

    def _agreements(self, lead):
        return self.env["keqing.agreement"].search(
            [("partner_id", "=", lead.partner_id.commercial_partner_id.id)]
        )


@tagged("post_install", "-at_install")
class TestLeadStage(StageCommon):
    def _shown(self, user, **context):
        """Stages that a board has columns of, for a user who has no leads yet."""
        Lead = self.env["crm.lead"].with_user(user).with_context(**context)
        return Lead._read_group_stage_ids(self.env["crm.stage"], [])

    def test_a_lead_starts_in_the_stages_of_its_team(self):
        lead = self._create_lead()
        self.assertEqual((lead.team_id, lead.stage_id), (self.team, self.stages[0]))
        self.assertEqual(
            self.stages.mapped("name"),
            [
                *("Collected", "Screened", "Visit prepared", "Visited"),
                *("Need analysed", "Intention", "Signed"),
            ],
        )
        self.assertTrue(all(self.stages.mapped("requirements")))

    def test_a_lead_that_comes_to_the_team_begins_anew(self):
        other = self.env["crm.team"].create({"name": "Web shop"})
        lead = self._create_lead(team_id=other.id, user_id=False)
        self.assertFalse(lead.stage_id.team_ids)
        lead.sudo().team_id = self.team
        self.assertEqual(lead.stage_id, self.stages[0])
        lead.sudo().team_id = other
        self.assertFalse(lead.stage_id.team_ids, "and back")

    def test_the_board_of_the_team_has_its_own_stages_alone(self):
        for context in (
            {"show_user_team_stages": True},
            {"default_team_id": self.team.id},
            {"keqing_development": True},
        ):
            with self.subTest(context=context):
                self.assertEqual(self._shown(self.salesperson, **context), self.stages)

    def test_a_shared_stage_that_holds_a_lead_stays_on_the_board(self):
        shared = self.env.ref("crm.stage_lead2")
        Lead = self.env["crm.lead"].with_user(self.salesperson)
        shown = Lead.with_context(show_user_team_stages=True)._read_group_stage_ids(shared, [])
        self.assertEqual(shown, self.stages | shared)

    def test_other_teams_see_nothing_of_it(self):
        other = self.env["crm.team"].create({"name": "Web shop"})
        other.member_ids = self.manager
        lead = self.env["crm.lead"].create({"name": "Web", "team_id": other.id})
        self.assertFalse(lead.stage_id.team_ids)
        for context in ({"show_user_team_stages": True}, {"default_team_id": other.id}, {}):
            self.assertFalse(self._shown(self.manager, **context) & self.stages)
        lead.action_set_won()
        self.assertFalse(lead.stage_id.team_ids)
        self.assertFalse(lead.partner_id, "no business of ours")

    def test_the_board_shows_no_stages_of_policies_that_one_does_not_work_by(self):
        """After a second policy was loaded the columns would be there twice."""
        self.env["keqing.policy"]._load("apparel", self.company)
        other = self.env.ref(f"keqing_customer.{self.company.id}_crm_team_apparel")
        board = {"keqing_development": True}
        self.assertEqual(self._shown(self.salesperson, **board), self.stages)
        Lead = self.env["crm.lead"].with_user(self.director).with_context(**board)
        begun = Lead._read_group_stage_ids(self.stages[0], [])  # where leads are
        self.assertEqual(begun, self.stages)
        stages = self.env["crm.stage"].search([("team_ids", "in", (self.team + other).ids)])
        self.assertEqual(self._shown(self.director, **board), stages)
        other.member_ids = self.manager
        self.assertFalse(self._shown(self.manager, **board) & self.stages)

    def test_who_is_in_a_common_team_as_well_sees_both(self):
        self.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        other = self.env["crm.team"].create({"name": "Web shop"})
        other.member_ids = self.salesperson
        shown = self._shown(self.salesperson, show_user_team_stages=True)
        self.assertLess(self.stages, shown)

    def test_a_team_without_stages_takes_the_shared_ones(self):
        self.stages.team_ids = False
        shared = self.env["crm.stage"].search([("team_ids", "=", False)], limit=1)
        self.assertEqual(self._create_lead().stage_id, shared)

    def test_each_company_has_a_team_of_its_own(self):
        self.env["keqing.policy"]._load("liquor", self.other_company)
        theirs = self.env.ref(f"keqing_customer.{self.other_company.id}_crm_team_liquor")
        self.assertEqual((self.team + theirs).company_id, self.company + self.other_company)
        stages = self.env["crm.stage"].search([("team_ids", "in", theirs.ids)])
        self.assertEqual((len(stages), stages & self.stages), (7, self.env["crm.stage"]))

    def test_the_stages_of_two_policies_stand_side_by_side(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["keqing.policy"]._load("apparel", self.company)
        other = self.env.ref(f"keqing_customer.{self.company.id}_crm_team_apparel")
        stages = self.env["crm.stage"].search([("team_ids", "in", other.ids)])
        self.assertEqual((len(stages), stages & self.stages), (6, self.env["crm.stage"]))
        names = [each.with_context(lang="zh_CN").name for each in (self.stages[-2], stages[-2])]
        self.assertEqual(names, ["合作意向", "合作洽谈"])

    def test_what_a_user_changed_stays(self):
        self.team.write({"name": "Hunters", "keqing_own_stages": False})
        self.stages[1].unlink()
        self.stages[0].write({"name": "Heard of", "sequence": 3})
        created, __ = self.env["keqing.policy"]._load("liquor", self.company)
        self.assertEqual(created, {"crm.stage": 1}, "what was deleted comes back")
        self.assertEqual((self.team.name, self.team.keqing_own_stages), ("Hunters", False))
        self.assertEqual((self.stages[0].name, self.stages[0].sequence), ("Heard of", 3))

    # Won is signed

    def test_dragged_to_the_last_stage_it_becomes_a_customer(self):
        lead = self._create_lead()
        lead.web_save({"stage_id": self.signed.id}, {})
        customer = lead.partner_id.commercial_partner_id
        self.assertEqual(
            (customer.name, customer.keqing_customer_type_id, customer.user_id),
            ("Wangshu Inn", self.hotel, self.salesperson),
        )
        self.assertEqual(len(self._agreements(lead)), 1)
        with self.assertRaisesRegex(UserError, "signed already"):
            lead.action_keqing_sign()

    def test_what_is_missing_may_come_in_the_same_step(self):
        lead = self._create_lead(keqing_customer_type_id=False)
        with (
            self.assertRaisesRegex(UserError, "still missing.*Customer Type"),
            self.env.cr.savepoint(),
        ):
            lead.stage_id = self.signed
        lead.write({"stage_id": self.signed.id, "keqing_customer_type_id": self.hotel.id})
        self.assertEqual(lead.partner_id.commercial_partner_id.keqing_customer_type_id, self.hotel)

    def test_who_it_might_be_is_asked_by_the_button_alone(self):
        self._create_customer("Wangshu Inn", city="Dihua Marsh", user_id=self.salesperson.id)
        lead = self._create_lead()
        told = self.assertRaisesRegex(UserError, "looks like a customer.*Wangshu Inn.*Signed")
        with told, self.env.cr.savepoint():
            lead.stage_id = self.signed
        self.assertEqual(lead.action_keqing_sign()["res_model"], "keqing.lead.signing")

    def test_however_it_is_won(self):
        stage = self.env["crm.stage"].create(
            {"name": "Shaken hands", "team_ids": self.team.ids, "sequence": 62}
        )
        won = {"is_won": True}
        ways = {
            "button of Odoo": lambda lead: lead.action_set_won_rainbowman(),
            "probability and stage": lambda lead: lead.write(
                {"stage_id": self.signed.id, "probability": 100}
            ),
            "stage": lambda lead: (lead.write({"stage_id": stage.id}), stage.sudo().write(won)),
            "shared stage": lambda lead: lead.sudo().write(
                {"team_id": False, "stage_id": self.env.ref("crm.stage_lead4").id}
            ),
        }
        for way, win in ways.items():
            with self.subTest(way=way):
                lead = self._create_lead(partner_name=way, phone=False)
                win(lead)
                self.assertEqual(lead.won_status, "won")
                self.assertEqual(
                    lead.partner_id.commercial_partner_id.keqing_customer_type_id, self.hotel
                )
        lead = self._create_lead(partner_name="Created", phone=False, stage_id=self.signed.id)
        self.assertEqual(lead.partner_id.commercial_partner_id.name, "Created")

    def test_who_keeps_no_customers_wins_none(self):
        crm_user = new_test_user(
            self.env,
            "crm_user",
            "sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
            company_id=self.company.id,
        )
        lead = self._create_lead().with_user(crm_user)
        with self.assertRaisesRegex(AccessError, "Ask its salesperson to sign it"):
            lead.action_set_won()
        plain = self._create_lead(keqing_customer_type_id=False, team_id=False, user_id=False)
        plain.team_id = False
        plain.with_user(crm_user).action_set_won()
        self.assertEqual(plain.won_status, "won")

    def test_a_colleagues_customer_is_not_signed(self):
        theirs = self._create_customer(
            "Mondstadt Inn", keqing_territory_id=self.south.id, user_id=self.director.id
        )
        lead = self._create_lead(partner_id=theirs.id)
        for way in (lead.action_keqing_sign, lead.action_set_won):
            told = self.assertRaisesRegex(UserError, "Mondstadt Inn.*somebody else")
            with told, self.env.cr.savepoint():
                way()

    def test_into_a_colleagues_territory_nobody_signs(self):
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        lead = self._create_lead(user_id=self.director.id, keqing_territory_id=self.south.id)
        for way in (lead.action_keqing_sign, lead.action_set_won):
            told = self.assertRaisesRegex(UserError, "is for its salesperson")
            with told, self.env.cr.savepoint():
                way()

    def test_leads_of_another_company_are_none_of_ours(self):
        team = self.env["crm.team"].create(
            {"name": "Theirs", "company_id": self.other_company.id, "keqing_own_stages": True}
        )
        theirs = {"team_id": team.id, "company_id": self.other_company.id, "user_id": False}
        lead = self._create_lead(**theirs)
        for way in (lead.action_keqing_sign, lead.action_set_won):
            with self.assertRaises(AccessError):
                way()
        place = self._create_territory("Narukami", company_id=self.other_company.id)
        with self.assertRaisesRegex(UserError, "Narukami"):
            self._create_lead(keqing_territory_id=place.id)

    def test_a_customer_tells_what_its_lead_does_not(self):
        known = self._create_customer(user_id=self.salesperson.id)
        lead = self._create_lead(
            partner_id=known.id, keqing_customer_type_id=False, keqing_territory_id=False
        )
        lead.stage_id = self.signed
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(known.keqing_customer_type_id, self.outlet)


@tagged("post_install", "-at_install")
@freeze_time("2024-02-29 03:00:00")
class TestLeadAgreement(StageCommon):
    def _sign(self, **values):
        lead = self._create_lead(**values)
        lead.action_keqing_sign()
        return lead, self._agreements(lead)

    def test_the_draft_takes_what_is_known(self):
        lead, agreement = self._sign(expected_revenue=120_000)
        customer = lead.partner_id.commercial_partner_id
        self.assertRecordValues(
            agreement,
            [
                {
                    "type_id": self.cooperation.id,
                    "stage": "draft",
                    "company_id": self.company.id,
                    "partner_id": customer.id,
                    "user_id": self.salesperson.id,
                    "territory_ids": self.harbour.ids,
                    "date_from": date(2024, 2, 29),
                    "date_to": date(2025, 2, 27),
                }
            ],
        )
        self.assertIn("rebates", agreement.our_obligations)
        self.assertIn("Pay when due", agreement.customer_obligations)
        target = agreement.target_ids
        self.assertEqual(
            (target.date_from, target.date_to, target.amount),
            (agreement.date_from, agreement.date_to, 120_000),
        )
        for one, other in ((lead, agreement), (agreement, lead)):
            told = "".join(one.message_ids.mapped("body"))
            self.assertIn(f'data-oe-model="{other._name}" data-oe-id="{other.id}"', told)

    def test_the_card_opens_it(self):
        lead, agreement = self._sign()
        customer = lead.partner_id.commercial_partner_id.with_user(self.salesperson)
        action = customer.action_view_keqing_agreements()
        self.assertEqual((action["views"][0][1], action["res_id"]), ("form", agreement.id))

    def test_without_expected_revenue_no_target(self):
        self.assertFalse(self._sign()[1].target_ids)

    def test_the_usual_term(self):
        for months, date_to, target_to in (
            (6, date(2024, 8, 28), date(2024, 8, 28)),
            (24, date(2026, 2, 27), date(2025, 2, 27)),
        ):
            self.cooperation.term_months = months
            name = f"Inn for {months}"
            __, agreement = self._sign(partner_name=name, phone=False, expected_revenue=1)
            self.assertEqual(agreement.date_to, date_to)
            self.assertEqual(agreement.target_ids.date_to, target_to)

    def test_an_agreement_ends_after_the_term_of_its_type(self):
        self.cooperation.term_months = 3
        agreement = self.env["keqing.agreement"].create(
            {
                "type_id": self.cooperation.id,
                "partner_id": self._create_customer().id,
                "date_from": "2024-01-01",
            }
        )
        self.assertEqual(agreement.date_to, date(2024, 3, 31))
        agreement.date_to = "2024-05-31"
        self.assertEqual(agreement.date_to, date(2024, 5, 31))

    def test_a_type_takes_what_the_type_above_signs(self):
        own = self.cooperation.copy({"customer_type_ids": [Command.link(self.hotel.id)]})
        self.assertEqual(self._sign()[1].type_id, own, "its own goes first")
        bar = self.env.ref("keqing_customer.customer_type_bar")
        __, agreement = self._sign(
            partner_name="Angel's Share", phone=False, keqing_customer_type_id=bar.id
        )
        self.assertEqual(agreement.type_id, self.cooperation)

    def test_what_is_signed_with_nobody_is_not_drafted(self):
        self.cooperation.customer_type_ids = False
        lead, agreement = self._sign()
        self.assertEqual(lead.won_status, "won")
        self.assertFalse(agreement)

    def test_who_has_an_agreement_gets_no_other(self):
        lead, agreement = self._sign()
        lead.stage_id = self.stages[0]
        lead.stage_id = self.signed
        self.assertEqual(self._agreements(lead), agreement, "signed twice")
        again = self._create_lead(partner_id=lead.partner_id.id)
        again.action_keqing_sign()
        self.assertEqual(self._agreements(again), agreement, "of another lead")

    def test_what_has_ended_does_not_count(self):
        known = self._create_customer(
            keqing_customer_type_id=self.hotel.id, user_id=self.salesperson.id
        )
        ended = self.env["keqing.agreement"].create(
            {
                "type_id": self.cooperation.id,
                "partner_id": known.id,
                "date_from": "2023-02-01",
                "date_to": "2024-02-28",
            }
        )
        ended.sudo().stage = "active"
        __, agreements = self._sign(partner_id=known.id)
        self.assertEqual(len(agreements), 2)

    def test_the_manager_signs_for_the_salesperson(self):
        sales = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.manager.group_ids += sales | self.env.ref("base.group_partner_manager")
        lead = self._create_lead().with_user(self.manager)
        lead.action_keqing_sign()
        agreement = self._agreements(lead)
        self.assertEqual(agreement.user_id, self.salesperson)

    def test_in_the_company_of_the_lead(self):
        """Who works for two companies, and looks at both, signs for the one the lead is of."""
        both = self.company + self.other_company
        self.salesperson.company_ids = both
        lead = self._create_lead().with_context(allowed_company_ids=both[::-1].ids)
        lead.action_keqing_sign()
        self.assertEqual(self._agreements(lead).company_id, self.company)

    def test_what_is_known_is_not_asked_again(self):
        fair = self.env.ref("keqing_customer.utm_source_trade_fair")
        lead, __ = self._sign(
            source_id=fair.id, keqing_need="House wine", street="1 Marsh Road", zip="550001"
        )
        customer = lead.partner_id.commercial_partner_id
        self.assertRecordValues(
            customer,
            [
                {
                    "keqing_source_id": fair.id,
                    "keqing_referrer_id": self.referrer.id,
                    "keqing_need": "House wine",
                    "street": "1 Marsh Road",
                    "zip": "550001",
                    "phone": "+86 851 8888 0001",
                }
            ],
        )
