# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class KeqingExportLog(models.Model):
    """Who took which customer data out of the system, and when.

    Rows are kept for good: nobody changes or deletes them, the superuser included.
    """

    _name = "keqing.export.log"
    _description = "Export Log"
    _order = "id desc"
    _rec_name = "model_name"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    model = fields.Char(string="Technical Name", required=True, readonly=True, index=True)
    model_name = fields.Char(string="Exported", required=True, readonly=True)
    form = fields.Selection(
        selection=[
            ("xlsx", "Excel file"),
            ("csv", "CSV file"),
            ("vcard", "Business cards"),
            ("print", "Printed cards"),
            ("rpc", "By another program"),
        ],
        string="Taken As",
        required=True,
        readonly=True,
    )
    record_count = fields.Integer(string="Records", readonly=True, aggregator="sum")
    criteria = fields.Char(
        string="Filter",
        readonly=True,
        help="The filter, as Odoo knows it; empty: selected one by one.",
    )
    field_names = fields.Text(string="Fields", required=True, readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The export log cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The export log cannot be deleted."))

    @api.model
    def _log(self, records, field_names, form="rpc", criteria=False):
        """Keep a row on an export, in its own transaction: no file leaves without its row.

        :param field_names: as exported, slashes between a relation and its field
        """
        return self.sudo().create(  # who exports neither reads the log nor writes it
            {
                "model": records._name,
                "model_name": self.env["ir.model"]._get(records._name).sudo().name,
                "form": form,
                "record_count": len(records),
                "criteria": criteria,
                "field_names": ", ".join(field_names),
            }
        )
