# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ...chosen import for_one
from ..credit.keqing_credit_account import SEES_FIGURES
from .keqing_customer_figure import SEES_OVERDUE

SEES_EVERYBODY = "keqing_customer.group_customer_all,keqing_customer.group_customer_credit"


class ResPartner(models.Model):
    """The figures in the header of a customer, of this moment, each with what is behind it."""

    _inherit = "res.partner"

    @api.model
    def _card_pages(self):
        return {**super()._card_pages(), "keqing_figures": ("get_keqing_figures", 8)}

    @api.readonly
    @for_one("read")
    def get_keqing_figures(self):
        """What the customer buys and owes.

        :return: list of dicts: ``name``, ``label``, ``text``, ``note``; ``tone``: ``now`` to act
            on, ``soon``, or none; ``opens``, see :meth:`action_view_keqing_figure`
        :raise AccessError: if the user may not read the customer, or no figures at all
        """
        customer = self._check_figures_access()
        company = self.env.company
        Figure = self.env["keqing.customer.figure"].sudo()  # of a customer that the user sees
        found = Figure._find_figures(company, customer)
        described = [*self._describe_purchases(found)]
        if self.env.user.has_groups(SEES_OVERDUE):
            described += self._describe_overdue(found)
        if self.env.user.has_groups(SEES_FIGURES):
            described += self._describe_free_credit(customer)
        return [
            {**figure, "opens": figure["opens"] if customer._opens_figure(figure["opens"]) else ""}
            for figure in described
        ]

    def _check_figures_access(self):
        """:return: the customer of this contact"""
        self.env["keqing.customer.figure"].check_access("read")
        self.check_access("read")
        customer = self.commercial_partner_id
        if not self.env.user.has_groups(SEES_EVERYBODY) and not customer.keqing_is_visible:
            raise self.env["ir.rule"]._make_access_error("read", customer)
        return customer

    def _describe_purchases(self, found):
        grown = found["growth"]
        if grown is not None:
            percent = formatLang(self.env, abs(grown) * 100, digits=0)
            note = (
                self.env._("▼ %s %% on the year before", percent)
                if grown < 0
                else self.env._("▲ %s %% on the year before", percent)
            )
        else:
            note = self.env._("new") if found["purchases"] > 0 else ""
        yield {
            "name": "purchases",
            "label": self.env._("Purchases, 12 months"),
            "text": self.env.company.currency_id.format(found["purchases"]),
            "note": note,
            "tone": "",
            "opens": "purchases",
        }
        if found["last_order"]:
            today = self.env.company._get_keqing_today()
            days = (today - found["last_order"]).days
            rhythm = found["rhythm"] and formatLang(self.env, found["rhythm"], digits=0)
            yield {
                "name": "last_order",
                "label": self.env._("Last purchase"),
                "text": self.env._("%s days ago", days)
                if days > 1
                else self.env._("yesterday")
                if days
                else self.env._("today"),
                "note": self.env._("usually every %s days", rhythm) if rhythm else "",
                "tone": "soon" if found["order_due"] and found["order_due"] < today else "",
                "opens": "recency",
            }

    def _describe_overdue(self, found):
        if found["overdue"] > 0:
            yield {
                "name": "overdue",
                "label": self.env._("Overdue"),
                "text": self.env.company.currency_id.format(found["overdue"]),
                "note": "",
                "tone": "now",
                "opens": "overdue",
            }

    def _describe_free_credit(self, customer):
        company, currency = self.env.company, self.env.company.currency_id
        Account = self.env["keqing.credit.account"].sudo()  # of who sees figures
        limit = Account._get_terms(company, customer.ids)[customer.id].limit
        if limit is not None:
            free = limit - Account._get_exposures(company, customer)[customer.id].exposure
            yield {
                "name": "free_credit",
                "label": self.env._("Credit still free"),
                "text": currency.format(free),
                "note": self.env._("of %s", currency.format(limit)),
                "tone": "now" if currency.compare_amounts(free, 0) < 0 else "",
                "opens": "",
            }

    # The door to what is behind a figure

    def _figure_documents(self, name):
        company = self.env.company
        measure = self.env["keqing.customer.figure"]._measures(company).get(name)
        return measure and self.env["keqing.indicator"]._measured_documents(
            measure, company, self, company._get_keqing_today()
        )

    def _opens_figure(self, name):
        documents = self._figure_documents(name)
        return bool(documents) and self.env[documents[0]].has_access("read")

    @api.readonly
    @for_one("read")
    def action_view_keqing_figure(self, name):
        """Open the documents behind a figure, as far as the user may see them.

        :param name: ``purchases``, ``recency`` or ``overdue``
        :raise AccessError: if the user may not read the customer, or such documents
        """
        customer = self._check_figures_access()
        titles = {
            "purchases": self.env._("Purchases, 12 months"),
            "recency": self.env._("Purchases"),
            "overdue": self.env._("Overdue"),
        }
        if str(name) not in titles:
            raise UserError(
                self.env._("%s: no documents lie behind this figure.", customer.display_name)
            )
        documents = customer._figure_documents(name)
        return self.env["keqing.indicator"]._view_documents(titles[name], *documents)
