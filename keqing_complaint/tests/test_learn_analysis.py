# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestAnalysis(RemedyCommon):
    """Three complaints about wine in the harbour, one of them late; four orders, of which three are
    delivered, two of them with wine, and one of those in the south."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.beer = cls._create_goods("Apple beer")
        cls.other = cls._create_customer("Far Inn", keqing_territory_id=cls.south.id)
        cls.wrong = cls.env["keqing.complaint.type"].create({"name": "Wrong goods"})
        cls.cause = cls.env.ref("keqing_complaint.complaint_cause_transport_handling")
        cls.today = cls.company._get_keqing_today()

    def _lines(self, *goods):
        return [Command.create({"product_id": each.id, "quantity": 1}) for each in goods]

    def _fill(self):
        self._sell((self.wine, 1, 100), invoice=False)
        self._sell((self.beer, 1, 100), (self.beer, 1, 90), invoice=False)
        self._sell((self.wine, 1, 100), customer=self.other, invoice=False)
        self._sell((self.wine, 1, 100), deliver=False, invoice=False)
        both, late, wrong = self.env["keqing.complaint"].union(
            self._create_complaint(line_ids=self._lines(self.wine, self.wine, self.beer)),
            self._create_complaint(line_ids=self._lines(self.wine), cause_id=self.cause.id),
            self._create_complaint(type_id=self.wrong.id),
        )
        late.is_breached = True
        idea = self.env["keqing.complaint.type"].create({"name": "Idea", "is_suggestion": True})
        self._create_complaint(type_id=idea.id)
        self._create_complaint()._enter("cancelled")
        return both, late, wrong

    def _group(self, by, *aggregates, user=None, domain=()):
        Analysis = self.env["keqing.complaint.analysis"].with_user(user or self.director)
        self.env.flush_all()
        domain = [("company_id", "=", self.company.id), *domain]
        return {row[0]: row[1:] for row in Analysis._read_group(domain, [by], list(aggregates))}

    def test_a_document_counts_once(self):
        """However many lines it has; by product once for each product."""
        self._fill()
        self.assertEqual(
            self._group("type_id", "complaint_count:sum", domain=[("is_order", "=", False)]),
            {self.leak: (2,), self.wrong: (1,)},
        )
        empty = self.env["product.product"]
        self.assertEqual(
            self._group("product_id", "complaint_count:sum", "order_count:sum", "rate:avg"),
            {self.wine: (2, 2, 100), self.beer: (1, 1, 100), empty: (1, 0, False)},
        )

    def test_what_asks_for_no_lines_reads_none(self):
        """And comes to the same."""
        both, *__ = self._fill()
        both.extra_cost = 90
        Analysis = type(self.env["keqing.complaint.analysis"])
        asked = ("complaint_count:sum", "order_count:sum", "rate:avg", "in_time:avg", "cost:sum")
        for by in ("type_id", "territory_id", "partner_id", "date:month"):
            quick = self._group(by, *asked)
            with patch.object(Analysis, "_ask_of", lambda self, *args: self):
                self.assertEqual(self._group(by, *asked), quick)
        model = self.env["keqing.complaint.analysis"]
        for groupby, aggregates, reads in (
            (["type_id"], ["complaint_count:sum", "__count"], False),
            (["product_id"], ["complaint_count:sum"], True),
            (["type_id"], ["__count", "cost:sum"], True),
        ):
            query = model._ask_of([("is_order", "=", False)], groupby, aggregates)._table_query
            self.assertEqual("keqing_complaint_line" in query.code, reads, groupby)

    def test_per_100_orders_of_the_territory(self):
        self._fill()
        groups = self._group("territory_id", "complaint_count:sum", "order_count:sum", "rate:avg")
        self.assertEqual(groups, {self.harbour: (3, 2, 150), self.south: (0, 1, 0)})

    def test_in_time_and_by_department(self):
        self._fill()
        ours = [("is_order", "=", False)]
        self.assertEqual(
            self._group("type_id", "in_time:avg", domain=ours),
            {self.leak: (50,), self.wrong: (100,)},
        )
        self.assertEqual(
            self._group("department", "complaint_count:sum", domain=ours),
            {"logistics": (1,), False: (2,)},
        )

    def test_a_number_opens_its_complaints(self):
        both, late, __ = self._fill()
        Analysis = self.env["keqing.complaint.analysis"].with_user(self.director)
        rows = Analysis.search([("product_id", "=", self.wine.id), ("is_order", "=", False)])
        self.assertEqual(rows.complaint_id, both + late)
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[0].action_open_complaint()["res_id"], rows[0].complaint_id.id)
        days = {row.date for row in rows}
        self.assertEqual(days, {self.today})

    def test_one_counts_what_one_sees(self):
        self._fill()
        stranger = self._create_user("stranger", "user")
        self.assertFalse(self._group("type_id", "complaint_count:sum", user=stranger))
        self.assertEqual(
            self._group("territory_id", "order_count:sum", user=self.handler),
            {self.harbour: (2,)},
        )
        rows = self.env["keqing.complaint.analysis"].search([], limit=1)
        with self.assertRaises(AccessError):
            rows.with_user(stranger).read(["reference"])

    def test_what_it_cost(self):
        """Six sent for four that came back, at 60 each, 200 refunded, 50.50 for the rest."""
        order = self._sell((self.wine, 12, 100), (self.beer, 12, 50))
        wine, beer = order.order_line
        complaint = self._put_right(
            (wine, "exchange", 4), (wine, "replenishment", 2), (wine, "refund", 200)
        )
        complaint.write({"freight_cost": 30, "extra_cost": 20.5})
        back, out = self._transfers(complaint)
        self.assertEqual((complaint.cost_goods, complaint.cost_credit), (0, 0))
        self._validate(back + out)
        note = self._notes(complaint)
        note.action_post()
        complaint.invalidate_recordset()
        self.assertEqual((complaint.cost_goods, complaint.cost_credit), (120, 200))
        self.assertAlmostEqual(complaint.cost, 370.5)
        # the credit note lowers the margin by itself
        served = [
            amount
            for query in self.env["keqing.indicator"]._yields(self.company, None, date(2100, 1, 1))
            for partner_id, __, amount in self.env.execute_query(query)
            if partner_id == complaint.partner_id.id
        ]
        self.assertIn(-170.5, [float(amount) for amount in served])
        self.assertAlmostEqual(self._group("type_id", "cost:sum")[self.leak][0], 370.5, places=2)
        returned = self._put_right((beer, "return", 2))
        back, __ = self._transfers(returned)
        self._validate(back)
        self._notes(returned).action_post()
        returned.invalidate_recordset()
        self.assertEqual((returned.cost_goods, returned.cost_credit), (-120, 100))
        note.button_draft()
        complaint.invalidate_recordset()
        self.assertEqual(complaint.cost_credit, 0)
