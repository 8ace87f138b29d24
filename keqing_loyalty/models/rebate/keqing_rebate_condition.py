# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_amount, formatLang

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger
from odoo.addons.keqing_customer.wording import say_day

from ...tools.rebate import cents, exact


class KeqingRebateCondition(models.Model):
    """What a customer has to keep to be paid, and what happens to what is payable if it does not.

    A kind ``x`` brings two methods:

    - ``_get_unmet_x(partner_ids, window, day)``: who does not keep it on a day, and why, as
      ``{partner id: fact}``; one query, however many they are. A fact is whatever Json keeps: an
      amount, a day, a number of a case;
    - ``_say_unmet_x(fact)``: the fact in words, in the language of who reads the statement.

    It is asked for on the last day of a statement. What is held is asked for again when the
    statement is reckoned, and comes as soon as it is kept.
    """

    _name = "keqing.rebate.condition"
    _description = "Condition of a Rebate"
    _inherit = ["keqing.rebate.term.mixin"]
    _order = "program_id, id"
    _rec_name = "kind"

    kind = fields.Selection(
        selection=[
            ("overdue", "Nothing is overdue for longer"),
            ("agreement", "An agreement is in force"),
            ("indicator", "An indicator keeps a bound"),
        ],
        string="Asks That",
        required=True,
        default="overdue",
    )
    days = BoundedInteger(
        low=0, high=3660, string="Days Overdue", help="So many days are accepted."
    )
    indicator_id = fields.Many2one(
        comodel_name="keqing.indicator",
        index="btree_not_null",
        ondelete="restrict",
        help="Over the period up to the statement's last day. Whoever has no value keeps it.",
    )
    side = fields.Selection(
        selection=[("least", "At least"), ("most", "At most")],
        string="Bound Is",
        required=True,
        default="least",
    )
    bound = BoundedFloat(digits=(16, 2), help="Included.")
    effect = fields.Selection(
        selection=[
            ("hold", "Held until it is kept"),
            ("reduce", "Reduced"),
            ("forfeit", "Forfeited"),
        ],
        string="If Not, It Is",
        required=True,
        default="hold",
    )
    percent = BoundedFloat(low=0, high=100, string="By Percent", digits=(5, 2), default=10)

    @api.depends("kind", "days", "indicator_id", "side", "bound")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for condition in self:
            condition.display_name = (
                condition._say_bound() if condition.kind == "indicator" else kinds[condition.kind]
            )

    def _say_bound(self):
        name, bound = self.indicator_id.name, formatLang(self.env, self.bound, digits=2)
        if self.side == "least":
            return self.env._("%(indicator)s: at least %(bound)s", indicator=name, bound=bound)
        return self.env._("%(indicator)s: at most %(bound)s", indicator=name, bound=bound)

    @api.constrains("kind", "indicator_id")
    def _check_indicator(self):
        for condition in self.filtered(lambda each: each.kind == "indicator"):
            indicator = condition.indicator_id
            if not indicator:
                raise ValidationError(
                    self.env._(
                        "%s: choose the indicator that keeps a bound.",
                        condition.program_id.display_name,
                    )
                )
            if indicator._is_gone() or indicator._needing("territory"):
                raise ValidationError(
                    self.env._(
                        "%(program)s: “%(indicator)s” is not measured for a customer alone. Choose "
                        "another indicator.",
                        program=condition.program_id.display_name,
                        indicator=indicator.name,
                    )
                )

    def _apply(self, window, rows):
        """Lower what statements pay by what these conditions stop.

        What is forfeited or reduced comes first, and what is left of it may be held.

        :param rows: values of statements, see :meth:`keqing.rebate.statement._reckon`
        """
        paying = {row["partner_id"]: row for row in rows if row["balance"] > 0}
        for condition in self.sorted(lambda each: (each.effect == "hold", each.id)):
            for partner_id, fact in condition._get_unmet(list(paying), window).items():
                condition._stop(paying[partner_id], fact)

    def _get_unmet(self, partner_ids, window):
        """:return: ``{partner id: fact}`` of those for whom it stops something"""
        today = self.company_id._get_keqing_today()
        day = min(window.counted_to, today)
        get_unmet = getattr(self, f"_get_unmet_{self.kind}")
        unmet = get_unmet(partner_ids, window, day) if partner_ids else {}
        if self.effect != "hold" or day == today or not unmet:
            return unmet
        return get_unmet(list(unmet), window, today)

    def _stop(self, row, fact):
        """Take from what one statement pays."""
        if self.effect == "hold":
            stopped = row["held"] = row["held"] + row["payable"]
            row["payable"] = exact(0)
        else:
            share = 100 if self.effect == "forfeit" else exact(self.percent)
            digits = self.company_id.currency_id.decimal_places
            stopped = min(exact(cents(row["balance"] * share / 100, digits)), row["payable"])
            row["forfeited"] += stopped
            row["payable"] -= stopped
        row["stopped"].append({"condition": self.id, "fact": fact, "amount": float(stopped)})

    # What each kind asks for

    def _population(self, partner_ids):
        return SQL("SELECT unnest(%s) AS partner_id", sorted(partner_ids))

    def _get_unmet_overdue(self, partner_ids, window, day):
        """Who owes something for longer, with how much: in company currency."""
        Indicator = self.env["keqing.indicator"]
        overdue = Indicator._measure_overdue_amount(
            self.company_id, None, fields.Date.subtract(day, days=self.days)
        )
        facts = Indicator._measures_sql(
            self._population(partner_ids), self.company_id, day, {"overdue": overdue}
        )
        rows = self.env.execute_query(
            SQL("SELECT partner_id, overdue FROM (%s) fact WHERE overdue > 0", facts)
        )
        return {partner_id: float(overdue) for partner_id, overdue in rows}

    def _say_unmet_overdue(self, fact):
        amount = format_amount(self.env, fact, self.company_id.currency_id)
        if not self.days:
            return self.env._("%s is overdue", amount)
        return self.env._(
            "%(amount)s is overdue for more than %(days)s days", amount=amount, days=self.days
        )

    def _get_unmet_agreement(self, partner_ids, window, day):
        """Who has no agreement in force on the day, of those that the programme names if any."""
        program = self.program_id
        kinds = program.agreement_type_ids.ids
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM (%(population)s) population
                    WHERE NOT EXISTS (
                       SELECT FROM keqing_agreement agreement
                        WHERE agreement.company_id = %(company)s
                          AND agreement.active
                          AND agreement.stage IN ('active', 'terminated')
                          AND agreement.partner_id IN (population.partner_id, %(above)s)
                          AND %(day)s BETWEEN agreement.date_from AND agreement.last_day
                          AND %(of_kind)s)""",
                population=self._population(partner_ids),
                company=self.company_id.id,
                above=program._group_sql(SQL("population.partner_id"))
                if program.is_shared
                else SQL("NULL"),
                day=day,
                of_kind=SQL("agreement.type_id = ANY(%s)", kinds) if kinds else SQL("TRUE"),
            )
        )
        return dict.fromkeys((partner_id for (partner_id,) in rows), fields.Date.to_string(day))

    def _say_unmet_agreement(self, fact):
        return self.env._(
            "no agreement was in force on %s", say_day(self.env, fields.Date.to_date(fact))
        )

    def _get_unmet_indicator(self, partner_ids, window, day):
        """Whose value is beyond the bound, with the value."""
        facts = self.indicator_id._facts_sql(
            self._population(partner_ids), self.company_id, min(window.period_from, day), day
        )
        beyond = SQL("<") if self.side == "least" else SQL(">")
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, value_0 FROM (%s) fact WHERE value_0 %s %s",
                facts,
                beyond,
                Decimal(str(self.bound)),
            )
        )
        return {partner_id: float(value) for partner_id, value in rows}

    def _say_unmet_indicator(self, fact):
        indicator = self.indicator_id
        value = indicator._format_value(fact, self.company_id.currency_id)
        return self.env._("%(bound)s, and it is %(value)s", bound=self._say_bound(), value=value)
