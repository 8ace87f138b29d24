# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from functools import cache

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import MANAGERS
from ...today import SHOWN, Section
from ...wording import say_day
from .keqing_verification import VERIFY_ACTIVITY
from .res_partner_matters import MATTERING_FIELDS, VERDICT_FIELDS


class KeqingToday(models.AbstractModel):
    """What matters about one's customers, what one promised, and who has fallen."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        matters = cache(self._get_matters)
        return [
            *super()._get_sections(),
            self._get_falling_section(),
            Section(
                name="matters",
                title=self.env._("What matters now"),
                empty=self.env._("Nothing is urgent about customers of your own."),
                sequence=30,
                action="keqing_customer.customer_action",
                opened=lambda: self.env["res.partner"].union(*matters() or ()),
                lines=lambda: self._get_matter_lines(matters()),
            ),
            Section(
                name="promised",
                title=self.env._("Promised"),
                empty=self.env._("You have promised nothing that is due."),
                sequence=32,
                action="mail.mail_activity_action_my",
                # sudo: the user's own, whatever they are about
                records=self.env["mail.activity"].sudo(),
                domain=self._promised(),
                order="date_deadline, id",
                fields=(
                    "summary",
                    "activity_type_id",
                    "res_model",
                    "res_id",
                    "res_name",
                    "date_deadline",
                ),
                customer=None,
                line=self._promise_line,
            ),
        ]

    # Own customers

    def _get_matters(self):
        """:return: ``{customer: its matters}`` of the user's own, and of those that the user is the
        sponsor of, the worst first; None if there are none of them
        """
        sponsored = Domain.custom(
            to_sql=lambda partners, alias, query: partners._is_sponsored_sql(
                SQL.identifier(alias, "id")
            )
        )
        own = self.env["res.partner"].search_fetch(
            (Domain("user_id", "=", self.env.uid) | sponsored)
            & (Domain("is_company", "=", True) | Domain("parent_id", "=", False)),
            ["commercial_partner_id", *MATTERING_FIELDS],
        )
        if not own:
            return None
        matters = {}
        for matter in own._rank_matters():
            matters.setdefault(matter["customer"], []).append(matter)
        return matters

    def _get_matter_lines(self, matters):
        """The worst of each customer, and how many more there are."""
        if matters is None:
            return None
        return [
            {
                **{name: worst[name] for name in ("customer", "level", "text", "action")},
                "note": self.env._("%s more", len(others)) if others else "",
            }
            for worst, *others in matters.values()
        ]

    def _promised(self):
        """Domain: due by today; left out is what other sections tell, and to check cards."""
        return (
            Domain("user_id", "=", self.env.uid)
            & Domain("date_deadline", "<=", self.env.company._get_keqing_today())
            & Domain("res_model", "!=", False)
            & Domain("res_model", "not =like", "keqing.%")
            & Domain(
                "activity_type_id",
                "!=",
                self._xml_id(VERIFY_ACTIVITY),
            )
        )

    def _promise_line(self, activity):
        of_customer = activity.res_model == "res.partner"
        what = activity.summary or activity.activity_type_id.name or ""
        today = self.env.company._get_keqing_today()
        return {
            "customer": of_customer and self.env["res.partner"].browse(activity.res_id),
            "text": what if of_customer else " · ".join(filter(None, (activity.res_name, what))),
            "level": "now" if activity.date_deadline < today else "soon",
            "note": say_day(self.env, activity.date_deadline),
            "action": {
                "type": "ir.actions.act_window",
                "res_model": activity.res_model,
                "res_id": activity.res_id,
                "views": [(False, "form")],
            },
        }

    # Those who have fallen

    def _get_falling_section(self):
        verdicts = {}
        return Section(
            name="falling",
            title=self.env._("Falling customers"),
            empty=self.env._("No customer has fallen."),
            sequence=20,
            groups=MANAGERS,
            action="keqing_customer.customer_action",
            records=self.env["res.partner"],
            domain=Domain("keqing_grade_trend", "=", "down") & self._in_charge(),
            customer=None,
            figure=self._purchases_sql(self._column("res.partner", "id")),
            pick=lambda figures: self._pick_falling(figures, verdicts),
            line=lambda customer, bought: self._falling_line(verdicts, customer, bought),
        )

    def _pick_falling(self, figures, verdicts):
        """Who bought most first; ``verdicts`` takes the falls shown and what was before."""
        customers = sorted(figures, key=lambda each: (-figures[each], each.id))
        shown = self.env["res.partner"].union(*customers[:SHOWN])
        found = self.env["keqing.evaluation"].search_fetch(
            Domain(shown._evaluation_domain()) & Domain("scorecard_id.purpose", "=", "grade"),
            VERDICT_FIELDS,
        )
        for customer, judged in found.grouped("partner_id").items():  # the latest first
            if fall := judged.filtered(lambda each: each.movement == "down")[:1]:
                before = judged.filtered(fall._comes_after)[:1]
                verdicts[customer] = (each.with_prefetch(found.ids) for each in (fall, before))
        return customers

    def _falling_line(self, verdicts, customer, bought):
        verdict, before = verdicts.get(customer, (False, False))
        return {
            "customer": customer,
            "text": verdict._describe_fall(before) if verdict else "",
            "level": "soon",
            "amount": self._money(bought),
            "action": (verdict or customer)._get_records_action(),
        }
