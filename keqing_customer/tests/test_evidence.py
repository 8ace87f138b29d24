# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .agreement import AgreementCommon

PAPER = base64.b64encode(b"%PDF-1.4 as it was signed")
OTHER = base64.b64encode(b"%PDF-1.4 as somebody would have liked it")


@tagged("post_install", "-at_install")
class TestEvidence(AgreementCommon):
    """What was signed is not exchanged behind the record that it proves."""

    def _paper(self, record, **values):
        return self.env["ir.attachment"].create(
            {
                "name": "Signed.pdf",
                "datas": PAPER,
                "res_model": record._name,
                "res_id": record.id,
                **values,
            }
        )

    def _attempts(self, paper):
        """What who may write the record could do to its paper."""
        own = paper.with_user(self.salesperson)
        swapped = {
            "name": "Signed.pdf",
            "datas": OTHER,
            "res_model": paper.res_model,
            "res_id": paper.res_id,
            "res_field": paper.res_field,
        }
        yield from (lambda vals=vals: own.write(vals) for vals in ({"datas": OTHER}, {"raw": b"x"}))
        yield from (lambda vals=vals: own.write(vals) for vals in ({"res_id": False}, {"url": "/"}))
        yield own.unlink
        yield own.sudo()._delete_and_notify
        if paper.res_field:
            yield lambda: own.create(swapped)

    def _assert_stays(self, paper):
        for attempt in self._attempts(paper):
            with self.assertRaisesRegex(UserError, "is evidence of"), self.env.cr.savepoint():
                attempt()
            self.env.invalidate_all()
        self.assertEqual(paper.datas, PAPER)

    def test_a_consent_in_writing(self):
        person = self.env["res.partner"].create({"name": "Ganyu", "parent_id": self.customer.id})
        consent = (
            self.env["keqing.consent"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": person.id,
                    "purpose": "profile",
                    "basis": "written",
                    "document": PAPER,
                }
            )
        )
        [paper] = self.env["ir.attachment"].search(
            [("res_model", "=", "keqing.consent"), ("res_field", "=", "document")]
        )
        self._assert_stays(paper)
        self.assertEqual(consent.document, PAPER)

    def test_a_paper_of_an_agreement_that_is_no_draft(self):
        agreement = self._create_agreement(user_id=self.salesperson.id)
        paper = self._paper(agreement)
        paper.with_user(self.salesperson).datas = OTHER
        paper.with_user(self.salesperson).datas = PAPER
        for stage in ("review", "active", "terminated"):
            agreement.sudo().stage = stage
            self._assert_stays(paper)
        another = self._paper(agreement.with_user(self.salesperson))
        self.assertTrue(another, "a further paper is welcome")
        agreement.sudo().stage = "draft"
        paper.with_user(self.salesperson).unlink()

    def test_other_papers_are_whose_they_were(self):
        self.salesperson.group_ids += self.env.ref("sales_team.group_sale_salesman")
        paper = self._paper(self.customer)
        paper.with_user(self.salesperson).datas = OTHER
        paper.with_user(self.salesperson).unlink()
