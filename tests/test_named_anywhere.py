# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""No record of Odoo's names a partner that its writer may not see, on whatever way."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SuiteCase


@tagged("post_install", "-at_install")
class TestNamedAnywhere(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = (
            "keqing_customer.group_customer_user",
            "sales_team.group_sale_salesman",
            "base.group_partner_manager",
        )
        cls.user = new_test_user(cls.env, "suite_namer", ",".join(groups))
        customer_type = cls.env["keqing.customer.type"].create({"name": "Inn"})
        Partner = cls.env["res.partner"]
        cls.hidden, cls.mine = Partner.create(
            [
                {
                    "name": name,
                    "email": f"{name}@example.com",
                    "keqing_customer_type_id": customer_type.id,
                    "user_id": owner,
                }
                for name, owner in (("Hidden", cls.env.uid), ("Mine", cls.user.id))
            ]
        )
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Wine", "partner_id": cls.mine.id, "user_id": cls.user.id}
        )
        cls.lead = cls.lead.with_user(cls.user)
        now = fields.Datetime.now()
        cls.event = cls.env["calendar.event"].with_user(cls.user)
        cls.event = cls.event.create({"name": "Tasting", "start": now, "stop": now})
        cls.mark = cls.lead.activity_schedule("mail.mail_activity_data_todo")

    def _create(self, model, values, **context):
        return self.env[model].with_user(self.user).with_context(**context).create(values)

    def _ways(self, partner):
        """:return: ``{name: function}`` by which the user names a partner somewhere"""
        partner_model = self.env["ir.model"]._get_id("res.partner")
        attendee = {"partner_id": partner.id}
        link = {
            "res_model": "crm.lead",
            "res_id": self.lead.id,
            "amount": 1,
            "currency_id": self.env.company.currency_id.id,
            "partner_id": partner.id,
        }
        todo = self.env.ref("mail.mail_activity_data_todo").id
        return {
            "attendees": lambda: self.event.write({"attendee_ids": [Command.create(attendee)]}),
            "attendee": lambda: self._create(
                "calendar.attendee", {**attendee, "event_id": self.event.id}
            ),
            "guests": lambda: self.event.write({"partner_ids": [Command.link(partner.id)]}),
            "follower": lambda: self.lead.message_subscribe(partner.ids),
            "author": lambda: self.lead.message_post(body="x", author_id=partner.id),
            "recipient": lambda: self.lead.message_post(body="x", partner_ids=partner.ids),
            "link": lambda: self._create("payment.link.wizard", link),
            "portal": lambda: self._create("portal.wizard", {}, default_partner_ids=partner.ids),
            "bank": lambda: self._create(
                "res.partner.bank", {**attendee, "acc_number": f"KQ{partner.id}"}
            ),
            "activity": lambda: self.mark.write(
                {"res_model_id": partner_model, "res_id": partner.id}
            ),
            "new activity": lambda: self._create(
                "mail.activity",
                {"res_model_id": partner_model, "res_id": partner.id, "activity_type_id": todo},
            ),
            "attachment": lambda: self._create(
                "ir.attachment", {"name": "x", "res_model": "res.partner", "res_id": partner.id}
            ),
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db", "odoo.orm.models")
    def test_hidden_partners_are_named_nowhere(self):
        self.assertFalse(self.hidden.with_user(self.user).has_access("read"))
        for way, call in self._ways(self.hidden).items():
            with self.subTest(way=way), self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
        for way, call in self._ways(self.mine).items():
            with self.subTest(way=way, partner="mine"), self.env.cr.savepoint() as savepoint:
                call()
                savepoint.rollback()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_what_is_named_already_stays(self):
        """Who was invited or follows before the customer was another's stays so."""
        self.event.write({"partner_ids": [Command.link(self.mine.id)]})
        self.lead.message_subscribe(self.mine.ids)
        self.mine.user_id = self.env.uid
        self.env.flush_all()
        self.assertFalse(self.mine.with_user(self.user).has_access("read"))
        self.event.write({"partner_ids": [Command.set(self.event.sudo().partner_ids.ids)]})
        self.event.write({"name": "Tasting again"})
        with self.assertRaises(UserError):
            self.event.write({"partner_ids": [Command.link(self.hidden.id)]})

    def test_costs_no_query_per_record(self):
        customers = [{"partner_id": self.mine.id, "name": f"Wine {each}"} for each in range(100)]
        links = {
            "res_model": "crm.lead",
            "res_id": self.lead.id,
            "amount": 1,
            "currency_id": self.env.company.currency_id.id,
            "partner_id": self.mine.id,
        }
        for model, values in (
            ("crm.lead", customers),
            ("payment.link.wizard", [links] * 100),
        ):
            with self.subTest(model=model):
                self._count(model, values)  # what is read once
                counts = [self._count(model, values)]
                with patch.object(self.registry["base"], "_keqing_is_bound", lambda records: False):
                    counts.append(self._count(model, values))
                self.assertLessEqual(counts[0] - counts[1], 3, counts)

    def _count(self, model, values):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._create(model, values)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
