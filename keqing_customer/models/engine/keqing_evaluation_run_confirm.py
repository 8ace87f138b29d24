# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...chosen import for_chosen, for_one

OWNER_LIST_LIMIT = 30  # customers named in a message to their owner


class KeqingEvaluationRun(models.Model):
    """From results to grades: confirming a run, telling people."""

    _inherit = "keqing.evaluation.run"

    @for_chosen("write")
    def action_confirm(self):
        """Make the verdicts count: grades change, owners are told, the run becomes history.

        :raise AccessError: if the user may not decide for every customer of the run
        :raise UserError: for a simulation or a run that is not computed, or if somebody else
            confirms it at this moment
        """
        for run in self:
            run._check_may_confirm()
            run._confirm()

    @for_one("write")
    def action_ask_to_confirm(self):
        """Say what confirming does, in numbers, and who has not reviewed it, before it is done."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Confirm %s", self.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (self.env.ref("keqing_customer.keqing_evaluation_run_view_confirm").id, "form")
            ],
            "target": "new",
        }

    def _check_may_confirm(self):
        self._lock_alone(self)
        if self.is_simulation:
            raise UserError(self.env._("%s is a simulation; it changes no customer.", self.name))
        if self.state != "computed":
            raise UserError(self.env._("%s does not wait for confirmation.", self.name))
        self._check_answers_for_all()

    def _check_answers_for_all(self):
        """:raise AccessError: if customers of the run lie outside what the user answers for"""
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(
            "keqing_customer.group_customer_manager"
        ):
            raise AccessError(self.env._("Only territory managers decide on the grades of a run."))
        domain = [("run_id", "=", self.id)]
        Evaluation = self.env["keqing.evaluation"]
        total = Evaluation.sudo().search_count(domain)  # to compare with what the user may see
        hidden = total - Evaluation.search_count(domain)
        if hidden:
            raise AccessError(
                self.env._(
                    "%(count)s customers of %(run)s lie outside your territories. "
                    "Ask somebody who answers for all of them.",
                    count=hidden,
                    run=self.name,
                )
            )

    def _confirm(self):
        self.ensure_one()
        self.env.flush_all()
        engine = self.sudo()  # fields that nobody may write by hand
        engine.write(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_on": fields.Datetime.now(),
            }
        )
        self._apply_verdicts()
        self._tell_owners()
        self.activity_feedback(["keqing_customer.mail_activity_type_confirm_run"])

    def _apply_verdicts(self, evaluations=None):
        """Give the customers what was found of them, and propose what strategies make of it.

        :param evaluations: only these; all of the run if None
        """
        field = self.scorecard_id._get_verdict_field()
        if field and (changes := self._write_grades(field, evaluations)):
            self.env["res.partner"].browse(changes)._keqing_grade_changed(self, changes)
        self.scorecard_id._propose_actions()

    def _write_grades(self, field, evaluations):
        """Write the grade on the customers whose badge changes, in one statement.

        The badge is the grade and the arrow. A later confirmed verdict is not overruled.

        :return: ``{customer id: (id of the grade before or None, id of the grade now)}`` of those
            whose grade is another now
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner partner
                      SET %(grade)s = COALESCE(partner.%(grade)s, '{}')
                              || jsonb_build_object(%(company)s::text, verdict.grade_id),
                          %(trend)s = COALESCE(partner.%(trend)s, '{}')
                              || jsonb_build_object(%(company)s::text, %(arrow)s)
                     FROM keqing_evaluation verdict
                     JOIN res_partner before ON before.id = verdict.partner_id
                    WHERE verdict.run_id = %(run)s
                      AND verdict.partner_id = partner.id
                      AND verdict.is_superseded IS NOT TRUE
                      AND verdict.grade_id IS NOT NULL
                      AND (partner.%(grade)s->>%(company)s IS DISTINCT FROM verdict.grade_id::text
                           OR partner.%(trend)s->>%(company)s IS DISTINCT FROM %(arrow)s)
                      AND %(only)s
                      AND partner.id NOT IN (%(later)s)
                RETURNING partner.id, (before.%(grade)s->>%(company)s)::int, verdict.grade_id""",
                later=self._later_verdicts_sql(),
                grade=SQL.identifier(field),
                trend=SQL.identifier(f"{field.removesuffix('_id')}_trend"),
                arrow=SQL("CASE WHEN verdict.movement IN ('up', 'down') THEN verdict.movement END"),
                company=str(self.company_id.id),
                run=self.id,
                only=SQL("verdict.id IN %s", tuple(evaluations.ids))
                if evaluations is not None
                else SQL("TRUE"),
            )
        )
        written = self.env.cr.fetchall()
        self.env["res.partner"].invalidate_model([field, f"{field.removesuffix('_id')}_trend"])
        return {partner_id: (before, now) for partner_id, before, now in written if before != now}

    def _later_verdicts_sql(self):
        """SELECT of the customers with a later confirmed verdict for the same purpose.

        For NOT IN, which PostgreSQL hashes: fresh verdicts it takes for few, and with NOT EXISTS
        it compared each with each.
        """
        return SQL(
            """SELECT later.partner_id
                 FROM keqing_evaluation later
                 JOIN keqing_evaluation_run run ON run.id = later.run_id
                 JOIN keqing_scorecard scorecard ON scorecard.id = run.scorecard_id
                WHERE later.partner_id IS NOT NULL
                  AND later.company_id = %(company)s
                  AND later.date_to > %(date_to)s
                  AND run.state = 'confirmed'
                  AND scorecard.purpose = %(purpose)s""",
            company=self.company_id.id,
            date_to=self.date_to,
            purpose=self.purpose,
        )

    def _tell_owners(self):
        """One message to each account owner: who went up and who went down."""
        moved = self.env["keqing.evaluation"].search_fetch(
            [
                ("run_id", "=", self.id),
                ("movement", "in", ("up", "down")),
                ("user_id", "!=", False),
            ],
            ["user_id", "partner_id", "movement", "previous_grade_id", "grade_id"],
            order="movement desc, score desc",
        )
        for owner, evaluations in moved.grouped("user_id").items():
            run = self.with_context(lang=owner.lang or self.env.lang)
            run.message_notify(
                partner_ids=owner.partner_id.ids,
                subject=run.env._("Grades for %s", run.name),
                body=run._owner_message(evaluations.with_env(run.env)),
                email_layout_xmlid="mail.mail_notification_light",
            )

    def _owner_message(self, evaluations):
        """:return: Markup, two lists: up and down"""
        body = Markup()
        headings = {"up": self.env._("Gone up"), "down": self.env._("Gone down")}
        for movement, heading in headings.items():
            moved = evaluations.filtered(lambda verdict, kind=movement: verdict.movement == kind)
            if not moved:
                continue
            items = [
                Markup("<li>%s: %s → %s</li>")
                % (verdict.partner_id.name, verdict.previous_grade_id.name, verdict.grade_id.name)
                for verdict in moved[:OWNER_LIST_LIMIT]
            ]
            if len(moved) > OWNER_LIST_LIMIT:
                more = self.env._("and %s more", len(moved) - OWNER_LIST_LIMIT)
                items.append(Markup("<li>%s</li>") % more)
            body += Markup("<p><b>%s (%s)</b></p><ul>%s</ul>") % (
                heading,
                len(moved),
                Markup().join(items),
            )
        return body
