# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ..chosen import for_one


class KeqingPolicyChoice(models.TransientModel):
    """Choose a ready-made policy, see what it brings, load it."""

    _name = "keqing.policy.choice"
    _description = "Load a Policy"

    company_id = fields.Many2one(
        comodel_name="res.company",
        string="For",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    pack = fields.Selection(selection="_selection_pack", string="Policy", required=True)
    purpose = fields.Char(string="Made for", compute="_compute_purpose")
    new_summary = fields.Char(string="Will Be Created", compute="_compute_summaries")
    present_summary = fields.Char(string="Stays as It Is", compute="_compute_summaries")
    removal_summary = fields.Char(string="Can Be Taken Back", compute="_compute_summaries")
    removal_changes = fields.Text(string="Changes Then", compute="_compute_summaries")
    uses = fields.Text(string="Cannot Be Taken Back", compute="_compute_summaries")
    changes = fields.Text(string="Will Change", compute="_compute_summaries")

    @api.model
    def _selection_pack(self):
        return [(code, name) for code, name, __ in self.env["keqing.policy"]._packs()]

    @api.depends("pack")
    def _compute_purpose(self):
        purposes = {code: purpose for code, __, purpose in self.env["keqing.policy"]._packs()}
        for choice in self:
            choice.purpose = purposes.get(choice.pack)

    @api.model_create_multi
    def create(self, vals_list):
        choices = super().create(vals_list)
        choices._check_company_of_user()
        return choices

    def write(self, vals):
        written = super().write(vals)
        self._check_company_of_user()
        return written

    def _check_company_of_user(self):
        """:raise AccessError: if the user is not of the company; packs are loaded with sudo"""
        closed = self.sudo().company_id - self.env.user.company_ids
        if closed and not self.env.su:
            raise AccessError(
                self.env._(
                    "“For”: you do not work in %s. Choose one of your companies.",
                    format_list(self.env, closed.mapped("name")),
                )
            )

    @api.depends("pack", "company_id")
    def _compute_summaries(self):
        self._check_company_of_user()
        for choice in self:
            created, present = self.env["keqing.policy"]._preview(choice.pack, choice.company_id)
            choice.new_summary = self._in_words(created)
            choice.present_summary = self._in_words(present)
            removed, uses = self.env["keqing.policy"]._preview_removal(
                choice.pack, choice.company_id
            )
            choice.removal_summary = not uses and self._in_words(removed)
            choice.uses = "\n".join(uses)
            choice.removal_changes = choice.removal_summary and "\n".join(
                self.env["keqing.policy"]._removal_changes(choice.pack, choice.company_id)
            )
            choice.changes = "\n".join(
                self.env["keqing.policy"]._changes(choice.pack, choice.company_id)
            )

    @for_one("write")
    def action_load(self):
        """Load the policy and say what came of it."""
        self._check_company_of_user()
        created, __ = self.env["keqing.policy"]._load(self.pack, self.company_id)
        name = dict(self._selection_pack())[self.pack]
        if created:
            message = self.env._("Created: %s.", self._in_words(created))
        else:
            message = self.env._("Everything was there already; nothing was changed.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("The policy “%s” is in place", name),
                "message": message,
                "type": "success",
                "next": self._next_step(),
            },
        }

    @for_one("write")
    def action_remove(self):
        """Take back what loading the policy made, and say what that was.

        :raise UserError: if there is nothing to take back
        """
        self._check_company_of_user()
        removed = self.env["keqing.policy"]._remove(self.pack, self.company_id)
        name = dict(self._selection_pack())[self.pack]
        if not removed:
            raise UserError(
                self.env._(
                    "Nothing of the policy “%(policy)s” was loaded for %(company)s alone: there is "
                    "nothing to take back.",
                    policy=name,
                    company=self.company_id.name,
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("The policy “%s” was taken back", name),
                "message": self.env._("Removed: %s.", self._in_words(removed)),
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _next_step(self):
        """To who is what, while only administrators are anything; else on where one was."""
        roles = self.env.ref("keqing_customer.group_customer_user").all_user_ids
        administrators = self.env.ref("keqing_customer.group_customer_admin").all_user_ids
        if roles - administrators:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.res_users_roles_action"
        )

    def _in_words(self, counts):
        """How many records of which kind: "Customer Type 8 and Scorecard 3"."""
        models = self.env["ir.model"].sudo()  # their names are no secret
        return format_list(
            self.env, [f"{models._get(model).name} {count}" for model, count in counts.items()]
        )
