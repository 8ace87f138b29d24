# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Parts of records: lines stay where they were made, and pictures are written by their field.

Every model of ours is held to it, also a new one. What must be otherwise is listed here with its
reason.
"""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OURS, SuiteCase

ADMIN = "keqing_customer.group_customer_admin"
# "model": why its records may be carried from one whole to another
LOOSE = {}
PIXEL = b"R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="


@tagged("post_install", "-at_install")
class TestParts(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.highest.group_ids += cls.env.ref("base.group_system")
        # administrators keep the catalogues, and do as they like with them
        cls.keeper = cls._user("keeper", cls._defined("res.groups") - cls.env.ref(ADMIN))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_a_part_stays_where_it_was_made(self):
        """Who may write both wholes could else say of one what was found of the other."""
        tried = 0
        for model in self.our_models:
            for field in model._fields.values():
                if model._transient or model._name in LOOSE or not self._is_part_by(field):
                    continue
                part = self.samples.get(model._name)
                whole = self.env[field.comodel_name]
                others = whole.with_context(active_test=False)
                other = others.search([("id", "!=", part[field.name].id)], limit=1)
                other = other or self._another(whole)
                if not other:
                    continue
                self.env.flush_all()
                tried += 1
                for written, values in self._ways(part, field, other):
                    with (
                        self.subTest(model=model._name, field=field.name, values=values),
                        self.assertRaises(UserError),
                        self.env.cr.savepoint(),
                    ):
                        written.with_user(self.keeper).write(values)
                        self.env.flush_all()
                    self.env.invalidate_all()
        self.assertGreater(tried, 10)

    def _ways(self, part, field, other):
        """To carry a part elsewhere: pairs of the record that is written, and the values."""
        yield part, {field.name: other.id}
        for lines in other._fields.values():
            leads_back = lines.type == "one2many" and lines.inverse_name == field.name
            if leads_back and lines.comodel_name == part._name:
                yield other, {lines.name: [Command.link(part.id)]}

    def _another(self, model):
        """Another record, if there can be one that is alike."""
        try:
            with self.env.cr.savepoint():
                return model.create(self.samples.minimal(model))
        except IntegrityError:
            return model.browse()

    def _is_part_by(self, field):
        return (
            field.type == "many2one"
            and field.store
            and field.required
            and field.ondelete == "cascade"
            and self.env[field.comodel_name]._original_module in OURS
        )

    def test_no_attachment_takes_the_place_of_a_field(self):
        """Odoo asks for no right on the field, and shows the latest attachment that names it."""
        Attachment = self.env["ir.attachment"].with_user(self.highest)
        pictures = [
            (model, field)
            for model in self.our_models + self.extended_models
            for field in model._fields.values()
            if field.type in ("binary", "image") and field.store and field.attachment
            if model in self.our_models or field._modules and set(field._modules) <= OURS
            if not model._transient
        ]
        self.assertTrue(pictures)
        for model, field in pictures:
            record = self.samples.get(model._name)
            of_record = {"name": "x", "res_model": model._name, "res_id": record.id}
            ours = {**of_record, "res_field": field.name, "datas": PIXEL}
            there = self.env["ir.attachment"].create(ours)
            beside = Attachment.create({"name": "x", "datas": PIXEL})
            for attempt in (
                lambda ours=ours: Attachment.create(ours),
                lambda there=there: there.with_user(self.highest).write({"datas": PIXEL}),
                lambda there=there: there.with_user(self.highest).unlink(),
                lambda ours=ours, beside=beside: beside.write(ours),
                lambda ours=ours: Attachment.with_context(
                    **{f"default_{name}": ours[name] for name in ("res_model", "res_id")},
                    default_res_field=ours["res_field"],
                ).create({"name": "x", "datas": PIXEL}),
            ):
                with (
                    self.subTest(model=model._name, field=field.name),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    attempt()
                self.env.invalidate_all()
