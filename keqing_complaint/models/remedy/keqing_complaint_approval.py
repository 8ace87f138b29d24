# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_complaint_remedy import CHANGEABLE, LIVE
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
    may_approve = fields.Boolean(compute="_compute_approval", compute_sudo=False)

    @api.depends(
        "state",
        "approved_by_id",
        "remedy_value",
        "remedy_ids.verdict",
        "remedy_ids.verdict_reason",
        "approval_asked_by_id",
        "approved_terms",
        "proposed_by_id",
        "remedy_author_ids",
        "user_id",
    )
    @api.depends_context("uid")
    def _compute_approval(self):
        for complaint in self:
            reason = complaint._get_approval_reason(self.env.user)
            complaint.approval_reason = reason
            if complaint._is_approved() or (
                complaint.approved_by_id and complaint.state not in CHANGEABLE
            ):
                complaint.approval = "approved"
            elif not reason:
                complaint.approval = "none"
            else:
                complaint.approval = "asked" if complaint.approval_asked_by_id else "needed"
            complaint.may_approve = (
                complaint.state == "investigating"
                and complaint.approval_asked_by_id
                and not complaint._is_approved()
                and not reason
                and self.env.user not in complaint._get_involved()
            )

    def _get_approval_reason(self, user):
        """Why a user may not promise one complaint's remedies alone; empty if so, and if nothing
        new is promised."""
        if not self._get_remedies(("draft",)):
            return ""
        limit = self.env["keqing.remedy.limit"]._get_limit(self.company_id, user)
        reasons = []
        currency = self.remedy_currency_id
        worth = 0.0 if limit is None else self._get_promised_value()
        if limit is not None and currency.compare_amounts(worth, limit) > 0:
            reasons.append(
                self.env._(
                    "worth %(value)s with all that was promised for the same goods, and %(user)s "
                    "may promise %(limit)s",
                    value=currency.format(worth),
                    user=user.name,
                    limit=currency.format(limit),
                )
            )
        if why := self._tell_undecided("beyond", user):
            reasons.append(self.env._("beyond the return policy: %s", why))
        if why := self._tell_undecided("unknown", user):
            reasons.append(self.env._("the return policy cannot judge: %s", why))
        return "; ".join(reasons)

    def _tell_undecided(self, verdict, user):
        """:return: why the return policy leaves remedies to somebody above a user, if it does"""
        remedies = self._get_remedies(("draft",)).filtered(lambda each: each.verdict == verdict)
        if all(has_role(user, policy.decider) for policy in remedies.sudo().policy_id):
            return ""
        return " ".join(dict.fromkeys(filter(None, remedies.mapped("verdict_reason"))))

    def _get_promised_value(self):
        """What counts against a limit: a large promise does not become small by being made in
        parts, one after the other, in a complaint that was split off, or in another one about the
        same goods."""
        family = self._get_family()
        remedies = family._get_remedies((*LIVE, "done"))
        if remedies:
            for line in family.line_ids:
                remedies |= line._get_promised()
        return sum(remedies.mapped("value"))

    def _get_family(self):
        """With what it was split off from, and what was split off; whoever handles them."""
        family = self.sudo()
        while more := (family.split_from_id | family.split_into_ids) - family:
            family |= more
        return family

    def _hold_promises(self):
        """Whoever promises something in the same family, or for the same goods, at the same time
        waits, and counts anew."""
        self._lock_alone(self._get_family())
        self._get_remedies(LIVE)._hold_origins()

    def _get_involved(self):
        """Who asks for an approval, wrote what it is for, handles the complaint or carries it out:
        they do not approve of it."""
        complaint = self.sudo()  # whoever they are
        return (
            complaint.remedy_author_ids
            | complaint.approval_asked_by_id
            | complaint.user_id
            | complaint._get_remedies(LIVE).user_id
        )

    def _begin_cycle(self):
        """Nothing is asked for any more: what comes of it now is approved of by itself."""
        asked = {"approval_asked_by_id": False, "approval_asked_at": False}
        self.sudo().write(asked)  # guarded
        return super()._begin_cycle()

    def _merge_into(self, kept):
        """Who had a hand in remedies has so where they go."""
        authors = self.sudo().remedy_author_ids  # guarded
        merged = super()._merge_into(kept)
        kept.sudo().remedy_author_ids |= authors
        return merged

    def _split_off(self, lines, vals):
        other = super()._split_off(lines, vals)
        other.sudo().remedy_author_ids = self.sudo().remedy_author_ids  # guarded
        return other

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
                    remedy.line_id.lot_id.id,
                    remedy.line_id.lot_name,
                    remedy.line_id.condition,
                    remedy.line_id.move_id.id,
                    remedy.line_id._get_origins(),
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
            deciders = complaint._find_deciders()
            # sudo: guarded fields, after the checks; activities of others
            complaint.sudo().write(
                {
                    "approval_asked_by_id": self.env.uid,
                    "approval_asked_at": fields.Datetime.now(),
                    "approved_by_id": False,
                    "approved_terms": False,
                }
            )
            complaint._ask_to_approve(deciders)

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
            if self.env.user in complaint._get_involved():
                raise AccessError(
                    self.env._(
                        "%s: nobody approves of remedies that one had a hand in.",
                        complaint.display_name,
                    )
                )
            complaint._hold_promises()
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
            # Whoever was asked has nothing to decide any more
            asked = complaint.sudo().activity_search(["mail.mail_activity_data_todo"])
            asked.filtered(
                lambda activity, asker=complaint.approval_asked_by_id: activity.create_uid == asker
            ).action_feedback()
