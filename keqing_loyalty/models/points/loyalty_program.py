# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.keqing_customer.chosen import OWN_PEOPLE

MONEY = ("ewallet", "gift_card")  # what is in them is paid with: nobody is shut out


class LoyaltyProgram(models.Model):
    """For whom a programme of Odoo's is open: points, promotions, coupons, priority."""

    _inherit = "loyalty.program"

    keqing_grade_ids = fields.Many2many(
        comodel_name="keqing.grade",
        relation="keqing_loyalty_program_grade_rel",
        string="For Grades",
        copy=False,
        groups=OWN_PEOPLE,
        help="Open to customers of these grades alone; to all if empty.",
    )
    keqing_customer_type_ids = fields.Many2many(
        comodel_name="keqing.customer.type",
        relation="keqing_loyalty_program_type_rel",
        string="For Customer Types",
        copy=False,
        groups=OWN_PEOPLE,
        help="Open to customers of these types, and of those below them, alone; to all if empty.",
    )

    @api.constrains("keqing_grade_ids", "keqing_customer_type_ids", "program_type")
    def _check_keqing_open(self):
        for program in self.sudo():  # also when somebody else changes the type
            limits = program.keqing_grade_ids or program.keqing_customer_type_ids
            if limits and program.program_type in MONEY:
                raise ValidationError(
                    self.env._(
                        "%s holds money that customers have: it is open to whoever has some.",
                        program.display_name,
                    )
                )

    @api.model
    def _get_keqing_closed(self, customer, company):
        """The programmes that are closed to a customer of a company by its grade or type.

        Asked for everybody alike: what a programme names is no secret to whoever sells by it.

        :return: loyalty.program, as superuser
        """
        limited = self.sudo().search(
            ["|", ("keqing_grade_ids", "!=", False), ("keqing_customer_type_ids", "!=", False)]
        )
        if not limited:
            return limited
        customer = customer.commercial_partner_id
        grade = customer._get_keqing_standards(company)[customer]
        path = customer.sudo().keqing_customer_type_id.parent_path or ""
        types = {int(each) for each in path.split("/") if each}
        return limited.filtered(
            lambda program: (
                (program.keqing_grade_ids and grade not in program.keqing_grade_ids)
                or (
                    program.keqing_customer_type_ids
                    and types.isdisjoint(program.keqing_customer_type_ids.ids)
                )
            )
        )
