# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# By which somebody becomes, or stops being, a contact of a customer
BELONGING = {"is_company", "parent_id"}
ANSWERS = "keqing_customer.group_customer_manager"


class ResPartner(models.Model):
    """Who becomes a contact of a customer, or stops being one."""

    _inherit = "res.partner"

    def write(self, vals):
        if BELONGING.isdisjoint(vals) or not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        # sudo: whoever they are, archived ones as well
        below = self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        belonged = {partner: partner.commercial_partner_id for partner in below}
        written = super().write(vals)
        moved = {
            partner: customer
            for partner, customer in belonged.items()
            if partner.commercial_partner_id != customer
        }
        if moved:
            self._belong_elsewhere(moved)
        return written

    @api.model
    def _belong_elsewhere(self, moved):
        """Hook: what becomes of partners that belong to another customer from now on.

        Who was a customer itself does not vanish below another with what somebody answers for.

        :param moved: ``{partner: customer}`` until now, as superuser
        :raise AccessError: for others than managers, naming what there is
        """
        if self.env.su or self.env.user.has_group(ANSWERS):
            return
        gone = self.sudo().union(*(each for each, customer in moved.items() if each == customer))
        for model in self.env.values() if gone else ():
            if not hasattr(model, "_answered_for") or model._abstract or not model._auto:
                continue
            # sudo: whoever answers for them, in any company
            domain = Domain("partner_id", "in", gone.ids) & model._answered_for()
            found = model.sudo().with_context(active_test=False).search(domain, limit=1)
            if found:
                raise AccessError(
                    self.env._(
                        "%(customer)s has records that somebody answers for: %(what)s. Ask a "
                        "territory manager to put it below another company, or to merge the two.",
                        customer=found.partner_id.display_name,
                        what=self.env["ir.model"]._get(model._name).name,
                    )
                )
