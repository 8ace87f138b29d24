# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .keqing_visit_demand import ON_SITE

# What stays as it is once a visit has begun, once it is over, and after its day
BEGUN = {"partner_id", "company_id", "user_id", "planned_on", "template_id"}
OVER = {"start", "contact_kind", "is_deep"}
CAME_OF_IT = {"purpose", "met_ids", "mood", "result", "next_step", "next_on"}


class KeqingVisit(models.Model):
    """What people change of a visit, and until when; what was is history."""

    _inherit = "keqing.visit"

    may_add = fields.Boolean(
        compute="_compute_may_add", help="Whether you may say what came of it."
    )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._make_ready()
        return visits

    def write(self, vals):
        self._check_open(vals)
        self._touch()
        written = super().write(vals)
        if "template_id" in vals:
            self._forget_template()
            self._make_ready()
        elif vals.get("contact_kind") == ON_SITE:  # a call that became a visit
            self.filtered(lambda visit: visit.state in ("planned", "under_way"))._make_ready()
        return written

    def _touch(self):
        """The job takes nothing back in which somebody wrote."""
        if not self.env.su:
            self.sudo().filtered("is_untouched").is_untouched = False

    def _check_open(self, vals):
        """What has begun is whose it is, and what is over is history; who made it says what came
        of it until its day ends.

        :raise UserError: naming the visit and the fields
        """
        if self.env.su:
            return
        for visit in self.filtered(lambda each: each.state != "planned"):
            fixed = vals.keys() & visit._get_fixed_fields()
            if fixed:
                names = ", ".join(
                    self._fields[name]._description_string(self.env) for name in sorted(fixed)
                )
                raise UserError(
                    self.env._(
                        "%(visit)s has begun or is over, and %(fields)s cannot be changed any "
                        "more: plan another visit instead.",
                        visit=visit.display_name,
                        fields=names,
                    )
                )

    def _get_fixed_fields(self):
        """What the user does not change any more of one that has begun."""
        if self.state == "under_way":
            return BEGUN
        still = (
            self.state == "done"
            and self.user_id == self.env.user
            and self.done_on == self.company_id._get_keqing_today()
        )
        return BEGUN | OVER | (set() if still else CAME_OF_IT)

    @api.depends("state", "user_id", "done_on")
    @api.depends_context("uid")
    def _compute_may_add(self):
        for visit in self:
            visit.may_add = visit.state == "planned" or CAME_OF_IT.isdisjoint(
                visit._get_fixed_fields()
            )

    def _check_not_over(self):
        """
        :raise UserError: if one of these is over, so that what was found there is history
        """
        for visit in self:
            if visit.state not in ("planned", "under_way") and not self.env.su:
                raise UserError(
                    self.env._(
                        "%s is over, and what was done and found there stays as it is.",
                        visit.display_name,
                    )
                )

    @api.model
    def _stays_known(self):
        return Domain("state", "not in", ["planned", "cancelled"])

    @api.ondelete(at_uninstall=False)
    def _unlink_if_planned(self):
        for visit in self:
            if visit.origin == "grade" and not self.env.su:
                raise UserError(
                    self.env._(
                        "%s is asked for by the grade: cancel it and say why.", visit.display_name
                    )
                )
            if visit.state not in ("planned", "cancelled"):
                raise UserError(
                    self.env._("%s happened and is history: it stays.", visit.display_name)
                )
