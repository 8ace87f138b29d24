# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE
from odoo.addons.keqing_customer.wording import say_day

SOON_DAYS = 3  # before a contact is due


class ResPartner(models.Model):
    """When a customer is to be contacted next, and how it likes that best."""

    _inherit = "res.partner"

    keqing_contact_channel = fields.Selection(
        selection=lambda self: self.env["keqing.grade"]._get_contact_channels(),
        string="Prefers to Be Contacted By",
        groups=OWN_PEOPLE,
        copy=False,
        help="Empty: as the grade says.",
    )
    keqing_contact_due_ids = fields.One2many(
        comodel_name="keqing.contact.due", inverse_name="partner_id", groups=OWN_PEOPLE
    )

    def _find_matters(self):
        return [*super()._find_matters(), *self._find_contact_matters()]

    def _find_contact_matters(self):
        """Whoever should have been contacted by now, or should be in these days."""
        company = self.env.company
        today = company._get_keqing_today()
        dues = self.env["keqing.contact.due"].search_fetch(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("due_on", "<=", fields.Date.add(today, days=SOON_DAYS)),
            ],
            ["partner_id", "due_on", "last_on", "depth"],
        )
        for due in dues:
            late = (today - due.due_on).days
            day = say_day(self.env, due.due_on)
            if due.depth == "deep":
                text = self.env._("Deep contact due on %s", day)
            else:
                text = self.env._("Contact due on %s", day)
            yield {
                "customer": due.partner_id,
                "level": "now" if late > company.sudo().keqing_grace_days else "soon",
                "due": due.due_on,
                "text": text,
                "action": self._get_contact_action(due.partner_id),
            }

    def _keqing_grade_changed(self, run, changes):
        """Who is to be seen more or less often now is due by that at once."""
        changed = super()._keqing_grade_changed(run, changes)
        if run.purpose == "grade":
            self.env["keqing.contact.due"]._refresh(run.company_id, self)
        return changed

    @api.model
    def _get_contact_action(self, customer):
        """What opens where the contact is entered; here the customer."""
        return customer._get_records_action()
