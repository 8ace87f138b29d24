# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...chosen import for_chosen
from ...wording import say_day

EVERYBODYS = "keqing_customer.group_customer_all"


class KeqingCompetitorActivity(models.Model):
    """What a competitor does at a customer: what, since when, who says so, and how sure it is."""

    _name = "keqing.competitor.activity"
    _inherit = ["keqing.customer.record.mixin"]
    _description = "Activity of a Competitor"
    _order = "date desc, id desc"
    _rec_name = "what"
    _word_of = "user_id"

    # Who does what where
    competitor_id = fields.Many2one(
        comodel_name="keqing.competitor", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        selection=[
            ("price", "Price"),
            ("promotion", "Promotion"),
            ("display", "Display"),
            ("product", "New product"),
            ("terms", "Terms and rebates"),
            ("care", "Visits and gifts"),
            ("other", "Other"),
        ],
        required=True,
        default="price",
        index=True,
    )
    what = fields.Char(required=True, help="E.g. two free with each case of ten.")
    since = fields.Date(help="Empty: nobody knows.")
    until = fields.Date(help="Empty: it goes on.")

    # Who says so
    date = fields.Date(
        string="Noted On",
        required=True,
        index=True,
        default=lambda self: self.env.company._get_keqing_today(),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Noted By",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    source = fields.Selection(
        selection=[
            ("visit", "Seen on a visit"),
            ("customer", "The customer says so"),
            ("others", "Others in the trade say so"),
            ("research", "Market research"),
            ("web", "Web and trade press"),
        ],
        required=True,
        default="visit",
        help="Where it is known from.",
    )
    certainty = fields.Selection(
        selection=[("sure", "Sure"), ("likely", "Likely"), ("hearsay", "Hearsay")],
        required=True,
        default="sure",
    )

    may_end = fields.Boolean(compute="_compute_may_end")

    _days_ordered = models.Constraint(
        "CHECK (since <= until)", "What a competitor does cannot end before it begins."
    )

    @api.depends("until", "partner_id")
    @api.depends_context("uid")
    def _compute_may_end(self):
        today = self.env.company._get_keqing_today()
        of_all = self.env.user.has_group(EVERYBODYS)
        for activity in self:
            goes_on = not activity.until or activity.until > today
            activity.may_end = goes_on and (of_all or activity.partner_id.keqing_is_in_my_charge)

    @api.constrains("date")
    def _check_date(self):
        today = self.env.company._get_keqing_today()
        for activity in self:
            if activity.date > today:
                raise ValidationError(
                    self.env._("%s cannot be noted on a day to come.", activity.what)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Who does something at a customer sells to it: the card says so from then on."""
        activities = super().create(vals_list)
        for customer, theirs in activities.grouped("partner_id").items():
            known = customer.sudo()  # a fact of the card, as the activity is
            if new := theirs.competitor_id - known.keqing_competitor_ids:
                known.keqing_competitor_ids |= new
        return activities

    @for_chosen("read")
    def action_end(self):
        """Say that it is over, whoever noted it; what is over already stays as it is.

        :raise AccessError: if the user does not look after the customer
        """
        self._check_in_charge()
        today = self.env.company._get_keqing_today()
        for activity in self.sudo():  # that it ended is nobody's word but the calendar's
            if not activity.until or activity.until > today:
                activity.until = max(today, activity.since or today)

    def _get_told(self):
        """As the card shows it."""
        self.ensure_one()
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("kind", "source", "certainty")
        }
        today = self.env.company._get_keqing_today()
        return {
            "id": self.id,
            "competitor": self.competitor_id.name,
            "kind": labels["kind"][self.kind],
            "what": self.what,
            "period": self._say_period(),
            "is_over": bool(self.until) and self.until < today,
            "told": self.env._(
                "%(user)s on %(day)s: %(origin)s (%(certainty)s)",
                user=self.user_id.name,
                day=say_day(self.env, self.date),
                origin=labels["source"][self.source],
                certainty=labels["certainty"][self.certainty],
            ),
        }

    def _say_period(self):
        since, until = say_day(self.env, self.since), say_day(self.env, self.until)
        if self.since and self.until:
            return self.env._("%(since)s to %(until)s", since=since, until=until)
        if self.since:
            return self.env._("since %s", since)
        return self.env._("until %s", until) if self.until else ""
