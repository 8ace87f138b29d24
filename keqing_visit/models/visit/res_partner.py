# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.models.privacy.res_partner_erasure import (
    SHORTEST_NAME,
    replace_everywhere,
)
from odoo.addons.keqing_customer.timeline import Source


class ResPartner(models.Model):
    """Visits are contacts with the customer and with the people met."""

    _inherit = "res.partner"

    keqing_visit_ids = fields.One2many(
        comodel_name="keqing.visit", inverse_name="partner_id", groups=OWN_PEOPLE
    )

    @api.model
    def _contact_sources(self, partner_ids):
        with_customers = SQL(
            """SELECT visit.partner_id, visit.done_at, visit.user_id, 'visit ' || visit.id,
                      visit.contact_kind
                 FROM keqing_visit visit
                WHERE visit.state = 'done' AND visit.partner_id IN %s""",
            partner_ids,
        )
        with_people = SQL(
            """SELECT met.res_partner_id, visit.done_at, visit.user_id, 'visit ' || visit.id,
                      visit.contact_kind
                 FROM keqing_visit visit
                 JOIN keqing_visit_met_rel met ON met.keqing_visit_id = visit.id
                WHERE visit.state = 'done' AND met.res_partner_id IN %s""",
            partner_ids,
        )
        return [*super()._contact_sources(partner_ids), with_customers, with_people]

    @api.model
    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "visit": (self.env._("Visits"), "fa-map-marker")}

    def _timeline_sources(self):
        done = Domain("partner_id", "in", self.ids) & Domain("state", "=", "done")
        return [
            *super()._timeline_sources(),
            Source(
                "visit",
                "keqing.visit",
                done,
                "done_at",
                lambda visit: {
                    "title": visit.result or visit.purpose or visit.display_name,
                    "who": visit.user_id.name,
                },
            ),
        ]

    def _keqing_erase(self, reason, with_correspondence=True):
        """Who signed on a visit, and of whom is written what was promised, is nobody any more."""
        called = {person: person.name for person in self.sudo()}
        erased = super()._keqing_erase(reason, with_correspondence)
        for person, name in called.items():
            person._erase_from_visits(name)
        return erased

    def _erase_from_visits(self, name):
        """
        :param str name: as the person was called
        """
        self.ensure_one()
        visits = self.env["keqing.visit"].sudo()  # whoever may erase a person erases this
        visits = visits.search([("partner_id", "in", (self | self.commercial_partner_id).ids)])
        for visit in visits:
            if visit.signed_by and (visit.signed_by == name or self.name in visit.signed_by):
                visit.write({"signature": False, "signed_by": self.name})
        if len(name or "") < SHORTEST_NAME:
            return  # it would be found in words that mean somebody else
        for model in ("keqing.visit.step", "keqing.visit.position"):
            replace_everywhere(self.env[model], "visit_id", visits.ids, name, self.name)
        for model, texts in (("mail.activity", ("summary", "note")), ("mail.message", ("body",))):
            of_visits = Domain("res_id", "in", visits.ids) & Domain(
                "res_model" if model == "mail.activity" else "model", "=", visits._name
            )
            told = Domain.OR(Domain(text, "ilike", escape_psql(name)) for text in texts)
            records = self.env[model].sudo().with_context(active_test=False)
            for record in records.search(of_visits & told):
                record.write(
                    {text: record[text] and record[text].replace(name, self.name) for text in texts}
                )
        self.env.invalidate_all()

    @api.model
    def _get_contact_action(self, customer):
        """The visit that is planned, else a new one."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visits"),
            "res_model": "keqing.visit",
            "views": [(False, "list"), (False, "form")],
            "domain": [("partner_id", "=", customer.id)],
            "context": {
                "default_partner_id": customer.id,
                "search_default_filter_planned": 1,
            },
        }
