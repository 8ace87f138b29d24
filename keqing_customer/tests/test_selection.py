# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common import CustomerCommon


class SelectionCommon(CustomerCommon):
    """A scorecard for outlets by three criteria, and a lead that might become one.

    Location counts 50, footfall 30, potential 20, each marked from 1 (0 points) to 5 (100 points);
    recommended from 70, acceptable from 50.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.selling = cls.env.ref("sales_team.group_sale_salesman")
        cls.salesperson.group_ids = [
            Command.link(cls.selling.id),
            Command.link(cls.env.ref("base.group_partner_manager").id),
        ]
        leads_all = cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.manager.group_ids = [Command.link(leads_all.id)]
        cls.scale = cls.env.ref("keqing_customer.scale_selection")
        cls.recommended, cls.acceptable, cls.not_recommended = cls.scale.grade_ids
        cls.location, cls.footfall, cls.potential = (
            cls.indicators[code] for code in ("location", "footfall", "outlet_potential")
        )
        cls.selection = cls._create_scorecard(
            name="Outlets to open",
            purpose="selection",
            period="half",
            scale_id=cls.scale.id,
            customer_type_ids=[Command.set(cls.outlet.ids)],
            lines=[
                cls._line(cls.location, 50, floor=1, target=5),
                cls._line(cls.footfall, 30, floor=1, target=5),
                cls._line(cls.potential, 20, floor=1, target=5),
            ],
            thresholds=(70, 50, 0),
        )

    @classmethod
    def _create_lead(cls, **values):
        lead = {
            "name": "Wangshu Inn wants wine",
            "type": "opportunity",
            "partner_name": "Wangshu Inn",
            "phone": "+86 851 8888 0001",
            "city": "Dihua Marsh",
            "user_id": cls.salesperson.id,
            "company_id": cls.company.id,
            "keqing_customer_type_id": cls.outlet.id,
            "keqing_territory_id": cls.harbour.id,
            **values,
        }
        return cls.env["crm.lead"].create(lead).with_user(cls.salesperson)

    def _mark(self, lead, marks, user=None):
        """Assess the outlet of a lead as the screen does.

        :param marks: by indicator
        """
        lead = lead.with_user(user or self.salesperson)
        action = lead.action_keqing_assess()
        self.assertEqual(action["res_model"], "keqing.quick.assessment")
        wizard = lead.env[action["res_model"]].with_context(**action["context"]).create({})
        for line in wizard.line_ids:
            if line.indicator_id in marks:
                line.write({"value": marks[line.indicator_id], "is_given": True})
        wizard.action_save()
        return wizard

    def _follow_invoices(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_customer.ir_cron_lifecycle").method_direct_trigger()

    def _run(self, lead):
        return lead.sudo().keqing_selection_run_id


@tagged("post_install", "-at_install")
@freeze_time("2024-04-10 03:00:00")
class TestSelection(SelectionCommon):
    # The verdict

    def test_an_outlet_is_judged_as_soon_as_it_is_assessed(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 5, self.footfall: 4, self.potential: 2})
        # (50 x 100 + 30 x 75 + 20 x 25) / 100
        self.assertRecordValues(
            lead,
            [
                {
                    "keqing_selection_score": 77.5,
                    "keqing_selection_coverage": 100,
                    "keqing_selection_grade_id": self.recommended.id,
                    "keqing_selection_state": "computed",
                    "keqing_selection_missing": False,
                }
            ],
        )
        self.assertRecordValues(
            self._run(lead),
            [
                {
                    "date_from": Date.to_date("2023-04-11"),
                    "date_to": Date.to_date("2024-04-10"),
                    "total_count": 1,
                }
            ],
        )

    def test_what_is_missing_is_said_and_not_counted(self):
        lead = self._create_lead()
        self._mark(lead, {self.footfall: 3})
        # 30 x 50 / 30
        self.assertEqual((lead.keqing_selection_score, lead.keqing_selection_coverage), (50, 30))
        self.assertEqual(lead.keqing_selection_grade_id, self.acceptable)
        self.assertEqual(
            lead.keqing_selection_missing, "2 of 3 criteria not assessed: Location, Potential"
        )

    def test_the_boundary_belongs_to_the_better_grade(self):
        expected = {
            (4, 4, 2): (65, self.acceptable),  # 37.5 + 22.5 + 5
            (4, 4, 3): (70, self.recommended),  # 37.5 + 22.5 + 10
            (3, 3, 3): (50, self.acceptable),  # 25 + 15 + 10
            (3, 3, 2): (45, self.not_recommended),  # 25 + 15 + 5
        }
        for number, (marks, outcome) in enumerate(expected.items()):
            with self.subTest(marks=marks):
                lead = self._create_lead(partner_name=f"Inn {number}", phone=False)
                criteria = (self.location, self.footfall, self.potential)
                self._mark(lead, dict(zip(criteria, marks, strict=True)))
                verdict = (lead.keqing_selection_score, lead.keqing_selection_grade_id)
                self.assertEqual(verdict, outcome)

    def test_another_assessment_computes_the_same_run_anew(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 1, self.footfall: 3})
        run = self._run(lead)
        with freeze_time("2024-04-12 03:00:00"):
            wizard = self._mark(lead, {self.location: 5})
        previous = {line.indicator_id: line.previous_value for line in wizard.line_ids}
        self.assertEqual(previous, {self.location: 1, self.footfall: 3, self.potential: 0})
        self.assertEqual(self._run(lead), run)
        self.assertEqual(str(run.date_to), "2024-04-12")
        # (50 x 100 + 30 x 50) / 80
        self.assertEqual(lead.keqing_selection_score, 81.25)
        self.assertEqual(len(run.evaluation_ids), 1)

    def test_the_verdict_is_explained_before_it_is_confirmed(self):
        lead = self._create_lead()
        self.assertFalse(lead.get_keqing_explanation())
        self._mark(lead, {self.location: 5, self.footfall: 4})
        explanation = lead.get_keqing_explanation("selection")
        self.assertEqual(explanation["score"], "90.63")  # (5000 + 2250) / 80
        self.assertEqual(explanation["grade"]["name"], "Recommended")
        self.assertEqual(
            [(line["name"], line["earned"]) for line in explanation["lines"]],
            [("Location", 50), ("Footfall", 22.5), ("Potential", False)],
        )
        verdict = self._run(lead).evaluation_ids
        with self.assertRaises(AccessError):
            verdict.with_user(self.salesperson).get_explanation()

    # The file

    def test_the_file_of_the_outlet_is_nobodys_customer_until_it_is_signed(self):
        lead = self._create_lead(contact_name="Verr Goldet")
        self._mark(lead, {self.location: 5})
        outlet = lead.partner_id.commercial_partner_id
        self.assertRecordValues(
            outlet,
            [
                {
                    "name": "Wangshu Inn",
                    "keqing_lifecycle": "prospect",
                    "keqing_customer_type_id": False,
                    "keqing_territory_id": self.harbour.id,
                    "user_id": self.salesperson.id,
                }
            ],
        )
        self._follow_invoices()
        customers = self.env.ref("keqing_customer.customer_action")._get_action_dict()["domain"]
        self.assertFalse(outlet.filtered_domain(safe_eval(customers)))
        judged = self._create_scorecard(customer_type_ids=False)._population_domain()
        self.assertFalse(outlet.filtered_domain(judged), "not even by a scorecard for all")
        self.assertEqual((outlet.keqing_completeness, outlet.keqing_missing), (100, ""))
        self.assertFalse(outlet.keqing_is_unverified)
        accounts = self.env["keqing.credit.account"].search([("partner_id", "=", outlet.id)])
        self.assertFalse(accounts)
        everybody = self.env["keqing.filing"].create({"scope": "company"})._candidates()
        self.assertFalse(outlet.filtered_domain(everybody))

        lead.action_keqing_sign()
        self.assertEqual(lead.partner_id.commercial_partner_id, outlet, "the same file goes on")
        self.assertEqual(outlet.keqing_customer_type_id, self.outlet)
        marks = self.env["keqing.assessment"].search([("partner_id", "=", outlet.id)])
        self.assertEqual(marks.value, 5)
        self.assertEqual(lead.keqing_selection_grade_id, self.recommended)

    def test_a_candidate_counts_for_no_target(self):
        target = self.env["keqing.development.target"].create(
            {
                "territory_id": self.north.id,
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "customer_count_planned": 2,
            }
        )
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        self.assertEqual(target.customer_count, 0)
        self._create_invoice(lead.partner_id.with_env(self.env), 100, "2024-04-10")
        target.invalidate_recordset()
        self.assertEqual(target.customer_count, 1, "with its first invoice")

    def test_no_file_is_begun_by_looking(self):
        lead = self._create_lead()
        lead.action_keqing_assess()
        self.assertFalse(lead.partner_id)

    def test_a_known_customer_is_offered_before_the_outlet_is_assessed(self):
        known = self._create_customer("Wangshu Inn", city="Dihua Marsh")
        foreign = self._create_customer(
            "Inn", phone="+86 851 8888 0001", keqing_territory_id=self.south.id
        )
        lead = self._create_lead()
        action = lead.action_keqing_assess()
        signing = self.env[action["res_model"]].with_user(self.salesperson).browse(action["res_id"])
        self.assertEqual(action["res_model"], "keqing.lead.signing")
        by_name = {each.name: each for each in signing.candidate_ids}
        with self.assertRaisesRegex(UserError, "somebody else"):
            by_name[foreign.name].action_choose()
        action = by_name[known.name].action_choose()
        self.assertEqual(action["res_model"], "keqing.quick.assessment")
        self.assertEqual((lead.partner_id, lead.won_status), (known, "pending"))
        self._mark(lead, {self.location: 5})
        self.assertEqual(self._run(lead).partner_id, known)

    def test_none_of_them_is_assessed_with_a_file_of_its_own(self):
        known = self._create_customer("Wangshu Inn", city="Dihua Marsh")
        lead = self._create_lead()
        action = lead.action_keqing_assess()
        signing = self.env[action["res_model"]].with_user(self.salesperson).browse(action["res_id"])
        action = signing.action_sign_new()
        self.assertEqual(lead.won_status, "pending", "assessed, not signed")
        wizard = lead.env[action["res_model"]].with_context(**action["context"]).create({})
        wizard.line_ids[0].write({"value": 5, "is_given": True})
        wizard.action_save()
        self.assertNotEqual(lead.partner_id, known)
        self.assertTrue(lead.keqing_selection_grade_id)

    def test_the_file_belongs_to_the_company_of_its_territory(self):
        ours = self._create_territory("Ours", company_id=self.company.id)
        ours.member_ids = self.salesperson
        lead = self._create_lead(keqing_territory_id=ours.id, contact_name="Verr Goldet")
        self._mark(lead, {self.location: 5})
        self.assertEqual(lead.partner_id.commercial_partner_id.company_id, self.company)

    def test_what_a_file_needs_is_asked_for(self):
        lead = self._create_lead(keqing_territory_id=False)
        with self.assertRaisesRegex(UserError, "Territory"):
            lead.action_keqing_assess()

    # The decision

    def test_the_manager_confirms_and_later_marks_are_judged_anew(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        with self.assertRaises(AccessError):
            lead.action_keqing_confirm_selection()
        lead.with_user(self.manager).action_keqing_confirm_selection()
        run = self._run(lead)
        self.assertEqual((run.state, run.confirmed_by_id), ("confirmed", self.manager))
        told = lead.message_ids[0]
        self.assertEqual(told.notified_partner_ids, self.salesperson.partner_id)
        self.assertNotIn("Recommended", told.body, "who is none of ours may read it")
        with self.assertRaisesRegex(UserError, "waits to be confirmed"):
            lead.with_user(self.manager).action_keqing_confirm_selection()
        with self.assertRaisesRegex(UserError, "later date"):
            self._mark(lead, {self.location: 1})
        with freeze_time("2024-05-02 03:00:00"):
            self._mark(lead, {self.location: 1})
        self.assertNotEqual(self._run(lead), run)
        self.assertEqual(lead.keqing_selection_state, "computed")
        verdict = self._run(lead).evaluation_ids
        self.assertEqual((verdict.previous_grade_id, verdict.movement), (self.recommended, "down"))

    def test_the_manager_overrules_and_the_lead_follows(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 2})
        self.assertEqual(lead.keqing_selection_grade_id, self.not_recommended)
        with self.assertRaises(AccessError):
            lead.action_keqing_override_selection()
        action = lead.with_user(self.manager).action_keqing_override_selection()
        self.assertEqual(action["res_model"], "keqing.evaluation.override")
        verdict = self._run(lead).evaluation_ids.with_user(self.manager)
        verdict._override(self.acceptable, "A new station opens next door.")
        self.assertEqual(lead.keqing_selection_grade_id, self.acceptable)
        with self.assertRaisesRegex(UserError, "Manager has set the grade Acceptable"):
            self._mark(lead, {self.location: 5})
        self._run(lead).with_user(self.manager).action_confirm()
        verdict._override(self.recommended, "The station is open.")
        self.assertEqual(lead.keqing_selection_grade_id, self.recommended)

    def test_a_cancelled_verdict_is_gone(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        self._run(lead).with_user(self.manager).action_cancel()
        self.assertFalse(lead.keqing_selection_grade_id or lead.keqing_selection_score)
        self._mark(lead, {self.location: 3})
        self.assertEqual(lead.keqing_selection_score, 50)

    # Again, every period

    def test_open_outlets_are_judged_every_period_and_candidates_are_not(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        lead.action_keqing_sign()
        signed = lead.partner_id
        bought, lost = self._create_customers(2)
        for customer in (bought, lost):
            self._create_invoice(customer, 100, "2024-05-01")
            self._assess(self.location, customer, 3, "2024-05-02")
        with freeze_time("2024-07-02 03:00:00"):
            lost.action_keqing_lose()
            self._follow_invoices()
            run = self._compute_run(self.selection, "2024-06-30")
        self.assertEqual(run.evaluation_ids.partner_id, bought)
        self.assertEqual(run.evaluation_ids.score, 50)
        self.assertEqual(signed.keqing_lifecycle, "prospect")
        self.assertEqual(lead.keqing_selection_score, 100, "what it was opened on stays")

    def test_what_is_proposed_to_open_outlets_outlives_the_decision_on_a_candidate(self):
        self.env["keqing.strategy"].create(
            {
                "name": "Close it",
                "company_id": self.company.id,
                "scorecard_id": self.selection.id,
                "condition": "below",
                "points": 50,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Talk about closing",
            }
        )
        poor = self._create_customer(keqing_lifecycle="active")
        self._assess(self.location, poor, 1, "2023-11-15")
        self._confirm_run(self.selection, "2023-12-31")
        lead = self._create_lead()
        self._mark(lead, {self.location: 1})
        lead.with_user(self.manager).action_keqing_confirm_selection()
        proposals = self.env["keqing.strategy.proposal"].search(
            [("scorecard_id", "=", self.selection.id)]
        )
        self.assertEqual(proposals.partner_id, poor)

    def test_a_run_of_all_opens_beside_those_of_candidates(self):
        self.selection.period = "rolling"
        with freeze_time("2024-03-31 03:00:00"):
            self._mark(self._create_lead(), {self.location: 5})
        self._create_customer()
        self.env["keqing.evaluation.run"]._open_last_period(self.selection)
        of_all = self.selection.run_ids.filtered(lambda run: not run.partner_id)
        self.assertEqual(
            of_all.mapped("date_from"), self.selection.run_ids[-1:].mapped("date_from")
        )
        self.assertEqual(len(self.selection.run_ids), 2)

    def test_customers_are_assessed_for_selection_from_their_card(self):
        customer = self._create_customer(user_id=self.salesperson.id, keqing_lifecycle="active")
        wizard = Form(
            self.env["keqing.quick.assessment"]
            .with_user(self.salesperson)
            .with_context(default_partner_id=customer.id)
        )
        self.assertEqual(wizard.scorecard_id, self.selection)

    def test_a_scorecard_that_compares_cannot_select(self):
        self.selection.cut_method = "quota"
        self.selection.line_ids[0].curve = "percentile"
        for band in self.selection.band_ids:
            band.threshold = 33
        with self.assertRaisesRegex(ValidationError, "(?s)cut by score.*points for Location"):
            self._mark(self._create_lead(), {self.location: 5})

    # Who may

    def test_foreign_leads_are_refused(self):
        lead = self._create_lead(user_id=self.director.id, keqing_territory_id=self.south.id)
        with self.assertRaises(AccessError):
            lead.action_keqing_assess()
        with self.assertRaises(AccessError):
            lead.get_keqing_explanation()
        mine = self._create_lead()
        wizard = self.env["keqing.quick.assessment"].with_user(self.salesperson)
        wizard = wizard.create({"lead_id": mine.id})
        wizard.line_ids.write({"value": 5, "is_given": True})
        wizard.sudo().lead_id = lead
        with self.assertRaises(AccessError):
            wizard.action_save()
        self.assertFalse(lead.sudo().keqing_selection_run_id)

    def test_the_outlet_of_a_colleague_is_not_assessed(self):
        theirs = self._create_lead(user_id=self.director.id, keqing_territory_id=self.south.id)
        self._mark(theirs, {self.location: 1}, user=self.admin_who_sells())
        lead = self._create_lead(partner_id=theirs.sudo().partner_id.id)
        with self.assertRaisesRegex(UserError, "looked after by somebody else"):
            lead.action_keqing_assess()

    def admin_who_sells(self):
        self.admin.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_manager").id),
            Command.link(self.env.ref("base.group_partner_manager").id),
        ]
        return self.admin

    def test_who_is_none_of_ours_sees_nothing_of_it(self):
        seller = self._create_user("seller")
        seller.group_ids = [Command.link(self.env.ref("sales_team.group_sale_manager").id)]
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        seen = lead.with_user(seller)
        self.assertEqual(seen.read(["name"])[0]["name"], lead.name)
        for name in (
            *("keqing_selection_grade_id", "keqing_selection_score", "keqing_selection_missing"),
            *("keqing_selection_run_id", "keqing_selection_state", "keqing_can_be_selected"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                seen.read([name])
        for method in (
            *("action_keqing_assess", "get_keqing_explanation"),
            *("action_keqing_confirm_selection", "action_keqing_override_selection"),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(seen, method)()
        self.assertNotIn("keqing_selection", str(seen.get_views([(False, "form")])["views"]))

    def test_nobody_writes_a_verdict_by_hand(self):
        lead = self._create_lead()
        for name, value in {
            "keqing_selection_score": 100,
            "keqing_selection_grade_id": self.recommended.id,
            "keqing_selection_run_id": False,
        }.items():
            with self.subTest(field=name), self.assertRaises(AccessError):
                lead.write({name: value})
        run = self._create_run(self.selection, "2023-12-31").with_user(self.manager)
        with self.assertRaises(AccessError):
            run.partner_id = self._create_customer()

    def test_only_a_scorecard_of_the_selection_judges_a_lead(self):
        other = self._create_scorecard(
            purpose="relationship", lines=[self._line(self.location, 100, floor=1, target=5)]
        )
        lead = self._create_lead()
        wizard = self.env["keqing.quick.assessment"].with_user(self.salesperson)
        wizard = wizard.create({"lead_id": lead.id, "scorecard_id": other.id})
        wizard.scorecard_id = other
        wizard.line_ids.write({"value": 5, "is_given": True})
        with self.assertRaisesRegex(UserError, "does not select outlets"):
            wizard.action_save()

    def test_runs_of_candidates_follow_the_candidate(self):
        lead = self._create_lead(user_id=self.director.id, keqing_territory_id=self.south.id)
        self._mark(lead, {self.location: 5}, user=self.admin_who_sells())
        run = self._run(lead)
        for user, count in ((self.salesperson, 0), (self.manager, 0), (self.director, 1)):
            found = self.env["keqing.evaluation.run"].with_user(user).search([("id", "=", run.id)])
            self.assertEqual(len(found), count)
        with self.assertRaises(AccessError):
            lead.with_user(self.manager).action_keqing_confirm_selection()

    def test_each_company_selects_by_its_own_scorecard(self):
        self.selection.write({"user_id": False, "company_id": self.other_company.id})
        lead = self._create_lead()
        both = (self.company + self.other_company).ids
        self.salesperson.company_ids = [Command.set(both)]
        lead = lead.with_context(allowed_company_ids=both)
        self.assertFalse(lead.keqing_can_be_selected)
        action = lead.action_keqing_assess()
        wizard = lead.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertFalse(wizard.scorecard_ids)

    # What becomes of the lead

    def test_the_file_goes_with_the_lead_to_another_salesperson(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        colleague = self._create_user("colleague", "user")
        colleague.group_ids = [Command.link(self.selling.id)]
        self.env["crm.lead"].browse(lead.id).write(
            {"user_id": colleague.id, "keqing_territory_id": self.south.id}
        )
        outlet = lead.sudo().partner_id
        self.assertEqual((outlet.user_id, outlet.keqing_territory_id), (colleague, self.south))
        lead.with_user(colleague).action_keqing_assess()
        outlet.keqing_customer_type_id = self.outlet
        self.env["crm.lead"].browse(lead.id).user_id = self.salesperson
        self.assertEqual(outlet.user_id, colleague, "a customer does not follow its leads")

    def test_a_lost_lead_keeps_its_verdict_and_is_assessed_no_more(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        lead.action_set_lost()
        self.assertEqual(lead.keqing_selection_grade_id, self.recommended)
        with self.assertRaisesRegex(UserError, "is decided"):
            lead.action_keqing_assess()
        lead.with_user(self.manager).action_keqing_confirm_selection()
        self.assertEqual(lead.keqing_selection_state, "confirmed")

    def test_an_archived_outlet_is_not_assessed(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        lead.sudo().partner_id.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            lead.action_keqing_assess()

    def test_a_lead_of_another_outlet_shows_no_verdict(self):
        lead = self._create_lead(contact_name="Verr Goldet")
        self._mark(lead, {self.location: 5})
        lead.partner_id = lead.partner_id.commercial_partner_id
        self.assertEqual(lead.keqing_selection_score, 100, "it is still the same")
        lead.partner_id = self._create_customer("Bistro", user_id=self.salesperson.id)
        self.assertFalse(lead.keqing_selection_grade_id or lead.keqing_selection_score)
        self._mark(lead, {self.location: 3})
        self.assertEqual(lead.keqing_selection_score, 50)

    def test_merged_leads_keep_the_verdict(self):
        assessed = self._create_lead()
        self._mark(assessed, {self.location: 5})
        run = self._run(assessed)
        other = self._create_lead(name="The same again", probability=90, partner_name=False)
        merged = (assessed + other).merge_opportunity()
        self.assertEqual(merged, other)
        self.assertEqual((merged.keqing_selection_score, self._run(merged)), (100, run))

    def test_leads_of_different_outlets_merged_show_the_verdict_on_the_one_that_stays(self):
        assessed = self._create_lead()
        self._mark(assessed, {self.location: 5})
        other = self._create_lead(name="Bistro", probability=90)
        other.partner_id = self._create_customer("Bistro")
        merged = (assessed + other).merge_opportunity()
        self.assertEqual(merged.partner_id.name, "Bistro")
        self.assertFalse(merged.keqing_selection_grade_id)

    def test_merged_outlets_have_one_verdict_that_waits(self):
        first, second = self._create_lead(), self._create_lead(name="Again", partner_name="Inn")
        self._mark(first, {self.location: 5})
        second.phone = False
        self._mark(second, {self.location: 1})
        stays = first.sudo().partner_id.with_env(self.env)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((stays + second.sudo().partner_id).ids, stays)
        self.assertEqual(self._run(second), self._run(first))
        waiting = self.selection.run_ids.filtered(lambda run: run.state == "computed")
        self.assertEqual(waiting.partner_id, stays)
        self.assertEqual(second.keqing_selection_score, first.keqing_selection_score)
        self._mark(second, {self.footfall: 5})

    def test_a_deleted_outlet_takes_its_verdict_along(self):
        lead = self._create_lead()
        self._mark(lead, {self.location: 5})
        run = self._run(lead)
        outlet = lead.sudo().partner_id
        lead.sudo().partner_id = False
        outlet.unlink()
        self.assertFalse(run.exists())
        lead.invalidate_recordset()
        self.assertFalse(lead.keqing_selection_grade_id or lead.keqing_selection_score)

    def test_leads_are_sorted_and_grouped_by_the_verdict(self):
        leads = self.env["crm.lead"]
        for number, mark in enumerate((1, 5, 3)):
            lead = self._create_lead(partner_name=f"Inn {number}", phone=False)
            self._mark(lead, {self.location: mark})
            leads += lead
        Lead = self.env["crm.lead"].with_user(self.salesperson)
        ours = [("id", "in", leads.ids), ("keqing_selection_state", "=", "computed")]
        by_score = Lead.search(ours, order="keqing_selection_score desc")
        self.assertEqual(by_score.mapped("keqing_selection_score"), [100, 50, 0])
        groups = Lead._read_group(ours, ["keqing_selection_grade_id"], ["__count"])
        self.assertEqual(len(groups), 3)
        self.assertEqual(groups[0][0], self.recommended)
