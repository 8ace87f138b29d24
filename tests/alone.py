# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A day's work in Odoo, told as JSON: the statements that each piece took, and what came of it.

Read by Odoo's shell in a database with our modules and in one without, see test_alone.py.
"""

import json
import re
import sys
from collections import Counter
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import new_test_user

from .samples import open_books

GROUPS = (
    "base.group_user,base.group_partner_manager,sales_team.group_sale_salesman_all_leads,"
    "account.group_account_invoice,product.group_product_manager"
)
KIND = re.compile(r"\w+")
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "?(\w+)')
COMPARED = ("char", "text", "boolean", "integer", "float", "monetary", "selection", "date")
NEVER_ALIKE = re.compile(r"^(id|access_token|keqing_.*|.*_hash|signup_.*|res_id)$|_id$")


class Day:
    """What somebody does who has Odoo's rights alone."""

    def __init__(self, env):
        self.env = env

    def create_contact(self):
        self.contact = self._contact("Wanmin Restaurant")
        return self.contact

    def write_contact(self):
        self.contact.write({"street": "Chihu Rock 1", "user_id": self.env.uid, "city": "Liyue"})
        return self.contact

    def create_person(self):
        values = {"name": "Xiangling", "parent_id": self.contact.id, "function": "Chef"}
        return self.env["res.partner"].create(values)

    def look_at_contacts(self):
        contacts = self.env["res.partner"].search([("name", "ilike", "wanmin")], limit=1)
        contacts.web_read({"display_name": {}, "user_id": {}, "sale_order_count": {}})
        return contacts

    def merge_contacts(self):
        two = self._contact("Wangshu Inn") + self._contact("Wangshu")
        two[1].write({"user_id": self.env.uid, "credit_limit": 5})
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = wizard.create({"partner_ids": two.ids, "dst_partner_id": two[0].id})
        wizard.action_merge()
        return two.exists()

    def create_lead(self):
        self.lead = self.env["crm.lead"].create({"name": "Wine", "partner_name": "Wanmin"})
        return self.lead

    def write_lead(self):
        self.lead.write({"partner_id": self.contact.id, "expected_revenue": 500})
        return self.lead

    def merge_leads(self):
        two = self.lead + self.env["crm.lead"].create({"name": "More wine"})
        wizard = self.env["crm.merge.opportunity"].create({"opportunity_ids": two.ids})
        wizard.action_merge()
        return two.exists()

    def create_product(self):
        self.product = self.env["product.product"].create({"name": "Wine", "list_price": 80})
        return self.product

    def copy_product(self):
        return self.product.product_tmpl_id.copy()

    def create_order(self):
        line = {"product_id": self.product.id, "product_uom_qty": 2, "tax_ids": False}
        values = {"partner_id": self.contact.id, "order_line": [Command.create(line)]}
        self.order = self.env["sale.order"].create(values)
        return self.order

    def write_order(self):
        self.order.write({"client_order_ref": "By telephone", "user_id": self.env.uid})
        return self.order

    def confirm_order(self):
        self.order.action_confirm()
        return self.order

    def write_totals(self):
        copy = self.order.copy()
        copy.write({"amount_total": 7})
        copy.order_line.write({"qty_invoiced": 1, "price_subtotal": 5})
        return copy

    def create_invoice(self):
        self.order.order_line.qty_delivered = 2
        self.invoice = self.order._create_invoices()
        return self.invoice

    def post_invoice(self):
        self.invoice.action_post()
        return self.invoice

    def _contact(self, name):
        values = {"name": name, "is_company": True, "email": "inn@example.com"}
        return self.env["res.partner"].create(values)


def tell(records):
    """What is alike in two databases if it should be: no ids, tokens, or moments."""
    env = records.env(su=True)
    names = [
        name
        for name, field in records._fields.items()
        if field.type in COMPARED and not NEVER_ALIKE.search(name)
    ]
    told = records.with_env(env).read(names)
    return [{name: str(values[name]) for name in names} for values in told]


def watch(piece):
    """Do a piece of work, all caches empty.

    :return: how often it took a statement of a kind on a table, and what came of it
    """
    taken = Counter()
    execute = Cursor.execute

    def counted(cursor, query, *args, **kwargs):
        statement = str(getattr(query, "code", query))
        tables = TABLE.findall(statement)
        taken[" ".join([*KIND.findall(statement)[:1], *tables[:1]])] += 1
        return execute(cursor, query, *args, **kwargs)

    piece.__self__.env.flush_all()
    piece.__self__.env.invalidate_all()
    with patch.object(Cursor, "execute", counted):
        records = piece()
        records.env.flush_all()
    return taken, tell(records)


def tell_all(env):
    user = new_test_user(env, "alone", GROUPS)
    day = {}
    Users = env.registry["res.users"]
    for __ in range(2):  # the first fills what is kept between requests
        mine = Day(env(user=user.id, context={"allowed_company_ids": user.company_id.ids}))
        for name in [name for name in vars(Day) if not name.startswith("_")]:
            day[name] = watch(getattr(mine, name))
        if hasattr(Users, "_keqing_is_used"):  # is asked again when Odoo empties what is kept
            assert not env["res.users"]._keqing_is_used(), "The database is in use."
            Users._keqing_is_used = lambda users: False
    return day


def main(env):
    open_books(env)
    sys.stdout.write("\n" + json.dumps(tell_all(env)) + "\n")
