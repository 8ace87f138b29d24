# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from .mixins.keqing_guard_mixin import OUR_MODULES

CONTENT = {"datas", "db_datas", "raw", "res_field", "res_id", "res_model", "type", "url"}


class IrAttachment(models.Model):
    """Papers that prove something are neither exchanged nor deleted by who reads them, and what a
    field of ours shows is written by that field alone, past its guards.

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
        self.check_access("write")  # before anything is named
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
        """:raise UserError: naming what they prove, or the field that is theirs"""
        if self.env.su:
            return
        for name, papers in self.sudo().grouped("res_model").items():
            model = self.env.get(name)
            if model is None:
                continue
            records = model.sudo().browse(papers.mapped("res_id")).exists()
            proven = records._with_evidence() if hasattr(model, "_with_evidence") else ()
            for record in proven[:1]:
                paper = papers.filtered(lambda each, record=record: each.res_id == record.id)[:1]
                raise UserError(
                    self.env._(
                        "%(paper)s is evidence of %(record)s and stays as it is. Attach another "
                        "paper beside it.",
                        paper=paper.name,
                        record=record.display_name,
                    )
                )
            for paper in papers:
                field = model._fields.get(paper.res_field)
                if field and _is_ours(model, field):
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(record)s is written on the record itself, not by an "
                            "attachment.",
                            field=field._description_string(self.env),
                            record=model.sudo().browse(paper.res_id).exists().display_name,
                        )
                    )


def _is_ours(model, field):
    modules = {model._original_module, *field._modules}
    return any(module.startswith(OUR_MODULES) for module in modules)
