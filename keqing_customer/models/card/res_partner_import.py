# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models

from ...chosen import OWN_PEOPLE
from ...tools.customer_file import CustomerFile

TEMPLATES = {"zh_CN": "customers_zh_CN", "zh_TW": "customers_zh_TW", "zh_HK": "customers_zh_TW"}


class ResPartner(models.Model):
    """Importing customers with their key persons from one sheet.

    Odoo takes a file as a whole or not at all. Of a file of customers we take what is right, name
    line, column and reason of what is not, and create nobody twice.
    """

    _inherit = "res.partner"

    @api.model
    def get_import_templates(self):
        """On the customers' screen ours alone: Odoo's import screen cannot tell two apart."""
        if not (
            self.env.context.get("keqing_customer_import") and self.env.user.has_group(OWN_PEOPLE)
        ):
            return super().get_import_templates()
        name = TEMPLATES.get(self.env.lang, "customers")
        return [
            {
                "label": self.env._("Import Template for Customers and their Key Persons"),
                "template": f"/keqing_customer/static/xls/{name}.xlsx",
            }
        ]

    @api.model
    def _is_customer_file(self, fields):
        """Whether a file with these columns is one of customers; False stands for no column."""
        heads = {name.split("/")[0] for name in fields if name}
        return "parent_id" not in heads and (
            bool(self.env.context.get("keqing_customer_import"))
            or any(head.startswith("keqing_") for head in heads)
        )

    @api.model
    def load(self, fields, data):
        if "keqing_first_line" not in self.env.context:
            return super().load(fields, data)
        context = {**self.env.context, "keqing_found": {}}
        limit = context.pop("_import_limit", None) or len(data)
        marks = []
        if not {"id", ".id", "is_company", "company_type"} & set(fields):
            context.pop("default_is_company", None)  # it would hold for their people, too
            marks.append("is_company")
        if context.get("keqing_customer_import") and not {"id", ".id"} & set(fields):
            context.pop("res_partner_search_mode", None)  # as above
            marks.append("customer_rank")  # on the customers' screen afterwards, also without type
        self = self.with_env(self.env(context=context))
        file = CustomerFile(self, fields, data, limit, marks)
        return file.load(super().load)

    def _load_records_create(self, vals_list):
        """What a customer shares with its people is created with them, instead of written on the
        people of each customer afterwards."""
        if "keqing_found" in self.env.context and self._keqing_share_with_people(vals_list):
            self = self.with_context(keqing_is_shared=True)
        return super()._load_records_create(vals_list)

    def _keqing_share_with_people(self, vals_list):
        """Say of the people in values of customers what Odoo would write on them.

        :return: whether that was done; it is left to Odoo where people are companies or addresses
        """
        people = [
            (vals, command[2])
            for vals in vals_list
            for command in vals.get("child_ids") or ()
            if command[0] == Command.CREATE
        ]
        defaults = {"default_is_company", "default_type"} & set(self.env.context)
        if defaults or any({"is_company", "company_type", "type"} & set(one) for __, one in people):
            return False
        shared = {*self._commercial_fields(), *self._address_fields()}
        for vals, person in people:
            person.update({name: vals[name] for name in shared & vals.keys()})
        return True

    def _children_sync(self, values):
        if not self.env.context.get("keqing_is_shared"):
            return super()._children_sync(values)
        return None
