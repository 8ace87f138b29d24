# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen

DAYS = 3  # in which somebody finds out what happened, unless said otherwise
ASKED = {"complaint_id", "team_id", "question", "findings", "due_on"}


class KeqingComplaintInquiry(models.Model):
    """A question to a department about what happened, and what it found, with its evidence."""

    _name = "keqing.complaint.inquiry"
    _description = "Inquiry"
    _inherit = ["keqing.anchored.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state desc, due_on, id"
    _rec_name = "question"
    _check_company_auto = True
    _waits = ("state", ("open",))

    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    team_id = fields.Many2one(
        comodel_name="keqing.complaint.team",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    department = fields.Selection(related="team_id.department")
    # What it is about, for a department that does not see the customer
    words = fields.Text(related="complaint_id.description", string="Customer's Words")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Finds Out",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain=[("share", "=", False)],
    )
    question = fields.Char(required=True, help="What is to be found out.")
    due_on = fields.Date(
        required=True,
        default=lambda self: fields.Date.add(self.env.company._get_keqing_today(), days=DAYS),
    )
    findings = fields.Text(help="Facts, and what they rest on; attach the evidence.")
    state = fields.Selection(
        selection=[("open", "Waits for an answer"), ("done", "Answered")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    done_at = fields.Datetime(string="Answered At", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )

    @api.depends("team_id")
    def _compute_user_id(self):
        for inquiry in self:
            team = inquiry.team_id
            inquiry.user_id = inquiry.user_id or team.user_id or team.member_ids[:1]

    @api.model_create_multi
    def create(self, vals_list):
        inquiries = super().create(vals_list)
        for inquiry in inquiries:
            if inquiry.user_id:
                inquiry.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=inquiry.due_on,
                    user_id=inquiry.user_id.id,
                    summary=inquiry.question,
                )
        return inquiries

    def write(self, vals):
        """:raise UserError: if it is rewritten what was answered"""
        if not self.env.su and ASKED & vals.keys():
            for inquiry in self:
                if inquiry.state != "open":
                    raise UserError(
                        self.env._(
                            "“%s” is answered, and stays as it is. Ask another question.",
                            inquiry.question,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        for inquiry in self:
            if inquiry.state != "open" or inquiry.findings:
                raise UserError(
                    self.env._("“%s” has findings, which stay on record.", inquiry.question)
                )

    @for_chosen("write")
    def action_done(self):
        """
        :raise UserError: without findings, or for what is answered already
        """
        for inquiry in self:
            if inquiry.state != "open":
                raise UserError(self.env._("“%s” is answered already.", inquiry.question))
            if not (inquiry.findings or "").strip():
                raise UserError(self.env._("“%s”: write down what was found.", inquiry.question))
        # sudo: guarded fields, after the checks
        self.sudo().write(
            {"state": "done", "done_at": fields.Datetime.now(), "done_by_id": self.env.uid}
        )
        self.activity_feedback(["mail.mail_activity_data_todo"])
        self.complaint_id._take_answers()
