# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_chosen

JUDGED = {"name", "due_on", "evidence"}


class KeqingPreventiveAction(models.Model):
    """What is done so that it does not happen again, and whether it worked."""

    _name = "keqing.preventive.action"
    _description = "Preventive Action"
    _inherit = [
        "keqing.anchored.mixin",
        "keqing.progress.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "state, due_on, id"
    _check_company_auto = True
    _waits = ("state", ("open",))

    name = fields.Char(string="What", required=True)
    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    due_on = fields.Date(required=True, tracking=True)
    check_on = fields.Date(
        string="Checked On", help="When somebody else looks whether it has worked."
    )
    is_repeat = fields.Boolean(
        string="Repeated",
        readonly=True,
        copy=False,
        help="Opened because the same product had the same cause again within 30 days.",
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("done", "Done"),
            ("worked", "It worked"),
            ("failed", "It did not work"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    done_at = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    checked_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    evidence = fields.Text(string="How One Sees It", help="What shows that it worked, or did not.")

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        for action in actions:
            action.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=action.due_on,
                user_id=action.user_id.id,
                summary=action.name,
            )
        return actions

    def write(self, vals):
        """:raise UserError: if it is rewritten what was judged"""
        if not self.env.su and JUDGED & vals.keys():
            self._check_state("open", "done")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        for action in self:
            if action.state != "open" or action.is_repeat or action.complaint_id.closed_at:
                raise UserError(self.env._("“%s” stays on record.", action.name))

    @for_chosen("write")
    def action_done(self):
        for action in self:
            action._check_state("open")
        self.sudo().write(
            {"state": "done", "done_at": fields.Datetime.now(), "done_by_id": self.env.uid}
        )  # guarded
        self.activity_feedback(["mail.mail_activity_data_todo"])

    @for_chosen("write")
    def action_worked(self):
        self._check_result("worked")

    @for_chosen("write")
    def action_failed(self):
        self._check_result("failed")

    def _check_result(self, result):
        """
        :raise AccessError: if who did it judges it
        :raise UserError: without a word how one sees it, or before it is done
        """
        for action in self:
            action._check_state("done")
            if self.env.user in action.user_id + action.done_by_id:
                raise AccessError(
                    self.env._(
                        "“%s”: somebody else than its owner says whether it worked.", action.name
                    )
                )
            if not (action.evidence or "").strip():
                raise UserError(
                    self.env._(
                        "“%(action)s”: write in “%(field)s” what shows it.",
                        action=action.name,
                        field=self._fields["evidence"]._description_string(self.env),
                    )
                )
        self.sudo().write({"state": result, "checked_by_id": self.env.uid})  # guarded
