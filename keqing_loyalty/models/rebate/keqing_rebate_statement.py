# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.wording import say_day

# What was granted stays as it was
GRANTED = ("confirmed", "approved", "settled")


class KeqingRebateStatement(models.Model):
    """What a customer is owed by a programme up to a day, and how that came about.

    It is reckoned from all that has added up since the period began, less all that was stated
    before. So it does not matter how often it is stated, and what a late credit note takes back is
    taken off the next time. They are confirmed one after the other; from then on one stays as it
    is.
    """

    _name = "keqing.rebate.statement"
    _description = "Rebate Statement"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "keqing.customer.company.record.mixin",
    ]
    _order = "date_to desc, payable desc, id desc"
    _rec_names_search = ["partner_id", "program_id"]
    _waits = ("state", ("computed",))

    program_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Programme",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    origin_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="First Version",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="What was stated under any version of a programme counts for all of them.",
    )
    partner_id = fields.Many2one(readonly=True, tracking=True)
    company_id = fields.Many2one(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=[
            ("computed", "Computed"),
            ("confirmed", "Confirmed by sales"),
            ("approved", "Approved by finance"),
            ("settled", "Settled"),
        ],
        required=True,
        readonly=True,
        default="computed",
        index=True,
        tracking=True,
    )

    # Of which days
    period_from = fields.Date(
        string="Adds Up From", required=True, readonly=True, help="The first day of the period."
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True, index=True)
    counted_to = fields.Date(
        required=True,
        readonly=True,
        help="The last day of documents and payments that count, with the days of grace.",
    )
    computed_at = fields.Datetime(readonly=True)
    is_over = fields.Boolean(compute="_compute_is_over", search="_search_is_over")

    # What it is reckoned from
    base_before = fields.Float(
        string="Opening", readonly=True, digits=(16, 2), help="What had added up before."
    )
    base = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator="sum",
        help="What has added up since the period began: an amount, or a number of units, as the "
        "programme says.",
    )
    amount = fields.Monetary(
        string="Amount That Counts", readonly=True, aggregator="sum", help="Untaxed."
    )
    credited = fields.Monetary(
        string="Of It Credit Notes", readonly=True, aggregator="sum", help="Taken off already."
    )
    quantity = fields.Float(
        string="Quantity That Counts", readonly=True, digits="Product Unit", aggregator="sum"
    )

    # What it comes to
    tier_id = fields.Many2one(
        comodel_name="keqing.rebate.tier",
        string="Tier Reached",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    entitlement = fields.Monetary(
        readonly=True, aggregator="sum", help="On everything since the period began."
    )
    brought_forward = fields.Monetary(
        readonly=True,
        aggregator="sum",
        help="Of earlier periods: what they come to today less what was stated for them; "
        "negative if credit notes came late.",
    )
    stated_before = fields.Monetary(
        readonly=True, aggregator="sum", help="On earlier statements of the same period."
    )
    balance = fields.Monetary(
        readonly=True,
        aggregator="sum",
        help="The entitlement and what was brought forward, less what was stated before.",
    )
    payable = fields.Monetary(readonly=True, aggregator="sum")
    carried_forward = fields.Monetary(
        readonly=True, aggregator="sum", help="What was stated too much, taken off the next time."
    )

    # What more would bring
    next_bound = fields.Float(
        string="Next Tier From", readonly=True, digits=(16, 2), aggregator=None
    )
    next_missing = fields.Float(
        string="Missing for the Next Tier", readonly=True, digits=(16, 2), aggregator=None
    )
    next_worth = fields.Monetary(
        string="It Would Bring", readonly=True, aggregator=None, help="More than the entitlement."
    )

    # Who decided
    confirmed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    confirmed_at = fields.Datetime(readonly=True)
    approved_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    approved_at = fields.Datetime(readonly=True)

    _customer_uniq = models.UniqueIndex(
        "(origin_id, partner_id, date_to) WHERE partner_id IS NOT NULL",
        "A customer has one statement by a programme up to a day.",
    )

    @api.depends("program_id", "partner_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            days = " – ".join(
                say_day(self.env, day) for day in (statement.date_from, statement.date_to)
            )
            names = [statement.program_id.name, statement.partner_id.name, days]
            statement.display_name = " · ".join(filter(None, names))

    @api.depends("counted_to", "company_id")
    def _compute_is_over(self):
        for statement in self:
            today = (statement.company_id or self.env.company)._get_keqing_today()
            statement.is_over = bool(statement.counted_to) and statement.counted_to < today

    def _search_is_over(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._get_keqing_today()
        return Domain("counted_to", "<" if True in value else ">=", today)

    @api.model
    def _stays_known(self):
        return Domain("state", "in", GRANTED)

    @api.model
    def _merge_partners(self, gone, kept):
        """What was granted to either was granted; what was not is reckoned anew."""
        both = self.search([("partner_id", "in", (gone + kept).ids)])
        for same in both.grouped(lambda each: (each.origin_id, each.date_to)).values():
            granted = same.filtered(lambda each: each.state in GRANTED) or same[:1]
            (same - granted).unlink()
            stays, *others = granted.sorted(lambda each: each.partner_id != kept)
            for other in others:
                stays._take_over(other)

    def _take_over(self, other):
        """Two statements to the same day become one that says what both granted."""
        self.message_post(
            body=self.env._(
                "%(customer)s is the same customer. Its statement granted %(amount)s as well.",
                customer=other.partner_id.display_name,
                amount=other.currency_id.format(other.payable),
            )
        )
        for name in (
            "base_before",
            "base",
            "amount",
            "credited",
            "quantity",
            "entitlement",
            "brought_forward",
            "stated_before",
            "balance",
            "payable",
            "carried_forward",
        ):
            self[name] += other[name]
        other.message_change_thread(self)
        other.unlink()

    # From the figure to the documents

    def _ledger_domain(self):
        """What the ledger says of these statements' bases."""
        return Domain.OR(
            Domain("program_id", "=", statement.program_id.id)
            & Domain("partner_id", "=", statement.partner_id.id)
            & Domain("period_from", "=", statement.period_from)
            & Domain("day", "<=", statement.counted_to)
            for statement in self
        )

    @api.readonly
    @for_one("read")
    def action_view_ledger(self):
        """Open what the base adds up from, line by line."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_ledger_action"
        )
        return {**action, "domain": list(self._ledger_domain())}

    @api.readonly
    @for_one("read")
    def action_view_documents(self):
        """Open the invoice lines behind the base, or what the indicator was read off that is
        rewarded, as far as the user may read such.

        :raise AccessError: if the user may not read invoices
        """
        if self.basis == "indicator":
            return self.program_id._view_indicator(
                self.partner_id, self.period_from, self.counted_to
            )
        rows = self.env["keqing.rebate.ledger"]._read_group(
            self._ledger_domain() & Domain("move_line_id", "!=", False),
            ["move_line_id"],
            having=["|", ("amount:sum", "!=", 0), ("quantity:sum", "!=", 0)],
        )
        line_ids = [line.id for (line,) in rows]
        return self.env["keqing.indicator"]._view_documents(
            self.display_name, "account.move.line", Domain("id", "in", line_ids)
        )

    @api.readonly
    @for_one("read")
    def action_view_program(self):
        return self.program_id._get_records_action()
