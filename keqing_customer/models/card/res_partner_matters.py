# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

# Act now; act soon; good to know
LEVELS = ("now", "soon", "info")
SHOWN_MATTERS = 3
LICENCE_DAYS = 30  # before a licence ends
# What the matters are read off the customer itself
MATTERING_FIELDS = [
    "create_date",
    "keqing_credit_grade_trend",
    "keqing_customer_type_id",
    "keqing_grade_trend",
    "keqing_licence_expiry",
    "keqing_verified_on",
]


class ResPartner(models.Model):
    """What matters about a customer now, in at most three lines above its card."""

    _inherit = "res.partner"

    @api.readonly
    def get_keqing_matters(self):
        """What somebody should do something about, the most urgent first.

        :return: list of at most three dicts: ``text``; ``level``, one of ``now``, ``soon`` and
            ``info``; ``action``, which opens what there is to do something about
        :raise AccessError: if the user may not read the customer
        """
        self.ensure_one()
        self.check_access("read")
        self.fetch(MATTERING_FIELDS)  # at once; by itself Odoo reads some of them apart
        matters = sorted(
            self._get_matters(),
            key=lambda matter: (LEVELS.index(matter["level"]), matter["due"]),
        )
        return [
            {name: matter[name] for name in ("text", "level", "action")}
            for matter in matters[:SHOWN_MATTERS]
        ]

    def _get_matters(self):
        """All that matters now; each module adds its own, by a fixed number of queries.

        :return: list of dicts as :meth:`get_keqing_matters`, and ``due``: the day on which it is
            or was to be done, by which those of a level are ordered
        """
        return [
            *self._get_overdue_matters(),
            *self._get_licence_matters(),
            *self._get_grade_matters(),
            *self._get_verification_matters(),
        ]

    @api.model
    def _get_view_id(self, xml_id):
        """The number of a view, from the cache: nobody needs the view itself."""
        return self.env["ir.model.data"]._xmlid_to_res_id(xml_id, raise_if_not_found=True)

    # Money

    def _get_overdue_items(self):
        """What these customers owe too long, less their open credits, in one query.

        Of the user's company, and as far as the user may see its books. A debt due today is not
        overdue yet.

        :return: ``{customer: account.move.line}``, those alone who owe more than they have; None
            if the user sees no books
        """
        Item = self.env["account.move.line"]
        if not Item.has_access("read"):
            return None
        today = self.env.company._get_keqing_today()
        items = Item.search_fetch(
            Domain("company_id", "=", self.env.company.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_type", "=", "asset_receivable")
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", "!=", 0)
            & Domain("partner_id.commercial_partner_id", "in", self.ids)
            & (
                Domain("date_maturity", "<", today)
                | Domain("date_maturity", "=", False) & Domain("date", "<", today)
            ),
            ["partner_id", "move_id", "amount_residual", "date_maturity", "date"],
        )
        currency = self.env.company.currency_id
        by_customer = items.grouped(lambda item: item.partner_id.commercial_partner_id)
        return {
            customer: owed
            for customer, owed in by_customer.items()
            if currency.compare_amounts(sum(owed.mapped("amount_residual")), 0) > 0
        }

    def _get_overdue_matters(self):
        items = (self._get_overdue_items() or {}).get(self)
        if not items:
            return []
        debts = items.filtered(lambda item: item.amount_residual > 0)
        due = min(item.date_maturity or item.date for item in debts)
        return [
            {
                "level": "now",
                "due": due,
                "text": self.env._(
                    "%(amount)s overdue, %(days)s day(s) late",
                    amount=self.env.company.currency_id.format(
                        sum(items.mapped("amount_residual"))
                    ),
                    days=(self.env.company._get_keqing_today() - due).days,
                ),
                "action": {
                    "type": "ir.actions.act_window",
                    "name": self.env._("Overdue"),
                    "res_model": "account.move",
                    "views": [
                        (self._get_view_id("account.view_out_invoice_tree"), "list"),
                        (False, "form"),
                    ],
                    "domain": [("id", "in", items.move_id.ids)],
                },
            }
        ]

    # The file

    def _get_licence_matters(self):
        expiry, today = self.keqing_licence_expiry, self.env.company._get_keqing_today()
        if not expiry or (expiry - today).days > LICENCE_DAYS:
            return []
        if expiry < today:
            text = self.env._("Licence expired on %s", format_date(self.env, expiry))
        else:
            text = self.env._("Licence ends on %s", format_date(self.env, expiry))
        return [
            {
                "level": "now" if expiry < today else "soon",
                "due": expiry,
                "text": text,
                "action": {
                    "type": "ir.actions.act_window",
                    "name": self.env._("Licence"),
                    "res_model": "res.partner",
                    "res_id": self.id,
                    "views": [(self._get_view_id("keqing_customer.licence_view_form"), "form")],
                    "target": "new",
                },
            }
        ]

    def _get_verification_matters(self):
        if not self.keqing_is_unverified:
            return []
        checked = self.keqing_verified_on
        if checked:
            text = self.env._("Card not checked since %s", format_date(self.env, checked))
        else:
            text = self.env._("Card never checked")
        return [
            {
                "level": "info",
                "due": checked or self.create_date.date(),
                "text": text,
                "action": self.action_keqing_verify(),
            }
        ]

    # The grade

    def _get_grade_matters(self):
        """The falls that the arrows of the badges show."""
        fallen = [
            purpose
            for purpose, trend in (
                ("grade", self.keqing_grade_trend),
                ("credit", self.keqing_credit_grade_trend),
            )
            if trend == "down"
        ]
        if not fallen:
            return []
        verdicts = self.env["keqing.evaluation"].search(
            Domain(self._evaluation_domain()) & Domain("scorecard_id.purpose", "in", fallen)
        )
        latest = {}
        for verdict in verdicts:
            latest.setdefault(verdict.scorecard_id.purpose, verdict)
        return [
            {
                "level": "soon",
                "due": verdict.date_to,
                "text": self._describe_fall(verdict),
                "action": {
                    "type": "ir.actions.act_window",
                    "name": verdict.display_name,
                    "res_model": "keqing.evaluation",
                    "res_id": verdict.id,
                    "views": [(False, "form")],
                },
            }
            for verdict in latest.values()
            if verdict.movement == "down"
        ]

    def _describe_fall(self, verdict):
        names = {"before": verdict.previous_grade_id.name, "now": verdict.grade_id.name}
        if verdict.scorecard_id.purpose == "credit":
            return self.env._("Credit fell from %(before)s to %(now)s", **names)
        return self.env._("Fell from %(before)s to %(now)s", **names)
