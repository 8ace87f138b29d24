# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import compress

from odoo import api, fields, models
from odoo.tools import SQL

from ...chosen import for_chosen
from ..res_partner import OWN_PEOPLE

LIFECYCLE_BATCH = 1000  # customers per commit
DORMANT_DAYS = 180  # for customers without a type


class ResPartner(models.Model):
    """Where the customer stands with us: prospect, buying, dormant, lost."""

    _inherit = "res.partner"

    keqing_lifecycle = fields.Selection(
        selection=[
            ("prospect", "Prospect"),
            ("active", "Buying"),
            ("dormant", "Dormant"),
            ("lost", "Lost"),
        ],
        string="Lifecycle",
        tracking=True,
        copy=False,
        help="Follows the invoices every night. Lost is set by hand, and ends with the first "
        "invoice of a later day.",
        groups=OWN_PEOPLE,
    )
    keqing_lost_on = fields.Date(string="Lost On", readonly=True, copy=False, groups=OWN_PEOPLE)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {"keqing_lifecycle": "prospect", **vals}
            if vals.get("keqing_customer_type_id") and not vals.get("parent_id")
            else vals
            for vals in vals_list
        ]
        partners = super().create(vals_list)
        lost = [vals.get("keqing_lifecycle") == "lost" for vals in vals_list]
        partners.browse(compress(partners.ids, lost))._date_loss({"keqing_lifecycle": "lost"})
        return partners

    def write(self, vals):
        result = super().write(vals)
        self._date_loss(vals)
        return result

    def _date_loss(self, vals):
        if self and "keqing_lifecycle" in vals:
            lost = vals["keqing_lifecycle"] == "lost"
            # sudo: a guarded field, and whoever came here may write the lifecycle
            self.sudo().keqing_lost_on = lost and self.env.company._get_keqing_today()

    @for_chosen("write")
    def action_keqing_lose(self):
        """Give the customer up, until it buys again."""
        self.write({"keqing_lifecycle": "lost"})

    @for_chosen("write")
    def action_keqing_regain(self):
        """Take back that a customer is lost; its invoices say where it stands."""
        self.write({"keqing_lifecycle": False})
        self._update_lifecycle(self._lifecycle_changes())

    @api.model
    def _cron_lifecycle(self):
        """Let the lifecycle follow the invoices; only customers that moved are written."""
        if not self.env["res.users"]._keqing_is_used():
            return
        changes = {change[0]: change for change in self.browse()._lifecycle_changes()}
        self._work_through(
            self.browse(changes),
            lambda batch: self._update_lifecycle([changes[each] for each in batch.ids]),
            size=LIFECYCLE_BATCH,
        )

    def _lifecycle_changes(self):
        """Which customers are not where their invoices put them; of all if ``self`` is empty.

        Invoices of every company count, up to today.

        :return: ``[(partner id, lifecycle now or None, lifecycle to be)]``
        """
        self.env["res.partner"].flush_model(
            [
                "keqing_lifecycle",
                "keqing_lost_on",
                "keqing_customer_type_id",
                "commercial_partner_id",
            ]
        )
        self.env["account.move"].flush_model(
            [
                "amount_total",
                "commercial_partner_id",
                "invoice_date",
                "move_type",
                "payment_state",
                "reversed_entry_id",
                "state",
            ]
        )
        self.env["keqing.customer.type"].flush_model(["dormant_days"])
        today = self.env.company._get_keqing_today()
        return self.env.execute_query(
            SQL(
                """WITH bought AS (
                       SELECT move.commercial_partner_id AS partner_id,
                              max(move.invoice_date) AS date
                         FROM account_move move
                        WHERE %(is_purchase)s
                          AND move.invoice_date <= %(today)s
                          AND %(of_moves)s
                     GROUP BY move.commercial_partner_id
                   )
                   SELECT customer.id, customer.keqing_lifecycle, stands.lifecycle
                     FROM res_partner customer
                LEFT JOIN bought ON bought.partner_id = customer.id
                LEFT JOIN keqing_customer_type type ON type.id = customer.keqing_customer_type_id
       CROSS JOIN LATERAL (SELECT COALESCE(type.dormant_days, %(dormant_days)s) AS days) term
       CROSS JOIN LATERAL (
                       SELECT CASE
                           WHEN customer.keqing_lifecycle = 'lost'
                                AND (bought.date > customer.keqing_lost_on) IS NOT TRUE
                           THEN 'lost'
                           WHEN bought.date IS NULL THEN 'prospect'
                           WHEN term.days = 0 OR bought.date >= %(today)s::date - term.days
                           THEN 'active'
                           ELSE 'dormant'
                       END AS lifecycle) stands
                    WHERE customer.commercial_partner_id = customer.id
                      AND (customer.keqing_customer_type_id IS NOT NULL OR bought.date IS NOT NULL)
                      AND customer.keqing_lifecycle IS DISTINCT FROM stands.lifecycle
                      AND %(of_customers)s
                 ORDER BY customer.id""",
                today=today,
                is_purchase=self.env["keqing.indicator"]._is_purchase(),
                dormant_days=DORMANT_DAYS,
                of_moves=SQL("move.commercial_partner_id IN %s", tuple(self.ids))
                if self
                else SQL("TRUE"),
                of_customers=SQL("customer.id IN %s", tuple(self.ids)) if self else SQL("TRUE"),
            )
        )

    @api.model
    def _update_lifecycle(self, changes):
        """Write changes of :meth:`_lifecycle_changes`, but for who is being edited or was since.

        A night without these is made good by the next.
        """
        if not changes:
            return
        free = self.browse(partner_id for partner_id, *__ in changes).try_lock_for_update()
        if not free:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner customer
                      SET keqing_lifecycle = change.after,
                          keqing_lost_on = NULL
                     FROM (VALUES %s) change (id, before, after)
                    WHERE customer.id = change.id
                      AND customer.id IN %s
                      AND customer.keqing_lifecycle IS NOT DISTINCT FROM change.before""",
                SQL(", ").join(
                    SQL("(%s, %s::varchar, %s::varchar)", *change) for change in changes
                ),
                tuple(free.ids),
            )
        )
        free.invalidate_recordset(["keqing_lifecycle", "keqing_lost_on"])
