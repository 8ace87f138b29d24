# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.keqing_customer.chosen import for_chosen

from .keqing_complaint_remedy import DELIVERING, RETURNING


class KeqingComplaintRemedy(models.Model):
    """How far a remedy is, by its documents; and that less was moved than was promised.

    A transfer that is done with less, and without a backorder, or that is cancelled, carries
    nothing out: somebody says first that it is left at that.
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

    @api.depends("state", "reference_id")
    def _compute_shortage(self):
        for remedy in self:
            remedy.shortage = ", ".join(
                f"{product.uom_id.round(quantity):g} {product.uom_id.name} {product.display_name}"
                for product, quantity in remedy._get_given_up().items()
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
        """Be content with what was moved.

        :raise UserError: for what lacks nothing, or of which nothing is left to be done, and
            while more is credited than came back
        """
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
            remedy.left_at_that_id = self.env.user
        self.complaint_id._finish_remedies()

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
