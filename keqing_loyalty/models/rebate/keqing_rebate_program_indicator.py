# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.rebate import exact
from .keqing_rebate_program_standing import Sums

# What is read off rebates: a programme by it would pay for what it pays
OWN = ("rebate_earned", "rebate_share")


class KeqingRebateProgram(models.Model):
    """Rewards for what an indicator says of a customer: that it is content, or brings others.

    No invoice line earns them, so the ledger has no rows of it. A value is asked for whenever the
    programme is judged, of the period up to its last day or today, by one statement for all
    customers; its documents are those of the indicator. Whoever the programme is for takes part
    from the first statement on by which its value is known and not zero.
    """

    _inherit = "keqing.rebate.program"

    indicator_id = fields.Many2one(
        comodel_name="keqing.indicator",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('better', '=', 'higher')]",
        help="Its value in the period decides on the tier; an amount is paid for each of it.",
    )

    @api.onchange("basis")
    def _onchange_basis(self):
        """Nothing is paid in percent of an indicator."""
        if self.basis == "indicator" and self.rate_kind == "percent":
            self.rate_kind = "lump"

    @api.constrains("basis", "indicator_id", "is_shared", "best_of", "accrue_by")
    def _check_indicator(self):
        for program in self.filtered(lambda each: each.basis == "indicator"):
            if not program.indicator_id:
                raise ValidationError(
                    self.env._("%s: choose the indicator that is rewarded.", program.display_name)
                )
            if not program._can_reward():
                raise ValidationError(
                    self.env._(
                        "%(program)s: “%(indicator)s” is not measured for a customer alone, better "
                        "the lower, or read off rebates. Choose another indicator.",
                        program=program.display_name,
                        indicator=program.indicator_id.name,
                    )
                )
            if program.is_shared or program.best_of or program.accrue_by != "reached":
                raise ValidationError(
                    self.env._(
                        "%s: an indicator is of a customer alone and of no invoices. It is "
                        "rewarded beside all other programmes, for each company of a group by "
                        "itself, and accrued by the tier that is reached.",
                        program.display_name,
                    )
                )

    def _can_reward(self):
        indicator = self.indicator_id
        return (
            indicator.better == "higher"
            and indicator.measure not in OWN
            and not indicator._is_gone()
            and not indicator._needing("territory")
            and not (indicator.window == "history" and indicator._needing("first_day"))
        )

    def _check_measured(self):
        """Nothing is taken back because nothing measures any more what is rewarded.

        :raise UserError: then
        """
        if self.basis == "indicator" and self.indicator_id.sudo()._is_gone():  # whoever reckons
            raise UserError(
                self.env._(
                    "%(program)s rewards “%(indicator)s”, which nothing here measures any more: "
                    "its module is gone. End the programme, or install the module again.",
                    program=self.display_name,
                    indicator=self.indicator_id.name,
                )
            )

    # Who takes part

    def _population_sql(self, first, last):
        """Customers whom the programme is for at present: SELECT with ``partner_id``."""
        self.ensure_one()
        customers = self.env["keqing.indicator"]._group_domain(None) & Domain(
            "company_id", "in", (False, *self.company_id._get_keqing_branch_ids())
        )
        found = self.env["res.partner"].sudo()._search(customers)  # whoever they are
        return SQL(
            """SELECT document.partner_id
                 FROM (SELECT id AS partner_id, %s::date AS period_from, %s::date AS period_to
                         FROM res_partner WHERE id IN %s) document
                WHERE %s""",
            first,
            last,
            found.subselect(),
            self._is_in_scope(),
        )

    def _rewarded_sql(self, day, until):
        """Whom the programme is for and whose value is known and not zero: ``partner_id``."""
        first, last = self._get_period(day)
        facts = self._value_sql(self._population_sql(first, last), first, until)
        return SQL("SELECT partner_id FROM (%s) fact WHERE value_0 != 0", facts)

    def _value_sql(self, population, first, until):
        """The indicator of a period as it stands: SELECT with ``partner_id, value_0``."""
        indicator = self.indicator_id.sudo()  # what counts, whoever looks
        last = min(until, self._get_period(first)[1], self.company_id._get_keqing_today())
        return indicator._facts_sql(population, self.company_id, first, max(first, last))

    def _enrol_measured(self, period_from, until):
        """Let those take part whose value is known and not zero, by one statement."""
        if self.basis != "indicator":
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO keqing_rebate_member
                              (program_id, company_id, partner_id, period_from,
                               create_uid, create_date, write_uid, write_date)
                        SELECT %(program)s, %(company)s, partner_id, %(day)s,
                               %(uid)s, %(now)s, %(uid)s, %(now)s
                          FROM (%(rewarded)s) rewarded
                      ORDER BY partner_id
                   ON CONFLICT (program_id, partner_id, period_from) DO NOTHING""",
                program=self.id,
                company=self.company_id.id,
                day=period_from,
                rewarded=self._rewarded_sql(period_from, until),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env["keqing.rebate.member"].invalidate_model()

    def _get_measured(self, until, period_from=None, partner_ids=None):
        """Who takes part in those of these that reward an indicator.

        :return: list of (programme's id, (first day of the period, partner id))
        """
        measured = self.filtered(lambda each: each.basis == "indicator")
        if not measured:
            return []
        self.env["keqing.rebate.member"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT program_id, period_from, partner_id
                     FROM keqing_rebate_member
                    WHERE program_id = ANY(%s) AND period_from <= %s AND %s""",
                measured.ids,
                min(until, period_from or until),
                SQL("TRUE") if partner_ids is None else SQL("partner_id = ANY(%s)", partner_ids),
            )
        )
        return [(program_id, (day, partner_id)) for program_id, day, partner_id in rows]

    # What it comes to

    def _get_indicator_values(self, units, until):
        """What the indicator says, as :meth:`_get_against` answers; absent where nothing is known.

        A query for each period.
        """
        self.env.flush_all()
        values = {}
        for day, customers in units.items():
            population = SQL("SELECT unnest(%s::int[]) AS partner_id", sorted(customers))
            rows = self.env.execute_query(
                SQL(
                    "SELECT partner_id, value_0::text FROM (%s) fact WHERE value_0 IS NOT NULL",
                    self._value_sql(population, day, until),
                )
            )
            values |= {(day, partner_id): (exact(value), None) for partner_id, value in rows}
        return values

    def _get_simulated_sums(self, first, last):
        """Who would have taken part in the periods of some days: as :meth:`_get_sums` answers."""
        sums = defaultdict(Sums)
        day = first
        while day <= last:
            rows = self.env.execute_query(self._rewarded_sql(day, last))
            sums |= {(day, partner_id): Sums() for (partner_id,) in rows}
            day = fields.Date.add(self._get_period(day)[1], days=1)
        return dict(sums)

    def _get_indicator_documents(self, customer, day, until):
        """What the value of a customer's period was read off: (name of a model, domain) or None"""
        first, last = self._get_period(day)
        last = max(first, min(last, until, self.company_id._get_keqing_today()))
        return self.indicator_id._get_documents(self.company_id, customer, first, last)

    def _view_indicator(self, customer, day, until):
        """Open what the value was read off, as far as the user may see such.

        :raise UserError: if it is an indicator without documents
        :raise AccessError: if the user may not read them
        """
        documents = self._get_indicator_documents(customer, day, until)
        if not documents:
            raise UserError(self.env._("“%s” is read off no documents.", self.indicator_id.name))
        title = f"{customer.display_name} · {self.indicator_id.name}"
        return self.env["keqing.indicator"]._view_documents(title, *documents)
