# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one


class KeqingAllocationShare(models.Model):
    """How much of what is scarce a customer may order, and why so much."""

    _name = "keqing.allocation.share"
    _description = "Share of an Allocation"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "allocation_id desc, entitled desc, id"
    _rec_names_search = ["partner_id", "allocation_id"]

    allocation_id = fields.Many2one(
        comodel_name="keqing.allocation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    partner_id = fields.Many2one(readonly=True)
    company_id = fields.Many2one(readonly=True)
    product_id = fields.Many2one(related="allocation_id.product_id")
    uom_id = fields.Many2one(related="allocation_id.uom_id")
    state = fields.Selection(related="allocation_id.state")
    date_from = fields.Date(related="allocation_id.date_from")
    date_to = fields.Date(related="allocation_id.date_to")

    # Why
    grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Grade Then",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    weight = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    history = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    outcome = fields.Selection(
        selection=[
            ("shared", "By weight"),
            ("guaranteed", "Lifted to the least"),
            ("capped", "Held at the most"),
            ("short", "Too little for all"),
            ("weightless", "No weight"),
            ("overdue", "Left out: overdue"),
            ("licence", "Left out: licence"),
        ],
        readonly=True,
        required=True,
        default="shared",
    )
    reason = fields.Text(compute="_compute_reason")

    # How much
    quantity = fields.Integer(string="Shared Out", readonly=True)
    extra = fields.Integer(string="Granted Since", readonly=True)
    released = fields.Integer(string="Gone Back", readonly=True)
    entitled = fields.Integer(
        string="Share",
        compute="_compute_entitled",
        store=True,
        help="What was shared out and granted, less what went back to the pool.",
    )
    ordered = fields.Float(
        compute="_compute_ordered", digits="Product Unit", help="Confirmed so far."
    )
    left = fields.Float(compute="_compute_ordered", digits="Product Unit")
    asked = fields.Integer(readonly=True, default=0, help="How often an order asked for it.")

    _allocation_customer_uniq = models.Constraint(
        "UNIQUE (allocation_id, partner_id)", "A customer has one share of an allocation."
    )

    @api.depends("quantity", "extra", "released")
    def _compute_entitled(self):
        for share in self:
            share.entitled = share.quantity + share.extra - share.released

    @api.depends("entitled", "partner_id", "allocation_id.state")
    def _compute_ordered(self):
        running = self.allocation_id.filtered(lambda each: each.state in ("published", "closed"))
        ordered = running._get_ordered(customers=self.partner_id)
        for share in self:
            share.ordered = ordered.get((share.allocation_id.id, share.partner_id.id), 0.0)
            share.left = max(share.entitled - share.ordered, 0.0)

    @api.depends("partner_id", "allocation_id")
    def _compute_display_name(self):
        for share in self:
            share.display_name = f"{share.allocation_id.name}: {share.partner_id.display_name}"

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    @api.model
    def _answered_for(self):
        """Whoever has a share to order from counts on it."""
        return Domain("allocation_id.state", "=", "published") & Domain("entitled", ">", 0)

    def _takes_part(self):
        """Whether the rules gave it something, or would have but for what there was."""
        return self.outcome in ("shared", "guaranteed", "capped", "short")

    def _take_back(self, unused):
        """
        :param unused: ``{id: pieces}`` to go back to the pool
        """
        if unused:
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    """UPDATE keqing_allocation_share share
                          SET released = share.released + back.pieces,
                              entitled = share.entitled - back.pieces
                         FROM unnest(%s::int[], %s::int[]) back (id, pieces)
                        WHERE share.id = back.id""",
                    list(unused),
                    list(unused.values()),
                )
            )
            self.invalidate_recordset(["released", "entitled"])

    @api.model
    def _merge_partners(self, gone, kept):
        """Two customers who are one have one share, of what both had."""
        shares = self.search([("partner_id", "in", gone.ids)])
        own = {
            share.allocation_id: share
            for share in self.search(
                [("partner_id", "=", kept.id), ("allocation_id", "in", shares.allocation_id.ids)]
            )
        }
        for share in shares:
            if share.allocation_id not in own:
                own[share.allocation_id] = share
                share.partner_id = kept
                continue
            same = own[share.allocation_id]
            for name in ("quantity", "extra", "released"):
                same[name] += share[name]
            share.unlink()

    @for_one("read")
    def action_ask(self):
        """Ask for more than the share."""
        if self.state != "published":
            raise UserError(
                self.env._("%s shares out nothing at present.", self.allocation_id.name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "keqing.allocation.request",
            "name": self.env._("Ask for More"),
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_allocation_id": self.allocation_id.id,
                "default_partner_id": self.partner_id.id,
            },
        }
