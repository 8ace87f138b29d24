# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class KeqingTerritory(models.Model):
    """A part of the market: who answers for it and who works in it."""

    _name = "keqing.territory"
    _inherit = ["keqing.tree.mixin"]
    _description = "Territory"
    _check_company_auto = True
    _customer_field = "keqing_territory_id"

    parent_id = fields.Many2one(
        comodel_name="keqing.territory",
        string="Parent Territory",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    child_ids = fields.One2many(comodel_name="keqing.territory", inverse_name="parent_id")
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Leave empty to share it between companies.",
    )

    # Who
    manager_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        check_company=True,
        help="Answers for this territory and for all below it.",
    )
    leader_ids = fields.Many2many(
        comodel_name="res.users",
        relation="keqing_territory_leader_rel",
        compute="_compute_leader_ids",
        store=True,  # else a change above reaches only the branches that happen to be cached
        recursive=True,
        help="The manager and the managers of the territories above.",
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        relation="keqing_territory_member_rel",
        string="Salespeople",
        check_company=True,
        help="Work in this territory and see its customers.",
    )
    access_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="keqing_territory_access_rel",
        string="Seen By",
        compute="_compute_access_user_ids",
        store=True,
        help="Salespeople and managers who see the customers of this territory. Record rules read "
        "this list in the database, so a change of staff counts at once.",
    )

    _code_company_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another territory of this company has this code already.",
    )

    def _check_company_domain(self, companies):
        """Offer also to what is of no company yet the territories of the user's companies.

        It is of the territory's company from then on.
        """
        if companies == "":  # on a form; for a record these are records
            return Domain.TRUE
        return super()._check_company_domain(companies)

    @api.depends("parent_id")
    def _compute_company_id(self):
        """What lies below the territory of a company belongs to the company."""
        for territory in self:
            territory.company_id = territory.company_id or territory.parent_id.company_id

    @api.depends("manager_id", "parent_id.leader_ids")
    def _compute_leader_ids(self):
        for territory in self:
            territory.leader_ids = territory.manager_id | territory.parent_id.leader_ids

    @api.depends("member_ids", "leader_ids")
    def _compute_access_user_ids(self):
        for territory in self:
            territory.access_user_ids = territory.member_ids | territory.leader_ids

    def _nearest_manager(self, suits=bool):
        """Who answers for this territory first: its manager, else the next one above.

        :param suits: of a manager, whether it may be that one; none at all does not
        """
        territory = self
        while territory and not (territory.manager_id and suits(territory.manager_id)):
            territory = territory.parent_id
        return territory.manager_id

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A territory cannot lie below itself."))

    @api.ondelete(at_uninstall=False)
    def _unlink_from_evaluations(self):
        self.env["keqing.evaluation"]._forget("territory_id", self)
