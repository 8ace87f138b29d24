# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger

from ..intake.keqing_complaint_type import SEVERITIES

MOST_HOURS = 2000  # a year of work
HORIZON = timedelta(days=800)  # in which that many hours are worked, or there is no deadline
KINDS = [("acknowledge", "Acknowledge"), ("propose", "Propose"), ("resolve", "Put right")]
# Clocks, and the fields that say how many working hours they run
CLOCKS = {kind: f"{kind}_hours" for kind, __ in KINDS}


class KeqingSlaPolicy(models.Model):
    """How soon complaints of a kind are acknowledged, answered by a proposal, and put right."""

    _name = "keqing.sla.policy"
    _description = "Service Level"
    _inherit = ["keqing.coded.catalogue.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # Of which complaints
    type_ids = fields.Many2many(
        comodel_name="keqing.complaint.type",
        relation="keqing_sla_policy_type_rel",
        string="Types",
        help="Any but suggestions if none is named.",
    )
    severity = fields.Selection(selection=SEVERITIES, help="Any if none is named.")
    grade_ids = fields.Many2many(
        comodel_name="keqing.grade",
        relation="keqing_sla_policy_grade_rel",
        string="Grades",
        help="Of the customer when it complained; any if none is named.",
    )

    # How soon
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Those of the company if none are named; holidays and special days are heeded.",
    )
    acknowledge_hours = BoundedFloat(
        low=0, high=MOST_HOURS, string="Acknowledge Within", default=4.0
    )
    propose_hours = BoundedFloat(low=0, high=MOST_HOURS, string="Propose Within", default=24.0)
    resolve_hours = BoundedFloat(low=0, high=MOST_HOURS, string="Put Right Within", default=80.0)
    is_receipt_enough = fields.Boolean(
        string="Automatic Receipt Acknowledges",
        help="Else only what a person answers does.",
    )

    # Who hears of it
    wait_days = BoundedInteger(
        low=0,
        high=365,
        default=7,
        string="Ask Again After (Days)",
        help="When the customer is waited for as long, the handler and the team's leader are told, "
        "and again after as many days; zero for never.",
    )
    wait_end_days = BoundedInteger(
        low=0,
        high=365,
        default=14,
        string="Longest Wait (Days)",
        help="When the customer is waited for as long, our time runs again, and the handler and "
        "the team's leader are told; zero for a wait without end.",
    )
    rung_ids = fields.One2many(
        comodel_name="keqing.sla.rung",
        inverse_name="policy_id",
        copy=True,
        default=lambda self: self._default_rung_ids(),
    )
    notice = fields.Char(compute="_compute_notice")

    @api.model
    def _default_rung_ids(self):
        ladder = ((50, "handler"), (80, "leader"), (100, "manager"), (150, "director"))
        return [fields.Command.create({"share": share, "who": who}) for share, who in ladder]

    @api.depends("company_id", "calendar_id")
    @api.depends_context("lang")
    def _compute_notice(self):
        """Of which year nobody has said yet on which weekends one works, and hours of elsewhere:
        Odoo makes calendars in UTC."""
        for company, policies in self.grouped("company_id").items():
            company = company or self.env.company
            year = company._get_keqing_today().year
            days = company._get_keqing_special_days(date(year, 1, 1), date(year + 1, 12, 31))
            known = {day.year for day in days}
            unknown = [str(each) for each in (year, year + 1) if each not in known]
            policies.notice = unknown and self.env._(
                "No special days are entered for %s: weekends that are worked and days that are "
                "free against the weekly hours are not known there.",
                format_list(self.env, unknown),
            )
            for policy in policies:
                elsewhere = policy._tell_zone(company)
                policy.notice = " ".join(filter(None, (policy.notice, elsewhere)))

    def _tell_zone(self, company):
        """:return: that the hours are of another zone than the company's, if they are"""
        calendar, zone = self._get_calendar().sudo(), company.sudo().keqing_tz  # what time it is
        if not calendar or (calendar.tz or "UTC") == zone:
            return ""
        return self.env._(
            "The hours of “%(calendar)s” are those of %(its)s, and the company is in %(zone)s: set "
            "the time zone of the working hours.",
            calendar=calendar.name,
            its=calendar.tz or "UTC",
            zone=zone,
        )

    @api.constrains("calendar_id", "company_id", *CLOCKS.values())
    def _check_calendar_id(self):
        """:raise ValidationError: if by the calendar that many hours are not worked for years"""
        for policy in self:
            if policy._lacks_hours():
                raise ValidationError(
                    self.env._(
                        "%(policy)s: in more than two years fewer than %(hours)s hours are worked "
                        "by “%(calendar)s”. Enter working hours there, choose others, or promise "
                        "it sooner.",
                        policy=policy.name,
                        hours=f"{policy._get_longest_hours():g}",
                        calendar=policy._get_calendar().name or self.env._("Working Hours"),
                    )
                )

    def _get_longest_hours(self):
        return max(self[hours] for hours in CLOCKS.values())

    def _lacks_hours(self):
        """Whether by its calendar what one promises is never due."""
        now = fields.Datetime.now()
        calendar = self._get_calendar()
        tape = self.company_id._get_keqing_working_time(calendar, now, now + HORIZON)
        return tape.after(now, max(self._get_longest_hours() * 3600, 1)) is None

    def _get_calendar(self):
        return self.calendar_id or self.company_id.sudo().resource_calendar_id

    @api.model
    def _find_policies(self, complaints):
        """Which one is for each complaint: the first that fits, in the order of their list.

        :return: ``{complaint: policy, an empty one if none fits}``, by one query
        """
        # sudo: how soon is promised to customers, whoever takes a complaint in
        policies = self.sudo().search([("company_id", "in", complaints.company_id.ids)])
        return {
            complaint: next(
                (policy for policy in policies if policy._fits(complaint)), policies.browse()
            )
            for complaint in complaints
        }

    def _fits(self, complaint):
        return (
            self.company_id == complaint.company_id
            and (
                complaint.type_id in self.type_ids if self.type_ids else not complaint.is_suggestion
            )
            and self.severity in (False, complaint.severity)
            and (not self.grade_ids or complaint.grade_id in self.grade_ids)
        )
