# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

NOTED = "keqing_rebate_ledger"
MANY = 1000  # rows after which PostgreSQL is to look at a table anew
COLUMNS = SQL("program_id, company_id, partner_id, period_from, move_id, move_line_id, day")


class KeqingRebateLedger(models.Model):
    """The ledger follows documents: at the end of each transaction that changed some."""

    _inherit = "keqing.rebate.ledger"

    @api.model
    def _note(self, move_ids):
        """Follow these documents when the transaction ends; nothing while no programme runs."""
        if not move_ids or not self.env["res.users"]._keqing_is_used():
            return
        if not self.env["keqing.rebate.program"]._any_runs():
            return
        noted = self.env.cr.precommit.data.setdefault(NOTED, set())
        if not noted:
            self.env.cr.precommit.add(self.sudo()._follow_noted)
        noted.update(move_ids)

    @api.model
    def _note_customers(self, partners):
        """Follow all documents of some customers when the transaction ends."""
        if self.env["keqing.rebate.program"]._any_runs():
            self._note(self._documents_of(partners.commercial_partner_id.ids))

    @api.model
    def _follow_noted(self):
        """Follow what this transaction has changed; if nothing, it writes nothing."""
        if noted := self.env.cr.precommit.data.pop(NOTED, None):
            self._follow(self._running(), sorted(noted))

    @api.model
    def _running(self):
        Program = self.env["keqing.rebate.program"].sudo()  # whoever posts, it counts
        return Program.with_context(active_test=False).search([("state", "=", "running")])

    @api.model
    def _follow(self, programs, move_ids=None, gone=False):
        """Write what documents are worth now less what was written of them before.

        Two statements for all programmes, however many documents: who takes part by them, and the
        differences. Done again, it writes nothing.

        :param move_ids: of which documents, with those that belong to the same invoices; all if
            None
        :param bool gone: whether they are about to be deleted, and worth nothing any more
        :return: number of rows written
        """
        programs = programs.filtered(lambda each: each.basis != "indicator")  # of no document
        if not programs:
            return 0
        self.env.flush_all()
        everything = SQL("TRUE")
        if move_ids is None:
            self._enrol(programs, everything)
            return self._write_differences(programs, everything, everything)
        if gone:
            of_these = SQL("ledger.move_id = ANY(%s)", move_ids)
            return self._write_differences(programs, SQL("FALSE"), of_these)
        move_ids = self._with_family(move_ids)
        if not move_ids:
            return 0
        newcomers = self._enrol(programs, SQL("move.id = ANY(%s)", move_ids))
        if newcomers:  # what they bought before in the period counts as well
            theirs = self._with_family(self._documents_of(newcomers))
            move_ids = sorted({*move_ids, *theirs})
        return self._write_differences(
            programs,
            SQL("move.id = ANY(%s)", move_ids),
            SQL("ledger.move_id = ANY(%s)", move_ids),
        )

    def _with_family(self, move_ids):
        """These sales documents with the invoices they reverse, and what reverses those."""
        rows = self.env.execute_query(
            SQL(
                """WITH base AS (SELECT COALESCE(reversed_entry_id, id) AS id
                                   FROM account_move
                                  WHERE id = ANY(%s) AND move_type IN %s)
                   SELECT id FROM base
              UNION SELECT move.id FROM account_move move
                      JOIN base ON base.id = move.reversed_entry_id""",
                list(move_ids),
                tuple(self.env["keqing.indicator"]._sale_types()),
            )
        )
        return sorted(move_id for (move_id,) in rows)

    def _documents_of(self, partner_ids):
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM account_move
                    WHERE commercial_partner_id = ANY(%s) AND move_type IN %s""",
                partner_ids,
                tuple(self.env["keqing.indicator"]._sale_types()),
            )
        )
        return [move_id for (move_id,) in rows]

    def _enrol(self, programs, among):
        """Let customers take part whom the programmes are for, by their documents.

        :return: ids of those who did not before
        """
        enrolled = SQL(" UNION ALL ").join(program._enrolled_sql(among) for program in programs)
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO keqing_rebate_member
                              (program_id, company_id, partner_id, period_from, group_id,
                               create_uid, create_date, write_uid, write_date)
                        SELECT enrolled.*, %(uid)s, %(now)s, %(uid)s, %(now)s
                          FROM (%(enrolled)s) enrolled
                   ON CONFLICT (program_id, partner_id, period_from) DO NOTHING
                     RETURNING partner_id""",
                enrolled=enrolled,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        if len(rows) >= MANY:  # joined at once, before PostgreSQL learns of them by itself
            self.env.cr.execute("ANALYZE keqing_rebate_member")
        return sorted({partner_id for (partner_id,) in rows})

    def _write_differences(self, programs, among, written):
        """
        :param SQL among: condition on ``move``: what may be worth something
        :param SQL written: condition on ``ledger``: what was written of the same
        """
        due = SQL(" UNION ALL ").join(program._due_sql(among) for program in programs)
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_rebate_ledger
                              (%(columns)s, amount, quantity, event,
                               create_uid, create_date, write_uid, write_date)
                   SELECT %(columns)s, amount, quantity,
                          CASE WHEN written = 0 AND is_paid THEN 'pay'
                               WHEN written = 0 THEN 'post'
                               WHEN amount != -written THEN 'correct'
                               WHEN is_paid THEN 'unpay'
                               ELSE 'unpost' END,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM (
                       SELECT %(columns)s,
                              sum(amount) AS amount,
                              sum(quantity) AS quantity,
                              -COALESCE(sum(amount) FILTER (WHERE is_written), 0) AS written,
                              program_id = ANY(%(paid)s) AS is_paid
                         FROM (SELECT %(columns)s, amount, quantity, FALSE AS is_written
                                 FROM (%(due)s) due
                            UNION ALL
                               SELECT %(columns)s, -amount, -quantity, TRUE
                                 FROM keqing_rebate_ledger ledger
                                WHERE program_id = ANY(%(programs)s) AND %(written)s
                                  AND event != 'opening') both_sides
                     GROUP BY %(columns)s) difference
                    WHERE amount != 0 OR quantity != 0
                 ORDER BY %(columns)s""",
                columns=COLUMNS,
                due=due,
                written=written,
                programs=programs.ids,
                paid=programs.filtered(lambda each: each.basis == "collected").ids,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.env.cr.rowcount
