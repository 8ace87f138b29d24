# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger
from odoo.addons.keqing_customer.tools.period import period_around

# What candidates and jury count on, once it is open
TERMS = frozenset(
    {
        "company_id",
        "date_from",
        "date_to",
        "scorecard_id",
        "chosen_by",
        "per",
        "top_count",
        "min_score",
        "grade_ids",
        "takes_nominations",
        "jury_ids",
        "votes_needed",
    }
)


class KeqingHonour(models.Model):
    """What customers are honoured for over a period: by which prizes, found how, decided by whom.

    Whoever a scorecard puts first, or somebody of us proposes, is a candidate; a jury decides, and
    what it decided is published.
    """

    _name = "keqing.honour"
    _description = "Honour"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "keqing.guests.mixin",
        "keqing.guard.mixin",
        "keqing.progress.mixin",
        "keqing.job.mixin",
    ]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _waits = ("state", ("draft",))

    name = fields.Char(required=True, translate=True, index="trigram", tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("open", "Candidates Wanted"),
            ("jury", "Before the Jury"),
            ("published", "Published"),
            ("dropped", "Dropped"),
        ],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default="draft",
        tracking=True,
    )

    # What for
    date_from = fields.Date(
        string="Period", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        string="Period End", required=True, default=lambda self: self._default_period()[1]
    )
    citation = fields.Text(
        string="Honoured For", translate=True, help="Stands on the certificate, under the prize."
    )
    prize_ids = fields.One2many(
        comodel_name="keqing.honour.prize", inverse_name="honour_id", string="Prizes", copy=True
    )

    # How candidates are found
    scorecard_id = fields.Many2one(
        comodel_name="keqing.scorecard",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The last confirmed verdicts of the period tell who is a candidate.",
    )
    scale_id = fields.Many2one(related="scorecard_id.scale_id")
    chosen_by = fields.Selection(
        selection=[
            ("top", "The first by score"),
            ("score", "A score of at least"),
            ("grade", "Grades"),
        ],
        string="Candidates Are",
        required=True,
        default="top",
    )
    per = fields.Selection(
        selection=[
            ("all", "of all customers"),
            ("territory", "of each territory"),
            ("type", "of each customer type"),
        ],
        string="First",
        required=True,
        default="all",
    )
    top_count = BoundedInteger(
        low=1, high=1000, default=3, string="How Many", help="Who ties with the last is in as well."
    )
    min_score = BoundedFloat(low=0, high=1000, digits=(16, 2), string="Least Score")
    grade_ids = fields.Many2many(
        comodel_name="keqing.grade", string="Grades", domain="[('scale_id', '=', scale_id)]"
    )
    takes_nominations = fields.Boolean(
        string="Nominations", default=True, help="Our people may propose customers, and say why."
    )
    candidate_ids = fields.One2many(
        comodel_name="keqing.honour.candidate", inverse_name="honour_id", string="Candidates"
    )

    # Who decides
    jury_ids = fields.Many2many(
        comodel_name="res.users",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Decides on the customers that it sees. Nobody decides on a customer of one's own, "
        "nor on whom one has proposed.",
    )
    votes_needed = BoundedInteger(
        low=0,
        high=100,
        default=0,
        help="So many have voted before somebody of the jury may decide as the majority did. "
        "Without any, one of the jury decides.",
    )
    decide_by = fields.Date(string="Jury Until", tracking=True, help="When the jury is to be done.")
    published_on = fields.Date(readonly=True, copy=False)
    published_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    drop_reason = fields.Text(string="Dropped Because", copy=False)

    _period_ends_later = models.Constraint(
        "CHECK (date_to >= date_from)", "An honour is for a period that ends after it begins."
    )

    def _default_period(self):
        return period_around("year", self.env.company._get_keqing_today())

    @api.constrains("jury_ids")
    def _check_jury(self):
        for user in self.jury_ids:
            if not user.has_group(OWN_PEOPLE):
                raise ValidationError(
                    self.env._(
                        "%s has no role in customer management, and decides on no honours.",
                        user.name,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        return super().write(vals)

    def _check_may_write(self, vals):
        """:raise UserError: for what is not written as far as an honour is"""
        if not TERMS.isdisjoint(vals):
            self._check_state("draft")
        if not {"name", "citation", "prize_ids"}.isdisjoint(vals):
            self._check_state("draft", "open")
        if not {"decide_by", "drop_reason"}.isdisjoint(vals):
            self._check_state("draft", "open", "jury")

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts(self):
        for honour in self:
            if honour.state != "draft":
                raise UserError(
                    self.env._("%s stays on record: drop it and say why.", honour.display_name)
                )
