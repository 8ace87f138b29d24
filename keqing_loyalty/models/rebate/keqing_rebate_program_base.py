# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.keqing_customer.tools.period import same_period_last_year

from ...tools.rebate import exact


class KeqingRebateProgram(models.Model):
    """What a base is set against: last year's, a target, or what there is to buy; and with whom it
    is judged together.

    It is read when somebody asks, from the documents of last year and the agreements of this one:
    the programme need not have run then, and nothing of it is kept twice.
    """

    _inherit = "keqing.rebate.program"

    without_base_year = fields.Selection(
        selection=[("nothing", "Nothing counts"), ("all", "Everything counts")],
        string="Bought Nothing Last Year",
        required=True,
        default="nothing",
        help="What grows on nothing: customers who bought nothing in the same period last year, "
        "less credit notes.",
    )
    mix_of = fields.Selection(
        selection=[("product", "Products"), ("category", "Product categories")],
        string="Number Of",
        required=True,
        default="product",
        help="Different ones that were bought in the period, less what was credited in full. "
        "Categories are those named above, or else those of the products.",
    )
    is_shared = fields.Boolean(
        string="Groups as One",
        help="Companies below the same one reach the tiers together. Each is paid its share, by "
        "what it bought.",
    )

    @api.constrains("basis", "accrue_by")
    def _check_has_target(self):
        """Only money can be set against a target of money."""
        for program in self:
            if program.accrue_by == "target" and program.basis in ("quantity", "mix"):
                raise ValidationError(
                    self.env._(
                        "%s counts no money, which agreements have targets for. Enter what is "
                        "expected instead.",
                        program.display_name,
                    )
                )

    # Who is judged together

    @api.model
    def _group_sql(self, partner):
        """The company above all others of a customer, itself if there is none: subselect."""
        return SQL(
            """(WITH RECURSIVE above AS (
                    SELECT id, parent_id FROM res_partner WHERE id = %s
                 UNION
                    SELECT parent.id, parent.parent_id
                      FROM res_partner parent JOIN above ON parent.id = above.parent_id)
                SELECT id FROM above WHERE parent_id IS NULL)""",
            partner,
        )

    def _get_groups(self, customers=None):
        """With whom customers are judged: ``{(programme's id, customer's, first day): group's id}``

        :param customers: only their groups, with all who are in them; all if None
        """
        shared = self.filtered("is_shared")
        if not shared:
            return {}
        theirs = SQL("TRUE")
        if customers is not None:
            theirs = SQL(
                """(program_id, group_id, period_from) IN (
                       SELECT program_id, group_id, period_from FROM keqing_rebate_member
                        WHERE program_id = ANY(%s) AND partner_id = ANY(%s))""",
                shared.ids,
                customers.ids,
            )
        rows = self.env.execute_query(
            SQL(
                """SELECT program_id, partner_id, period_from, COALESCE(group_id, partner_id)
                     FROM keqing_rebate_member WHERE program_id = ANY(%s) AND %s""",
                shared.ids,
                theirs,
            )
        )
        return {(program, partner, day): group for program, partner, day, group in rows}

    def _get_companies(self, units):
        """Whose documents and targets are those of who is judged: ``{partner id: unit}``

        Of a group all its companies, whether they buy this year or not: what one of them bought
        last year another may buy now.
        """
        if not self.is_shared:
            return {unit: unit for unit in units}
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE below AS (
                       SELECT id, id AS unit FROM res_partner WHERE id = ANY(%s)
                    UNION
                       SELECT child.id, below.unit
                         FROM res_partner child JOIN below ON child.parent_id = below.id)
                   SELECT below.id, below.unit
                     FROM below JOIN res_partner partner ON partner.id = below.id
                    WHERE partner.commercial_partner_id = partner.id""",
                list(units),
            )
        )
        return dict(rows)

    # What the base is set against

    def _get_against(self, units, until, since, counted):
        """What bases are set against, with what it was before a day.

        :param units: ``{first day of a period: {unit: ids of its customers who take part}}``
        :param until: the last day whose documents count
        :param since: the day before which documents are those of earlier statements
        :param SQL counted: SELECT of what counts, with the columns of the ledger
        :return: ``{(first day, unit): (exact number, exact number before)}``; absent if there is
            nothing to compare with
        """
        self.ensure_one()
        match self.basis:
            case "growth":
                return self._get_last_year(units, until)
            case "achievement":
                return self._get_targets(units)
            case "mix":
                return self._get_mixes(units, since, counted)
            case "indicator":
                return self._get_indicator_values(units, until)
        return {}

    def _get_last_year(self, units, until):
        """What was bought in the same period last year, by the SQL that fills the ledger."""
        spans = {same_period_last_year(*self._get_period(day)): day for day in units}
        companies = self._get_companies({unit for each in units.values() for unit in each})
        span = min(first for first, __ in spans), max(last for __, last in spans)
        due = self._last_year_sql(companies, span)
        rows = self.env.execute_query(
            SQL(
                """SELECT due.partner_id, due.period_from, sum(due.amount)::text
                     FROM (%s) due WHERE due.day <= %s GROUP BY due.partner_id, due.period_from""",
                due,
                until,
            )
        )
        bought = defaultdict(lambda: exact(0))
        for partner_id, period_from, amount in rows:
            if self.period != "custom":
                period_from += relativedelta(years=1)
            bought[period_from, companies[partner_id]] += exact(amount)
        return {key: (amount, amount) for key, amount in bought.items() if amount > 0}

    def _last_year_sql(self, companies, span):
        return self._due_sql(
            SQL("move.commercial_partner_id = ANY(%s)", list(companies)),
            who=self._is_customer_in_scope() if self.is_shared else SQL("TRUE"),
            span=span,
        )

    def _get_last_year_lines(self, customer, day):
        """Ids of the invoice lines that the base of a customer's period is set against."""
        self.env.flush_all()
        groups = self._get_groups(customer)
        companies = self._get_companies([groups.get((self.id, customer.id, day), customer.id)])
        span = same_period_last_year(*self._get_period(day))
        due = self._last_year_sql(companies, span)
        rows = self.env.execute_query(SQL("SELECT due.move_line_id FROM (%s) due", due))
        return [line_id for (line_id,) in rows]

    def _get_targets(self, units):
        """What customers undertook to buy in the period by their agreements, untaxed.

        Targets of the categories that the programme names, or else of all products. One that lies
        in a longer one of the same period counts with that.
        """
        companies = self._get_companies({unit for each in units.values() for unit in each})
        periods = [self._get_period(day) for day in units]
        categories = self.category_ids.ids
        rows = self.env.execute_query(
            SQL(
                """WITH target AS (
                       SELECT target.id, target.partner_id, target.amount, target.category_id,
                              target.agreement_id, target.date_from, target.date_to,
                              period.first_day
                         FROM keqing_agreement_target target
                         JOIN keqing_agreement agreement ON agreement.id = target.agreement_id
                         JOIN unnest(%(firsts)s, %(lasts)s) period (first_day, last_day)
                           ON target.date_from >= period.first_day
                          AND target.date_to <= period.last_day
                        WHERE agreement.company_id = %(company)s
                          AND agreement.active
                          AND agreement.stage IN ('active', 'terminated')
                          AND agreement.last_day >= target.date_from
                          AND target.partner_id = ANY(%(companies)s)
                          AND %(category)s)
                   SELECT partner_id, first_day, sum(amount)::text
                     FROM target
                    WHERE NOT EXISTS (
                       SELECT FROM target longer
                        WHERE longer.agreement_id = target.agreement_id
                          AND longer.first_day = target.first_day
                          AND longer.category_id IS NOT DISTINCT FROM target.category_id
                          AND longer.date_from <= target.date_from
                          AND longer.date_to >= target.date_to
                          AND longer.id != target.id)
                 GROUP BY partner_id, first_day""",
                firsts=[first for first, __ in periods],
                lasts=[last for __, last in periods],
                company=self.company_id.id,
                companies=list(companies),
                category=SQL("target.category_id = ANY(%s)", categories)
                if categories
                else SQL("target.category_id IS NULL"),
            )
        )
        targets = defaultdict(lambda: exact(0))
        for partner_id, first_day, amount in rows:
            targets[first_day, companies[partner_id]] += exact(amount)
        return {key: (amount, amount) for key, amount in targets.items()}

    def _get_mixes(self, units, since, counted):
        """How many different things were bought, of which something is left after credit notes."""
        rows = self.env.execute_query(
            SQL(
                """SELECT counted.partner_id, counted.period_from, item.id,
                          sum(counted.amount)::text,
                          COALESCE(sum(counted.amount) FILTER (WHERE counted.day < %s), 0)::text
                     FROM (%s) counted
                     JOIN account_move_line line ON line.id = counted.move_line_id
                     JOIN product_product product ON product.id = line.product_id
                     JOIN LATERAL (%s) item ON TRUE
                 GROUP BY counted.partner_id, counted.period_from, item.id""",
                since,
                counted,
                self._item_sql(),
            )
        )
        unit_of = {
            (day, partner_id): unit
            for day, each in units.items()
            for unit, partner_ids in each.items()
            for partner_id in partner_ids
        }
        bought = defaultdict(lambda: [exact(0), exact(0)])
        for partner_id, period_from, item_id, *amounts in rows:
            if unit := unit_of.get((period_from, partner_id)):
                both = bought[period_from, unit, item_id]
                both[:] = [kept + exact(amount) for kept, amount in zip(both, amounts, strict=True)]
        counts = defaultdict(lambda: [0, 0])
        for (period_from, unit, __), amounts in bought.items():
            count = counts[period_from, unit]
            count[:] = [kept + (amount > 0) for kept, amount in zip(count, amounts, strict=True)]
        return {key: tuple(map(exact, count)) for key, count in counts.items()}

    def _item_sql(self):
        """As what a ``product`` counts in a mix."""
        if self.mix_of == "product":
            return SQL("SELECT product.id")
        own = SQL(
            """SELECT category.id, category.parent_path
                 FROM product_template template
                 JOIN product_category category ON category.id = template.categ_id
                WHERE template.id = product.product_tmpl_id"""
        )
        if not self.category_ids:
            return SQL("SELECT own.id FROM (%s) own", own)
        return SQL(
            """SELECT named.id FROM (%s) own
                 JOIN product_category named
                   ON own.parent_path LIKE named.parent_path || '%%'
                WHERE named.id = ANY(%s)""",
            own,
            self.category_ids.ids,
        )
