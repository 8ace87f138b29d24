# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models, tools

ADMINISTRATORS = "keqing_customer.group_customer_admin"
# The group of each role: who has a later one has those before it as well
ROLES = {
    "user": "keqing_customer.group_customer_user",
    "manager": "keqing_customer.group_customer_manager",
    "all": "keqing_customer.group_customer_all",
    "admin": "keqing_customer.group_customer_admin",
}


class ResUsers(models.Model):
    """Who is what among our people, and where; rights are given by who gives them in Odoo."""

    _inherit = "res.users"

    keqing_role = fields.Selection(
        selection=[
            ("user", "Salesperson"),
            ("manager", "Territory manager"),
            ("all", "Director"),
            ("admin", "Administrator"),
        ],
        string="Customer Role",
        compute="_compute_keqing_role",
        inverse="_inverse_keqing_role",
        groups=ADMINISTRATORS,
        help="Salesperson: own customers and territory. Territory manager: territories below. "
        "Director: all customers. Administrator: also policies and configuration.",
    )
    keqing_duty_ids = fields.Many2many(
        comodel_name="res.groups",
        string="Also",
        compute="_compute_keqing_role",
        inverse="_inverse_keqing_duty_ids",
        domain=lambda self: [("id", "in", self._keqing_duties().ids)],
        groups=ADMINISTRATORS,
        help="What no role brings along: credit, the review of agreements, personal data, the "
        "customer service and marketing.",
    )
    keqing_managed_territory_ids = fields.One2many(
        comodel_name="keqing.territory",
        inverse_name="manager_id",
        string="Manages",
        groups=ADMINISTRATORS,
    )
    keqing_territory_ids = fields.Many2many(
        comodel_name="keqing.territory",
        relation="keqing_territory_member_rel",
        column1="res_users_id",
        column2="keqing_territory_id",
        string="Works In",
        copy=False,
        groups=ADMINISTRATORS,
    )

    @api.model
    def _keqing_duties(self):
        """The groups that stand beside the roles."""
        beside = self.env.ref("keqing_customer.module_category_keqing").privilege_ids
        beside -= self.env.ref("keqing_customer.privilege_customer")
        return beside.group_ids

    @tools.ormcache("self.id")
    def _keqing_departments(self):
        """The departments of who has no other role of ours, as external ids; else none."""
        self.ensure_one()
        if not self.has_group(ROLES["user"]):
            return frozenset()  # none of our people, who pay nothing for the question
        user = self.sudo()  # what groups the user has
        departments = self.env.ref("keqing_customer.privilege_customer_department").group_ids
        mine = user.group_ids & departments.sudo()
        others = (user.group_ids - mine).all_implied_ids
        if self.env.ref(ROLES["user"]).sudo() in others:
            return frozenset()
        return frozenset(mine.get_external_id().values())

    @api.depends("group_ids")
    def _compute_keqing_role(self):
        """The highest role and the duties that were given; a duty brings no role along."""
        duties = self.sudo()._keqing_duties()  # which there are is no secret
        roles = {role: self.env.ref(group) for role, group in ROLES.items()}
        for user in self:
            given = user.sudo().group_ids  # of a user whom one may see
            had = (given - duties).all_implied_ids
            user.keqing_role = next(
                (role for role, group in reversed(roles.items()) if group in had), False
            )
            user.keqing_duty_ids = duties & given

    def _inverse_keqing_role(self):
        """Give the role in place of the one before; by the user's own rights."""
        roles = {role: self.env.ref(group) for role, group in ROLES.items()}
        for user in self:
            commands = [Command.unlink(group.id) for group in roles.values()]
            if user.keqing_role:
                commands.append(Command.link(roles[user.keqing_role].id))
            user.group_ids = commands

    def _inverse_keqing_duty_ids(self):
        duties = self._keqing_duties()
        for user in self:
            chosen = user.keqing_duty_ids
            user.group_ids = [
                *(Command.unlink(group.id) for group in duties - chosen),
                *(Command.link(group.id) for group in chosen),
            ]

    @api.ondelete(at_uninstall=False)
    def _unlink_from_evaluations(self):
        if self._keqing_is_used():
            self.env["keqing.evaluation"]._forget("user_id", self)
