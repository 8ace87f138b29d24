# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class KeqingHonourCandidate(models.Model):
    """A customer who may be honoured: who proposed it and why, what the jury said, what it won.

    Our people propose customers in their charge; all that follows is written by code.
    """

    _name = "keqing.honour.candidate"
    _description = "Candidate for an Honour"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.progress.mixin",
        "keqing.job.mixin",
    ]
    _order = "honour_id desc, place, id"
    _rec_names_search = ["partner_id", "honour_id"]
    _waits = ("state", ("proposed",))

    honour_id = fields.Many2one(
        comodel_name="keqing.honour",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'open'), ('takes_nominations', '=', True)]",
    )
    company_id = fields.Many2one(readonly=True)
    partner_id = fields.Many2one(ondelete="restrict")
    state = fields.Selection(
        selection=[
            ("proposed", "Candidate"),
            ("awarded", "Honoured"),
            ("declined", "Not Honoured"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default="proposed",
    )
    honour_state = fields.Selection(related="honour_id.state", string="Stage")

    # How it became one
    nominated_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Proposed By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        default=lambda self: self.env.user,
    )
    reason = fields.Text(string="Proposed Because", help="What it did to deserve it.")
    evaluation_id = fields.Many2one(
        comodel_name="keqing.evaluation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    place = fields.Integer(
        string="Rank",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Of all, of its territory or of its type.",
    )
    score = fields.Float(readonly=True, copy=False, digits=(16, 2), aggregator=None)
    grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Grade Then",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        string="Territory Then",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # What the jury said
    vote_ids = fields.One2many(
        comodel_name="keqing.honour.vote", inverse_name="candidate_id", string="Votes"
    )
    votes_for = fields.Integer(string="In Favour", compute="_compute_votes")
    votes_against = fields.Integer(string="Against", compute="_compute_votes")
    prize_id = fields.Many2one(
        comodel_name="keqing.honour.prize",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    decision_reason = fields.Text(string="Decided Because", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    decided_on = fields.Date(readonly=True, copy=False)

    # What was told, and taken back
    customer_name = fields.Char(
        string="Name Then", readonly=True, copy=False, help="As the certificate says it."
    )
    published_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    withdrawn_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    withdrawn_on = fields.Date(readonly=True, copy=False)
    withdrawal_reason = fields.Text(string="Withdrawn Because", readonly=True, copy=False)

    @api.depends("partner_id", "honour_id")
    def _compute_display_name(self):
        for candidate in self:
            candidate.display_name = (
                f"{candidate.honour_id.name}: {candidate.partner_id.display_name}"
            )

    @api.depends("vote_ids.vote")
    def _compute_votes(self):
        for candidate in self:
            votes = candidate.vote_ids.mapped("vote")
            candidate.votes_for = votes.count("for")
            candidate.votes_against = votes.count("against")

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    @api.model
    def _answered_for(self):
        return Domain("state", "=", "proposed") & Domain("honour_id.state", "in", ("open", "jury"))

    @api.model_create_multi
    def create(self, vals_list):
        candidates = super().create(vals_list)
        if not self.env.su:
            candidates._check_may_propose()
        for candidate in candidates.sudo():  # guarded
            candidate.territory_id = (
                candidate.territory_id or candidate.partner_id.keqing_territory_id
            )
        return candidates

    def _check_may_propose(self):
        """:raise UserError: unless its honour takes nominations, and the reason is told"""
        honours = self.honour_id
        honours._check_state("open")
        honours._lock_alone(honours)
        known = set()
        others = self.sudo().search([("honour_id", "in", honours.ids), ("id", "not in", self.ids)])
        known.update((each.honour_id, each.partner_id.id) for each in others)
        for candidate in self:
            if not candidate.honour_id.takes_nominations:
                raise UserError(
                    self.env._(
                        "%s takes no nominations: a scorecard finds its candidates.",
                        candidate.honour_id.name,
                    )
                )
            if not (candidate.reason or "").strip():
                raise UserError(
                    self.env._("%s: say what it did to deserve it.", candidate.display_name)
                )
            key = (candidate.honour_id, candidate.partner_id.id)
            if key in known:
                raise UserError(
                    self.env._("%s is a candidate already.", candidate.partner_id.display_name)
                )
            known.add(key)

    def _get_certified(self):
        """
        :raise UserError: if one of these has nothing to be certified
        """
        for candidate in self:
            if candidate.state != "awarded" or not candidate.published_on:
                raise UserError(
                    self.env._(
                        "%s: a certificate is for what was published, and not withdrawn.",
                        candidate.display_name,
                    )
                )
        return self

    @api.model
    def _group_guests(self, rows):
        """Guests as a list is printed: by territory, by name, and what they get together.

        :param rows: (territory, customer, what for, amount) each
        :return: list of (name of the territory, list of dicts, sum)
        """
        groups = {}
        for territory, customer, what, amount in rows:
            groups.setdefault(territory, []).append(
                {"customer": customer, "what": what, "amount": amount}
            )
        return [
            (
                territory.display_name or self.env._("No territory"),
                sorted(guests, key=lambda guest: guest["customer"].name or ""),
                sum(guest["amount"] for guest in guests),
            )
            for territory, guests in sorted(
                groups.items(), key=lambda group: (not group[0], group[0].display_name or "")
            )
        ]
