# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models

from ..moment import at

# So many hours after it was received
HOURS = {
    "investigating": 2,
    "proposed": 26,
    "agreed": 44,
    "executing": 48,
    "follow_up": 96,
    "closed": 170,
}
LATE = {"节前到货晚两天": 200}  # from the proposal on, by so many hours
PROPOSALS = {
    "shortage": "明天随车补送一件，并致歉。",
    "price": "按合同价开具红字发票，差额冲抵下月货款。",
    "damage": "破损礼盒全部换新，旧货带回。",
    "quality": "同批次换货，补送六瓶，并附检验报告。",
}
USUAL = "已核实，当面致歉，并按约定处理。"
# By type: what is done, how many, how much
REMEDIES = {
    "shortage": ("replenishment", 1, 0),
    "price": ("refund", 0, 18),
    "damage": ("replenishment", 4, 0),
    "quality": ("replenishment", 1, 0),
}


class KeqingDemo(models.AbstractModel):
    """What people do with a complaint, each step when it was done."""

    _inherit = "keqing.demo"

    def _bring_complaint_to(self, complaint, state, teams, marks=("4", "5")):
        """As far as it has come, by the steps that people take."""
        if state == "received":
            return
        received_at = complaint.received_at
        service = self.env.ref("keqing_customer.user_demo_service")
        complaint = complaint.with_user(service)
        with at(received_at + timedelta(minutes=20)):
            complaint._acknowledge()
        steps = {
            "investigating": lambda: self._investigate(complaint, teams),
            "proposed": lambda: self._propose(complaint),
            "agreed": lambda: self._agree(complaint),
            "executing": complaint.action_execute,
            "follow_up": lambda: self._deliver(complaint),
            "closed": lambda: self._close(complaint, marks),
        }
        for step, work in steps.items():
            late = LATE.get(complaint.subject, 0) if step != "investigating" else 0
            moment = received_at + timedelta(hours=HOURS[step] + late)
            with at(moment):
                work()
                self.env.cr.flush()  # what is tracked is told at the end
            told = complaint.sudo().message_ids.filtered(
                lambda message, moment=moment: message.date > moment
            )
            told.date = moment
            if step == state:
                break

    def _investigate(self, complaint, teams):
        complaint.action_investigate()
        if complaint.type_id.code in ("safety", "quality"):
            self.env["keqing.complaint.inquiry"].create(
                {
                    "complaint_id": complaint.id,
                    "team_id": teams["quality"].id,
                    "question": "这一批的封口与抽检记录是否正常？",
                    "due_on": fields.Date.add(complaint.company_id._get_keqing_today(), days=2),
                }
            )

    def _propose(self, complaint):
        """With what was found out, and an approval where it takes one."""
        code = complaint.type_id.code
        if inquiries := complaint.sudo().inquiry_ids:
            inquiries.findings = "留样复检正常，个别瓶封口不严。"
            inquiries.action_done()
        complaint.liability = "ours"
        complaint.cause_id = self.env.ref("keqing_complaint.complaint_cause_transport_handling")
        complaint.proposal = PROPOSALS.get(code, USUAL)
        if code in REMEDIES and complaint.line_ids:
            kind, quantity, amount = REMEDIES[code]
            self.env["keqing.complaint.remedy"].with_user(complaint.env.user).create(
                {
                    "line_id": complaint.line_ids[0].id,
                    "kind": kind,
                    "quantity": quantity,
                    "amount": amount,
                    "deadline": fields.Date.add(complaint.company_id._get_keqing_today(), days=3),
                }
            )
        if complaint.approval == "needed":
            complaint.action_ask_for_approval()
            director = self.env.ref("keqing_customer.user_demo_director")
            complaint.with_user(director).action_approve()
        complaint.action_propose()

    def _agree(self, complaint):
        self.env["keqing.complaint.answer"].with_user(complaint.env.user).create(
            {
                "complaint_id": complaint.id,
                "way": "phone",
                "words": "可以。",
                "answered_at": fields.Datetime.now(),
            }
        )

    def _deliver(self, complaint):
        """What was promised leaves the warehouse; what needs nothing is there already."""
        moves = complaint.sudo().remedy_ids.reference_id.move_ids
        for move in moves:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        moves.picking_id.button_validate()

    def _close(self, complaint, marks):
        calls = complaint.sudo().follow_up_ids.with_context(mail_activity_quick_update=True)
        calls.met_ids = complaint.sudo().contact_id or complaint.sudo().partner_id
        calls.result = "客户表示已解决。"
        calls.action_done()
        contact = complaint.sudo().contact_id
        complaint._rate(contact, *marks, "问题核实，按约定处理完毕。", by_customer=True)
        complaint.action_close()
