# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

# The kind of contact for which something is taken along, done there and looked at
ON_SITE = "visit"


class KeqingVisit(models.Model):
    """What the template asks for of a visit, and what of it is still missing."""

    _inherit = "keqing.visit"

    def _is_on_site(self):
        """Whether one is where things can be done and looked at; who checked in was there."""
        return self.contact_kind == ON_SITE or bool(self.checked_in_at)

    def _make_ready(self):
        """Have the steps that the template asks for; the job plans without them, for speed."""
        bare = self.filtered(lambda visit: not visit.template_id)
        if bare:
            found = self.env["keqing.visit.template"]._for_customers(bare.partner_id)
            for template, visits in bare.grouped(lambda visit: found[visit.partner_id]).items():
                if template:  # there may be none at all
                    visits.sudo().template_id = template
        self.env["keqing.visit.step"].sudo().create(  # sudo: what is mandatory says the template
            [
                {
                    "visit_id": visit.id,
                    "stage": step.stage,
                    "sequence": step.sequence,
                    "name": step.name,
                    "is_mandatory": step.is_mandatory,
                    "is_asked": True,
                }
                for visit in self
                if visit._is_on_site() and not any(visit.step_ids.mapped("is_asked"))
                for step in visit.template_id.step_ids
            ]
        )

    def _forget_template(self):
        """What another template asked for goes."""
        self.sudo().step_ids.unlink()  # nobody deletes what a visit asks for

    def _check_demands(self):
        """
        :raise UserError: naming everything that the template asks for and is not there yet
        """
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "%(visit)s is not done yet. Still missing: %(missing)s.",
                    visit=self.display_name,
                    missing=", ".join(missing),
                )
            )

    def _get_missing(self):
        """Names of what the template asks for and is not there yet.

        Of a call nothing is asked that is done in the shop.
        """
        return [
            *(self._get_missing_on_site() if self._is_on_site() else ()),
            *(
                self._fields[name]._description_string(self.env)
                for name, is_demanded in self._get_demanded_fields().items()
                if is_demanded and not (self._has_words(name))
            ),
        ]

    def _get_missing_on_site(self):
        """Names of what is not done there yet; more may be asked by others."""
        return [
            step.name
            for step in self.step_ids
            if step.is_mandatory and not step.is_done and not (step.reason or "").strip()
        ]

    def _has_words(self, name):
        """Whether there is something in a field; blanks are nothing."""
        value = self[name]
        return bool(value.strip() if isinstance(value, str) else value)

    def _get_demanded_fields(self):
        """
        :return: ``{field: whether the template asks for it}``
        """
        template = self.template_id
        return {
            "met_ids": template.demands_people,
            "result": template.demands_result,
            "next_step": template.demands_next_step,
        }
