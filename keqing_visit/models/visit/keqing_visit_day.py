# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE, for_one

MOST_STOPS = 100
# What is read at once; by itself Odoo reads some of them apart
VISIT_FIELDS = [
    *("company_id", "partner_id", "user_id", "state", "planned_on", "start", "contact_kind"),
    *("is_deep", "purpose", "template_id", "checked_in_at", "mood", "result", "next_step"),
    *("next_on", "signed_by"),
]


class KeqingVisit(models.Model):
    """A salesperson's day, whole, as a phone takes it along to where there is no network."""

    _inherit = "keqing.visit"

    @api.model
    def get_day(self):
        """Today's stops of the user, ready to be made; what is open from before comes along.

        :return: dict: ``date`` of the company; ``currency``, its name; ``moods``, pairs of value
            and name; ``stops``, a list of dicts as of :meth:`_get_stops` with ``customer`` as of
            :meth:`_get_day_customers`
        :raise AccessError: without a role
        """
        self._check_people()
        visits = self.search_fetch(
            self._get_day_domain(),
            VISIT_FIELDS,
            order="planned_on, start, sequence, id",
            limit=MOST_STOPS,
        )
        visits._make_stops_ready()
        customers = visits._get_day_customers()
        return {
            "date": fields.Date.to_string(self.env.company._get_keqing_today()),
            "currency": self.env.company.currency_id.name,
            "moods": self._fields["mood"]._description_selection(self.env),
            "stops": [
                {**stop, "customer": customers[visit.partner_id]}
                for visit, stop in visits._get_stops().items()
            ],
        }

    @for_one("read")
    def action_open_day(self):
        """The day, with this visit opened in it."""
        return self._get_day_action()

    def _get_day_action(self, customer=None):
        """
        :param customer: whose stop is opened, or offered where there is none, if no visit is
        """
        return {
            "type": "ir.actions.client",
            "tag": "keqing_visit_day",
            "name": self.env._("My Day"),
            "target": "fullscreen",
            "params": {"customer": {"id": customer.id, "name": customer.name}}
            if customer
            else {"visit_id": self.id},
        }

    @api.model
    def _check_people(self):
        if not self.env.user.has_group(OWN_PEOPLE):
            raise AccessError(
                self.env._("Visits are for people with a role in Keqing. Ask an administrator.")
            )

    def _get_day_domain(self):
        today = self.env.company._get_keqing_today()
        to_do = Domain("planned_on", "<=", today) & Domain("state", "=", "planned")
        return (
            Domain("user_id", "=", self.env.uid)
            & Domain("company_id", "=", self.env.company.id)
            & (to_do | Domain("state", "=", "under_way") | Domain("done_on", "=", today))
        )

    def _make_stops_ready(self):
        """Those to come have the steps they will have; the job plans without them, for speed."""
        ahead = self.filtered(lambda visit: visit.state == "planned")
        ahead.filtered(lambda visit: not visit.template_id)._make_ready()

    def _get_stops(self):
        """How far these visits are, by a number of queries that does not depend on theirs.

        :return: ``{visit: dict}``
        """
        today = self.env.company._get_keqing_today()
        Contact = self.env["keqing.contact.mixin"]  # where the kinds are translated
        kinds = dict(Contact._fields["contact_kind"]._description_selection(self.env))
        parts = self._read_stop_parts()
        return {
            visit: {
                "id": visit.id,
                "state": visit.state,
                "is_late": visit.planned_on < today and visit.state == "planned",
                "planned_on": fields.Date.to_string(visit.planned_on),
                "start": fields.Datetime.to_string(visit.start),
                "kind": kinds[visit.contact_kind],
                "is_visit": visit.contact_kind == "visit",
                "is_deep": visit.is_deep,
                "purpose": visit.purpose,
                "checked_in_at": fields.Datetime.to_string(visit.checked_in_at),
                "demands": [
                    name
                    for name, is_demanded in visit._get_demanded_fields().items()
                    if is_demanded
                ],
                "mood": visit.mood,
                "result": visit.result,
                "next_step": visit.next_step,
                "next_on": fields.Date.to_string(visit.next_on),
                "signed_by": visit.signed_by,
                **parts[visit.id],
                **({} if visit._is_on_site() else {"steps": []}),
            }
            for visit in self
        }

    def _read_stop_parts(self):
        """What hangs on these visits, of all by one statement.

        :return: ``{visit id: dict}``: ``steps``; ``positions``, what the server made of where the
            user was, ``{occasion: dict}``; ``met_ids``; ``promises``, what the user has still to
            do out of it; ``talks``, ``samples`` and ``payments``, what was told of them
        """
        if not self:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT visit.id,
                          ARRAY(SELECT jsonb_build_object(
                                           'id', id, 'stage', stage, 'name', name,
                                           'is_mandatory', COALESCE(is_mandatory, FALSE),
                                           'is_done', COALESCE(is_done, FALSE), 'reason', reason)
                                  FROM keqing_visit_step
                                 WHERE visit_id = visit.id
                              ORDER BY stage DESC, sequence, id),
                          ARRAY(SELECT jsonb_build_object(
                                           'occasion', occasion, 'verdict', verdict,
                                           'meters', round(distance_meters), 'reason', reason)
                                  FROM keqing_visit_position
                                 WHERE visit_id = visit.id AND visit.user_id = %s
                              ORDER BY id),
                          ARRAY(SELECT res_partner_id
                                  FROM keqing_visit_met_rel
                                 WHERE keqing_visit_id = visit.id),
                          ARRAY(SELECT jsonb_build_object('text', summary, 'on', date_deadline)
                                  FROM mail_activity
                                 WHERE res_model = 'keqing.visit' AND res_id = visit.id AND active
                                       AND user_id = %s AND summary IS NOT NULL
                              ORDER BY date_deadline, id),
                          ARRAY(SELECT jsonb_build_object('topic_id', topic_id, 'said', said)
                                  FROM keqing_visit_talk
                                 WHERE visit_id = visit.id
                              ORDER BY id),
                          ARRAY(SELECT jsonb_build_object(
                                           'product_id', product_id, 'quantity', quantity)
                                  FROM keqing_visit_sample
                                 WHERE visit_id = visit.id
                              ORDER BY id),
                          ARRAY(SELECT jsonb_build_object('amount', amount, 'on', due_on)
                                  FROM keqing_payment_promise
                                 WHERE visit_id = visit.id
                              ORDER BY id)
                     FROM keqing_visit visit
                    WHERE visit.id IN %s""",
                self.env.uid,
                self.env.uid,
                tuple(self.ids),
            )
        )
        Position = self.env["keqing.visit.position"]
        verdicts = dict(Position._fields["verdict"]._description_selection(self.env))
        return {
            visit_id: {
                "steps": steps,
                "positions": {
                    each["occasion"]: {**each, "text": verdicts[each["verdict"]]}
                    for each in positions
                },
                "met_ids": met_ids,
                "promises": promises,
                "talks": talks,
                "samples": samples,
                "payments": payments,
            }
            for visit_id, steps, positions, met_ids, promises, talks, samples, payments in rows
        }
