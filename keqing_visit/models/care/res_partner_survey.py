# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.timeline import Source


class ResPartner(models.Model):
    """What customers said that they need, and asking them."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "need": (self.env._("Needs"), "fa-lightbulb-o")}

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            Source(
                "need",
                "keqing.customer.need",
                Domain("partner_id", "in", self.ids) | Domain("person_id", "in", self.ids),
                "date",
                lambda need: {
                    "title": need.question,
                    "text": need.answer,
                    "who": need.person_id.name,
                },
            ),
        ]

    def _get_dated_matters(self):
        """Besides the needs to which nobody has answered."""
        needs = [
            ("partner_id", "in", self.ids),
            ("company_id", "=", self.env.company.id),
            ("state", "=", "open"),
        ]
        return {
            **super()._get_dated_matters(),
            "need": (self.env["keqing.customer.need"], needs, ("date", "answer"), self._tell_need),
        }

    def _tell_need(self, _need_id, customer, _day, answer):
        return {
            "level": "info",
            "text": self.env._("It needs: %s", answer),
            "action": {
                "type": "ir.actions.act_window",
                "name": self.env._("What Customers Need"),
                "res_model": "keqing.customer.need",
                "views": [(False, "list"), (False, "kanban")],
                "domain": [("partner_id", "=", customer.id)],
            },
        }

    @for_one("read")
    def action_view_keqing_needs(self):
        """Open what the customer and its people said that they need."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_visit.keqing_customer_need_action"
        )
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)]}

    @for_one("read")
    def action_keqing_ask(self):
        """Open the questionnaire that is to be filled in with the customer, of several the one
        that is over first; what was begun is gone on with.

        :raise UserError: if nothing is to be asked
        """
        customer = self.commercial_partner_id
        today = self.env.company._get_keqing_today()
        # sudo: who asks need not work with surveys
        waiting = self.env["survey.user_input"].sudo()
        answer = waiting.search(
            Domain("partner_id", "=", customer.id)
            & Domain("state", "!=", "done")
            & Domain("keqing_round_id.is_asked_in_person", "=", True)
            & Domain("keqing_round_id.state", "=", "open")
            & Domain("keqing_round_id.company_id", "=", self.env.company.id)
            & Domain("keqing_round_id.date_to", ">=", today),
            order="deadline, id",
            limit=1,
        )
        if not answer:
            raise UserError(self.env._("No survey is to be filled in with %s now.", customer.name))
        answer.keqing_asked_by_id = self.env.user
        return {"type": "ir.actions.act_url", "url": answer.get_start_url(), "target": "new"}
