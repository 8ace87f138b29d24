# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.spelling import spelled, words

# Field of the customer: field of the rule that fills it
FILED_FIELDS = {
    "keqing_customer_type_id": "customer_type_id",
    "keqing_territory_id": "territory_id",
}


class KeqingFilingRule(models.Model):
    """Which customers are of which type and in which territory, by what Odoo knows of them.

    The first rule that fits gives the type, and the first that fits gives the territory: they may
    be two. All conditions of a rule have to hold; one that is empty always does.
    """

    _name = "keqing.filing.rule"
    _description = "Filing Rule"
    _inherit = ["keqing.catalogue.mixin"]
    _check_company_auto = True

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
    country_id = fields.Many2one(comodel_name="res.country")
    state_ids = fields.Many2many(
        comodel_name="res.country.state",
        string="Provinces",
        domain="[('country_id', '=?', country_id)]",
    )
    zip_prefixes = fields.Char(
        string="ZIP Begins With", help="Any of these, separated by commas: 5500, 5501."
    )
    name_words = fields.Char(
        string="Name Contains", help="Any of these, separated by commas: hotel, inn."
    )
    category_ids = fields.Many2many(comodel_name="res.partner.category", string="Tags")
    industry_ids = fields.Many2many(comodel_name="res.partner.industry", string="Industries")

    # What
    customer_type_id = fields.Many2one(comodel_name="keqing.customer.type", ondelete="cascade")
    territory_id = fields.Many2one(
        comodel_name="keqing.territory", ondelete="cascade", check_company=True
    )

    @api.depends("territory_id")
    def _compute_company_id(self):
        """Who files into the territory of a company files for the company."""
        for rule in self:
            rule.company_id = rule.company_id or rule.territory_id.company_id

    @api.constrains("zip_prefixes", "name_words")
    def _check_words(self):
        for rule in self:
            for text in (rule.zip_prefixes, rule.name_words):
                if text and not self._words(text):
                    raise ValidationError(
                        self.env._(
                            "“%(text)s” in “%(rule)s” has no words.", text=text, rule=rule.name
                        )
                    )

    @api.model
    def _words(self, text):
        """What people separate by commas, in Chinese as well."""
        return [each for each in re.split(r"[,，、;；\n]", text or "") if words(each)]

    def _fits(self):
        """Domain of the contacts that the conditions of a rule fit."""
        self.ensure_one()
        conditions = {
            "country_id": self.country_id,
            "state_id": self.state_ids,
            "category_id": self.category_ids,
            "industry_id": self.industry_ids,
        }
        domain = Domain.AND(
            Domain(name, "in", wanted.ids) for name, wanted in conditions.items() if wanted
        )
        for kind, texts, pattern in (
            ("zip", map(spelled, self._words(self.zip_prefixes)), "%s%%"),
            ("name", map(words, self._words(self.name_words)), "%%%s%%"),
        ):
            wanted = Domain.OR(Domain("key", "=like", pattern % each) for each in texts)
            if not wanted.is_false():
                domain &= Domain("id", "in", self._recognised(Domain("kind", "=", kind) & wanted))
        return domain

    def _recognised(self, domain):
        identities = self.env["keqing.identity"].sudo()  # rules fit whom one may not see as well
        return identities._search(domain).subselect("partner_id")

    def _first_fits(self, field_name):
        """Whom each of these rules files, an earlier one coming first.

        :param field_name: one of ``FILED_FIELDS``
        :return: ``[(rule, what it gives, domain)]`` of the rules that fill the field; no customer
            is in two of the domains
        """
        proposals, taken = [], Domain.FALSE
        for rule in self:
            result = rule[FILED_FIELDS[field_name]]
            if not result:
                continue
            fits = rule._fits()
            company = "company_id" in result and result.company_id
            if company:
                fits &= Domain("company_id", "=", company.id)
            proposals.append((rule, result, fits & ~taken))
            taken |= fits
        return proposals
