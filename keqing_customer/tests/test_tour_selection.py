# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from .test_selection import SelectionCommon


@tagged("post_install", "-at_install")
class TestSelectionTour(SelectionCommon, HttpCase):
    """A salesperson with a telephone before an outlet, and the manager with another."""

    browser_size = "390x844"
    touch_enabled = True

    def test_from_a_lead_to_the_decision_on_its_outlet(self):
        lead = self._create_lead()
        url = f"/odoo/crm/{lead.id}"
        self.start_tour(url, "keqing_customer_select_outlet", login="salesperson")
        run = lead.sudo().keqing_selection_run_id
        self.assertEqual((run.state, run.partner_id.name), ("computed", "Wangshu Inn"))
        marks = self.env["keqing.assessment"].search([("partner_id", "=", run.partner_id.id)])
        self.assertEqual(marks.user_id, self.salesperson)
        self.start_tour(url, "keqing_customer_confirm_outlet", login="manager")
        self.assertEqual((run.state, run.confirmed_by_id), ("confirmed", self.manager))
