# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.chosen import for_chosen
from odoo.addons.keqing_customer.wording import say_day

from ...tools.stretch import stretch_around


class KeqingWorkReport(models.Model):
    """What a salesperson did in a day, week or month: figures from facts, and a comment.

    Until it is submitted the figures are those of the moment; from then on nothing changes.
    """

    _name = "keqing.work.report"
    _description = "Work Report"
    _inherit = ["keqing.of.people.mixin", "keqing.guard.mixin", "keqing.job.mixin"]
    _order = "date_to desc, kind, id desc"
    _rec_names_search = ["user_id.name"]
    _word_of = "user_id"
    _waits = ("state", ("draft", "missing"))

    # Whose, of what
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        selection=[("daily", "Daily"), ("weekly", "Weekly"), ("monthly", "Monthly")],
        required=True,
        default="daily",
    )
    day = fields.Date(
        required=True,
        default=lambda self: self.env.company._get_keqing_today(),
        help="The day, or one of the week or month that is reported on.",
    )
    date_from = fields.Date(string="From", compute="_compute_dates", store=True, index=True)
    date_to = fields.Date(string="To", compute="_compute_dates", store=True, index=True)
    comment = fields.Text(help="What the figures do not say: reasons, the market, what is needed.")

    # How far it is
    state = fields.Selection(
        selection=[("draft", "To Submit"), ("missing", "Missing"), ("submitted", "Submitted")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    is_owed = fields.Boolean(
        string="Asked For", readonly=True, copy=False, help="The company asks for it."
    )
    write_on = fields.Date(
        string="To Be Written On",
        readonly=True,
        copy=False,
        help="The person's last working day of the time that is reported on.",
    )
    deadline = fields.Date(readonly=True, copy=False)
    submitted_at = fields.Datetime(string="Submitted", readonly=True, copy=False)
    is_late = fields.Boolean(
        string="Late", readonly=True, copy=False, help="Submitted after its deadline."
    )

    _once = models.Constraint(
        "UNIQUE (company_id, user_id, kind, date_from)",
        "There is a report of this person on that time already: go on with that one.",
    )

    _in_our_time = models.Constraint(
        "CHECK (day >= '2000-01-01')", "Nobody reports on what was before 2000: choose a later day."
    )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for report in self:
            report.is_mine = report.user_id == self.env.user

    @api.depends("kind", "day")
    def _compute_dates(self):
        for report in self:
            first, last = (
                stretch_around(report.kind, report.day)
                if report.kind and report.day
                else (False, False)
            )
            report.date_from, report.date_to = first, last

    @api.depends("kind", "user_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            first = report.date_from and say_day(self.env, report.date_from) or ""
            last = report.date_to and say_day(self.env, report.date_to) or ""
            days = first
            if report.kind != "daily":
                days = self.env._("%(first)s to %(last)s", first=first, last=last)
            report.display_name = f"{report.user_id.name or ''}, {days}"

    @api.constrains("day", "kind", "company_id")
    def _check_day(self):
        """Nobody tells of what is to come."""
        for report in self:
            if report.date_from > report.company_id._get_keqing_today():
                raise ValidationError(
                    self.env._("%s has not begun yet: choose an earlier day.", report.display_name)
                )

    # Changing it

    def write(self, vals):
        if not self.env.su:
            self._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_submitted(self):
        self._check_not_frozen()

    def _check_not_frozen(self):
        """
        :raise UserError: naming the first that was submitted
        """
        for report in self.sudo():  # how far it is
            if report.state == "submitted":
                raise UserError(
                    self.env._(
                        "%s was submitted and stays as it is: tell what is new in the next report.",
                        report.display_name,
                    )
                )

    @for_chosen("write")
    def action_submit(self):
        """Keep the figures as they are now, for good.

        :raise UserError: for somebody else's report, or one that was submitted
        """
        self._check_not_frozen()
        for report in self:
            if report.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(report)s is for %(user)s to submit.",
                        report=report.display_name,
                        user=report.user_id.name,
                    )
                )
        figures = self._find_figures()
        now = fields.Datetime.now()
        for report in self:
            today = report.company_id._get_keqing_today()
            report.sudo().write(  # guarded, and whose it is was checked
                {
                    "state": "submitted",
                    "submitted_at": now,
                    "is_late": bool(report.deadline) and today > report.deadline,
                    "kept_figures": figures[report],
                }
            )
