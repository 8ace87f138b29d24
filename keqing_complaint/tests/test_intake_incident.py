from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.intake import keqing_incident_tell
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestIntakeIncident(ComplaintCommon):
    """What cannot wait is told at once, and explains the complaints that come of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director.write({"email": "director@example.com", "notification_type": "inbox"})
        cls.manager.email = "manager@example.com"
        cls.harbour.manager_id = cls.manager
        cls.company.keqing_incident_customers = 0

    def _create_incident(self, user=None, **values):
        return (
            self.env["keqing.incident"]
            .with_user(user or self.handler)
            .create({"name": "Glass", "description": "Splinters in a bottle.", **values})
        )

    def _complain(self, number, **values):
        customer = self._create_customer(f"Customer {number}", keqing_territory_id=self.harbour.id)
        line = {"product_id": self.product.id, "lot_name": values.pop("lot", False)}
        return self._create_complaint(customer, line_ids=[Command.create(line)], **values)

    def _told(self, incident):
        return incident.sudo().activity_ids.user_id

    def _notices(self, incident):
        return self.env["mail.message"].search(
            [
                ("model", "=", incident._name),
                ("res_id", "=", incident.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def test_the_nearest_manager_and_the_director_are_told_in_the_same_minute(self):
        incident = self._create_incident(territory_id=self.harbour.id)
        self.assertEqual(self._told(incident), self.manager + self.director)
        notices = self._notices(incident).notification_ids
        self.assertEqual(notices.res_partner_id, (self.manager + self.director).partner_id)
        self.assertEqual(set(notices.mapped("notification_type")), {"email"})
        self.assertTrue(incident.told_at)

    def test_what_is_noticed_tells_nobody_what_others_customers_said(self):
        self.company.keqing_incident_customers = 2
        complaints = [self._complain(number, description="Canary leaks.") for number in (1, 2)]
        incident = complaints[0].incident_id.with_user(self._create_user("other", "user"))
        self.assertEqual(incident.state, "suspected")
        self.assertIn(complaints[0].name, incident.description)
        self.assertNotIn("Six bottles", f"{incident.read()}")

    def test_is_told_once(self):
        incident = self._create_incident(territory_id=self.harbour.id)
        incident.sudo()._tell()
        self.assertEqual(len(self._notices(incident)), 1)
        self.assertEqual(len(incident.sudo().activity_ids), 2)

    def test_a_flood_of_incidents_is_no_flood_of_mails(self):
        """All stand on Today; the last one that is mailed says that more do."""
        self.patch(keqing_incident_tell, "MAILED", 3)
        incidents = [self._create_incident(kind="other") for __ in range(5)]
        self.assertEqual([len(self._told(each)) for each in incidents], [1] * 5)
        self.assertEqual([len(self._notices(each)) for each in incidents], [1, 1, 1, 0, 0])
        self.assertIn("not mailed", self._notices(incidents[2]).body)
        self.assertNotIn("not mailed", self._notices(incidents[1]).body)
        grave = self._create_incident(kind="press")
        self.assertEqual(len(self._notices(grave)), 1, "the gravest in any case")

    def test_many_complaints_join_an_incident_of_no_goods(self):
        incident = self._create_incident(kind="press")
        complaints = self._complain(1) + self._complain(2)
        Joining = self.env["keqing.incident.joining"].with_user(self.handler)
        joining = Joining.with_context(active_ids=complaints.ids).create(
            {"incident_id": incident.id}
        )
        joining.action_join()
        self.assertEqual(incident.complaint_ids, complaints)
        incident.action_dismiss()
        with self.assertRaisesRegex(UserError, "No incident"):
            joining.action_join()

    def test_whoever_opens_it_knows(self):
        incident = self._create_incident(self.director)
        self.assertFalse(self._told(incident))

    def test_safety_and_press_are_graver_than_many_complaints(self):
        kinds = ("safety", "press", "many")
        self.assertEqual(
            [self._create_incident(kind=kind).severity for kind in kinds], ["2", "2", "1"]
        )

    def test_did_not_begin_tomorrow(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._create_incident(since=Datetime.now() + timedelta(days=1))

    def test_explains_complaints_about_the_same_goods(self):
        here = self._complain(1, lot="L-7")
        any_lot, other = self._complain(2), self._complain(3, lot="L 8")
        early = self._complain(4, received_at=Datetime.now() - timedelta(days=60))
        incident = self._create_incident(product_id=self.product.id, lot_name="L 7")
        self.assertEqual(incident.sudo().suggested_ids, here + any_lot)
        self.assertEqual((here + other).mapped("known_incident_id"), incident)
        self.assertFalse((other + early).known_incident_id)
        incident.action_join_suggested()
        self.assertEqual(incident.complaint_ids, here + any_lot)
        self.assertEqual(incident.customer_count, 2)
        self.assertFalse(incident.suggested_ids or (here + any_lot).known_incident_id)
        with self.assertRaisesRegex(UserError, "no complaint to join"):
            incident.action_join_suggested()

    def test_a_complaint_joins_by_itself(self):
        complaint = self._complain(1)
        with self.assertRaisesRegex(UserError, "no incident is known"):
            complaint.with_user(self.handler).action_join_incident()
        incident = self._create_incident(product_id=self.product.id)
        self.env.invalidate_all()
        complaint.with_user(self.handler).action_join_incident()
        self.assertEqual(complaint.incident_id, incident)

    def test_closing_says_what_was_done_for_the_complaints(self):
        complaint = self._complain(1)
        incident = self._create_incident(product_id=self.product.id)
        incident.action_join_suggested()
        with self.assertRaisesRegex(UserError, "How It Was Handled"):
            incident.action_close()
        incident.handled = "The lot was called back."
        with self.assertRaisesRegex(UserError, "for the Complaints"):
            incident.action_close()
        incident.done_for_complaints = "All bottles were exchanged."
        incident.action_close()
        self.assertEqual(incident.state, "closed")
        self.assertIn("All bottles were exchanged.", complaint.message_ids[0].body)
        self.assertEqual(complaint.message_ids[0].subtype_id, self.env.ref("mail.mt_note"))
        self.assertFalse(incident.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "this is done with what is"):
            incident.handled = "Nothing was done."

    def test_what_was_none_explains_nothing(self):
        complaint = self._complain(1)
        incident = self._create_incident(product_id=self.product.id)
        incident.action_join_suggested()
        incident.action_dismiss()
        self.assertFalse(complaint.incident_id)
        with self.assertRaisesRegex(ValidationError, "was no incident"):
            complaint.incident_id = incident
        with self.assertRaisesRegex(UserError, "stays on record"):
            incident.with_user(self.director).unlink()

    def test_whoever_is_not_in_charge_reads_it(self):
        incident = self._create_incident()
        theirs = incident.with_user(self.salesperson)
        self.assertEqual(theirs.name, "Glass")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            theirs.name = "Nothing"
        incident.with_user(self.manager).name = "Glass in bottles"
        own = self._create_incident(self.salesperson)
        own.description = "I saw it."

    # Many customers at once

    def _find_noticed(self):
        return self.env["keqing.incident"].search([("is_noticed", "=", True)])

    def test_many_customers_are_noticed_once(self):
        self.company.keqing_incident_customers = 3
        first = self._complain(1, lot="L-7")
        self._create_complaint(
            first.partner_id, line_ids=[Command.create({"product_id": self.product.id})]
        )
        self._complain(2, lot="L-7")
        self.assertFalse(self._find_noticed())
        self._complain(3, lot="L-7")
        incident = self._find_noticed()
        self.assertEqual(
            (incident.state, incident.kind, incident.customer_count), ("suspected", "many", 3)
        )
        self.assertEqual(len(incident.complaint_ids), 4)
        self.assertEqual(incident.territory_id, self.harbour)
        self.assertEqual(self._told(incident), self.manager + self.director)
        self._complain(4)
        self.assertEqual(self._find_noticed(), incident)

    def test_one_lot_is_named(self):
        self.company.keqing_incident_customers = 2
        self._complain(1, lot="L-7")
        self._complain(2, lot="l 7")
        self.assertEqual(self._find_noticed().lot_name, "L-7")

    def test_what_was_none_is_noticed_again_by_new_complaints_alone(self):
        self.company.keqing_incident_customers = 2
        self._complain(1)
        self._complain(2)
        self._find_noticed().with_user(self.manager).action_dismiss()
        self._complain(3)
        self.assertEqual(len(self._find_noticed()), 1)

    def test_old_cancelled_and_suggested_ones_do_not_count(self):
        self.company.keqing_incident_customers = 3
        self._complain(1, received_at=Datetime.now() - timedelta(days=8))
        self._complain(2)._enter("cancelled")
        idea = self.env["keqing.complaint.type"].create({"name": "Idea", "is_suggestion": True})
        self._complain(3, type_id=idea.id)
        self._complain(4)
        self._complain(5)
        self.assertFalse(self._find_noticed())

    def test_zero_notices_nothing(self):
        for number in range(5):
            self._complain(number)
        self.assertFalse(self._find_noticed())

    def test_a_suspicion_is_confirmed(self):
        self.company.keqing_incident_customers = 1
        self._complain(1)
        incident = self._find_noticed().with_user(self.manager)
        incident.action_confirm()
        self.assertEqual((incident.state, incident.user_id), ("open", self.manager))

    def test_goes_along_with_what_is_split_and_merged(self):
        incident = self._create_incident(product_id=self.product.id)
        complaint, other = self._complain(1), self._complain(2)
        other.partner_id = complaint.partner_id
        other.incident_id = incident
        other._merge_into(complaint)
        self.assertEqual(complaint.incident_id, incident)
        self.assertEqual(complaint._prepare_split_vals()["incident_id"], incident.id)

    def test_stands_first_on_a_managers_day(self):
        self._create_incident(territory_id=self.harbour.id)
        self.env.flush_all()
        names = {}
        for user in (self.manager, self.handler, self.salesperson):
            Today = self.env["keqing.today"].with_user(user)
            answer = Today.with_context(allowed_company_ids=self.company.ids).get_today()
            names[user] = [each["name"] for each in answer["sections"]]
        self.assertIn("incidents", names[self.manager])
        self.assertIn("incidents", names[self.handler])
        self.assertNotIn("incidents", names[self.salesperson])

    def test_one_answer_goes_to_all_its_complaints(self):
        complaint, answered = self._complain(1), self._complain(2, proposal="Come by.")
        incident = self._create_incident(product_id=self.product.id)
        incident.action_join_suggested()
        with self.assertRaisesRegex(UserError, "choose a standard answer"):
            incident.action_answer_complaints()
        incident.answer_id = self.env["keqing.standard.answer"].create(
            {"name": "Call back", "body": "Do not open it, we fetch it."}
        )
        incident.action_answer_complaints()
        self.assertEqual(complaint.proposal, "Do not open it, we fetch it.")
        self.assertEqual(complaint.answer_id, incident.answer_id)
        self.assertEqual(answered.proposal, "Come by.")
        with self.assertRaisesRegex(UserError, "no complaint waits"):
            incident.action_answer_complaints()
