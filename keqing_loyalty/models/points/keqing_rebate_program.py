# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.fields import BoundedMonetary


class KeqingRebateProgram(models.Model):
    """What a programme pays may be given as points of one of Odoo's loyalty programmes.

    So points follow what was invoiced and credited, and not what was merely ordered.
    """

    _inherit = "keqing.rebate.program"

    pays_points = fields.Boolean(string="Points", tracking=True, help="Spent on rewards.")
    points_program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Loyalty Programme",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_type', '=', 'loyalty')]",
        check_company=True,
    )
    point_value = BoundedMonetary(
        low=0.01, high=1_000_000, default=1, help="So much of what is payable makes one point."
    )

    @api.model
    def _paid_fields(self):
        return super()._paid_fields() | {"pays_points", "points_program_id", "point_value"}

    def _get_ways(self):
        ways = super()._get_ways()
        return ways | {"points"} if self.pays_points else ways

    @api.constrains("pays_points")
    def _check_ways_with_points(self):
        self._check_ways()

    @api.constrains("pays_points", "points_program_id", "company_id")
    def _check_points(self):
        for program in self.filtered("pays_points"):
            points = program.points_program_id.sudo()  # whoever drafts it need not sell
            if points.program_type != "loyalty" or points.currency_id != program.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(program)s: choose a loyalty programme in %(currency)s.",
                        program=program.display_name,
                        currency=program.currency_id.name,
                    )
                )
            if points.rule_ids:
                raise ValidationError(
                    self.env._(
                        "%s gives points for orders, which nobody has paid and some send back. "
                        "Delete its rules: points come from what was invoiced.",
                        points.display_name,
                    )
                )

    @api.model
    def _get_wallets(self):
        programs = self.with_context(active_test=False).search(
            [("points_program_id", "!=", False), ("state", "!=", "draft")]
        )
        return super()._get_wallets() | programs.points_program_id

    def _get_points_card(self, customer):
        """The customer's loyalty card, a new one if there is none yet.

        :raise UserError: if the programme names none, or one that is closed to the customer
        """
        self.ensure_one()
        program = self.points_program_id
        if not program:
            raise UserError(
                self.env._("%s has no loyalty programme. Enter it there.", self.display_name)
            )
        if program in program._get_keqing_closed(customer, self.company_id):
            raise UserError(
                self.env._(
                    "%(program)s is not open to %(customer)s, who could spend no points. Settle "
                    "it otherwise, or open it.",
                    program=program.name,
                    customer=customer.display_name,
                )
            )
        domain = [("program_id", "=", program.id), ("partner_id", "=", customer.id)]
        card = self.env["loyalty.card"].search(domain, order="id", limit=1)
        return card or card.create({"program_id": program.id, "partner_id": customer.id})
