# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).


class DemoDevelopmentCases:
    """Whom the demo company is about to win."""

    @property
    def leads(self):
        Lead = self.env["crm.lead"].with_context(active_test=False)
        return Lead.search([("company_id", "=", self.company.id)])

    def test_a_lead_at_each_stage_and_one_lost(self):
        stages = self.env["crm.stage"].search([("team_ids.company_id", "=", self.company.id)])
        self.assertEqual(len(stages), 7)
        self.assertEqual(self.leads.filtered("active").stage_id.sorted(), stages)
        [lost] = self.leads - self.leads.filtered("active")
        self.assertEqual((lost.won_status, bool(lost.lost_reason_id)), ("lost", True))
        self.assertEqual(self.leads.mapped("team_id.company_id"), self.company)

    def test_leads_come_from_many_sources_and_of_many_types(self):
        self.assertGreaterEqual(len(self.leads.source_id), 6)
        self.assertEqual(self.leads.medium_id, self.leads.source_id.keqing_medium_id)
        self.assertGreaterEqual(len(self.leads.keqing_customer_type_id), 5)
        territories = self.leads.keqing_territory_id
        self.assertEqual(territories, self.customers.keqing_territory_id)
        self.assertTrue(self.leads.keqing_referrer_id)
        self.assertGreater(sum(self.leads.mapped("expected_revenue")), 1_000_000)

    def test_what_odoo_does_not_translate_is_in_the_language_of_the_company(self):
        if self.env["res.lang"]._get_data(code="zh_CN"):
            for name in [*self.leads.source_id.mapped("name"), *self._requirements()]:
                self.assertNotRegex(name, "[A-Za-z]{4}")

    def _requirements(self):
        return self.leads.stage_id.filtered("requirements").mapped("requirements")

    def test_the_signed_one_has_an_agreement_to_complete(self):
        [signed] = self.leads.filtered(lambda lead: lead.won_status == "won")
        customer = signed.partner_id.commercial_partner_id
        self.assertEqual(customer.keqing_source_id, signed.source_id)
        agreement = customer.keqing_agreement_ids
        self.assertEqual((agreement.stage, agreement.user_id), ("draft", signed.user_id))
        self.assertEqual(agreement.target_ids.amount, signed.expected_revenue)

    def test_of_a_colleagues_customer_the_salesperson_is_told_the_name(self):
        known = self.env.ref("keqing_customer.lead_known").with_user(self._user("salesperson"))
        action = known.with_company(self.company).action_keqing_sign()
        candidate = self.env[action["res_model"]].browse(action["res_id"]).candidate_ids
        self.assertEqual(candidate.partner_id, self._customer("jiangong"))
        candidate = candidate.with_user(self._user("salesperson"))
        self.assertFalse(candidate.is_visible)
