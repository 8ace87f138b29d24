# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger, BoundedMonetary
from odoo.addons.keqing_customer.wording import say_day

APPEAL_DAYS = 15
DIRECTORS = "keqing_customer.group_customer_all"


class KeqingDiversionCase(models.Model):
    """Accusing, hearing, deciding, appealing: by people who have no part in it."""

    _inherit = "keqing.diversion.case"

    verdict = fields.Selection(
        selection=[
            ("proven", "Proven"),
            ("unproven", "Not proven"),
            ("malicious", "Not true: reported out of malice"),
        ],
        copy=False,
        tracking=True,
    )
    verdict_text = fields.Text(string="Because", copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    decided_on = fields.Date(readonly=True, copy=False)
    appeal_until = fields.Date(readonly=True, copy=False)
    appeal = fields.Text(copy=False, help="What the accused has against the verdict.")
    appealed_on = fields.Date(readonly=True, copy=False)
    first_decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    closed_on = fields.Date(readonly=True, copy=False, index=True)
    drop_reason = fields.Text(string="Dropped Because", copy=False)

    # What the verdict costs; proposed by the sanction of the kind, the first time or again
    currency_id = fields.Many2one(related="company_id.currency_id")
    forfeit_percent = BoundedFloat(
        low=0,
        high=100,
        string="Rebate Forfeited (%)",
        copy=False,
        help="Of the statements that are frozen.",
    )
    fine = BoundedMonetary(low=0, string="Amount", copy=False)
    grade_steps = BoundedInteger(low=0, high=100, string="Grades Down", copy=False)
    stop_months = BoundedInteger(low=0, high=120, string="Months Without Supply", copy=False)
    may_decide = fields.Boolean(compute="_compute_may_decide")

    @api.model
    def _decided_fields(self):
        return {
            "verdict",
            "verdict_text",
            "forfeit_percent",
            "fine",
            "grade_steps",
            "stop_months",
        }

    @api.depends("state", "found_by_id", "partner_id", "accused_by_id", "decided_by_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        for case in self:
            case.may_decide = case.state in ("heard", "appealed") and not case._find_partiality()

    def _find_partiality(self):
        """Why the user is not to decide on it; nothing if nothing is against it."""
        user = self.env.user
        if self.env.su:
            return ""
        if user in (self.found_by_id, self.accused_by_id):
            return self.env._("You found it or accused: let somebody else decide.")
        if self._was_owner():
            return self.env._("The accused is your customer: let somebody else decide.")
        if self.state == "appealed":
            if user == self.decided_by_id:
                return self.env._("The appeal is against your verdict: let somebody else decide.")
            if not user.has_group(DIRECTORS):
                return self.env._("A director decides on appeals.")
        return ""

    def _check_impartial(self):
        """:raise AccessError: unless the user is a manager without a part in it"""
        self._check_manager()
        for case in self:
            if why := case._find_partiality():
                raise AccessError(self.env._("%(case)s: %(why)s", case=case.display_name, why=why))

    @for_one("write")
    def action_accuse(self):
        """Hold it against somebody: its statements are frozen, and its owner is told.

        Whom the trail leads to is accused, if nobody is named yet.
        """
        self._check_manager()
        self._check_state("found")
        self._lock_alone(self)
        if not self.line_ids:
            raise UserError(self.env._("%s: name the goods that were found.", self.display_name))
        traced = self.line_ids.sudo().delivered_to_id
        if not self.partner_id and len(traced) == 1:
            self.sudo().partner_id = traced
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "%s: say who is accused. Follow the trail of the goods if you do not know.",
                    self.display_name,
                )
            )
        self.sudo().write(  # read-only for people
            {
                "state": "heard",
                "accused_by_id": self.env.uid,
                "accused_on": self.company_id._get_keqing_today(),
                **self._propose_penalties(),
            }
        )
        owner = self.partner_id.sudo().user_id
        if owner.active:
            local = self.with_context(lang=owner.lang or self.env.lang)
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=owner.id,
                summary=local.env._("Hear what the accused says, and write it down"),
            )

    @for_one("write")
    def action_decide(self):
        """Give the verdict that was written; it may be appealed against for some days.

        :raise AccessError: for who found it, accused, or owns the accused
        :raise UserError: without reasons, or to be guilty while something is missing
        """
        self._check_state("heard", "appealed")
        self._check_impartial()
        self._lock_alone(self)
        self._check_decidable()
        today = self.company_id._get_keqing_today()
        if self.state == "appealed":
            self.sudo().write(  # read-only for people
                {
                    "first_decided_by_id": self.decided_by_id.id,
                    "decided_by_id": self.env.uid,
                    "decided_on": today,
                }
            )
            self._close()
            return
        self.sudo().write(  # read-only for people
            {
                "state": "decided",
                "decided_by_id": self.env.uid,
                "decided_on": today,
                "appeal_until": today + timedelta(days=APPEAL_DAYS),
            }
        )

    def _check_decidable(self):
        """:raise UserError: while the verdict lacks something"""
        if not self.verdict or not (self.verdict_text or "").strip():
            raise UserError(self.env._("%s: write down the verdict, and why.", self.display_name))
        missing = list(self._find_missing()) if self.verdict == "proven" else []
        if missing:
            raise UserError(
                self.env._(
                    "%(case)s is not proven: %(missing)s",
                    case=self.display_name,
                    missing=" ".join(missing),
                )
            )

    @for_one("write")
    def action_appeal(self):
        """Take the appeal of the accused, as it was written down, to somebody else."""
        self._check_state("decided")
        self._lock_alone(self)
        if not (self.appeal or "").strip():
            raise UserError(
                self.env._("%s: write down what the accused has against it.", self.display_name)
            )
        today = self.company_id._get_keqing_today()
        if today > self.appeal_until:
            raise UserError(
                self.env._(
                    "%(case)s could be appealed against until %(day)s.",
                    case=self.display_name,
                    day=say_day(self.env, self.appeal_until),
                )
            )
        self.sudo().write({"state": "appealed", "appealed_on": today})  # read-only for people

    @for_one("write")
    def action_close(self):
        """Carry the verdict out, once nobody can appeal against it any more."""
        self._check_manager()
        self._check_state("decided")
        self._lock_alone(self)
        if self.company_id._get_keqing_today() <= self.appeal_until:
            raise UserError(
                self.env._(
                    "%(case)s may be appealed against until %(day)s: close it after that.",
                    case=self.display_name,
                    day=say_day(self.env, self.appeal_until),
                )
            )
        self._close()

    @for_one("write")
    def action_drop(self):
        """Go no further; what was frozen is free again."""
        self._check_may_correct()
        self._lock_alone(self)
        if not (self.drop_reason or "").strip():
            raise UserError(self.env._("%s: write down why it is dropped.", self.display_name))
        self.sudo().state = "dropped"  # read-only for people
