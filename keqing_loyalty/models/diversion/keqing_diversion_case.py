# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS

from .keqing_diversion_sanction import KINDS

OPEN = ("heard", "decided", "appealed")
# What was found and said, while that is looked into
SAID = frozenset(
    {
        "kind",
        "partner_id",
        "company_id",
        "found_on",
        "territory_id",
        "place",
        "reported_by",
        "description",
        "line_ids",
    }
)


class KeqingDiversionCase(models.Model):
    """Goods that turned up where they should not: what was found, who is accused, what proves it,
    what the accused says, what was decided, and what came of it.

    Whoever found them need not see whom they lead to: the trail is followed for everybody alike,
    and managers accuse.
    """

    _name = "keqing.diversion.case"
    _description = "Diversion Case"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "keqing.customer.company.record.mixin",
        "keqing.progress.mixin",
        "keqing.job.mixin",
    ]
    _order = "found_on desc, id desc"
    _waits = ("state", ("found", *OPEN))

    name = fields.Char(string="Number", readonly=True, copy=False, default="/", index="trigram")
    kind = fields.Selection(selection=KINDS, required=True, default="diversion", tracking=True)
    state = fields.Selection(
        selection=[
            ("found", "Found"),
            ("heard", "Accused"),
            ("decided", "Decided"),
            ("appealed", "Appealed Against"),
            ("closed", "Closed"),
            ("dropped", "Dropped"),
        ],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default="found",
        tracking=True,
    )

    # What was found, where, by whom
    found_on = fields.Date(
        required=True, default=lambda self: self.env.company._get_keqing_today(), tracking=True
    )
    found_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.user,
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        string="Found In",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    place = fields.Char(help="Shop and street.")
    reported_by = fields.Char(help="Who told us, if somebody else found it.")
    description = fields.Text(required=True)
    line_ids = fields.One2many(
        comodel_name="keqing.diversion.goods", inverse_name="case_id", string="Goods"
    )

    # Who is accused
    partner_id = fields.Many2one(
        string="Accused", required=False, ondelete="restrict", tracking=True
    )
    accused_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    accused_on = fields.Date(readonly=True, copy=False)
    defence = fields.Text(copy=False, help="What the accused says, in its own words.")
    defended_on = fields.Date(string="Said On", copy=False)
    may_correct = fields.Boolean(compute="_compute_may_correct")

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        for case in cases.sudo():  # the number is guarded
            Sequence = case.env["ir.sequence"].with_company(case.company_id)
            case.name = Sequence.next_by_code("keqing.diversion.case") or "/"
        return cases

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        return super().write(vals)

    def _check_may_write(self, vals):
        """:raise UserError: for what is not written as far as a case is"""
        if not SAID.isdisjoint(vals):
            self._check_may_correct()
        if "partner_id" in vals:
            self._check_state("found")
        if {"defence", "defended_on"} & vals.keys():
            self._check_state("heard", "appealed")
        if {"appeal"} & vals.keys():
            self._check_state("decided")
        if not self._decided_fields().isdisjoint(vals):
            self._check_state("heard", "appealed")
            self._check_impartial()

    def _was_owner(self):
        """Whether the accused is the user's customer, or was when the goods turned up."""
        since = self.found_on and self.found_on - timedelta(days=1)
        return self.partner_id._keqing_is_or_was_of(self.env.user, since)

    def _check_may_correct(self):
        """What somebody is accused of is corrected by managers who do not own the accused: some of
        it says what is frozen.

        :raise AccessError: for others
        :raise UserError: once it is decided
        """
        self._check_state("found", "heard")
        for case in self:
            if not (self.env.su or case.may_correct):
                raise AccessError(
                    self.env._(
                        "%s is an accusation by now: managers correct or drop it, and not who owns "
                        "the accused.",
                        case.display_name,
                    )
                )

    @api.depends("state", "partner_id", "found_on")
    @api.depends_context("uid")
    def _compute_may_correct(self):
        is_manager = self.env.user.has_group(MANAGERS)
        for case in self:
            case.may_correct = case.state == "found" or (
                case.state == "heard" and is_manager and not case._was_owner()
            )

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGERS)):
            raise AccessError(self.env._("Managers accuse and decide on violations."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for case in self:
            raise UserError(
                self.env._("%s stays on record: drop it and say why.", case.display_name)
            )

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    @api.model
    def _answered_for(self):
        return Domain("state", "in", ("found", *OPEN))

    @api.model
    def _open_domain(self, company):
        """Cases in which somebody is accused and nothing is final."""
        return Domain("company_id", "=", company.id) & Domain("state", "in", OPEN)
