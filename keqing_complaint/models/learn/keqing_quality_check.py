# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.keqing_customer.chosen import for_chosen


class KeqingQualityCheck(models.Model):
    """How one drawn complaint was handled, in the eyes of somebody who had no hand in it."""

    _name = "keqing.quality.check"
    _description = "Check of Service Quality"
    _inherit = ["keqing.anchored.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state desc, id desc"
    _rec_name = "complaint_id"
    _waits = ("state", ("open",))

    sample_id = fields.Many2one(
        comodel_name="keqing.quality.sample",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="sample_id.company_id", store=True, index=True)
    date_from = fields.Date(related="sample_id.date_from", store=True, string="Month")
    complaint_id = fields.Many2one(
        comodel_name="keqing.complaint",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handler",
        compute="_compute_user_id",
        store=True,
        index=True,
        help="Who handled it when it was drawn.",
    )
    mark_ids = fields.One2many(
        comodel_name="keqing.quality.mark", inverse_name="check_id", string="Marks"
    )
    score = fields.Float(
        compute="_compute_score",
        store=True,
        aggregator="avg",
        digits=(16, 1),
        help="From 0 to 100: the marks by their weights, 1 for nothing and 5 for all.",
    )
    remark = fields.Text()
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done")],
        default="open",
        required=True,
        readonly=True,
    )
    checked_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    checked_at = fields.Datetime(readonly=True, copy=False)

    _case_uniq = models.Constraint(
        "UNIQUE (sample_id, complaint_id)", "A complaint is drawn once a month."
    )

    @api.depends("complaint_id")
    def _compute_user_id(self):
        for check in self:
            check.user_id = check.user_id or check.complaint_id.user_id

    @api.depends("mark_ids.mark", "mark_ids.criterion_id.weight")
    def _compute_score(self):
        for check in self:
            if check.state == "done":
                check.score = check.score  # as its manager was told, whatever is weighed otherwise
                continue
            marked = check.mark_ids.filtered("mark")
            weights = sum(marked.mapped("criterion_id.weight"))
            reached = sum((int(each.mark) - 1) * each.criterion_id.weight for each in marked)
            check.score = 25.0 * reached / weights if weights else 0.0

    def _read_group_select(self, aggregate_spec, query):
        """What nobody has looked at yet has no score, and pulls no average down."""
        selected = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec != "score:avg":
            return selected
        state = self._field_to_sql(self._table, "state", query)
        return SQL("%s FILTER (WHERE %s = 'done')", selected, state)

    def write(self, vals):
        """:raise UserError: if it is rewritten what was found"""
        if not self.env.su and {"mark_ids", "remark"} & vals.keys():
            self._check_open()
        return super().write(vals)

    def _check_open(self):
        for check in self:
            if check.state != "open":
                raise UserError(
                    self.env._("%s was checked already, and stays as it is.", check.display_name)
                )

    @for_chosen("write")
    def action_done(self):
        """Close the check, and let the handler's manager know of it.

        :raise AccessError: for what one has handled oneself
        :raise UserError: while a mark is missing
        """
        self._check_open()
        for check in self:
            if check.user_id == self.env.user:
                raise AccessError(
                    self.env._("%s: somebody else than its handler checks it.", check.display_name)
                )
            if missing := check.mark_ids.filtered(lambda each: not each.mark):
                raise UserError(
                    self.env._(
                        "%(complaint)s: give a mark for “%(criterion)s”.",
                        complaint=check.display_name,
                        criterion="”, “".join(missing.mapped("criterion_id.name")),
                    )
                )
        self.flush_recordset(["score"])  # as it is told
        # sudo: guarded fields, after the checks
        self.sudo().write(
            {
                "state": "done",
                "checked_by_id": self.env.uid,
                "checked_at": fields.Datetime.now(),
            }
        )
        for check in self:
            check._tell_manager()

    def _tell_manager(self):
        """Who leads the handler's team, else who manages the territory; nobody about oneself."""
        complaint = self.complaint_id.sudo()  # who is told, not what they may see
        manager = complaint.partner_id.keqing_territory_id._nearest_manager()
        for user in complaint.team_id.user_id + manager:
            own = self.with_user(user)
            if user.active and user not in (self.user_id, self.env.user) and own.has_access("read"):
                local = self.with_context(lang=user.lang or self.env.lang)
                local.sudo().activity_schedule(  # planned for them, whoever checked it
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    date_deadline=self.company_id._get_keqing_today(),
                    summary=local.env._(
                        "%(handler)s reached %(score)d of 100",
                        handler=self.user_id.name,
                        score=self.score,
                    ),
                )
                return
