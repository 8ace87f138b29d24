from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestKnown(ComplaintCommon):
    """What is known of a complaint stays known, and what customers say of it stays theirs."""

    def _close(self):
        cause = self.env["keqing.complaint.cause"].create({"name": "Bad corks"})
        complaint = self._create_complaint(
            severity="2",
            user_id=self.handler.id,
            cause_id=cause.id,
            escape_cause_id=cause.id,
            action_ids=[Command.create({"name": "Other corks", "due_on": "2030-01-01"})],
        )
        self.company.keqing_cause_severity = "2"
        complaint._enter("closed")
        return complaint.with_user(self.handler)

    def test_a_severe_one_does_not_lose_its_causes_once_it_is_closed(self):
        complaint = self._close()
        for name in ("cause_id", "escape_cause_id"):
            with self.subTest(name), self.assertRaises(UserError), self.env.cr.savepoint():
                complaint[name] = False
        with self.assertRaisesRegex(UserError, "stays on record"):
            complaint.action_ids.unlink()
        for name, value in (("severity", "0"), ("is_safety", True)):
            with self.subTest(name), self.assertRaisesRegex(UserError, "stays as it is"):
                complaint[name] = value
        complaint.lesson = "Look at corks."

    def test_what_was_judged_is_not_rewritten(self):
        action = self._close().action_ids
        action.evidence = "No leak since."
        action.action_done()
        action.with_user(self.manager).action_worked()
        for name, value in (("evidence", "One leak."), ("due_on", "2031-01-01")):
            with self.subTest(name), self.assertRaisesRegex(UserError, "It worked"):
                action[name] = value

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_marks_are_read_and_written_by_nobody_who_does_not_see_the_complaint(self):
        complaint = self._close()
        complaint.sudo()._rate(self.customer, "4", "2", "Slow, but kind.")
        ratings = self.env["rating.rating"].search([("res_id", "=", complaint.id)])
        self.assertEqual(len(ratings), 2)
        colleague = self._create_user("cook")
        for user in (colleague, self.salesperson, self.handler):
            own = ratings.with_user(user)
            with self.subTest(user.name):
                self.assertFalse(own.search([("id", "in", ratings.ids)]))
                for attack in (
                    lambda own=own: own.read(["feedback"]),
                    lambda own=own: own.write({"rating": 5}),
                    lambda own=own: own[0].reset(),
                    lambda own=own: own.create(
                        {
                            "res_model_id": ratings[0].res_model_id.id,
                            "res_id": complaint.id,
                            "rating": 5,
                            "consumed": True,
                        }
                    ),
                ):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        attack()
        self.assertEqual(complaint.outcome_mark, "4")
