# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ...tools.credit import Charge


class KeqingCreditAccount(models.Model):
    """Transfers: with Inventory installed, nothing leaves for a customer who is stopped.

    This module does not depend on Inventory, so the transfers are hooked when the registry is there
    and has them, as Odoo's automation rules hook models.
    """

    _inherit = "keqing.credit.account"

    def _register_hook(self):
        super()._register_hook()
        StockMove = self.env.registry.get("stock.move")
        if StockMove is None or self._is_hooked(StockMove):
            return

        def _action_done(self, *args, **kwargs):
            self.env["keqing.credit.account"]._check_leaving(self)
            return _action_done.origin(self, *args, **kwargs)

        _action_done.origin = StockMove._action_done
        _action_done.is_keqing = True  # others may hook the same method
        StockMove._action_done = _action_done

    def _unregister_hook(self):
        StockMove = self.env.registry.get("stock.move")
        if StockMove is not None and self._is_hooked(StockMove):
            StockMove._action_done = StockMove._action_done.origin
        return super()._unregister_hook()

    @staticmethod
    def _is_hooked(StockMove):
        return getattr(StockMove._action_done, "is_keqing", False)

    @api.model
    def _get_receivers(self, document):
        """Who gets what a transfer or a single move moves; dropped on the way, not who is named.

        Whom its orders name was asked for with those, which may have been released.
        """
        moves = document if document._name == "stock.move" else document.move_ids
        asked = document.partner_id.browse()
        if "sale_line_id" in moves._fields:
            orders = moves.sale_line_id.order_id
            asked = orders.partner_id | orders.partner_invoice_id | orders.partner_shipping_id
        return (document.partner_id | moves.partner_id).filtered(
            lambda partner: partner.commercial_partner_id not in asked.commercial_partner_id
        )

    @api.model
    def _check_leaving(self, moves):
        """Let goods leave for their customers, or none of them; what is owed is no matter.

        :param moves: records of ``stock.move`` that are about to be done
        :raise CreditHold: naming the orders or transfers of customers who are stopped
        """
        leaving = moves.sudo().filtered(  # stopped for everybody alike
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_dest_id.usage == "customer"
                and move.location_id.usage != "customer"
            )
        )
        if "sale_line_id" in leaving._fields:
            orders = leaving.sale_line_id.order_id
            orders.with_env(self.env)._credit_check(added=False, stops_only=True)
        with_picking = leaving.filtered("picking_id")
        for documents in (with_picking.picking_id, leaving - with_picking):
            for company, of_company in documents.grouped("company_id").items():
                self.sudo()._let_pass(
                    company,
                    [
                        Charge(document, partner.id, partner.id, 0.0, 0.0, 0.0)
                        for document in of_company
                        for partner in self._get_receivers(document)
                    ],
                )
