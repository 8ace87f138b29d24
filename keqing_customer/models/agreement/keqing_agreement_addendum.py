# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class KeqingAgreementAddendum(models.Model):
    """What both sides agreed on later, beside the clauses that stay as they are.

    An addendum is not changed: another one takes it back.
    """

    _name = "keqing.agreement.addendum"
    _description = "Addendum"
    _order = "date, id"
    _rec_name = "date"

    agreement_id = fields.Many2one(
        comodel_name="keqing.agreement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="agreement_id.company_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    text = fields.Text(string="What Was Agreed", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        addenda = super().create(vals_list)
        for agreement in addenda.agreement_id:
            if agreement.stage != "active" and not self.env.su:
                raise UserError(
                    self.env._(
                        "Addenda go with an agreement that is active. %s is not: change its "
                        "clauses, or make another agreement.",
                        agreement.display_name,
                    )
                )
        return addenda

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_change()

    def _refuse_change(self):
        if self and not self.env.su:
            raise UserError(self.env._("An addendum is not changed: write another one."))
