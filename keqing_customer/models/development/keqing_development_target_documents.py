# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_one


class KeqingDevelopmentTarget(models.Model):
    """From the figures of a target to the customers and documents behind them."""

    _inherit = "keqing.development.target"

    def _find_won(self):
        """The new customers that count for this target: ``[(customer's id, first purchase)]``"""
        self.ensure_one()
        self.check_access("read")
        target = self.sudo()  # a territory and a type that it names
        above = target.customer_type_id.parent_path
        return self.env.execute_query(
            SQL(
                """SELECT newcomer.partner_id, newcomer.since
                     FROM (%(newcomers)s) newcomer
               CROSS JOIN LATERAL %(holder)s holder
                     JOIN keqing_territory territory ON territory.id = holder.territory_id
                     JOIN res_partner customer ON customer.id = newcomer.partner_id
                LEFT JOIN keqing_customer_type type ON type.id = customer.keqing_customer_type_id
                    WHERE starts_with(territory.parent_path, %(place)s) AND %(is_of_type)s""",
                newcomers=self._newcomers(self),
                holder=self.env["keqing.assignment"]._holder_sql(
                    SQL("newcomer.partner_id"), SQL("newcomer.since")
                ),
                place=target.territory_id.parent_path,
                is_of_type=SQL("starts_with(type.parent_path, %s)", above)
                if above
                else SQL("TRUE"),
            )
        )

    @api.readonly
    @for_one("read")
    def action_view_customers(self):
        """Open the new customers that count for this target."""
        domain = Domain("id", "in", [partner_id for partner_id, __ in self._find_won()])
        action = self.env["ir.actions.act_window"]._for_xml_id("keqing_customer.customer_action")
        opened = self.env["keqing.indicator"]._view_documents(action["name"], "res.partner", domain)
        return {**action, **opened, "views": action["views"]}

    @api.readonly
    @for_one("read")
    def action_view_documents(self):
        """Open the invoices that make the amount, as far as the user may see them.

        :raise AccessError: if the user may not read the target, or invoices
        """
        won_on = {}
        for partner_id, since in self._find_won():
            won_on.setdefault(since, []).append(partner_id)
        Indicator = self.env["keqing.indicator"]
        model, __ = Indicator._documents_invoice(
            self.company_id, self.env["res.partner"], None, None
        )
        domain = Domain.OR(
            Indicator._documents_invoice(
                self.company_id,
                self.env["res.partner"].browse(partner_ids),
                since,
                fields.Date.add(since, years=1, days=-1),
            )[1]
            for since, partner_ids in won_on.items()
        )
        return Indicator._view_documents(self.display_name, model, domain)
