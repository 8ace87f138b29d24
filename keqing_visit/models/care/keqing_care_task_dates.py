# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.occasion import birthdays

NEWS_DAYS = 365  # within which a customer bought what news are about


class KeqingCareTask(models.Model):
    """On which days the occasions of each kind fall, and whose they are.

    ``_dates_x(company, occasions, first, last)`` is a SELECT with ``occasion_id, year, date,
    partner_id, person_id, agreement_id, notice_id``, one row for a day: everybody's where there is
    neither customer nor person. It may find days before and after as well.
    """

    _inherit = "keqing.care.task"

    def _dates_festival(self, company, occasions, first, last):
        days = occasions._get_falls(first, last)
        occasion_ids, years, dates = zip(*days, strict=True) if days else ((), (), ())
        return SQL(
            """SELECT occasion_id, year, date, NULL::int AS partner_id, NULL::int AS person_id,
                      NULL::int AS agreement_id, NULL::int AS notice_id
                 FROM unnest(%s::int[], %s::int[], %s::date[])
                      AS fall (occasion_id, year, date)""",
            list(occasion_ids),
            list(years),
            list(dates),
        )

    def _dates_birthday(self, company, occasions, first, last):
        """Of those whose profile we keep, and may: reckoned once for each day of birth."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT birthday, birthday_calendar FROM keqing_personal_profile
                    WHERE birthday IS NOT NULL"""
            )
        )
        found = [
            (born, calendar, year, day)
            for born, calendar in rows
            for year, day in birthdays(born, calendar, first, last)
        ]
        borns, calendars, years, days = zip(*found, strict=True) if found else ((), (), (), ())
        return SQL(
            """SELECT occasion.id AS occasion_id, fall.year, fall.date, NULL::int AS partner_id,
                      profile.partner_id AS person_id, NULL::int AS agreement_id,
                      NULL::int AS notice_id
                 FROM unnest(%(borns)s::date[], %(calendars)s::varchar[], %(years)s::int[],
                             %(days)s::date[]) AS fall (born, calendar, year, date)
                 JOIN keqing_personal_profile profile
                   ON profile.birthday = fall.born AND profile.birthday_calendar = fall.calendar
                 JOIN keqing_consent consent
                   ON consent.partner_id = profile.partner_id AND consent.purpose = 'profile'
                  AND consent.withdrawn_on IS NULL
           CROSS JOIN unnest(%(occasions)s::int[]) AS occasion (id)""",
            borns=list(borns),
            calendars=list(calendars),
            years=list(years),
            days=list(days),
            occasions=occasions.ids,
        )

    def _anniversaries_sql(self, occasions, began, first, last, agreement=None):
        """A year, and more, after the ``date`` of rows with ``partner_id``."""
        return SQL(
            """SELECT occasion.id AS occasion_id, fall.year, fall.date, began.partner_id,
                      NULL::int AS person_id, %(agreement)s AS agreement_id,
                      NULL::int AS notice_id
                 FROM (%(began)s) began
           CROSS JOIN generate_series(%(first)s, %(last)s) AS reached (year)
           CROSS JOIN LATERAL (
                      SELECT reached.year, (began.date + make_interval(
                          years => reached.year - extract(year FROM began.date)::int))::date
                             AS date) fall
           CROSS JOIN unnest(%(occasions)s::int[]) AS occasion (id)
                WHERE fall.date > began.date""",
            began=began,
            agreement=agreement or SQL("NULL::int"),
            first=first.year,
            last=last.year,
            occasions=occasions.ids,
        )

    def _dates_customer(self, company, occasions, first, last):
        """A year, and more, after the first purchase from the company."""
        first_purchases = SQL(
            """SELECT move.commercial_partner_id AS partner_id, min(move.invoice_date) AS date
                 FROM account_move move
                WHERE move.company_id = %s AND %s
             GROUP BY move.commercial_partner_id""",
            company.id,
            self.env["keqing.indicator"]._is_purchase(),
        )
        return self._anniversaries_sql(occasions, first_purchases, first, last)

    def _dates_agreement(self, company, occasions, first, last):
        """A year, and more, after an agreement began that is in force."""
        Agreement = self.env["keqing.agreement"].sudo()  # a day is all that comes out
        in_force = Agreement.search(
            Agreement._in_force_domain(company._get_keqing_today())
            & Domain("company_id", "=", company.id)
        )
        agreements = SQL(
            "SELECT id, partner_id, date_from AS date FROM keqing_agreement WHERE id = ANY(%s)",
            in_force.ids,
        )
        return self._anniversaries_sql(occasions, agreements, first, last, SQL("began.id"))

    def _dates_restock(self, company, occasions, first, last):
        """News for who bought the product, unless it did again since it is back."""
        same = SQL("product.product_tmpl_id = notice.product_tmpl_id")
        return self._news_sql(company, occasions, first, last, same, SQL("notice.date"))

    def _dates_new_product(self, company, occasions, first, last):
        """News for who bought something else of the category, and never the product."""
        like = SQL("bought.categ_id = told.categ_id AND bought.id <> told.id")
        return self._news_sql(company, occasions, first, last, like, SQL("'-infinity'"))

    def _news_sql(self, company, occasions, first, last, is_like, known_from):
        """
        :param SQL is_like: whether what was bought up to the day of the news makes them welcome
        :param SQL known_from: to who bought the product itself since then it is no news any more
        """
        return SQL(
            """SELECT DISTINCT notice.occasion_id, extract(year FROM notice.date)::int AS year,
                      notice.date, move.commercial_partner_id AS partner_id,
                      NULL::int AS person_id, NULL::int AS agreement_id, notice.id AS notice_id
                 FROM keqing_care_notice notice
                 JOIN product_template told ON told.id = notice.product_tmpl_id
                 JOIN account_move_line line
                   ON line.company_id = notice.company_id AND line.parent_state = 'posted'
                  AND line.display_type = 'product'
                 JOIN product_product product ON product.id = line.product_id
                 JOIN product_template bought ON bought.id = product.product_tmpl_id
                 JOIN account_move move
                   ON move.id = line.move_id AND move.move_type = 'out_invoice'
                  AND move.invoice_date > notice.date - %(days)s
                  AND move.invoice_date <= notice.date
                WHERE notice.active AND notice.company_id = %(company)s
                  AND notice.occasion_id = ANY(%(occasions)s)
                  AND notice.date BETWEEN %(first)s AND %(last)s AND %(is_like)s
                  AND NOT EXISTS (
                      SELECT FROM account_move_line having_it
                        JOIN product_product its ON its.id = having_it.product_id
                        JOIN account_move since ON since.id = having_it.move_id
                       WHERE its.product_tmpl_id = notice.product_tmpl_id
                         AND having_it.company_id = notice.company_id
                         AND having_it.parent_state = 'posted'
                         AND since.move_type = 'out_invoice'
                         AND since.commercial_partner_id = move.commercial_partner_id
                         AND since.invoice_date >= %(known_from)s)""",
            company=company.id,
            occasions=occasions.ids,
            first=first,
            last=last,
            days=NEWS_DAYS,
            is_like=is_like,
            known_from=known_from,
        )
