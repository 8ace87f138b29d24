# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.today import Section


class KeqingToday(models.AbstractModel):
    """Whom one sees today, and whom nobody of one's people has seen in time."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        today = self.env.company._get_keqing_today()
        return [
            *super()._get_sections(),
            Section(
                name="visits",
                title=self.env._("My day"),
                empty=self.env._("No visit is planned for today."),
                sequence=8,
                action="keqing_visit.keqing_visit_action",
                records=self.env["keqing.visit"],
                domain=Domain("user_id", "=", self.env.uid)
                & Domain("company_id", "=", self.env.company.id)
                & (
                    (Domain("planned_on", "<=", today) & Domain("state", "=", "planned"))
                    | Domain("state", "=", "under_way")
                ),
                concerns=Domain("user_id", "=", self.env.uid),
                order="state desc, planned_on, start, sequence, id",
                fields=("partner_id", "planned_on", "state", "contact_kind", "purpose"),
                line=self._visit_line,
            ),
            Section(
                name="contacts_overdue",
                title=self.env._("Not contacted in time"),
                empty=self.env._("Everybody was contacted in time."),
                sequence=24,
                groups=MANAGERS,
                action="keqing_visit.keqing_contact_due_action",
                records=self.env["keqing.contact.due"],
                domain=self._get_overdue_contacts_domain(),
                concerns=self._get_contacts_of_others_domain(),
                order="due_on, id",
                fields=("partner_id", "due_on", "depth"),
                line=self._overdue_contact_line,
            ),
        ]

    def _get_contacts_of_others_domain(self):
        """Of customers in the user's charge that are others'."""
        return (
            Domain("company_id", "=", self.env.company.id)
            & Domain("partner_id.keqing_is_in_my_charge", "=", True)
            & Domain("partner_id.user_id", "!=", self.env.uid)
        )

    def _get_overdue_contacts_domain(self):
        """Those after the grace."""
        last = self.env.company._get_keqing_grace_start()
        return Domain("due_on", "<", last) & self._get_contacts_of_others_domain()

    def _visit_line(self, visit):
        kinds = dict(visit._fields["contact_kind"]._description_selection(self.env))
        late = visit.planned_on < self.env.company._get_keqing_today()
        return {
            "text": visit.purpose or kinds[visit.contact_kind],
            "level": "now" if late or visit.state == "under_way" else "info",
            "note": self.env._("Under way") if visit.state == "under_way" else False,
            "action": visit._get_day_action()
            if visit.contact_kind == "visit"
            else visit._get_records_action(),
        }

    def _overdue_contact_line(self, due):
        days = (self.env.company._get_keqing_today() - due.due_on).days
        if due.depth == "deep":
            text = self.env._("Deep contact %s days late", days)
        else:
            text = self.env._("Contact %s days late", days)
        return {
            "text": text,
            "level": "now",
            "action": due.partner_id._get_records_action(),
        }
