# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE, for_one
from odoo.addons.keqing_customer.timeline import Source
from odoo.addons.keqing_customer.wording import say_day


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

    def _get_dated_matters(self):
        """Besides what customers promised to pay, at which level of collection they are, and who
        is about to go back to the public pool."""
        company = self.env.company
        Promise = self.env["keqing.payment.promise"]
        here = Domain("partner_id", "in", self.ids) & Domain("company_id", "=", company.id)
        broken = Domain("state", "=", "broken") & Promise._unpaid_domain(company)
        return {
            **super()._get_dated_matters(),
            "payment": (
                Promise,
                here & Domain("state", "=", "open"),
                ("due_on", "amount"),
                self._tell_promise,
            ),
            "payment_broken": (
                Promise,
                here & broken,
                ("due_on", "amount"),
                self._tell_broken_promise,
            ),
            "collection": (
                self.env["keqing.collection"],
                here & Domain("state", "=", "present"),
                ("reached_on", "name"),
                self._tell_collection,
            ),
            "pool": (
                self.env["keqing.pool.warning"],
                here,
                ("returns_on",),
                self._tell_pool,
            ),
        }

    def _tell_promise(self, promise_id, _customer, day, amount):
        company = self.env.company
        return {
            "level": "now" if day <= company._get_keqing_today() else "soon",
            "text": self.env._(
                "Promised to pay %(amount)s by %(day)s",
                amount=company.currency_id.format(amount),
                day=say_day(self.env, day),
            ),
            "action": self.env["keqing.payment.promise"].browse(promise_id)._get_records_action(),
        }

    def _tell_broken_promise(self, promise_id, customer, day, amount):
        return {
            **self._tell_promise(promise_id, customer, day, amount),
            "text": self.env._(
                "Did not pay %(amount)s by %(day)s as promised",
                amount=self.env.company.currency_id.format(amount),
                day=say_day(self.env, day),
            ),
        }

    def _tell_collection(self, collection_id, _customer, day, name):
        return {
            "level": "now",
            "text": self.env._("%(level)s since %(day)s", level=name, day=say_day(self.env, day)),
            "action": self.env["keqing.collection"].browse(collection_id)._get_records_action(),
        }

    def _tell_pool(self, warning_id, _customer, day):
        warning = self.env["keqing.pool.warning"].browse(warning_id)
        return {
            "level": "soon",
            "text": self.env._("Goes back to the public pool on %s", say_day(self.env, day)),
            "action": warning._get_records_action(),
        }

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
        """Who signed on a visit is nobody any more."""
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

    @for_one("read")
    def action_view_keqing_visits(self):
        """Open the visits to the customer, those to come and those that were."""
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("keqing_visit.keqing_visit_action")
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

    @for_one("read")
    def action_keqing_log_contact(self):
        """Ask what came of a call, or of another contact that has just been.

        Asked of a person, that is who was talked to.
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contact with %s", self.display_name),
            "res_model": "keqing.visit",
            "views": [(self._get_view_id("keqing_visit.keqing_visit_view_form_log"), "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.commercial_partner_id.id,
                "default_met_ids": (self - self.commercial_partner_id).ids,
                "default_contact_kind": "phone",
            },
        }

    @api.model
    def _get_contact_action(self, customer):
        """For its owner the day on the phone, with the customer in it; else its visits."""
        if customer.user_id == self.env.user:
            return self.env["keqing.visit"]._get_day_action(customer)
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
