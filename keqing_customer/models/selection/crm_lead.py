# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chosen import for_one
from ..res_partner import OWN_PEOPLE

# What the file of an outlet follows until it is signed: field of the lead: field of the file
HELD_BY = {"user_id": "user_id", "keqing_territory_id": "keqing_territory_id"}


class CrmLead(models.Model):
    """Whether an outlet is worth opening: assessed on the spot, judged at once.

    The outlet has a file from the first assessment on, and the customer goes on with it. Until the
    lead is signed that file has an owner and a territory but no customer type: to lists, other
    scorecards, credit and reminders it is no customer.
    """

    _name = "crm.lead"
    _inherit = ["crm.lead", "keqing.guard.mixin"]

    keqing_can_be_selected = fields.Boolean(
        compute="_compute_keqing_can_be_selected",
        groups=OWN_PEOPLE,
        help="There is a scorecard that selects outlets of this type.",
    )
    keqing_selection_run_id = fields.Many2one(
        comodel_name="keqing.evaluation.run",
        string="Selection",
        index="btree_not_null",
        readonly=True,
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_selection_state = fields.Selection(
        related="keqing_selection_run_id.state", string="Selection Status", groups=OWN_PEOPLE
    )
    keqing_selection_grade_id = fields.Many2one(
        comodel_name="keqing.grade",
        string="Verdict",
        index="btree_not_null",
        readonly=True,
        copy=False,
        tracking=True,
        groups=OWN_PEOPLE,
        help="What the selection says of the outlet; final once a manager has confirmed it.",
    )
    keqing_selection_score = fields.Float(
        string="Selection Score",
        digits=(16, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=OWN_PEOPLE,
    )
    keqing_selection_coverage = fields.Float(
        string="Selection Data Known",
        digits=(16, 0),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=OWN_PEOPLE,
        help="Weight of the criteria that were assessed, in percent of all.",
    )
    keqing_selection_missing = fields.Char(
        string="Not Assessed Yet",
        compute="_compute_keqing_selection_missing",
        compute_sudo=True,
        groups=OWN_PEOPLE,
    )

    @api.depends("keqing_customer_type_id", "keqing_territory_id", "company_id")
    def _compute_keqing_can_be_selected(self):
        for lead in self:
            lead.keqing_can_be_selected = bool(lead._keqing_assessed_scorecards())

    @api.depends("keqing_selection_run_id", "keqing_selection_coverage")
    @api.depends_context("lang")
    def _compute_keqing_selection_missing(self):
        for lead in self:
            lines = lead._selection_verdict().lines or []
            indicators = lead.keqing_selection_run_id._indicators() if lines else ()
            missing = [
                indicator.name
                for indicator, (value, __) in zip(indicators, lines, strict=True)
                if value is None
            ]
            lead.keqing_selection_missing = bool(missing) and self.env._(
                "%(missing)s of %(all)s criteria not assessed: %(names)s",
                missing=len(missing),
                all=len(lines),
                names=", ".join(missing),
            )

    def write(self, vals):
        """The verdict goes with the outlet; its file, until it is signed, with the lead."""
        written = super().write(vals)
        if not self.env["res.users"]._keqing_is_used():
            return written
        leads = self.sudo()  # whoever may change the lead changes what was made for it
        if "partner_id" in vals:
            leads._drop_strange_verdicts()
        held = {theirs: vals[ours] for ours, theirs in HELD_BY.items() if vals.get(ours)}
        if held:
            files = leads.keqing_selection_run_id.partner_id
            files.filtered(lambda file: not file.keqing_customer_type_id).write(held)
        return written

    def _drop_strange_verdicts(self):
        """Show no verdict on another outlet than the lead's."""
        strange = self.filtered(
            lambda lead: (
                lead.keqing_selection_run_id
                and lead.keqing_selection_run_id.partner_id != lead.partner_id.commercial_partner_id
            )
        )
        strange.keqing_selection_run_id = False
        strange._show_selection()

    def _merge_opportunity(self, *args, **kwargs):
        """The lead that stays keeps the verdict on its outlet, whichever of them had it."""
        if not self.env["res.users"]._keqing_is_used():
            return super()._merge_opportunity(*args, **kwargs)
        runs = self.sudo().keqing_selection_run_id  # whoever may merge leads loses no verdict
        head = super()._merge_opportunity(*args, **kwargs)
        merged = head.sudo()
        if not merged.keqing_selection_run_id:
            outlet = merged.partner_id.commercial_partner_id
            on_outlet = runs.filtered(lambda run: run.partner_id == outlet)
            merged.keqing_selection_run_id = on_outlet.sorted("date_to")[-1:]
            merged._show_selection()
        return head

    # Assessing

    def _keqing_assessed_scorecards(self):
        """The scorecards that judge the outlet before it is opened, by marks."""
        self.ensure_one()
        outlet = self.partner_id.sudo().commercial_partner_id  # its type alone, seen or not
        customer_type = self.keqing_customer_type_id or outlet.keqing_customer_type_id
        territory = self.keqing_territory_id or outlet.keqing_territory_id
        scorecards = self.env["keqing.scorecard"].search(
            [
                ("purpose", "=", "selection"),
                ("company_id", "=", (self.company_id or self.env.company).id),
                "|",
                ("customer_type_ids", "=", False),
                ("customer_type_ids", "parent_of", customer_type.ids),
                "|",
                ("territory_ids", "=", False),
                ("territory_ids", "parent_of", territory.ids),
            ]
        )
        return scorecards.filtered(lambda scorecard: scorecard._assessed_indicators())

    @for_one("read")
    def action_keqing_assess(self):
        """Open the quick assessment of the outlet; who it might be already is asked first.

        :raise UserError: if the lead lacks what a file needs, is lost or signed
        """
        self._check_can_assess()
        if not self.partner_id and self._find_known_customers():
            signing = self.env["keqing.lead.signing"].create(
                {"lead_id": self.id, "is_assessment": True}
            )
            return signing._get_window()
        return self._assess()

    def _check_can_assess(self):
        self.check_access("write")
        if not self.active or self.won_status != "pending":
            raise UserError(
                self.env._(
                    "“%s” is decided on. Assess an open lead, or the customer from its card.",
                    self.name,
                )
            )
        self._check_can_sign()  # what a file needs is what a customer needs
        outlet = self.partner_id.commercial_partner_id
        if outlet and not outlet.active:
            raise UserError(
                self.env._("“%s” is archived. Restore it before you assess it.", outlet.name)
            )
        held = outlet.user_id or outlet.keqing_territory_id
        sees_all = self.env.user.has_group("keqing_customer.group_customer_all")
        if held and not outlet.keqing_is_in_my_charge and not sees_all:
            raise UserError(
                self.env._(
                    "“%s” is looked after by somebody else: ask your manager to reassign it.",
                    outlet.name,
                )
            )

    def _assess(self, customer=None):
        """:return: the window for the marks of the outlet, that customer if there is one"""
        if customer:
            self._handle_partner_assignment(force_partner_id=customer.id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_customer.keqing_quick_assessment_action"
        )
        name = self.partner_name or self.name
        return {**action, "name": name, "context": {"default_lead_id": self.id}}

    def _open_file(self):
        """The file of the outlet, begun if there is none.

        :return: commercial entity
        """
        self._check_can_assess()
        self._handle_partner_assignment()
        outlet = self.partner_id.commercial_partner_id
        if not outlet.keqing_customer_type_id:
            outlet.write(
                {
                    "keqing_lifecycle": outlet.keqing_lifecycle or "prospect",
                    **{
                        theirs: self[ours].id
                        for ours, theirs in HELD_BY.items()
                        if self[ours] and not outlet[theirs]
                    },
                }
            )
        return outlet

    def _prepare_customer_values(self, *args, **kwargs):
        """A file belongs to the company whose territory it lies in, and speaks its language.

        The user's language, which Odoo takes where the lead has none, is of no concern.
        """
        vals = super()._prepare_customer_values(*args, **kwargs)
        lead = self.sudo()  # for whoever makes a contact of it
        if lead.keqing_territory_id.company_id:
            vals["company_id"] = lead.keqing_territory_id.company_id.id
        if lead.keqing_becomes_customer and not vals.get("lang"):
            company = lead.company_id or lead.env.company
            vals["lang"] = company._get_keqing_customer_lang()
        return vals

    def _select(self, scorecard):
        """Have the outlet judged by what is known of it today.

        :raise UserError: if the scorecard is not one that selects such outlets
        """
        self._check_can_assess()
        if scorecard not in self._keqing_assessed_scorecards():
            raise UserError(
                self.env._(
                    "“%(scorecard)s” does not select outlets such as “%(lead)s”.",
                    scorecard=scorecard.name,
                    lead=self.name,
                )
            )
        lead = self.sudo()  # who may assess an outlet gets the verdict, which decides nothing yet
        run = lead.env["keqing.evaluation.run"]._open_for_candidate(
            scorecard.sudo(), lead.partner_id.commercial_partner_id
        )
        lead.keqing_selection_run_id = run
        run.action_compute()
