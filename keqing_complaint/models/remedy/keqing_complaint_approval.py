# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_remedy_limit import has_role


class KeqingComplaint(models.Model):
    """What one may not promise alone: more than one's limit, or beyond the return policy.

    Somebody else approves of it, who may. The approval is of the remedies as they are then: once
    one of them is another, it is worth nothing.
    """

    _inherit = "keqing.complaint"

    remedy_author_ids = fields.Many2many(
        comodel_name="res.users",
        relation="keqing_complaint_remedy_author_rel",
        string="Authors of the Remedies",
        readonly=True,
        copy=False,
        help="Do not approve of them.",
    )
    approval_asked_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    approval_asked_at = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    approved_at = fields.Datetime(readonly=True, copy=False)
    approved_terms = fields.Text(readonly=True, copy=False)
    approval = fields.Selection(
        selection=[
            ("none", "Not needed"),
            ("needed", "Needed"),
            ("asked", "Asked for"),
            ("approved", "Approved"),
        ],
        compute="_compute_approval",
        compute_sudo=False,
    )
    approval_reason = fields.Char(
        string="Approval Because", compute="_compute_approval", compute_sudo=False
    )

    @api.depends(
        "remedy_value",
        "remedy_ids.verdict",
        "approval_asked_by_id",
        "approved_terms",
        "proposed_by_id",
    )
    @api.depends_context("uid")
    def _compute_approval(self):
        for complaint in self:
            reason = complaint._get_approval_reason(self.env.user)
            complaint.approval_reason = reason
            if complaint._is_approved():
                complaint.approval = "approved"
            elif not reason:
                complaint.approval = "none"
            else:
                complaint.approval = "asked" if complaint.approval_asked_by_id else "needed"

    def _get_approval_reason(self, user):
        """Why a user may not promise one complaint's remedies alone; empty if so."""
        limit = self.env["keqing.remedy.limit"]._get_limit(self.company_id, user)
        reasons = []
        currency = self.remedy_currency_id
        if limit is not None and currency.compare_amounts(self.remedy_value, limit) > 0:
            reasons.append(
                self.env._(
                    "worth %(value)s, and %(user)s may promise %(limit)s",
                    value=currency.format(self.remedy_value),
                    user=user.name,
                    limit=currency.format(limit),
                )
            )
        beyond = self._get_remedies(("draft",)).filtered(lambda each: each.verdict == "beyond")
        if any(not has_role(user, policy.decider) for policy in beyond.sudo().policy_id):
            reasons.append(self.env._("beyond the return policy"))
        return "; ".join(reasons)

    def _get_terms(self):
        """The remedies that wait for the customer, as text: another one once any is changed."""
        return "\n".join(
            repr(
                (
                    remedy.id,
                    remedy.kind,
                    remedy.quantity,
                    remedy.amount,
                    remedy.currency_id.id,
                    remedy.verdict,
                    remedy.line_id.product_id.id,
                    remedy.line_id.uom_id.id,
                    remedy.line_id._get_origin(),
                    remedy.line_id.invoice_line_id.id,
                )
            )
            for remedy in self.sudo()._get_remedies(("draft",)).sorted("id")
        )

    def _is_approved(self):
        return bool(self.approved_by_id) and self.approved_terms == self._get_terms()

    def _check_approved(self):
        """:raise UserError: if the user may not promise that alone, and nobody approved of it"""
        reason = self._get_approval_reason(self.env.user)
        if reason and not self._is_approved() and not self.env.user._is_superuser():
            raise UserError(
                self.env._(
                    "%(complaint)s: it needs an approval (%(reason)s). Ask for it first.",
                    complaint=self.display_name,
                    reason=reason,
                )
            )

    @for_chosen("write")
    def action_ask_for_approval(self):
        """Ask somebody who may to approve of the remedies.

        :raise UserError: for what is wrong with them, or needs no approval
        """
        for complaint in self:
            complaint._check_state("investigating")
            remedies = complaint._get_remedies(("draft",))
            remedies._judge()
            remedies._plan()
            if not complaint._get_approval_reason(self.env.user) or complaint._is_approved():
                raise UserError(
                    self.env._("%s: propose it, it needs no approval.", complaint.display_name)
                )
            decider = complaint._find_decider()
            # sudo: guarded fields, after the checks; activities of others
            complaint.sudo().write(
                {
                    "approval_asked_by_id": self.env.uid,
                    "approval_asked_at": fields.Datetime.now(),
                    "approved_by_id": False,
                    "approved_terms": False,
                }
            )
            if decider:
                complaint.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Approve of the remedies"),
                    user_id=decider.id,
                )

    def _find_decider(self):
        """Who is told that an approval is asked for: the team's leader, or a territory manager."""
        above = self.territory_id.sudo()
        people = [self.team_id.sudo().user_id]
        while above:
            people.append(above.manager_id)
            above = above.parent_id
        for user in people:
            if user and user != self.env.user and not self._get_approval_reason(user):
                return user
        return None

    @for_chosen("write")
    def action_approve(self):
        """Approve of the remedies as they are now.

        :raise AccessError: for who had a hand in them, or may not promise as much
        :raise UserError: for what nobody asked to approve of
        """
        self._check_in_charge()
        for complaint in self:
            complaint._check_state("investigating")
            if not complaint.approval_asked_by_id or complaint._is_approved():
                raise UserError(self.env._("%s waits for no approval.", complaint.display_name))
            involved = complaint.sudo().remedy_author_ids | complaint.approval_asked_by_id
            if self.env.user in involved:
                raise AccessError(
                    self.env._(
                        "%s: nobody approves of remedies that one had a hand in.",
                        complaint.display_name,
                    )
                )
            self._lock_alone(complaint)
            complaint._get_remedies(("draft",))._judge()
            if reason := complaint._get_approval_reason(self.env.user):
                raise AccessError(
                    self.env._(
                        "%(complaint)s: this is for somebody above you to approve (%(reason)s).",
                        complaint=complaint.display_name,
                        reason=reason,
                    )
                )
            # sudo: guarded fields, after the checks; activities of others
            complaint.sudo().write(
                {
                    "approved_by_id": self.env.uid,
                    "approved_at": fields.Datetime.now(),
                    "approved_terms": complaint._get_terms(),
                }
            )
            complaint.sudo().activity_feedback(
                ["mail.mail_activity_data_todo"], user_id=self.env.uid
            )
