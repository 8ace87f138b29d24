# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang
from odoo.tools.misc import babel_locale_parse, get_lang

from ...chosen import for_one
from ...tools.period import period_around, same_period_last_year, year_up_to
from ...wording import say_day, say_number

MOST_PRODUCTS = 20  # of each kind, on the card; the others are behind the button
STOPPED = 2  # times as long as usual without a product: the customer does without it now
MONTHS = 12


class ResPartner(models.Model):
    """What a customer buys: how often, what at which price, in which season, and what no more."""

    _inherit = "res.partner"

    @api.model
    def _card_pages(self):
        return {**super()._card_pages(), "keqing_buying": ("get_keqing_buying", 8)}

    @api.readonly
    @for_one("read")
    def get_keqing_buying(self):
        """Read off the posted invoices of the twenty-four months up to the company's today, those
        of branches among them; untaxed, in company currency, credit notes taken off.

        :return: dict: ``facts`` (``name``, ``label``, ``text``, ``tone``), ``products`` and
            ``stopped`` (``id``, ``name``, ``amount`` and ``detail``, those of most money first),
            ``more`` (how many products are told of in neither), ``months`` (of this and of last
            year, ``name``, ``title``, and ``now`` and ``before`` in percent of the best) with
            ``years``, their names; ``opens``: whether the user may look at the documents
        :raise AccessError: if the user may not read the customer, or no figures at all
        """
        customer = self._check_figures_access()
        company = self.env.company
        Figure = self.env["keqing.customer.figure"].sudo()  # of a customer that the user sees
        found = Figure._find_figures(company, customer)
        bought = customer._find_bought(company)
        today = company._get_keqing_today()
        stopped = [each for each in bought if self._has_stopped(each, today)]
        going_on = [each for each in bought if each not in stopped]
        shown = going_on[:MOST_PRODUCTS] + stopped[:MOST_PRODUCTS]
        # what was invoiced stays known, also when another company sells it now
        products = self.env["product.product"].sudo().browse(each["id"] for each in shown)
        names = {product.id: product for product in products}
        return {
            "facts": self._describe_rhythm(found),
            "products": [
                self._describe_bought(each, names[each["id"]]) for each in going_on[:MOST_PRODUCTS]
            ],
            "stopped": [
                self._describe_stopped(each, names[each["id"]]) for each in stopped[:MOST_PRODUCTS]
            ],
            "more": len(bought) - len(shown),
            "months": customer._find_seasons(company),
            "years": [str(today.year - 1), str(today.year)],
            "opens": self.env["account.move.line"].has_access("read"),
        }

    def _find_bought(self, company):
        """What the customer bought in twenty-four months, what of most money first.

        :return: list of dicts: ``id`` of the product; ``quantity`` (in the product's own unit) and
            ``amount`` of the last twelve months, ``amount_before`` of the twelve before;
            ``last_on``; ``price`` of one unit then; ``rhythm``, the average days between days with
            the product, None for less than three; lines without a product are left out
        """
        today = company._get_keqing_today()
        year = year_up_to(today)
        before = same_period_last_year(*year)
        Indicator = self.env["keqing.indicator"]
        interval = Indicator._measure_purchase_interval(company, before[0], today)
        return self.env.execute_query_dict(
            SQL(
                """SELECT fact.product_id AS id,
                          COALESCE(sum(fact.quantity) FILTER (WHERE %(now)s)
                                   / min(uom.factor), 0) AS quantity,
                          COALESCE(sum(fact.amount) FILTER (WHERE %(now)s), 0) AS amount,
                          COALESCE(sum(fact.amount) FILTER (WHERE %(before)s), 0) AS amount_before,
                          max(fact.date) FILTER (WHERE NOT fact.is_refund) AS last_on,
                          (array_agg(fact.amount * uom.factor / NULLIF(fact.quantity, 0)
                                     ORDER BY fact.date DESC)
                           FILTER (WHERE NOT fact.is_refund AND fact.amount > 0))[1] AS price,
                          %(interval)s AS rhythm
                     FROM (%(lines)s) fact
                     JOIN product_product product ON product.id = fact.product_id
                     JOIN product_template template ON template.id = product.product_tmpl_id
                     JOIN uom_uom uom ON uom.id = template.uom_id
                 GROUP BY fact.product_id
                   HAVING bool_or(NOT fact.is_refund)
                 ORDER BY amount DESC, amount_before DESC, fact.product_id""",
                now=Indicator._in_window(*year),
                before=Indicator._in_window(*before),
                interval=interval.value,
                lines=Indicator._source_invoice_line(company, before[0], today, self),
            )
        )

    def _has_stopped(self, bought, today):
        """Whether a product was bought, and is not any more: not for twice as long as usual; where
        no rhythm is known, in the twelve months before and not since."""
        if bought["rhythm"]:
            return (today - bought["last_on"]).days > bought["rhythm"] * STOPPED
        return bought["last_on"] < year_up_to(today)[0]

    # In words

    def _describe_rhythm(self, found):
        if not found["last_order"]:
            return []
        today = self.env.company._get_keqing_today()
        facts = [
            ("last_order", self.env._("Last purchase"), say_day(self.env, found["last_order"]), "")
        ]
        if found["rhythm"]:
            days = formatLang(self.env, found["rhythm"], digits=0)
            late = found["order_due"] < today
            facts += [
                ("rhythm", self.env._("Rhythm"), self.env._("every %s days", days), ""),
                (
                    "expected",
                    self.env._("Next purchase expected on"),
                    say_day(self.env, found["order_expected"]),
                    "soon" if late else "",
                ),
            ]
        return [dict(zip(("name", "label", "text", "tone"), fact, strict=True)) for fact in facts]

    def _describe_bought(self, bought, product):
        told = {
            "quantity": say_number(self.env, bought["quantity"], 2),
            "unit": product.uom_id.name,
            **self._say_last(bought),
        }
        detail = (
            self.env._(
                "%(quantity)s %(unit)s in twelve months, every %(days)s days; "
                "last on %(day)s at %(price)s",
                **told,
            )
            if bought["rhythm"]
            else self.env._(
                "%(quantity)s %(unit)s in twelve months; last on %(day)s at %(price)s", **told
            )
        )
        return self._describe_product(bought, product, detail, bought["amount"])

    def _describe_stopped(self, bought, product):
        told = self._say_last(bought)
        detail = (
            self.env._("Every %(days)s days before; last on %(day)s at %(price)s", **told)
            if bought["rhythm"]
            else self.env._("Last on %(day)s at %(price)s", **told)
        )
        amount = bought["amount"] + bought["amount_before"]
        return self._describe_product(bought, product, detail, amount)

    def _say_last(self, bought):
        return {
            "day": say_day(self.env, bought["last_on"]),
            "price": self.env.company.currency_id.format(bought["price"] or 0),
            "days": formatLang(self.env, bought["rhythm"] or 0, digits=0),
        }

    def _describe_product(self, bought, product, detail, amount):
        return {
            "id": product.id,
            "name": product.display_name,
            "detail": detail,
            "amount": self.env.company.currency_id.format(amount),
        }

    # Seasons

    def _find_seasons(self, company):
        """Purchases by month, of this calendar year and of last year side by side."""
        today = company._get_keqing_today()
        first = date(today.year - 1, 1, 1)
        rows = self.env.execute_query(
            SQL(
                """SELECT EXTRACT(YEAR FROM fact.date)::int, EXTRACT(MONTH FROM fact.date)::int,
                          sum(fact.amount)
                     FROM (%s) fact
                 GROUP BY 1, 2""",
                self.env["keqing.indicator"]._source_invoice(company, first, today, self),
            )
        )
        amounts = {(year, month): amount for year, month, amount in rows}
        most = max([*amounts.values(), 0])
        names = babel_locale_parse(get_lang(self.env).code).months["stand-alone"]["abbreviated"]
        format_amount = company.currency_id.format

        def of(year, month):
            amount = amounts.get((year, month), 0)
            return amount, round(100 * max(amount, 0) / most) if most else 0

        seasons = []
        for month in range(1, MONTHS + 1):
            (before, before_percent), (now, now_percent) = (
                of(year, month) for year in (first.year, today.year)
            )
            seasons.append(
                {
                    "month": month,
                    "name": names[month],
                    "before": before_percent,
                    "now": now_percent,
                    "title": self.env._(
                        "%(month)s: %(before)s in %(last_year)s, %(now)s in %(year)s",
                        month=names[month],
                        before=format_amount(before),
                        last_year=first.year,
                        now=format_amount(now),
                        year=today.year,
                    ),
                }
            )
        return seasons

    # The doors to what is behind it

    @api.readonly
    @for_one("read")
    def action_view_keqing_bought(self, product_id=False, month=False):
        """Open the invoice lines behind the page: of a product in twenty-four months, of a month
        of this and of last year, or of all that was bought in twenty-four months.

        :raise AccessError: if the user may not read the customer, or such documents
        """
        customer = self._check_figures_access()
        company = self.env.company
        today = company._get_keqing_today()
        Indicator = self.env["keqing.indicator"]
        since = same_period_last_year(*year_up_to(today))[0]
        if month is not False:
            if not isinstance(month, int) or month not in range(1, MONTHS + 1):
                raise UserError(self.env._("%s is no month. Choose one of the twelve.", str(month)))
            since = date(today.year - 1, 1, 1)
        model, domain = Indicator._documents_invoice_line(company, customer, since, today)
        if month is not False:
            both = [
                period_around("month", date(year, month, 1)) for year in (since.year, today.year)
            ]
            domain &= Indicator._dated("move_id.invoice_date", *both)
        elif product_id is not False:
            if not isinstance(product_id, int):
                raise UserError(
                    self.env._("%s is no product. Choose one of the list.", str(product_id))
                )
            domain &= Domain("product_id", "=", product_id)
        return Indicator._view_documents(self.env._("Purchases"), model, domain)
