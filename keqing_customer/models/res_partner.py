# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..chosen import OWN_PEOPLE, for_one
from ..fields import VerdictMany2one

GRADE_FIELDS = ("keqing_grade_id", "keqing_credit_grade_id")
TRENDS = [("up", "Up"), ("down", "Down")]


class ResPartner(models.Model):
    """The customer: the commercial entity that invoices, grades and agreements are read on."""

    _name = "res.partner"
    _inherit = ["res.partner", "keqing.guard.mixin", "keqing.job.mixin", "keqing.reader.mixin"]
    _guard_exempts = "keqing_customer.group_customer_admin"

    # Who; not copied, as who may not read a field could then copy no contact at all
    keqing_customer_type_id = fields.Many2one(
        comodel_name="keqing.customer.type",
        string="Customer Type",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        string="Territory",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        groups=OWN_PEOPLE,
    )

    # How important; written by confirmed evaluations, one value per company
    keqing_grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Grade",
        company_dependent=True,
        index=False,
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_grade_trend = fields.Selection(
        selection=TRENDS,
        string="Grade Trend",
        company_dependent=True,
        index=False,
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_credit_grade_id = VerdictMany2one(
        comodel_name="keqing.grade",
        string="Credit Grade",
        company_dependent=True,
        index=False,
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_credit_grade_trend = fields.Selection(
        selection=TRENDS,
        string="Credit Trend",
        company_dependent=True,
        index=False,
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
    )

    keqing_segment_id = VerdictMany2one(
        comodel_name="keqing.scorecard.segment",
        string="Segment",
        company_dependent=True,
        index=False,
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
        help="What the last confirmed scorecard with segments found.",
    )
    keqing_relationship_score = fields.Integer(
        string="Relationship",
        company_dependent=True,
        aggregator="avg",
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
        help="From 1 to 100: the average of what the scorecards of the relationship found last. "
        "Zero: nothing is known.",
    )
    keqing_relationship_trend = fields.Selection(
        selection=TRENDS,
        string="Relationship Trend",
        company_dependent=True,
        index=False,
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
    )

    _keqing_credit_grade_idx = models.Index(
        "USING gin (keqing_credit_grade_id jsonb_path_ops) WHERE keqing_credit_grade_id IS NOT NULL"
    )

    keqing_is_mine = fields.Boolean(
        string="My Customer",
        compute="_compute_keqing_is_mine",
        search="_search_keqing_is_mine",
        groups=OWN_PEOPLE,
    )

    @api.depends_context("uid")
    def _compute_keqing_is_mine(self):
        mine = self.filtered_domain(self._search_keqing_is_mine("in", [True]))
        for partner in self:
            partner.keqing_is_mine = partner in mine

    def _search_keqing_is_mine(self, operator, value):
        """Own customers and those of own territories.

        Who has none, such as a director or a credit controller, answers for all that they see.
        """
        if operator != "in":
            return NotImplemented
        mine = Domain("user_id", "=", self.env.uid) | Domain(
            "keqing_territory_id.access_user_ids", "in", self.env.uid
        )
        return mine if self.search_count(mine, limit=1) else Domain.TRUE

    @api.onchange("keqing_customer_type_id")
    def _onchange_keqing_customer_type_id(self):
        """Propose the language of a new customer; also who looks after it, and where, to who would
        not see it otherwise.
        """
        if self._origin or not self.keqing_customer_type_id or self.parent_id:
            return
        if self.lang == self.default_get(["lang"]).get("lang", self.env.lang):  # nobody chose it
            self.lang = self.env.company._get_keqing_customer_lang()
        if self.env.user.has_group("keqing_customer.group_customer_all"):
            return
        self.user_id = self.user_id or self.env.user
        own = self.env["keqing.territory"].search([("member_ids", "in", self.env.uid)], limit=2)
        if len(own) == 1:
            self.keqing_territory_id = self.keqing_territory_id or own

    def _check_company(self, fnames=None):
        """A customer that companies share, put into the territory of one, is of that company.

        Unless another company deals with it too: that one would lose sight of it.
        """
        about_territory = fnames is None or "keqing_territory_id" in fnames
        if about_territory and self.env["res.users"]._keqing_is_used():
            shared = self.sudo().filtered(  # sudo: see groups
                lambda partner: not partner.company_id and partner.keqing_territory_id.company_id
            )
            dealing = shared._get_dealing_companies()
            for partner in shared:
                company = partner.keqing_territory_id.company_id
                others = dealing.get(partner, company.browse()) - company
                if others:
                    raise UserError(
                        self.env._(
                            "%(customer)s has documents with %(others)s, which would see it no "
                            "more in a territory of %(company)s: choose a territory without a "
                            "company.",
                            customer=partner.display_name,
                            others=", ".join(others.mapped("name")),
                            company=company.name,
                        )
                    )
                partner.company_id = company
        return super()._check_company(fnames)

    def _get_dealing_companies(self):
        """:return: ``{customer: companies}`` that have orders with it, or entries"""
        dealing = {}
        for name in ("account.move", "sale.order"):
            domain = [("partner_id.commercial_partner_id", "in", self.ids)]
            found = (
                self.env[name]._read_group(domain, ["partner_id"], ["company_id:recordset"])
                if self
                else []
            )
            for partner, companies in found:
                customer = partner.commercial_partner_id
                dealing[customer] = dealing.get(customer, companies) | companies
        return dealing

    @api.model
    def default_get(self, fields):
        """On the list of customers the language is that of the company, not of the database."""
        defaults = super().default_get(fields)
        if (
            "lang" in fields
            and self.env.context.get("keqing_customer_import")
            and not {"default_lang", "default_parent_id"} & self.env.context.keys()
        ):
            defaults["lang"] = self.env.company._get_keqing_customer_lang()
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        """A person has the company of its customer, a customer a salesperson and a language.

        Whoever sees only their own customers is the salesperson of those they create in none of
        the territories.
        """
        ours = not self.env.su and self.env.user.has_group(OWN_PEOPLE)
        sees_all = not ours or self.env.user.has_group("keqing_customer.group_customer_all")
        on_screen = self.env.context.get("keqing_customer_import")
        names = ("parent_id", "user_id", "keqing_territory_id", "keqing_customer_type_id")
        defaults = {} if sees_all else self.default_get(names)
        for vals in vals_list:
            parent, user, territory, type_ = ({**defaults, **vals}.get(name) for name in names)
            if not (sees_all or parent or user or territory) and (on_screen or type_):
                vals["user_id"] = self.env.uid
            if ours and type_ and not (parent or vals.get("lang")):
                company = self.env["res.company"].browse(vals.get("company_id"))
                vals["lang"] = (company or self.env.company)._get_keqing_customer_lang()
            if vals.get("parent_id") and not vals.get("company_id"):
                # sudo: the company alone
                customer = self.sudo().browse(vals["parent_id"]).commercial_partner_id
                if customer.keqing_customer_type_id and customer.company_id:
                    vals["company_id"] = customer.company_id.id
        return super().create(vals_list)

    def _keqing_grade_changed(self, run, changes):
        """Hook: what a confirmed run, or a correction of it, made of these customers.

        Called once with all of them, after their new grade is written, in the transaction that
        confirms. What it was for, and the company, says the run.

        :param dict changes: ``{customer id: (id of the grade before or None, id of that now)}``
        """

    def _evaluation_domain(self):
        """The confirmed verdicts on these customers, those that were corrected left out."""
        return [
            ("partner_id", "in", self.ids),
            ("run_id.state", "=", "confirmed"),
            ("is_superseded", "=", False),
            ("company_id", "=", self.env.company.id),
        ]

    @for_one("read")
    def action_view_keqing_evaluations(self):
        """Open the history of verdicts."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_evaluation_action"
        )
        # no sums: grades of several scorecards do not add up
        views = [view for view in action["views"] if view[1] not in ("pivot", "graph")]
        return {**action, "views": views, "domain": self._evaluation_domain(), "context": {}}

    @api.readonly
    def web_read(self, specification):
        """Grades for both purposes, and types with those above them, by one query each."""
        if all(name in specification for name in GRADE_FIELDS):
            self.fetch(specification)
            grades = self.env["keqing.grade"].union(*(self[name] for name in GRADE_FIELDS))
            grades.fetch(["code", "color", "name"])
        if "keqing_customer_type_id" in specification:
            customer_types = self.env["keqing.customer.type"].with_context(active_test=False)
            customer_types.search_fetch([], ["name", "parent_id", "parent_path"])
        return super().web_read(specification)

    @api.readonly
    @for_one("read")
    def get_keqing_explanation(self, purpose="grade"):
        """Why the customer has its present grade: the last confirmed verdict explained.

        :return: see ``get_explanation`` of ``keqing.evaluation``; False if there is none
        """
        evaluation = self.env["keqing.evaluation"].search(
            [*self._evaluation_domain(), ("scorecard_id.purpose", "=", str(purpose))], limit=1
        )
        return evaluation.get_explanation() if evaluation else False
