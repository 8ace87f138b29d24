# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""A company's figures are those of its own documents and its branches'; a branch's are its own.

Every source of facts is held to it, also a new one. What must be otherwise is listed here with its
reason.
"""

from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from .common import SuiteCase

UNTIL = date(2100, 1, 1)
# source: why it asks for no company's documents, or for those of one alone
OF_NO_COMPANY = {
    "nothing": "has no rows",
    "card": "a card is shared by all companies",
    "standing": "likewise",
    "verdict": "each company judges by its own scorecards, and badges are its own",
}
# source: why a branch's rows may be of its head as well
OF_THE_HEAD_TOO = {
    "satisfaction": "an answer to no company in particular, by a customer of the head's",
    "recommendation": "likewise",
}


@tagged("post_install", "-at_install")
class TestBranches(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("SELECT setval('res_company_id_seq', 987654)")  # no other id is as high
        cls.head = cls.env["res.company"].create({"name": "Head"})
        cls.branch, cls.sibling = cls.env["res.company"].create(
            [{"name": name, "parent_id": cls.head.id} for name in ("Branch", "Sibling")]
        )
        cls.indicators = cls.env["keqing.indicator"].with_context(active_test=False).search([])

    def _sources(self):
        """The names of all sources, of whichever module."""
        prefix = "_source_"
        return sorted(
            name.removeprefix(prefix)
            for name in dir(self.indicators)
            if name.startswith(prefix) and name.removeprefix(prefix) not in OF_NO_COMPANY
        )

    def _rows(self, source, company):
        return getattr(self.indicators, f"_source_{source}")(company, None, UNTIL)

    def _named(self, values):
        """Which of the three companies are among some values, in whatever kind of list."""
        found = set()
        for value in values:
            if isinstance(value, (list, tuple, set, frozenset)):
                found |= self._named(value)
            elif type(value) is int:
                found |= {value} & {self.head.id, self.branch.id, self.sibling.id}
        return found

    def test_every_source_reads_the_branches_and_no_branch_its_head(self):
        sources = self._sources()
        self.assertLess({"invoice", "visit", "complaint", "violation"}, set(sources))
        for source in sources:
            with self.subTest(source=source):
                of_head = self._named(self._rows(source, self.head).params)
                of_branch = self._named(self._rows(source, self.branch).params)
                self.assertEqual(of_head, {self.head.id, self.branch.id, self.sibling.id})
                if source in OF_THE_HEAD_TOO:
                    of_branch -= {self.head.id}
                self.assertEqual(of_branch, {self.branch.id})

    def test_every_list_of_documents_likewise(self):
        listed = set()
        for source in self._sources():
            documents = getattr(self.indicators, f"_documents_{source}", None)
            if not documents:
                continue
            customer = self.env["res.partner"]
            of_head, of_branch = (
                self._named(
                    condition.value
                    for condition in documents(company, customer, None, UNTIL)[1].iter_conditions()
                    if condition.field_expr.split(".")[-1] == "company_id"
                )
                for company in (self.head, self.branch)
            )
            if of_head or of_branch:
                listed.add(source)
                with self.subTest(source=source):
                    self.assertEqual(of_head, {self.head.id, self.branch.id, self.sibling.id})
                    self.assertEqual(of_branch, {self.branch.id})
        self.assertLess({"invoice", "visit", "complaint", "violation"}, listed)

    def test_a_visit_and_a_complaint_of_a_branch_are_its_heads(self):
        for model, source, values in (
            ("keqing.visit", "visit", {"state": "done", "done_on": date(2024, 5, 5)}),
            ("keqing.complaint", "complaint", {}),
        ):
            record = self.samples.get(model)
            with self.subTest(source=source):
                for company, expected in ((self.branch, [1, 1, 0]), (self.head, [1, 0, 0])):
                    self._lie(record, company_id=company.id, **values)
                    counts = [
                        self._count(source, each, record)
                        for each in (self.head, self.branch, self.sibling)
                    ]
                    self.assertEqual(counts, expected)

    def _lie(self, record, **values):
        """Have it so in the database, whatever guards say."""
        self.env.flush_all()
        for name, value in values.items():
            column = SQL.identifier(name)
            table = SQL.identifier(record._table)
            self.env.cr.execute(
                SQL("UPDATE %s SET %s = %s WHERE id = %s", table, column, value, record.id)
            )
        self.env.invalidate_all()

    def _count(self, source, company, record):
        rows = self._rows(source, company)
        [[count]] = self.env.execute_query(
            SQL("SELECT count(*) FROM (%s) fact WHERE partner_id = %s", rows, record.partner_id.id)
        )
        return count

    def test_whose_purchases_make_a_target(self):
        targets = self.env["keqing.development.target"]
        pairs = targets._counted_companies_sql(self.head + self.branch)
        self.assertEqual(
            set(self.env.execute_query(pairs)),
            {(self.head.id, each.id) for each in self.head + self.branch + self.sibling}
            | {(self.branch.id, self.branch.id)},
        )
