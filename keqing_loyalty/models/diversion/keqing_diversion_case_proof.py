# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_list

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.wording import say_day

from .keqing_diversion_case import OPEN


class KeqingDiversionCase(models.Model):
    """What proves it, and what is missing: the place of consumption alone is no proof."""

    _inherit = "keqing.diversion.case"

    evidence_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="keqing_diversion_case_evidence_rel",
        string="Photographs and Papers",
        copy=False,
    )
    agreement_ids = fields.Many2many(
        comodel_name="keqing.agreement", string="Agreements Then", compute="_compute_agreement_ids"
    )
    authorised_text = fields.Text(string="May Sell In", compute="_compute_agreement_ids")
    missing_text = fields.Text(string="Missing", compute="_compute_missing_text")

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._keep_evidence()
        return cases

    def write(self, vals):
        if "evidence_ids" not in vals:
            return super().write(vals)
        before = {case: case.evidence_ids for case in self}
        written = super().write(vals)
        self._keep_evidence()
        if not self.env.su:
            self._check_state("found", *OPEN)
            self.filtered(lambda case: before[case] - case.evidence_ids)._check_may_correct()
        return written

    def _keep_evidence(self):
        """What was uploaded before the case was saved is for all who see the case."""
        for case in self:
            loose = case.evidence_ids.sudo().filtered(lambda paper: not paper.res_id)
            if loose:
                loose.write({"res_model": self._name, "res_id": case.id})

    @api.depends("partner_id", "found_on", "company_id")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_agreement_ids(self):
        for case in self:
            agreements = case._get_agreements()
            case.agreement_ids = agreements.with_env(self.env)._filtered_access("read")
            case.authorised_text = format_list(self.env, agreements.territory_ids.mapped("name"))

    def _get_agreements(self):
        """Those of the accused that gave it a territory on the day, as superuser."""
        Agreement = self.env["keqing.agreement"].sudo().with_context(active_test=False)
        if not (self.partner_id and self.found_on):
            return Agreement.browse()
        return Agreement.search(
            Agreement._in_force_domain(self.found_on)
            & Domain("company_id", "child_of", self.company_id.root_id.id)
            & Domain("partner_id", "=", self.partner_id.id)
            & Domain("territory_ids", "!=", False)
        )

    def _is_authorised(self, agreements):
        """Whether the accused might sell there all of what was found."""
        path = self.territory_id.sudo().parent_path or ""
        there = agreements.filtered(
            lambda agreement: any(
                path.startswith(territory.parent_path) for territory in agreement.territory_ids
            )
        )
        everything = there.filtered(lambda agreement: not agreement.category_ids)
        paths = there.category_ids.mapped("parent_path")
        return (
            bool(everything)
            or bool(paths)
            and all(
                any((line.product_id.categ_id.parent_path or "").startswith(each) for each in paths)
                for line in self.line_ids.sudo()
            )
        )

    @api.depends(
        "kind",
        "partner_id",
        "found_on",
        "territory_id",
        "evidence_ids",
        "defence",
        "line_ids.code",
        "line_ids.delivered_to_id",
        "line_ids.document",
    )
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_missing_text(self):
        for case in self:
            case.missing_text = "\n".join(case._find_missing())

    def _find_missing(self):
        """What a verdict of guilty lacks, each in a sentence."""
        if not self.partner_id:
            yield self.env._("Nobody is accused.")
        if not self.line_ids:
            yield self.env._("No goods are named.")
        if not self.evidence_ids:
            yield self.env._("There is no photograph or paper of what was found.")
        if self.kind == "diversion":
            yield from self._find_missing_trail()
            yield from self._find_missing_limits()
        if not (self.defence or "").strip():
            yield self.env._("The accused was not heard.")

    def _find_missing_trail(self):
        is_untraced = False
        for line in self.line_ids.sudo():  # whether it leads to the accused, not to whom else
            product = line.product_id.display_name
            if not (line.code or "").strip():
                yield self.env._("%s: no lot, serial or case code was written down.", product)
            elif line.delivered_to_id and line.delivered_to_id != self.partner_id:
                yield self.env._(
                    "%(product)s, %(code)s: was not delivered to the accused.",
                    product=product,
                    code=line.code,
                )
            elif not line._is_traced():
                is_untraced = True
                yield self.env._(
                    "%(product)s, %(code)s: no delivery shows who got it from us.",
                    product=product,
                    code=line.code,
                )
        if is_untraced:
            yield self.env._("Where goods are consumed proves nothing by itself.")

    def _find_missing_limits(self):
        agreements = self._get_agreements()
        if not self.partner_id:
            return
        if not agreements:
            yield self.env._(
                "No agreement that was in force on %s says where the accused may sell.",
                say_day(self.env, self.found_on),
            )
        elif self.territory_id and self._is_authorised(agreements):
            yield self.env._("The accused may sell there.")

    @for_one("write")
    def action_trace(self):
        """Look up which deliveries shipped what was found."""
        self._check_state("found", "heard")
        self.line_ids.sudo()._trace()  # whoever finds it, whomever it leads to

    @for_one("read")
    def action_view_agreements(self):
        """Open the agreements that say where the accused may sell."""
        return self.env["keqing.indicator"]._view_documents(
            self.env._("Agreements Then"),
            "keqing.agreement",
            Domain("id", "in", self.agreement_ids.ids),
        )
