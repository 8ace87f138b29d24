# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartner(models.Model):
    """What is history or evidence stays, and so does whom it is of; the rest goes along.

    The database would delete all of it unasked. Code that merges has moved it before.
    """

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_with_records(self):
        """
        :raise UserError: naming what stays, and what to do instead
        """
        if not self.env["res.users"]._keqing_is_used():
            return
        named = [
            # sudo: whoever deletes them, and whoever sees the records
            (model.sudo().with_context(active_test=False), field)
            for model in self.env.values()
            if hasattr(model, "_stays_known") and model._auto and not model._abstract
            for field in model._fields.values()
            if field.type == "many2one" and field.comodel_name == self._name and field.store
        ]
        for model, field in named:
            history = Domain.TRUE if field.ondelete == "restrict" else model._stays_known()
            kept = model.search(Domain(field.name, "in", self.ids) & history, limit=1)
            if kept:
                self._refuse_deletion(kept[field.name], kept)
        for model, field in named:
            if field.ondelete == "cascade":
                model.search([(field.name, "in", self.ids)]).unlink()

    def _refuse_deletion(self, partner, kept):
        record = kept.with_env(self.env)
        what = self.env["ir.model"]._get(kept._name).name
        if record.has_access("read"):
            what = f"{what} “{record.display_name}”"
        if partner.is_company:
            raise UserError(
                self.env._(
                    "%(customer)s cannot be deleted: %(record)s must stay known. Archive it "
                    "instead.",
                    customer=partner.display_name,
                    record=what,
                )
            )
        raise UserError(
            self.env._(
                "%(person)s cannot be deleted: %(record)s must stay known. Archive the contact "
                "instead, or ask the data officer to erase the person.",
                person=partner.display_name,
                record=what,
            )
        )
