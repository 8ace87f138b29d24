# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class KeqingVisit(models.Model):
    """The store check of a visit, and how near the shop comes to a perfect one."""

    _inherit = "keqing.visit"

    check_ids = fields.One2many(
        comodel_name="keqing.store.check", inverse_name="visit_id", string="Store Check"
    )
    store_score = fields.Float(
        string="Perfect Store",
        compute="_compute_store_score",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="Percent: what each pillar reaches, by its weight; what could not be judged does not "
        "count.",
    )
    has_store_score = fields.Boolean(compute="_compute_store_score", store=True)

    @api.depends("check_ids.verdict", "check_ids.item_id.pillar_id.weight")
    def _compute_store_score(self):
        """Sum of weight times the share of right answers, over the weights that apply, times 100.

        A later change of a weight does not rewrite what was found.
        """
        for visit in self:
            if visit.state == "done" and visit.has_store_score:
                continue
            reached = possible = 0
            judged = visit.check_ids.filtered("verdict")
            for pillar, checks in judged.grouped(lambda check: check.item_id.pillar_id).items():
                right = len(checks.filtered(lambda check: check.verdict == "right"))
                reached += pillar.weight * right / len(checks)
                possible += pillar.weight
            visit.has_store_score = bool(possible)
            visit.store_score = reached / possible * 100 if possible else 0

    def write(self, vals):
        """Breaches among many lines are told together, after all are judged."""
        if "check_ids" not in vals:
            return super().write(vals)
        written = super(KeqingVisit, self.with_context(keqing_tell_later=True)).write(vals)
        self.check_ids._tell_breaches()
        return written

    def _finish(self, now):
        finished = super()._finish(now)
        self.check_ids._note_rivals()
        return finished

    def _forget_template(self):
        forgotten = super()._forget_template()
        self.sudo().check_ids.filtered(lambda check: not check.is_answered).unlink()
        return forgotten

    def _make_ready(self):
        """What is still missing of what the template asks for; beside it, the last findings."""
        ready = super()._make_ready()
        Check = self.env["keqing.store.check"].sudo()  # what is asked says the template
        asked = {template: template.check_ids._prepare_checks() for template in self.template_id}
        asking = self.filtered(lambda visit: visit.template_id.check_ids and visit._is_on_site())
        for company, visits in asking.grouped("company_id").items():
            missing = [
                {**vals, "visit_id": visit.id, "sequence": sequence}
                for visit in visits
                for there in [{check._get_thing() for check in visit.check_ids}]
                for sequence, (thing, vals) in enumerate(asked[visit.template_id].items())
                if thing not in there
            ]
            Check.create(missing)
            last = Check._last_found(company, visits.partner_id)
            for check in visits.sudo().check_ids.filtered(lambda check: not check.is_answered):
                check.previous_id = last.get((check.partner_id.id, *check._get_thing()))
        return ready

    def _get_missing_on_site(self):
        unanswered = self.check_ids.filtered(
            lambda check: (
                check.is_mandatory and not check.is_answered and not (check.reason or "").strip()
            )
        )
        return [
            *super()._get_missing_on_site(),
            *(
                " ".join(
                    filter(None, [check.item_id.name, check.product_id.name or check.rival_id.name])
                )
                for check in unanswered
            ),
        ]
