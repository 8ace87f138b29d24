# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

CONTENT = {"datas", "db_datas", "raw", "res_field", "res_id", "res_model", "type", "url"}


class IrAttachment(models.Model):
    """Papers that prove something are neither exchanged nor deleted by who reads them.

    Code does, as superuser: a person is erased with them, a record deleted.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        # Of several for one field the record shows the latest
        attachments.filtered("res_field")._check_is_no_evidence()
        return attachments

    def write(self, vals):
        if CONTENT.isdisjoint(vals):
            return super().write(vals)
        self._check_is_no_evidence()
        written = super().write(vals)
        self.filtered("res_field")._check_is_no_evidence()
        return written

    def _delete_and_notify(self, message=None):
        self.sudo(False)._check_is_no_evidence()  # as who deletes it in the chatter, not as us
        return super()._delete_and_notify(message)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._check_is_no_evidence()

    def _check_is_no_evidence(self):
        """:raise UserError: naming what they prove"""
        if self.env.su:
            return
        for name, papers in self.sudo().grouped("res_model").items():
            model = self.env.get(name)
            if model is None or not hasattr(model, "_with_evidence"):
                continue
            records = model.sudo().browse(papers.mapped("res_id")).exists()
            for record in records._with_evidence()[:1]:
                paper = papers.filtered(lambda each, record=record: each.res_id == record.id)[:1]
                raise UserError(
                    self.env._(
                        "%(paper)s is evidence of %(record)s and stays as it is. Attach another "
                        "paper beside it.",
                        paper=paper.name,
                        record=record.display_name,
                    )
                )
