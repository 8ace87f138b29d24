# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_complaint_remedy import DELIVERING, RETURNING

TO_DO = "mail.mail_activity_data_todo"


class KeqingComplaintRemedy(models.Model):
    """How far a remedy is, by its documents; and that less was moved than was promised.

    A transfer that is done with less, and without a backorder, or that is cancelled, carries
    nothing out: somebody says first that it is left at that, who may give away what left and does
    not come back.
    """

    _inherit = "keqing.complaint.remedy"

    shortage = fields.Char(
        string="Given Up in Transfers",
        compute="_compute_shortage",
        compute_sudo=True,
        help="Transfers were cancelled, or done with less and without a backorder: say that it is "
        "left at that.",
    )
    left_at_that_id = fields.Many2one(
        comodel_name="res.users",
        string="Left at That By",
        readonly=True,
        index="btree_not_null",
        copy=False,
    )

    leave_asked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked to Leave It at That By",
        readonly=True,
        index="btree_not_null",
        copy=False,
    )

    @api.depends("state", "reference_id")
    def _compute_shortage(self):
        for remedy in self:
            remedy.shortage = remedy._name_goods(remedy._get_given_up())

    def _name_goods(self, quantities):
        return ", ".join(
            f"{product.uom_id.round(quantity):g} {product.uom_id.name} {product.display_name}"
            for product, quantity in quantities.items()
        )

    def _get_given_up(self):
        """What was to be moved for one remedy and was not, in transfers that are over.

        :return: ``{product: quantity in its unit}``, where there is some
        """
        given_up = defaultdict(float)
        moves = self._get_own(self.reference_id.sudo().move_ids)
        for picking, some in moves.grouped("picking_id").items():
            for move in some if picking.state in ("done", "cancel") else ():
                unit = move.product_id.uom_id
                done = move._keqing_done()
                if unit.compare(done, move.product_qty) < 0:
                    given_up[move.product_id] += move.product_qty - done
        return given_up

    @for_chosen("write")
    def action_leave_at_that(self):
        """Be content with what was moved, or ask somebody who may promise what is given away.

        :raise UserError: for what lacks nothing, or of which nothing is left to be done, and
            while more is credited than came back
        """
        reasons = {}
        for remedy in self.sudo():  # guarded; documents are others'
            if remedy.state != "executing" or not remedy._get_given_up():
                raise UserError(self.env._("%s: nothing was given up.", remedy.display_name))
            if not remedy._has_documents():
                raise UserError(
                    self.env._(
                        "%s: all of its documents were cancelled. Put it right anew, or cancel it.",
                        remedy.display_name,
                    )
                )
            remedy._check_credited()
            if reason := remedy._get_gift_reason(self.env.user):
                reasons[remedy] = reason
                remedy._ask_to_leave()
            else:
                remedy._leave()
        self.complaint_id._finish_remedies()
        return self._notify_asked(reasons) if reasons else None

    def _leave(self):
        """Note who is content with what, and take it off the list of whoever was asked."""
        complaint = self.complaint_id
        complaint.message_post(
            author_id=self.env.user.partner_id.id,
            body=self.env._(
                "%(remedy)s: left at that, %(goods)s were not moved.",
                remedy=self.display_name,
                goods=self.shortage,
            ),
            subtype_xmlid="mail.mt_note",
        )
        if self.leave_asked_by_id:
            asked = complaint.activity_search([TO_DO])
            asked.filtered(
                lambda activity: activity.create_uid == self.leave_asked_by_id
            ).action_feedback()
        self.left_at_that_id = self.env.user

    def _get_gift_reason(self, user):
        """Why a user does not leave one remedy at that alone; empty if so.

        What was sent in exchange and is not made up for is given away, which is another promise
        than the one that was approved of: whoever makes it may promise all of it alone.
        """
        given = {}
        for parts in self._get_uncovered(counts_coming=True):
            given |= {
                product: number
                for product, number in parts.items()
                if product.uom_id.compare(number, 0) > 0
            }
        complaint = self.complaint_id
        if not given:
            return ""
        limit = self.env["keqing.remedy.limit"]._get_limit(self.company_id, user)
        currency = self.company_currency_id
        worth = 0.0 if limit is None else complaint._get_promised_value()
        if limit is None or currency.compare_amounts(worth, limit) <= 0:
            return ""
        return self.env._(
            "%(goods)s were sent and nothing came back for them; with all that was promised for "
            "the same goods it is worth %(value)s, and %(user)s may promise %(limit)s",
            goods=self._name_goods(given),
            value=currency.format(worth),
            user=user.name,
            limit=currency.format(limit),
        )

    def _ask_to_leave(self):
        """Tell those who may leave one remedy at that, once; else who can change who may."""
        if self.leave_asked_by_id:
            return
        complaint = self.complaint_id
        self.leave_asked_by_id = self.env.user
        deciders = complaint._find_deciders(lambda user: not self._get_gift_reason(user))
        for user in deciders or complaint._find_limit_keepers():
            local = self.with_context(lang=user.lang)
            local.complaint_id.activity_schedule(
                TO_DO,
                summary=local.env._("Leave it at that?"),
                note=f"{local.display_name}: {local._get_gift_reason(self.env.user)}",
                user_id=user.id,
            )

    def _notify_asked(self, reasons):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Somebody who may promise as much was asked: %s.", "; ".join(reasons.values())
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_credited(self):
        """:raise UserError: if credit notes of what comes back for good are for more than came"""
        moves = self._get_moves().filtered(lambda move: move.state == "done" and move.to_refund)
        unit = self.line_id.product_id.uom_id
        lines = self.credit_ids.line_id.filtered(lambda line: line.parent_state != "cancel")
        credited = lines._keqing_quantity(unit)
        came = sum(move._keqing_done() for move in moves)
        of_kit = moves and moves.product_id != self.line_id.product_id
        if self.kind == "return" and not of_kit and unit.compare(credited, came) > 0:
            raise UserError(
                self.env._(
                    "%(remedy)s: %(credited)s %(unit)s are credited, and %(came)s came back. "
                    "Correct the quantity on %(notes)s first.",
                    remedy=self.display_name,
                    credited=unit.round(credited),
                    came=unit.round(came),
                    unit=unit.name,
                    notes=", ".join(lines.move_id.mapped("display_name")),
                )
            )

    def _get_moves(self):
        """The transfers' moves of one remedy that are not cancelled."""
        moves = self._get_own(self.reference_id.sudo().move_ids)
        return moves.filtered(lambda move: move.state != "cancel")

    def _get_own(self, moves):
        own = moves.filtered(lambda move: move.product_id == self.line_id.product_id)
        return own or moves  # of a kit, its parts

    def _get_credit_notes(self):
        return self.sudo().credit_ids.line_id.move_id.filtered(lambda move: move.state != "cancel")

    def _has_documents(self):
        return bool(self._get_moves() or self._get_credit_notes())

    def _is_carried_out(self):
        """Whether all that one remedy takes has happened."""
        moves = self._get_moves()
        done = moves.filtered(lambda move: move.state == "done")
        came = done.filtered(lambda move: move.location_id._is_outgoing())
        left = done.filtered(lambda move: move.location_dest_id._is_outgoing())
        notes = self._get_credit_notes()
        return bool(
            self._has_documents()
            and done == moves
            and all(note.state == "posted" for note in notes)
            and (self.kind not in RETURNING or came or self.left_at_that_id)
            and (self.kind not in DELIVERING or left or self.left_at_that_id)
            and (self.left_at_that_id or not self._get_given_up())
        )
