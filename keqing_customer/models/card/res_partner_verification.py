# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_one
from ..res_partner import OWN_PEOPLE
from .keqing_verification import VERIFY_ACTIVITY

# Reminders an owner has at a time: a hundred on one morning are as good as none
OPEN_REMINDERS = 20
VERIFICATION_DIALOG = "keqing_customer.keqing_verification_view_form_dialog"


class ResPartner(models.Model):
    """How fresh the customer's card is."""

    _inherit = "res.partner"

    keqing_verified_on = fields.Date(
        string="Checked On",
        readonly=True,
        copy=False,
        help="The last day that somebody checked the card.",
        groups=OWN_PEOPLE,
    )
    keqing_is_unverified = fields.Boolean(
        string="To Check",
        compute="_compute_keqing_is_unverified",
        search="_search_keqing_is_unverified",
        help="The card was not checked for longer than its type allows.",
        groups=OWN_PEOPLE,
    )
    keqing_verification_ids = fields.One2many(
        comodel_name="keqing.verification",
        inverse_name="partner_id",
        string="Verifications",
        groups=OWN_PEOPLE,
    )

    @api.depends("keqing_verified_on", "keqing_customer_type_id.verify_months")
    def _compute_keqing_is_unverified(self):
        unverified = self.filtered_domain(self.keqing_customer_type_id._unverified_domain())
        for partner in self:
            partner.keqing_is_unverified = partner in unverified

    def _search_keqing_is_unverified(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self.env["keqing.customer.type"]._all()._unverified_domain()

    def _harmless_fields(self):
        return super()._harmless_fields() | {"keqing_verified_on"}  # the date of our own work

    def _update_verified_on(self):
        """Date the cards by their last verification."""
        self.env["keqing.verification"].flush_model(["partner_id", "date"])
        self.flush_recordset(["keqing_verified_on"])
        if not self:
            return
        changed = self.env.execute_query(
            SQL(
                """UPDATE res_partner customer
                      SET keqing_verified_on = checked.date
                     FROM (SELECT partner.id, max(verification.date) AS date
                             FROM res_partner partner
                        LEFT JOIN keqing_verification verification
                               ON verification.partner_id = partner.id
                            WHERE partner.id IN %s
                         GROUP BY partner.id) checked
                    WHERE customer.id = checked.id
                      AND customer.keqing_verified_on IS DISTINCT FROM checked.date
                RETURNING customer.id""",
                tuple(self.ids),
            )
        )
        if changed:
            self.invalidate_recordset(["keqing_verified_on", "keqing_is_unverified"])

    @for_one("read")
    def action_keqing_verify(self):
        """Open the small form in which somebody says that the card is right."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check the Card"),
            "res_model": "keqing.verification",
            "view_mode": "form",
            "view_id": self._get_view_id(VERIFICATION_DIALOG),
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }

    @api.model
    def _cron_remind_verification(self):
        """Ask the owners to check the cards that were not checked for too long.

        Each gets so many at a time, the longest unchecked first, and a card has one reminder at
        most; the reminders of one owner are one commit.
        """
        owners = self._read_group(self._to_remind_domain(), ["user_id"])
        self._work_through(
            self.env["res.users"].concat(*(owner for [owner] in owners)), self._remind_owner
        )

    def _to_remind_domain(self):
        reminders = Domain("activity_type_id", "=", self.env.ref(VERIFY_ACTIVITY).id)
        return (
            Domain("keqing_is_unverified", "=", True)
            & Domain("user_id.active", "=", True)
            & Domain("activity_ids", "not any", list(reminders))
        )

    @api.model
    def _remind_owner(self, owner):
        open_count = self.env["mail.activity"].search_count(
            [
                ("activity_type_id", "=", self.env.ref(VERIFY_ACTIVITY).id),
                ("res_model", "=", "res.partner"),
                ("user_id", "=", owner.id),
            ]
        )
        if open_count >= OPEN_REMINDERS:
            return
        today = owner.company_id._get_keqing_today()
        self.search(
            self._to_remind_domain() & Domain("user_id", "=", owner.id),
            limit=OPEN_REMINDERS - open_count,
            order="keqing_verified_on nulls first, id",
        ).with_context(mail_activity_quick_update=True, lang=owner.lang).activity_schedule(
            VERIFY_ACTIVITY, date_deadline=today, user_id=owner.id
        )
