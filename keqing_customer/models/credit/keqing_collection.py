# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...chosen import for_one


class KeqingCollection(models.Model):
    """A level of collection that a customer has reached, and what is done about it.

    A job raises it, each level once until nothing is overdue any more; then all of it is settled,
    and stays as history.
    """

    _name = "keqing.collection"
    _description = "Collection"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.handed.over.mixin",
        "keqing.job.mixin",
    ]
    _order = "reached_on desc, id desc"

    partner_id = fields.Many2one(readonly=True)
    company_id = fields.Many2one(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    # How far it is
    level_id = fields.Many2one(
        comodel_name="keqing.collection.level",
        string="Level of Collection",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    name = fields.Char(string="Level", required=True, readonly=True)
    days = fields.Integer(
        string="Days Overdue", readonly=True, aggregator="max", help="When the level was reached."
    )
    overdue = fields.Monetary(
        readonly=True, help="When the level was reached: due before, less open credits."
    )
    reached_on = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        selection=[("present", "Present"), ("passed", "Passed"), ("settled", "Settled")],
        default="present",
        required=True,
        readonly=True,
        index=True,
    )
    settled_on = fields.Date(readonly=True)

    # What is done
    user_id = fields.Many2one(
        comodel_name="res.users", string="Who Does It", readonly=True, index="btree_not_null"
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )
    has_letter = fields.Boolean(compute="_compute_has_letter")
    letter_on = fields.Date(string="Letter Sent On", readonly=True)

    _present_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'present'", "A customer is at one level at a time."
    )

    @api.depends("level_id.action", "level_id.mail_template_id")
    def _compute_has_letter(self):
        for collection in self:
            level = collection.level_id
            collection.has_letter = level.action == "letter" and bool(level.mail_template_id)

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    @api.model
    def _merge_partners(self, gone, kept):
        """The higher level of both goes on."""
        both = self.search(
            Domain("partner_id", "in", (gone + kept).ids) & Domain("state", "=", "present")
        )
        for collections in both.grouped("company_id").values():
            first, *others = collections.sorted(lambda each: -each.level_id.days)
            self.union(*others).state = "passed"

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """Whoever has the customer now sees to it; what is settled is history."""
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & Domain("state", "=", "present")

    @for_one("read")
    def action_write_letter(self):
        """Open the letter as a draft to the customer, which is sent by hand.

        :raise UserError: if the level has none
        """
        if not self.has_letter:
            raise UserError(self.env._("“%s” has no letter to write.", self.name))
        subject, body = self._get_letter()
        customer = self.partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_composition_mode": "comment",
                "default_model": "res.partner",
                "default_res_ids": customer.ids,
                "default_partner_ids": [customer.address_get(["invoice"])["invoice"]],
                "default_subject": subject,
                "default_body": body,
            },
        }

    def _get_letter(self):
        """:return: subject and body in the customer's language"""
        template = self.level_id.mail_template_id.sudo()  # an administrator's, written for this
        template = template.with_context(lang=self.partner_id.lang or self.env.lang)
        options = {"post_process": True}
        return (
            template._render_field("subject", self.ids)[self.id],
            template._render_field("body_html", self.ids, options=options)[self.id],
        )
