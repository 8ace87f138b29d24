# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.keqing_customer.fields import BoundedInteger
from odoo.addons.keqing_customer.models.mixins.keqing_reader_mixin import check_told

from ...choice import CUSTOMERS


class KeqingVisit(models.Model):
    """One contact with one customer, from being planned to what came of it.

    Field visits, calls, messages and meetings alike. What happened when is written by the methods
    that people call for it, and by nobody else.
    """

    _name = "keqing.visit"
    _description = "Visit"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.contact.mixin",
        "keqing.handed.over.mixin",
        "keqing.job.mixin",
        "keqing.progress.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "planned_on desc, start, sequence, id desc"
    _rec_names_search = ["partner_id.name"]

    # Who
    partner_id = fields.Many2one(domain=CUSTOMERS)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    met_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="keqing_visit_met_rel",
        string="People Met",
        domain="[('commercial_partner_id', '=', partner_id), ('id', '!=', partner_id)]",
    )

    # When
    planned_on = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env.company._get_keqing_today(),
        tracking=True,
    )
    start = fields.Datetime(string="At", help="The hour, where there is an appointment.")
    sequence = BoundedInteger(
        low=0, default=10, copy=False, help="In which order the day is gone, where no hour says it."
    )
    window_from = fields.Date(
        compute="_compute_window", store=True, readonly=True, help="In time from this day on."
    )
    window_to = fields.Date(
        string="In Time Until", compute="_compute_window", store=True, readonly=True
    )
    origin = fields.Selection(
        selection=[
            ("grade", "The grade asks for it"),
            ("care", "An occasion asks for it"),
            ("hand", "Planned by hand"),
        ],
        default="hand",
        required=True,
        readonly=True,
    )
    is_untouched = fields.Boolean(
        readonly=True,
        copy=False,
        help="As the job planned it: it may take it back when it is not needed any more.",
    )

    # What for
    contact_kind = fields.Selection(default="visit", required=True)
    is_deep = fields.Boolean(
        string="Deep",
        help="More than the order was talked about: business, trade, what is to come.",
    )
    purpose = fields.Char(help="What is to be reached.")
    template_id = fields.Many2one(
        comodel_name="keqing.visit.template", index="btree_not_null", ondelete="restrict"
    )
    step_ids = fields.One2many(comodel_name="keqing.visit.step", inverse_name="visit_id")

    # How far it is
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("under_way", "Under way"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    checked_in_at = fields.Datetime(string="Checked In", readonly=True, copy=False)
    checked_out_at = fields.Datetime(string="Checked Out", readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    done_on = fields.Date(readonly=True, copy=False, index=True, help="The company's day.")
    is_in_time = fields.Boolean(
        readonly=True, copy=False, help="Done on its day or within the grace."
    )
    cancel_reason = fields.Char(readonly=True, copy=False)
    position_ids = fields.One2many(comodel_name="keqing.visit.position", inverse_name="visit_id")
    request_id = fields.Char(
        readonly=True,
        copy=False,
        help="What the device calls its check-in: sent again, it is the same one.",
    )

    # What came of it
    mood = fields.Selection(
        selection=[
            ("1", "Bad"),
            ("2", "Cool"),
            ("3", "Neutral"),
            ("4", "Warm"),
            ("5", "Very warm"),
        ],
        string="Atmosphere",
        copy=False,
    )
    result = fields.Text(copy=False)
    next_step = fields.Char(copy=False)
    next_on = fields.Date(string="Next Step On", copy=False)

    _one_under_way = models.UniqueIndex(
        "(user_id) WHERE state = 'under_way'",
        "A visit of this salesperson is under way already: check out there first.",
    )
    _request_uniq = models.UniqueIndex(
        "(user_id, request_id) WHERE request_id IS NOT NULL", "This check-in was sent already."
    )
    _planned_once = models.UniqueIndex(
        "(company_id, partner_id, planned_on, origin) WHERE state = 'planned' AND is_untouched",
        "This contact is planned already.",
    )
    _planned_idx = models.Index("(company_id, planned_on) WHERE state = 'planned'")
    _times_ordered = models.Constraint(
        "CHECK (checked_out_at >= checked_in_at)", "A visit cannot end before it begins."
    )

    @api.depends("planned_on")
    def _compute_window(self):
        """When a contact that the grade asks for is in time nobody moves; else it goes along.

        What the grace is now does not change what was planned under another.
        """
        for visit in self:
            if visit.window_to and (visit.state != "planned" or visit.origin == "grade"):
                continue
            grace = visit.company_id.sudo().keqing_grace_days
            visit.window_from = _shifted(visit.planned_on, -grace)
            visit.window_to = _shifted(visit.planned_on, grace)

    @api.depends("partner_id", "planned_on", "contact_kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["contact_kind"]._description_selection(self.env))
        for visit in self:
            visit.display_name = self.env._(
                "%(kind)s, %(customer)s, %(day)s",
                kind=kinds.get(visit.contact_kind, ""),
                customer=visit.partner_id.name or "",
                day=fields.Date.to_string(visit.planned_on) or "",
            )

    @api.constrains("user_id", "company_id")
    def _check_user_company(self):
        for visit in self:
            if visit.company_id not in visit.user_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work for %(company)s and cannot visit its customers.",
                        user=visit.user_id.name,
                        company=visit.company_id.name,
                    )
                )

    @api.constrains("met_ids", "partner_id")
    def _check_met_ids(self):
        for visit in self:
            for person in visit.met_ids.sudo():  # rights on the visit are looked at afterwards
                if person.commercial_partner_id != visit.partner_id:
                    check_told(visit, "met_ids", person + visit.partner_id)
                    raise ValidationError(
                        self.env._(
                            "%(person)s is nobody of %(customer)s: choose people of the customer.",
                            person=person.name,
                            customer=visit.partner_id.name,
                        )
                    )

    @api.model
    def _merge_partners(self, gone, kept):
        """What the job planned for those who go it plans anew for the one that stays."""
        planned = Domain("partner_id", "in", gone.ids) & Domain("state", "=", "planned")
        self.search(planned & Domain("is_untouched", "=", True)).unlink()

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """Visits to come go along; what was is whose it was."""
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & Domain("state", "=", "planned")

    @api.model
    def _handed_over_name(self):
        return self.env._("Visits")


def _shifted(day, days):
    """A day some days later, or the first or last that there is; none of none."""
    if not day:
        return day
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
