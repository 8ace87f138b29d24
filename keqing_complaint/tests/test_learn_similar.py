# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestLearnSimilar(ComplaintCommon):
    """What was solved before is offered with the answer that was given then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cork, cls.glass = cls.env["keqing.complaint.cause"].create(
            [{"name": "Cork"}, {"name": "Glass"}]
        )
        cls.answer = cls.env["keqing.standard.answer"].create(
            {"name": "Leaks", "body": "We send new bottles tomorrow."}
        )
        cls.smell = cls.env["keqing.complaint.type"].create({"name": "Smells"})
        cls.beer = cls.env["product.product"].create({"name": "Beer"})

    def _about(self, *products, is_solved=False, **values):
        lines = [Command.create({"product_id": each.id}) for each in products]
        complaint = self._create_complaint(**{"line_ids": lines, **values})
        if is_solved:
            complaint._enter("closed")
        return complaint

    def _solved(self, *products, **values):
        return self._about(*products, is_solved=True, **values)

    def test_the_same_goods_come_first_then_the_cause_then_the_type(self):
        goods = self._solved(self.product, type_id=self.smell.id)
        both = self._solved(self.product, cause_id=self.cork.id, type_id=self.smell.id)
        cause = self._solved(self.beer, cause_id=self.cork.id, type_id=self.smell.id)
        kind = self._solved(self.beer, cause_id=self.glass.id)
        self._solved(self.beer, type_id=self.smell.id)
        asking = self._about(self.product, cause_id=self.cork.id)
        self.assertEqual(asking.similar_ids.ids, (both + goods + cause).ids)
        both.state = "received"
        asking.invalidate_recordset()
        self.assertEqual(asking.similar_ids.ids, (goods + cause + kind).ids)

    def test_what_helped_comes_before_what_did_not(self):
        helped = self._solved(self.product, answer_id=self.answer.id, outcome_mark="5")
        failed = self._solved(self.product, answer_id=self.answer.id, outcome_mark="2")
        last = self._solved(self.product)
        self.assertEqual(self._about(self.product).similar_ids.ids, (helped + failed + last).ids)

    def test_what_is_open_or_a_suggestion_is_no_example(self):
        self._about(self.product)
        self._solved(self.product).is_suggestion = True
        self.assertFalse(self._about(self.product).similar_ids)

    def test_is_offered_to_whoever_sees_it(self):
        """Also a customer's of another territory stays hidden, at the telephone as well."""
        hidden = self._create_customer("Hidden", keqing_territory_id=self.south.id)
        other = self.env["keqing.complaint.team"].create({"name": "Elsewhere"})
        secret = self._solved(self.product, customer=hidden, team_id=other.id)
        known = self._solved(self.product)
        asking = self._about(self.product)
        self.assertEqual(asking.similar_ids, known + secret)
        own = asking.with_user(self.handler)
        self.assertEqual(own.similar_ids, known)
        told = own.get_keqing_similar(self.leak.id, self.product.ids)
        self.assertEqual([each["id"] for each in told], known.ids)

    def test_its_answer_is_used_again(self):
        """In the language of whom it is written to; words that somebody wrote stay."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.answer.with_context(lang="zh_CN").body = "明天补发。"
        self.customer.lang = "zh_CN"
        solved = self._solved(self.product, answer_id=self.answer.id)
        asking = self._about(self.product)
        offered = solved.with_user(self.handler).with_context(keqing_answering_id=asking.id)
        offered.action_use_answer()
        self.assertEqual((asking.answer_id, asking.proposal), (self.answer, "明天补发。"))
        with self.assertRaisesRegex(UserError, "somebody has written"):
            offered.action_use_answer()
        with self.assertRaisesRegex(UserError, "Save the complaint"):
            solved.with_user(self.handler).action_use_answer()
        asking.proposal = False
        solved.sudo().answer_id = False
        with self.assertRaisesRegex(UserError, "no standard answer"):
            offered.action_use_answer()

    def test_is_named_before_it_is_saved(self):
        solved = self._solved(self.product, answer_id=self.answer.id)
        form = Form(self.env["keqing.complaint"].with_user(self.handler))
        form.partner_id = self.customer
        form.type_id = self.leak
        self.assertEqual(form.similar_ids[:], solved)

    def test_is_told_on_the_telephone(self):
        solved = self._solved(
            self.product, answer_id=self.answer.id, outcome_mark="5", cause_id=self.cork.id
        )
        told = (
            self.env["keqing.complaint"]
            .with_user(self.handler)
            .get_keqing_similar(self.leak.id, self.product.ids)
        )
        self.assertEqual(
            told,
            [
                {
                    "id": solved.id,
                    "name": solved.display_name,
                    "cause": "Cork",
                    "answer": "We send new bottles tomorrow.",
                    "content": True,
                }
            ],
        )

    def test_many_are_compared_by_as_many_searches_as_one(self):
        self._solved(self.product, cause_id=self.cork.id)
        asking = self.env["keqing.complaint"].union(
            *(self._about(self.product, cause_id=self.cork.id) for __ in range(8))
        )
        self._count(asking)
        few = self._count(asking[:1])
        self.assertEqual(self._count(asking), few)

    def _count(self, complaints):
        self.env.flush_all()
        self.env.invalidate_all()
        complaints.mapped("received_at")
        complaints.line_ids.mapped("product_id")
        before = self.env.cr.sql_log_count
        complaints.mapped("similar_ids")
        return self.env.cr.sql_log_count - before
