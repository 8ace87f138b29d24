# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.keqing_customer.fields import BoundedFloat

from ..intake.keqing_complaint_type import SEVERITIES

MOST_HOURS = 2000  # a year of work
HORIZON = timedelta(days=800)  # in which that many hours are worked, or there is no deadline
# Clocks, and the fields that say how many working hours they run
CLOCKS = {
    "acknowledge": "acknowledge_hours",
    "propose": "propose_hours",
    "resolve": "resolve_hours",
}


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

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_notice(self):
        """Of which year nobody has said yet on which weekends one works."""
        for company, policies in self.grouped("company_id").items():
            year = (company or self.env.company)._get_keqing_today().year
            known = {
                day.date.year
                for day in self.env["keqing.special.day"].search(
                    [
                        ("company_id", "=", company.id),
                        ("date", ">=", f"{year}-01-01"),
                        ("date", "<=", f"{year + 1}-12-31"),
                    ]
                )
            }
            unknown = [str(each) for each in (year, year + 1) if each not in known]
            policies.notice = unknown and self.env._(
                "No special days are entered for %s: weekends that are worked and days that are "
                "free against the weekly hours are not known there.",
                ", ".join(unknown),
            )

    @api.constrains("calendar_id", "company_id")
    def _check_calendar_id(self):
        """:raise ValidationError: if by the calendar nobody ever works"""
        for policy in self:
            now = fields.Datetime.now()
            calendar = policy._get_calendar()
            tape = policy.company_id._get_keqing_working_time(calendar, now, now + HORIZON)
            if tape.after(now, 1) is None:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: “%(calendar)s” has no working hours. Enter some there, or "
                        "choose others.",
                        policy=policy.name,
                        calendar=calendar.name or self.env._("Working Hours"),
                    )
                )

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
