# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What is refused to a user is refused at every door of the server, and exports leave their row.

A salesperson of one territory knocks for the records of a customer of another. What is hidden is
marked with canaries; no answer may hold one.
"""

import json
from datetime import datetime, timedelta
from xmlrpc.client import Fault

from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from .test_customer_record import NOT_FOR_SALES, TestCustomerRecord

CANARY = "Canary"
SILENT = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.rpc.controllers.xmlrpc",
    "odoo.orm.models",
)


@tagged("post_install", "-at_install")
class TestDoors(HttpCase, TestCustomerRecord):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        expires = datetime.now() + timedelta(days=1)
        keys = cls.env["res.users.apikeys"].with_user(cls.mate)
        cls.key = keys._generate("rpc", "Knocks", expires)
        cls.mate.group_ids += cls.env.ref("base.group_allow_export")

    def setUp(self):
        super().setUp()
        self.authenticate(self.mate.login, self.mate.login)

    @mute_logger(*SILENT)
    def test_hidden_records_stay_hidden(self):
        for record in self._hidden():
            model, ids = record._name, record.ids
            names = self._names_of_readable(record)
            reading = (
                ("read", {"fields": names}),
                ("web_read", {"specification": {name: {} for name in names}}),
                ("export_data", {"fields_to_export": names}),
            )
            with self.subTest(model=model):
                own = self.of_customers["own"].get(model)
                for method, named in reading:
                    for door, answer in self._knock(model, method, own.ids, named):
                        self.assertFalse(answer.startswith("refused"), f"{method} at {door}")
                for method, named in (
                    *reading,
                    ("write", {"vals": {names[0]: False}}),
                    ("copy", {}),
                    ("unlink", {}),
                ):
                    for door, answer in self._knock(model, method, ids, named):
                        self.assertNotIn(CANARY, answer, f"{method} at {door}")
                        self.assertTrue(answer.startswith("refused"), f"{method} at {door}")
                listed = {"domain": [("id", "in", ids)], "fields": names}
                for door, answer in self._knock(model, "search_read", None, listed):
                    self.assertNotIn(CANARY, answer, f"search_read at {door}")
                for url in self._pages(record):
                    answer = self.url_open(url, allow_redirects=False)
                    self.assertNotIn(CANARY.encode(), answer.content, url)
                self.assertTrue(record.exists())

    def _names_of_readable(self, record):
        """What the user may read of such records, where they are not hidden."""
        own = record.with_user(self.mate)
        fields = self._our_fields(record)
        return [field.name for field in fields if own._has_field_access(field, "read")]

    def _hidden(self):
        """A record of each kind of a customer whom the user does not see, with canaries."""
        hidden = self.of_customers["hidden"]
        hidden.customer.name = hidden.person.name = CANARY
        for model in self.records:
            if model._name not in NOT_FOR_SALES:
                record = hidden.get(model._name)
                for field in self._our_fields(model):
                    if field.store and field.type in ("char", "text", "html"):
                        value = json.dumps({"en_US": CANARY}) if field.translate else CANARY
                        column, table = SQL.identifier(field.name), SQL.identifier(model._table)
                        self.env.cr.execute(
                            SQL(
                                "UPDATE %s SET %s = %s WHERE id = %s",
                                table,
                                column,
                                value,
                                record.id,
                            )
                        )
                yield record
        yield hidden.customer

    def _knock(self, model, method, ids, named):
        """Call a method of the ORM at each door.

        :return: pairs of the door and its answer as text, which begins with "refused" if it was
        """
        first = [] if ids is None else [ids]
        yield (
            "json/2",
            self._post(
                f"/json/2/{model}/{method}",
                {**named, **({} if ids is None else {"ids": ids})},
                headers={"Authorization": f"Bearer {self.key}"},
            ),
        )
        for route in ("call_kw", "call_button"):
            yield (
                route,
                self._post(
                    f"/web/dataset/{route}/{model}/{method}",
                    {"params": {"model": model, "method": method, "args": first, "kwargs": named}},
                ),
            )
        arguments = [get_db_name(), self.mate.id, self.key, model, method, first, named]
        yield (
            "jsonrpc",
            self._post(
                "/jsonrpc",
                {"params": {"service": "object", "method": "execute_kw", "args": arguments}},
            ),
        )
        try:
            yield "xmlrpc", repr(self.xmlrpc_object.execute_kw(*arguments))
        except Fault as fault:
            yield "xmlrpc", f"refused {fault.faultString}"

    def _post(self, url, body, headers=None):
        answer = self.url_open(url, json=body, headers=headers)
        refused = answer.status_code >= 400 or '"error"' in answer.text
        return f"refused {answer.text}" if refused else answer.text

    def _pages(self, record):
        """Where a browser gets something of a record by its number."""
        yield f"/web/content/{record._name}/{record.id}/display_name"
        yield f"/json/1/{record._name}/{record.id}"
        for field in record._fields.values():
            if field.type == "binary":
                yield f"/web/content/{record._name}/{record.id}/{field.name}"
                yield f"/web/image/{record._name}/{record.id}/{field.name}"
        if record._name == "res.partner":
            yield f"/web_enterprise/partner/{record.id}/vcard"
            yield f"/web/partner/vcard?partner_ids={record.id}"
        for report in self.env["ir.actions.report"].search([("model", "=", record._name)]):
            yield f"/report/html/{report.report_name}/{record.id}"

    @mute_logger(*SILENT)
    def test_messages_of_hidden_records_stay_hidden(self):
        for record in self._hidden():
            if not hasattr(record, "message_post"):
                continue
            record.message_post(body=CANARY)
            thread = {"thread_model": record._name, "thread_id": record.id}
            posted = {**thread, "post_data": {"body": "Knock"}}
            before = len(record.message_ids)
            for url, params in (
                ("/mail/thread/messages", thread),
                ("/mail/data", {"fetch_params": [["mail.thread", {**thread, "request_list": []}]]}),
                ("/mail/thread/recipients", thread),
                ("/mail/message/post", posted),
            ):
                with self.subTest(model=record._name, url=url):
                    self.assertNotIn(CANARY, self._post(url, {"params": params}))
            self.assertEqual(len(record.message_ids), before)

    @mute_logger(*SILENT)
    def test_methods_refuse_strangers_at_each_door(self):
        """A customer on the portal has no button of ours, by whatever door."""
        own = self.portal.partner_id
        keys = self.env["res.users.apikeys"].with_user(self.portal).sudo()
        self.key = keys._generate("rpc", "Knocks", datetime.now() + timedelta(hours=1))
        self.mate = self.portal
        self.authenticate(self.portal.login, self.portal.login)
        for method in ("get_keqing_explanation", "action_keqing_assess", "get_keqing_team"):
            for door, answer in self._knock("res.partner", method, own.ids, {}):
                with self.subTest(method=method, door=door):
                    self.assertTrue(answer.startswith("refused"), answer)

    @mute_logger(*SILENT)
    def test_every_export_leaves_its_row(self):
        seen = self.of_customers["own"].customer
        Log = self.env["keqing.export.log"]
        named = {"fields_to_export": ["name", "keqing_customer_type_id"]}
        for door, answer in self._knock("res.partner", "export_data", seen.ids, named):
            with self.subTest(door=door):
                self.assertFalse(answer.startswith("refused"), answer)
                rows = Log.search([("user_id", "=", self.mate.id)])
                self.assertEqual(rows.mapped("form"), ["rpc"])
                self.env.cr.execute("DELETE FROM keqing_export_log")
                Log.invalidate_model()

    @mute_logger(*SILENT)
    def test_lists_read_as_json_are_exports(self):
        self.env["ir.config_parameter"].set_param("web.json.enabled", "1")
        action = self.env.ref("keqing_customer.customer_action")
        path = f"/json/1/action-{action.id}"
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = self.url_open(path, headers=headers)
        self.assertEqual(answer.status_code, 200, answer.text)
        read = {row["id"] for row in answer.json()["records"]}
        self.assertIn(self.of_customers["own"].customer.id, read)
        self.assertNotIn(self.of_customers["hidden"].customer.id, read)
        row = self.env["keqing.export.log"].search([("user_id", "=", self.mate.id)])
        self.assertEqual((row.model, row.record_count), ("res.partner", len(read)))


del TestCustomerRecord  # its own tests are run where it is written
