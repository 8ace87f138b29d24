# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.fields import UncheckedMany2one
from odoo.addons.keqing_customer.models.mixins.keqing_contact_mixin import TALKS

MANY = 1000  # rows


class KeqingContactDue(models.Model):
    """When a customer was last contacted and is to be contacted next, as its grade demands.

    One narrow row per customer and company, kept by a job and by whatever was done with the
    customer since; who is owed no contact has none.
    """

    _name = "keqing.contact.due"
    _description = "Contact Due"
    _inherit = ["keqing.customer.company.record.mixin"]
    _order = "due_on, id"
    _rec_name = "partner_id"
    _log_access = False

    grade_id = UncheckedMany2one(comodel_name="keqing.grade", readonly=True)
    depth = fields.Selection(
        selection=[("plain", "Any contact"), ("deep", "Deep contact")],
        readonly=True,
        required=True,
    )
    channel = fields.Char(readonly=True, required=True)
    interval_days = fields.Integer(
        readonly=True, required=True, help="Days between contacts; a month counts as it is long."
    )
    last_on = fields.Date(string="Last Contact", readonly=True)
    due_on = fields.Date(string="Next Contact", readonly=True, required=True, index=True)
    sponsor_due_on = fields.Date(
        string="Next Talk of the Sponsor",
        readonly=True,
        index="btree_not_null",
        help="So long after the executive sponsor's last talk with the customer as the grade says; "
        "whoever else talks does not count.",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Owner")
    territory_id = fields.Many2one(related="partner_id.keqing_territory_id")
    state = fields.Selection(
        selection=[
            ("overdue", "Overdue"),
            ("week", "Due this week"),
            ("covered", "Covered"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    _customer_uniq = models.Constraint(
        "UNIQUE (company_id, partner_id)", "A customer is due once in a company."
    )

    @api.depends("due_on", "company_id")
    def _compute_state(self):
        for due in self:
            left = (due.due_on - due.company_id._get_keqing_today()).days
            due.state = "overdue" if left < 0 else "week" if left <= 7 else "covered"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._get_keqing_today()
        week = fields.Date.add(today, days=7)
        domains = {
            "overdue": Domain("due_on", "<", today),
            "week": Domain("due_on", ">=", today) & Domain("due_on", "<=", week),
            "covered": Domain("due_on", ">", week),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @for_one("read")
    def action_open_customer(self):
        return self.partner_id._get_records_action()

    @api.model
    def _merge_partners(self, gone, kept):
        """Of two rows in a company the one that stays is told anew with what was done with both."""
        kept_in = self.search([("partner_id", "=", kept.id)]).company_id
        doubled = [("partner_id", "in", gone.ids), ("company_id", "in", kept_in.ids)]
        self.search(doubled).unlink()

    # Keeping it

    @api.model
    def _refresh(self, company, customers=None):
        """Tell anew when customers are due, by one statement; rows that hold are not rewritten.

        :param customers: of whom; everybody if None
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH owed AS (%(owed)s), gone AS (
                       DELETE FROM keqing_contact_due due
                        WHERE due.company_id = %(company)s AND %(theirs)s
                          AND NOT EXISTS (SELECT FROM owed WHERE owed.partner_id = due.partner_id))
                   INSERT INTO keqing_contact_due AS due
                          (company_id, partner_id, grade_id, depth, channel, interval_days, last_on,
                           due_on, sponsor_due_on)
                   SELECT %(company)s, partner_id, grade_id, depth, channel,
                          (first_day + every)::date - first_day, last_on, (first_day + every)::date,
                          sponsor_due_on
                     FROM (SELECT owed.*, COALESCE(last_on, known_on) AS first_day FROM owed) owed
                       ON CONFLICT (company_id, partner_id) DO UPDATE
                      SET grade_id = EXCLUDED.grade_id, depth = EXCLUDED.depth,
                          channel = EXCLUDED.channel, interval_days = EXCLUDED.interval_days,
                          last_on = EXCLUDED.last_on, due_on = EXCLUDED.due_on,
                          sponsor_due_on = EXCLUDED.sponsor_due_on
                    WHERE (due.grade_id, due.depth, due.channel, due.interval_days, due.last_on,
                           due.due_on, due.sponsor_due_on)
                          IS DISTINCT FROM
                          (EXCLUDED.grade_id, EXCLUDED.depth, EXCLUDED.channel,
                           EXCLUDED.interval_days, EXCLUDED.last_on, EXCLUDED.due_on,
                           EXCLUDED.sponsor_due_on)""",
                owed=self.with_company(company)._owed_sql(company, customers),
                company=company.id,
                theirs=SQL("TRUE")
                if customers is None
                else SQL("due.partner_id = ANY(%s)", customers.ids),
            )
        )
        self._note_growth(self._table, self.env.cr.rowcount)
        self.invalidate_model()

    @api.model
    def _note_growth(self, table, written):
        """Have PostgreSQL know a table that was written to by the thousand.

        What it believes of an empty one makes it plan contacts in hours instead of seconds.
        """
        if written >= MANY:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _owed_sql(self, company, customers):
        """Who is owed contacts, and what is known of them.

        :return: SELECT with ``partner_id, grade_id, depth, channel, every`` (an interval),
            ``last_on`` (null for never), ``known_on``, the day they became ours to contact, and
            ``sponsor_due_on``, null where the grade asks for no talks of a sponsor
        """
        today = company._get_keqing_today()
        people = SQL(
            "(SELECT id FROM res_partner WHERE commercial_partner_id %s)",
            SQL("IS NOT NULL") if customers is None else SQL("= ANY(%s)", customers.ids),
        )
        return SQL(
            """SELECT customer.id AS partner_id,
                      grade.id AS grade_id,
                      grade.contact_depth AS depth,
                      COALESCE(customer.keqing_contact_channel, grade.contact_channel) AS channel,
                      every.every,
                      last.last_on,
                      (customer.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                          AS known_on,
                      CASE WHEN grade.sponsor_demanded AND grade.sponsor_months > 0
                           THEN (talk.first_day + grade.sponsor_months * interval '1 month')::date
                           END AS sponsor_due_on
                 FROM res_partner customer
                 JOIN keqing_grade grade
                   ON grade.id = (customer.keqing_grade_id->>%(company_key)s)::int
            LEFT JOIN LATERAL (
                      SELECT interval, interval_unit
                        FROM keqing_contact_rhythm
                       WHERE partner_id = customer.id AND company_id = %(company)s
                         AND %(today)s BETWEEN date_from AND date_to
                    ORDER BY id DESC LIMIT 1) rhythm ON TRUE
           CROSS JOIN LATERAL (
                      SELECT COALESCE(rhythm.interval, grade.contact_interval)
                             * CASE COALESCE(rhythm.interval_unit, grade.contact_interval_unit)
                                    WHEN 'day' THEN interval '1 day'
                                    WHEN 'week' THEN interval '1 week'
                                    ELSE interval '1 month' END AS every) every
            LEFT JOIN (SELECT person.commercial_partner_id AS customer_id, contact.depth,
                              max(contact.date)::date AS last_on
                         FROM (%(contacts)s) contact
                         JOIN res_partner person ON person.id = contact.partner_id
                     GROUP BY 1, 2) last
                   ON last.customer_id = customer.id AND last.depth = grade.contact_depth
            LEFT JOIN (%(talks)s) talk ON talk.customer_id = customer.id
                WHERE customer.active AND customer.id = customer.commercial_partner_id
                  AND customer.keqing_customer_type_id IS NOT NULL
                  AND (customer.company_id IS NULL OR customer.company_id = ANY(%(companies)s))
                  AND customer.keqing_lifecycle IS DISTINCT FROM 'lost'
                  AND every.every > interval '0'
                  AND %(theirs)s""",
            company=company.id,
            companies=company.parent_ids.ids,  # itself included
            company_key=str(company.id),
            contacts=self._last_contacts_sql(company, people),
            talks=self._sponsor_talks_sql(company, customers),
            theirs=SQL("TRUE")
            if customers is None
            else SQL("customer.id = ANY(%s)", customers.ids),
            today=today,
            tz=company.keqing_tz,
        )

    def _last_contacts_sql(self, company, people):
        """Contacts by how deep they went: ``partner_id, depth, date``; here whatever is known.

        :param SQL people: selects the ids of customers and persons
        """
        contacts = self.env["res.partner"]._contacts_sql(people)
        return SQL("SELECT partner_id, 'plain' AS depth, date FROM (%s) contact", contacts)

    def _sponsor_talks_sql(self, company, customers):
        """When a customer's executive sponsors last talked with it, messages left out.

        :return: SELECT with ``customer_id`` and ``first_day``, from which the next talk is due:
            that of the last one, else the day on which somebody became the sponsor
        """
        people = SQL(
            """(SELECT person.id FROM res_partner person
                  JOIN keqing_account_team_member member
                    ON member.partner_id = person.commercial_partner_id AND member.is_sponsor
                 WHERE %s)""",
            SQL("TRUE") if customers is None else SQL("member.partner_id = ANY(%s)", customers.ids),
        )
        return SQL(
            """SELECT member.partner_id AS customer_id,
                      COALESCE(max(talk.date),
                               min(member.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)
                      )::date AS first_day
                 FROM keqing_account_team_member member
                 JOIN res_users sponsor ON sponsor.id = member.user_id AND sponsor.active
            LEFT JOIN (SELECT person.commercial_partner_id AS customer_id, contact.user_id,
                              contact.date
                         FROM (%(contacts)s) contact
                         JOIN res_partner person ON person.id = contact.partner_id) talk
                   ON talk.customer_id = member.partner_id AND talk.user_id = member.user_id
                WHERE member.is_sponsor
                      -- asked first: where no grade demands it, nothing of this is read
                  AND EXISTS (SELECT FROM keqing_grade
                               WHERE sponsor_demanded AND sponsor_months > 0)
             GROUP BY member.partner_id""",
            tz=company.keqing_tz,
            contacts=self.env["res.partner"]._contacts_sql(people, TALKS),
        )
