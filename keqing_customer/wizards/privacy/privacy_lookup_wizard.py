# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chosen import for_chosen

DATA_OFFICER = "keqing_customer.group_customer_data_officer"


class PrivacyLookupWizard(models.TransientModel):
    """Who may look people up finds them in fields of ours as well."""

    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        """:return: as Odoo's, which names each field that points to a contact"""
        return super(PrivacyLookupWizard, self.sudo())._get_query()  # also those for others


class PrivacyLookupWizardLine(models.TransientModel):
    """A person that Odoo's lookup found can be erased where deleting would take figures along.

    The lookup stays with administrators: it deletes whatever record it is told to. So this takes an
    administrator who is data officer, too.
    """

    _inherit = "privacy.lookup.wizard.line"

    keqing_is_erased = fields.Boolean(copy=False, groups=DATA_OFFICER)

    @for_chosen("read")
    def action_keqing_erase(self):
        """Erase the persons among these lines; the others are left to their own buttons."""
        for line in self:
            if line.res_model == "res.partner" and not (line.is_unlinked or line.keqing_is_erased):
                person = self.env["res.partner"].browse(line.res_id)
                person._keqing_erase(self.env._("Privacy lookup"))
                line.write(
                    {
                        "keqing_is_erased": True,
                        "is_active": False,
                        "res_name": person.sudo().display_name,  # data officers see it anyway
                        "execution_details": self.env._(
                            "Erased %(model)s #%(id)s",
                            model=line.res_model_id.name,
                            id=line.res_id,
                        ),
                    }
                )
