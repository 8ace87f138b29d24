# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.keqing_complaint.models.intake.keqing_complaint import OPEN

WEEK = 7


class KeqingCockpit(models.AbstractModel):
    """What the other rooms tell: grades, contacts, complaints, rebates and credit, as it is today.

    A card is filled by a method that takes :class:`Asked` and returns a dict: ``lines``, each with
    ``text``, ``amount``, ``level`` (``now`` is red) and ``action``, and for a distribution
    ``share`` (percent of the longest) and ``grade``. None leaves the card out.
    """

    _inherit = "keqing.cockpit"

    @api.model
    def _get_cards(self, asked):
        """Those of the user, in order: ``[(name, title, method)]``"""
        return [
            ("grades", self.env._("Grades"), self._fill_grades),
            ("contacts", self.env._("Contacts"), self._fill_contacts),
            ("complaints", self.env._("Open complaints"), self._fill_complaints),
            ("credit", self.env._("Credit"), self._fill_credit),
            ("rebates", self.env._("Rebates owed"), self._fill_rebates),
        ]

    def _of_customers(self, asked, prefix):
        """Domain on records of customers: those of the territory today, of whom the user sees."""
        domain = Domain.TRUE
        if asked.territory:
            domain &= Domain(f"{prefix}keqing_territory_id", "child_of", asked.territory.ids)
        if not self.env["keqing.kpi"]._sees_all():
            domain &= Domain(f"{prefix}keqing_is_visible", "=", True)
        return domain

    def _window_action(self, name, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
        }

    def _count_lines(self, model, domain, lines):
        """Lines that count records, all by one statement.

        :param lines: ``[(text, Domain, level)]``; a line of nothing is not red
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return None
        counts = [Model.search_count(domain & narrow) for __, narrow, __ in lines]
        return {
            "lines": [
                {
                    "text": text,
                    "amount": str(count),
                    "level": level if count else False,
                    "action": self._window_action(text, model, domain & narrow),
                }
                for (text, narrow, level), count in zip(lines, counts, strict=True)
            ]
        }

    def _fill_grades(self, asked):
        """How many customers have which grade, how many of them rose and fell at last."""
        found = self.env["res.partner"]._read_group(
            Domain("keqing_grade_id", "!=", False) & self._of_customers(asked, ""),
            ["keqing_grade_id", "keqing_grade_trend"],
            ["__count"],
        )
        grades = {}
        for grade, trend, count in found:
            of_grade = grades.setdefault(grade, {})
            of_grade[trend] = of_grade.get(trend, 0) + count
        most = max((sum(each.values()) for each in grades.values()), default=1)
        today = self.env["keqing.today"]
        whose = self._of_customers(asked, "")
        lines = []
        for grade in sorted(grades, key=lambda each: (each.scale_id.id, each.sequence, each.id)):
            trends = grades[grade]
            count = sum(trends.values())
            risen, fallen = trends.get("up"), trends.get("down")
            moves = [
                self.env._("%s risen", risen) if risen else "",
                self.env._("%s fallen", fallen) if fallen else "",
            ]
            lines.append(
                {
                    "text": grade.name,
                    "grade": grade._badge(),
                    "amount": str(count),
                    "share": round(100 * count / most),
                    "note": " · ".join(filter(None, moves)),
                    "action": today._customers_action(
                        grade.name, whose & Domain("keqing_grade_id", "=", grade.id)
                    ),
                }
            )
        for trend, text in (
            ("up", self.env._("Risen at the last evaluation")),
            ("down", self.env._("Fallen at the last evaluation")),
        ):
            moved = Domain("keqing_grade_id", "!=", False) & Domain(
                "keqing_grade_trend", "=", trend
            )
            count = sum(each.get(trend, 0) for each in grades.values())
            if grades:
                lines.append(
                    {
                        "text": text,
                        "amount": str(count),
                        "level": "soon" if trend == "down" and count else False,
                        "action": today._customers_action(text, whose & moved),
                    }
                )
        return {"lines": lines}

    def _fill_contacts(self, asked):
        """Contacts that grades ask for, late and to come, and visits that are planned."""
        company = self.env.company
        today, grace = company._get_keqing_today(), company._get_keqing_grace_start()
        ours = Domain("company_id", "=", company.id) & self._of_customers(asked, "partner_id.")
        due = self._count_lines(
            "keqing.contact.due",
            ours,
            [
                (self.env._("Contacts overdue"), Domain("due_on", "<", grace), "now"),
                (
                    self.env._("Contacts due within a week"),
                    Domain("due_on", ">=", grace)
                    & Domain("due_on", "<=", today + timedelta(days=WEEK)),
                    False,
                ),
            ],
        )
        visits = self._count_lines(
            "keqing.visit",
            ours & Domain("state", "=", "planned"),
            [
                (
                    self.env._("Planned contacts not done in time"),
                    Domain("planned_on", "<", today),
                    "soon",
                ),
                (self.env._("Planned for today"), Domain("planned_on", "=", today), False),
            ],
        )
        return due and visits and {"lines": due["lines"] + visits["lines"]}

    def _fill_complaints(self, asked):
        """By the next of their clocks."""
        now = fields.Datetime.now()
        soon = now + timedelta(days=1)
        runs = Domain("waits_for_customer", "=", False)
        return self._count_lines(
            "keqing.complaint",
            Domain("company_id", "=", self.env.company.id)
            & Domain("state", "in", OPEN)
            & Domain("is_suggestion", "=", False)
            & self._of_customers(asked, "partner_id."),
            [
                (self.env._("Late"), runs & Domain("due_at", "<", now), "now"),
                (
                    self.env._("Due within a day"),
                    runs & Domain("due_at", ">=", now) & Domain("due_at", "<", soon),
                    "soon",
                ),
                (
                    self.env._("Due later"),
                    runs & (Domain("due_at", ">=", soon) | Domain("due_at", "=", False)),
                    False,
                ),
                (
                    self.env._("Waiting for the customer"),
                    Domain("waits_for_customer", "=", True),
                    False,
                ),
            ],
        )

    def _fill_credit(self, asked):
        """What is owed, overdue and beyond the limits, of the accounts that the user may read."""
        Account = self.env["keqing.credit.account"]
        if not Account.has_access("read"):
            return None
        ours = Domain("company_id", "=", self.env.company.id)
        ours &= self._of_customers(asked, "partner_id.")
        over = Domain("is_over", "=", True)
        [[exposure, overdue]] = Account._read_group(ours, [], ["exposure:sum", "overdue:sum"])
        [[beyond, count]] = Account._read_group(ours & over, [], ["exposure:sum", "__count"])
        money = self.env["keqing.today"]._money
        asked_for = (
            (self.env._("Exposure"), exposure, Domain("exposure", "!=", 0), False),
            (self.env._("Overdue"), overdue, Domain("overdue", ">", 0), "soon"),
            (self.env._("Of %s customers over their limit", count), beyond, over, "now"),
        )
        return {
            "lines": [
                {
                    "text": text,
                    "amount": money(amount),
                    "level": level if amount else False,
                    "action": self._window_action(text, Account._name, ours & narrow),
                }
                for text, amount, narrow, level in asked_for
            ]
        }

    def _fill_rebates(self, asked):
        """What programmes owe, beside what stands in the books."""
        TieOut = self.env["keqing.rebate.tie.out"]
        if not TieOut.has_access("read"):
            return None
        ours = Domain("company_id", "=", self.env.company.id)
        if asked.territory:
            ours &= self._of_customers(asked, "partner_id.")
        [[owed, books]] = TieOut._read_group(ours, [], ["open:sum", "books:sum"])
        money = self.env["keqing.today"]._money
        return {
            "lines": [
                {
                    "text": text,
                    "amount": money(amount),
                    "level": False,
                    "action": self._window_action(text, TieOut._name, ours),
                }
                for text, amount in (
                    (self.env._("Earned and not settled"), owed),
                    (self.env._("Liability in the books"), books),
                )
            ]
        }
