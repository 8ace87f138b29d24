# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from decimal import ROUND_FLOOR

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ...chosen import for_one


class KeqingEvaluation(models.Model):
    """Why this grade: each indicator's share of the score, and what was decided otherwise."""

    _inherit = "keqing.evaluation"

    @api.readonly
    @for_one("read")
    def get_explanation(self):
        """The verdict in words and bars, for the screen and for print.

        :return: dict: ``id``, ``title``; ``score`` (text); ``coverage`` (percent); ``provisional``,
            whether the score decided nothing; ``grade``, ``previous``, ``computed`` (badges or
            False); ``movement``; ``lines`` (see :meth:`_explain_line`); ``before``, the title of
            the last period's verdict, or False; ``history`` (see :meth:`_explain_history`);
            ``outlook`` and ``notes`` (lists of sentences in the user's language)
        :raise AccessError: if the user may not read the evaluation
        """
        return self._get_explanations()[self]

    def _get_explanations(self):
        """:return: ``{evaluation: dict}``, see :meth:`get_explanation`"""
        self.check_access("read")
        outlooks = self._explain_outlooks()
        histories = self._get_histories()
        totals = self._explain_regions()
        return {
            verdict: verdict._explain(outlooks[verdict], histories[verdict], totals[verdict])
            for verdict in self
        }

    def _explain_regions(self):
        """What the totals are made of that shares are told of.

        :return: ``{verdict: list of sentences}``, with one query per run
        """
        told = {verdict: [] for verdict in self}
        for run, verdicts in self.grouped(lambda verdict: verdict.run_id.sudo()).items():
            if not run.regions:
                continue
            indicators = run._indicators()
            region_of = indicators._region_of(verdicts.partner_id, run.date_to)
            names = {
                territory.id: territory.display_name
                for territory in run.env["keqing.territory"].browse(set(region_of.values()))
            }
            for position, regions in run.regions.items():
                for verdict in verdicts:
                    region = region_of.get(verdict.partner_id.id)
                    if parts := regions.get(str(region)):
                        indicator = indicators[int(position)]
                        told[verdict].append(
                            verdict._explain_region(indicator, names[region], parts)
                        )
        return told

    def _explain_region(self, indicator, region, parts):
        total, judged, others, nobodys = map(self.company_id.currency_id.format, parts)
        return self.env._(
            "%(indicator)s: of %(total)s in %(region)s and below. Of these %(judged)s are of the "
            "customers judged here, %(others)s of other customers, %(nobodys)s of partners "
            "without a customer type.",
            indicator=indicator.name,
            total=total,
            region=region,
            judged=judged,
            others=others,
            nobodys=nobodys,
        )

    def _explain(self, outlook, history, totals):
        run = self.run_id.sudo()  # its definition explains every verdict that may be read
        indicators = run._indicators()
        before = history[:1]
        earned_before = before._earned_by_indicator()
        lines = [
            self._explain_line(definition, indicator, value, points)
            | {"before": earned_before.get(indicator.id, False)}
            for definition, indicator, (value, points) in zip(
                run.definition["lines"], indicators, self.lines or [], strict=True
            )
        ]
        return {
            "id": self.id,
            "title": run.name,
            "score": self._format_points(self.score) if self.coverage else "–",
            "coverage": round(self.coverage),
            "provisional": self.is_provisional,
            "grade": self.grade_id._badge(),
            "computed": self.computed_grade_id._badge(),
            "previous": self.previous_grade_id._badge(),
            "movement": self.movement,
            "lines": lines,
            "before": bool(before) and before.run_id.sudo().period_name,
            "history": self._explain_history(history),
            "outlook": outlook,
            "notes": self._explain_notes() + totals + self._explain_changes(),
        }

    def _describe_fall(self, before):
        """From which grade to which, and what made it fall, as one sentence.

        That is the indicator that lost most points since the verdict ``before``; where none lost
        any, or nothing was known before, the one that lacks most.
        """
        run = self.run_id.sudo()  # its definition explains every verdict that may be read
        said = {"moved": f"{self.previous_grade_id.code or '–'} → {self.grade_id.code or '–'}"}
        earned, earned_before = self._earned_by_indicator(), before._earned_by_indicator()
        weights = {line["indicator_id"]: line["weight"] for line in run.definition["lines"]}
        lost = {each: earned_before.get(each, 0) - earned[each] for each in earned}
        lacking = {each: weights[each] - earned[each] for each in earned}
        most = max(lost, key=lost.get, default=None)
        if most and lost[most] <= 0:
            most = max(lacking, key=lacking.get)
        if not most or not weights[most]:
            return said["moved"]
        said["indicator"] = run._indicators().browse(most).name
        said["earned"] = self._format_points(earned[most])
        if lost[most] > 0:
            said["before"] = self._format_points(earned_before[most])
            return self.env._(
                "%(moved)s: %(indicator)s %(earned)s points, %(before)s before", **said
            )
        said["weight"] = self._format_points(weights[most])
        return self.env._("%(moved)s: %(indicator)s %(earned)s of %(weight)s points", **said)

    def _explain_line(self, definition, indicator, value, points):
        """One indicator: its value as text, and how many of its points were earned.

        Beside these stands ``before``, what it earned the last time; False if it was not known.
        """
        weight = definition["weight"]
        return {
            "name": indicator.name,
            "indicator_id": indicator.id,
            "has_documents": value is not None
            and indicator.with_env(self.env)._may_open_documents(
                self.company_id, self.date_from, self.date_to
            ),
            "value": self._format_line(definition, indicator, value),
            "known": value is not None,
            "decides": not definition["curve"],
            "earned": points is not None and round(points * weight / 100, 1),
            "weight": round(weight, 1),
            "percent": points and round(points),
        }

    def _format_line(self, definition, indicator, value):
        """A value as text; what decides is cut off, not rounded: 19.999 % has not reached 20 %."""
        currency = self.company_id.currency_id
        if value is None or definition["curve"]:
            return indicator._format_value(value, currency)
        return indicator._format_bound(value, currency, ROUND_FLOOR)

    @api.readonly
    @for_one("read")
    def action_view_documents(self, indicator_id):
        """Open the documents behind one figure of the verdict, as far as the user may see them.

        :raise AccessError: if the user may not read the evaluation, or such documents
        :raise UserError: if that figure stands on no documents
        """
        run = self.run_id.sudo()  # its definition explains every verdict that may be read
        is_number = type(indicator_id) is int
        indicator = self.env["keqing.indicator"].browse(indicator_id if is_number else ())
        indicator &= run._indicators()
        period = self.company_id, self.partner_id, self.date_from, self.date_to
        documents = indicator and indicator._get_documents(*period)
        if not documents:
            raise UserError(
                self.env._("%s: no documents lie behind this figure.", self.display_name)
            )
        return indicator._view_documents(indicator.name, *documents)

    def _explain_notes(self):
        """What else has to be known about this verdict, as sentences."""
        notes = []
        if self.is_overridden:
            notes.append(
                self.env._(
                    "%(user)s set %(grade)s instead of %(computed)s: %(reason)s",
                    user=self.override_user_id.name,
                    grade=self.grade_id.name,
                    computed=self.computed_grade_id.name or "–",
                    reason=self.override_reason,
                )
            )
        if self.is_anew and not self.is_overridden:
            notes.append(
                self.env._(
                    "Judged anew by %(user)s: %(reason)s",
                    user=self.override_user_id.name,
                    reason=self.override_reason,
                )
            )
        if self.is_held:
            notes.append(
                self.env._(
                    "Came out as %(grade)s, below the present grade, for %(count)s period(s) in a "
                    "row; a downgrade takes %(needed)s.",
                    grade=self.computed_grade_id.name,
                    count=self.below_count,
                    needed=self.run_id.sudo().definition["downgrade_after"],  # engine field
                )
            )
        if self.is_provisional:
            notes.append(self.env._("A new customer: the grade is provisional."))
        if not self.computed_grade_id:
            notes.append(self.env._("Nothing is known of this customer, so nothing was judged."))
        return notes

    def _explain_changes(self):
        """What happened since to documents that counted, as sentences."""
        return [self._explain_change(change) for change in self.changes or ()]

    def _explain_change(self, change):
        # sudo: the name of a colleague
        user = self.env["res.users"].sudo().browse(change["user_id"]).exists()
        said = {
            "document": change["document"],
            "amount": self.company_id.currency_id.format(change["amount"]),
            "user": user.name or "–",
            "day": format_date(self.env, change["on"]),
        }
        if change["state"] == "cancel":
            return self.env._(
                "%(document)s (%(amount)s) counted here and was cancelled by %(user)s on %(day)s.",
                **said,
            )
        return self.env._(
            "%(document)s (%(amount)s) counted here and was reset to draft by %(user)s on %(day)s.",
            **said,
        )

    @api.model
    def _format_points(self, points):
        """Points with one decimal, with two where one would hide what was judged (59.97)."""
        return formatLang(self.env, points, digits=1 if round(points, 1) == round(points, 2) else 2)
