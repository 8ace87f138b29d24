# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).


class DemoSelectionCases:
    """Of three outlets one is recommended, of one too little is known, one is decided against."""

    def test_outlets_are_on_the_way(self):
        expected = {
            # 20, 20, 15, 10, 15, 10, 10 times 100, 75, 75, 50, 75, 75, 100, in percent
            "fushui": ("Recommended", 80, 100, "computed"),
            # 20, 20, 15, 10, 15 times 75, 75, 50, 25, 50: 4,750 of 80
            "wenchang": ("Acceptable", 59.38, 80, "computed"),
            # 25, 75, 25, 0, 25, 50, 0
            "qingyun": ("Not recommended", 32.5, 100, "confirmed"),
        }
        for name, outcome in expected.items():
            with self.subTest(lead=name):
                lead = self.env.ref(f"keqing_customer.lead_{name}").with_context(lang="en_US")
                shown = (
                    lead.keqing_selection_grade_id.name,
                    lead.keqing_selection_score,
                    lead.keqing_selection_coverage,
                    lead.keqing_selection_state,
                )
                self.assertEqual(shown, outcome)
                self.assertFalse(lead.partner_id.commercial_partner_id.keqing_customer_type_id)
