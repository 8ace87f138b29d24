# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What becomes of records of ours when the partners that they are of are merged."""

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import SuiteCase

# "model": how two of its records become one, where it is not that both stay
FOLDED = {
    "keqing.account.team.member": "who has a duty in both teams has it once",
    "keqing.allocation.share": "what both may order one may",
    "keqing.assignment": "the other history is told on the customer",
    "keqing.contact.due": "when it is due next is found of both together",
    "keqing.contact.rhythm": "one holds at a time, that which asks for more",
    "keqing.care.task": "what was done for either was done",
    "keqing.consent": "the elder names the other",
    "keqing.credit.account": "what stops either stops both",
    "keqing.customer.figure": "what both bought and owe is found together",
    "keqing.evaluation.fact": "measured of a customer that is no more",
    "keqing.gift.budget": "what both were given is spent",
    "keqing.identity": "by the same key one is known once",
    "keqing.personal.profile": "what is known of either, in one profile",
    "keqing.pool.warning": "that which leaves more time stays",
    "keqing.rebate.member": "who takes part as either takes part",
    "keqing.rebate.statement": "what was granted to either is granted, the rest reckoned anew",
    "keqing.route.stop": "a route that went to both goes there once",
}


@tagged("post_install", "-at_install")
class TestMerge(SuiteCase):
    def test_nothing_is_lost(self):
        """Both partners have a record of each model, alike in all but the partner."""
        tried = []
        for model, field in self._anchors():
            with self.subTest(model=model._name, field=field.name):
                kept, gone = self.env["res.partner"].create(
                    [{"name": name, "email": "x@example.com"} for name in ("Kept", "Gone")]
                )
                self._clear(model, kept + gone)
                alike = [self._copy(model, field, partner) for partner in (kept, gone)]
                if not all(alike):
                    continue  # they differ in more, so neither stands in the other's way
                tried.append(model._name)
                self.env.invalidate_all()
                wizard = self.env["base.partner.merge.automatic.wizard"].create({})
                wizard._merge((kept + gone).ids, kept)
                self.env.flush_all()
                left = model.sudo().with_context(active_test=False)
                left = left.search_count([(field.name, "=", kept.id)])
                if model._name not in FOLDED:
                    self.assertEqual(left, 2)
                elif model._name != "keqing.assignment":
                    self.assertGreaterEqual(left, 1)
        self.assertLessEqual({*FOLDED} - {"keqing.evaluation.fact"}, {*tried})

    def test_models_say_how(self):
        """Where a partner can have but one record of a kind, Odoo would delete the other."""
        for name in FOLDED:
            self.assertTrue(hasattr(self.env[name], "_merge_partners"), name)

    def _anchors(self):
        """Each model of ours and its fields that point to a partner in the database."""
        return [
            (model, field)
            for model in self.our_models
            if not model._table_query  # else read off others
            for field in model._fields.values()
            if not model._transient and field.type == "many2one" and field.column_type
            if field.comodel_name == "res.partner" and field.store and not field.related
        ]

    def _clear(self, model, partners):
        """Remove what our code made of new partners by itself."""
        self.env.flush_all()
        field = model._fields.get("partner_id")
        if field is not None and field.store:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE partner_id = ANY(%s)",
                    SQL.identifier(model._table),
                    partners.ids,
                )
            )

    def _copy(self, model, field, partner):
        """A copy of the sample of a model, of another partner; whether that can be.

        What has to differ between any two records, such as a number, differs.
        """
        sample = self.samples.get(model._name)
        self.env.flush_all()
        columns = [
            name
            for name, each in model._fields.items()
            if each.store and each.column_type and name not in ("id", field.name)
        ]
        varied = {"name": SQL("'Of ' || %s", partner.id)}
        values = [varied.get(name, SQL.identifier(name)) for name in columns]
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        "INSERT INTO %(table)s (%(field)s, %(columns)s)"
                        " SELECT %(partner)s, %(values)s FROM %(table)s WHERE id = %(sample)s",
                        table=SQL.identifier(model._table),
                        field=SQL.identifier(field.name),
                        columns=SQL(", ").join(map(SQL.identifier, columns)),
                        partner=partner.id,
                        values=SQL(", ").join(values),
                        sample=sample.id,
                    )
                )
        except IntegrityError:
            return False
        return True
