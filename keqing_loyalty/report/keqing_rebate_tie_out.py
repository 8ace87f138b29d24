# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one


class KeqingRebateTieOut(models.Model):
    """What is owed by programmes and customers, beside what the books say of it.

    A row per programme, customer and account: accrued less taken off less settled is open, and the
    account's balance is what stands in the books. What somebody booked there otherwise belongs to
    no programme, and differs.
    """

    _name = "keqing.rebate.tie.out"
    _description = "Tie-out of Rebates"
    _auto = False
    _order = "company_id, program_id, partner_id, id"
    _rec_name = "partner_id"
    _depends = {
        "account.move": ["keqing_rebate_program_id", "keqing_rebate_statement_id"],
        "account.move.line": [
            *("move_id", "account_id", "partner_id", "company_id", "balance", "parent_state"),
        ],
        "keqing.rebate.program": ["origin_id", "liability_account_id", "accrues", "state"],
        "keqing.rebate.statement": [
            *("program_id", "origin_id", "partner_id", "company_id", "settled"),
        ],
    }

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    program_id = fields.Many2one(
        comodel_name="keqing.rebate.program",
        string="Programme",
        readonly=True,
        help="Its first version. None: booked otherwise than by a programme.",
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    account_id = fields.Many2one(comodel_name="account.account", readonly=True)
    accrued = fields.Monetary(readonly=True, help="Booked as earned.")
    reversed = fields.Monetary(
        string="Taken Off", readonly=True, help="Booked as earned no more, as by credit notes."
    )
    settled = fields.Monetary(readonly=True, help="By statements, in all ways.")
    open = fields.Monetary(readonly=True, help="Accrued less what was taken off and settled.")
    books = fields.Monetary(string="In the Books", readonly=True, help="Balance of the account.")
    difference = fields.Monetary(readonly=True, help="In the books, beyond what is open.")

    @property
    def _table_query(self):
        return SQL(
            """WITH owed AS (
                   SELECT DISTINCT company_id, liability_account_id AS account_id
                     FROM keqing_rebate_program
                    WHERE accrues AND state != 'draft' AND liability_account_id IS NOT NULL),
               item AS (
                   SELECT 2 * line.id AS id, line.company_id,
                          COALESCE(program.origin_id, program.id, statement.origin_id)
                              AS program_id,
                          line.partner_id, line.account_id,
                          CASE WHEN program.id IS NOT NULL
                               THEN GREATEST(-line.balance, 0) ELSE 0 END AS accrued,
                          CASE WHEN program.id IS NOT NULL
                               THEN GREATEST(line.balance, 0) ELSE 0 END AS reversed,
                          0 AS settled, -line.balance AS books
                     FROM owed
                     JOIN account_move_line line
                       ON line.account_id = owed.account_id AND line.company_id = owed.company_id
                      AND line.parent_state = 'posted'
                     JOIN account_move move ON move.id = line.move_id
                LEFT JOIN keqing_rebate_program program
                       ON program.id = move.keqing_rebate_program_id
                LEFT JOIN keqing_rebate_statement statement
                       ON statement.id = move.keqing_rebate_statement_id
                UNION ALL
                   SELECT 2 * statement.id + 1, statement.company_id, statement.origin_id,
                          statement.partner_id, program.liability_account_id, 0, 0,
                          statement.settled, 0
                     FROM keqing_rebate_statement statement
                     JOIN keqing_rebate_program program ON program.id = statement.program_id
                    WHERE program.accrues AND program.liability_account_id IS NOT NULL
                      AND statement.settled != 0)
               SELECT min(id) AS id, company_id, program_id, partner_id, account_id,
                      sum(accrued) AS accrued, sum(reversed) AS reversed, sum(settled) AS settled,
                      sum(accrued - reversed - settled) AS open, sum(books) AS books,
                      sum(books) - sum(accrued - reversed - settled) AS difference
                 FROM item
             GROUP BY company_id, program_id, partner_id, account_id"""
        )

    @for_one("read")
    def action_view_entries(self):
        """Open the items behind what stands in the books, as far as the user may read such.

        :raise AccessError: if the user may not read the books
        """
        prefix = "move_id.keqing_rebate_"
        programs = self.program_id._get_chain()
        of_these = (
            Domain(f"{prefix}program_id", "in", programs.ids)
            | Domain(f"{prefix}statement_id.program_id", "in", programs.ids)
            if programs
            else Domain(f"{prefix}program_id", "=", False)
            & Domain(f"{prefix}statement_id", "=", False)
        )
        return self.env["keqing.indicator"]._view_documents(
            self.display_name,
            "account.move.line",
            Domain("company_id", "=", self.company_id.id)
            & Domain("account_id", "=", self.account_id.id)
            & Domain("partner_id", "=", self.partner_id.id)
            & Domain("parent_state", "=", "posted")
            & of_these,
        )

    @for_one("read")
    def action_view_statements(self):
        """Open the statements behind what was settled."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_statement_action"
        )
        domain = [
            ("origin_id", "=", self.program_id.id),
            ("partner_id", "=", self.partner_id.id),
        ]
        return {**action, "domain": domain, "context": {}}
