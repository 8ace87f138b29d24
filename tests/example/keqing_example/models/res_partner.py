# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.timeline import Source


class ResPartner(models.Model):
    """Tastings are contacts; one that nobody closed matters; after a rise another is due."""

    _inherit = "res.partner"

    keqing_tasting_ids = fields.One2many(
        comodel_name="keqing.tasting",
        inverse_name="partner_id",
        groups="keqing_customer.group_customer_user",
    )

    @api.model
    def _contact_sources(self, partner_ids):
        tastings = SQL(
            """SELECT partner_id, date::timestamp, user_id, 'tasting ' || id, contact_kind
                 FROM keqing_tasting
                WHERE state = 'done' AND partner_id IN %s""",
            partner_ids,
        )
        return [*super()._contact_sources(partner_ids), tastings]

    @api.model
    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "tasting": (self.env._("Tastings"), "fa-glass")}

    def _timeline_sources(self):
        held = Domain("partner_id", "in", self.ids) & Domain("state", "=", "done")
        return [
            *super()._timeline_sources(),
            Source(
                "tasting",
                "keqing.tasting",
                held,
                "date",
                lambda tasting: {
                    "title": tasting.theme_id.name,
                    "who": tasting.user_id.name,
                },
            ),
        ]

    def _find_matters(self):
        """Tastings to be held or closed, of all these customers by one query."""
        today = self.env.company._get_keqing_today()
        planned = self.env["keqing.tasting"].search_fetch(
            [("partner_id", "in", self.ids), ("state", "=", "planned")], ["partner_id", "date"]
        )
        return [
            *super()._find_matters(),
            *(
                {
                    "customer": tasting.partner_id,
                    "level": "now" if tasting.date < today else "soon",
                    "due": tasting.date,
                    "text": self.env._("Tasting on %s", fields.Date.to_string(tasting.date)),
                    "action": tasting._get_records_action(),
                }
                for tasting in planned
            ),
        ]

    def _keqing_grade_changed(self, run, changes):
        """Who buys for the first time by the grade is invited, by one statement for all."""
        if run.scorecard_id.purpose == "grade":
            newcomers = self.filtered(lambda customer: not changes[customer.id][0])
            self.env["keqing.tasting"].create(
                [
                    {
                        "partner_id": customer.id,
                        "company_id": run.company_id.id,
                        "user_id": customer.user_id.id,
                    }
                    for customer in newcomers
                ]
            )
        return super()._keqing_grade_changed(run, changes)
