# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Who was erased is named nowhere in what we keep about a customer.

Every model of ours is held to it, also a new one. What must be otherwise is listed here with its
reason.
"""

from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import SuiteCase
from .test_customer_record import OneCustomer

NAME = "Baizhu & Changsheng"
# "model": why a name stays in it
STAYS = {"keqing.identity": "reckoned anew from whom it finds"}
TYPES = ("char", "text", "html")
# Where words stand in a chatter
CHATTER = {
    "mail.message": ("subject", "body"),
    "mail.activity": ("summary", "note", "feedback"),
    "mail.tracking.value": (
        *("old_value_char", "new_value_char"),
        *("old_value_text", "new_value_text"),
    ),
}


@tagged("post_install", "-at_install")
class TestErasure(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "keqing_customer.group_customer_data_officer"
        cls.officer = new_test_user(cls.env, "suite_officer", groups=group)
        customer, cls.person = cls.env["res.partner"].create(
            [
                {"name": "Customer", "is_company": True, "company_id": cls.env.company.id},
                {"name": NAME},
            ]
        )
        cls.person.parent_id = customer
        customer.keqing_customer_type_id = cls.env["keqing.customer.type"].create({"name": "Inn"})
        cls.about = OneCustomer(cls.env, customer, cls.person)

    def test_nothing_of_ours_names_who_was_erased(self):
        written = [
            each for model in self.our_models if not model._transient for each in self._write(model)
        ]
        self.env.invalidate_all()
        self.person.with_user(self.officer)._keqing_erase("Asked for it")
        self.env.flush_all()
        for table, row_id, column in written:
            with self.subTest(table=table, column=column):
                [told] = self.env.execute_query(
                    SQL(
                        "SELECT count(*) FROM %s WHERE id = %s AND %s LIKE '%%Baizhu%%'",
                        SQL.identifier(table),
                        row_id,
                        SQL.identifier(column),
                    )
                )
                self.assertEqual(told, (0,))
        self.assertGreater(len({table for table, *__ in written}), 20)

    def _write(self, model):
        """Have all texts of a record that is about the customer, and of its chatter, name it.

        :return: table, id and column of each
        """
        record = self._about(model)
        if not record or model._name in STAYS:
            return
        self.env.flush_all()
        yield from self._fill(record)
        if "message_ids" in model._fields:
            message = self.env["mail.message"].create({"model": model._name, "res_id": record.id})
            value = self.env["mail.tracking.value"].create({"mail_message_id": message.id})
            for each in (message, value):
                yield from self._fill(each)
        if "activity_ids" in model._fields:
            yield from self._fill(record.activity_schedule("mail.mail_activity_data_todo"))

    def _about(self, model):
        """A record about the customer, by itself or by what it is a part of."""
        for field in model._fields.values():
            if field.type != "many2one" or not field.store or not field.required:
                continue
            if field.comodel_name == "res.partner":
                return self.about.get(model._name)
            if field.ondelete == "cascade" and field.comodel_name.startswith("keqing."):
                whole = self.env[field.comodel_name]
                if whole != model and (above := self._about(whole)):
                    part = model.search([(field.name, "=", above.id)], limit=1)
                    values = {**self.about.minimal(model), field.name: above.id}
                    return part or model.create(values)
        return model.browse()

    def _fill(self, record):
        self.env.flush_all()
        for name, field in record._fields.items():
            if name not in CHATTER.get(record._name, record._fields):
                continue
            if field.type in TYPES and field.store and field.column_type and not field.translate:
                text = NAME.replace("&", "&amp;") if field.type == "html" else NAME
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id = %s",
                        SQL.identifier(record._table),
                        SQL.identifier(name),
                        f"Ask {text} first",
                        record.id,
                    )
                )
                yield record._table, record.id, name
