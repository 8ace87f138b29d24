# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext

from ..today import Section
from .mixins.keqing_job_mixin import ADMINISTRATORS, FAILED_ACTIVITY
from .res_partner import OWN_PEOPLE


class KeqingToday(models.AbstractModel):
    """What administrators begin with: what is not set up yet, and what failed at night."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            Section(
                name="failures",
                title=self.env._("Failed over night"),
                empty=self.env._("All scheduled work was done."),
                sequence=0,
                groups=ADMINISTRATORS,
                # sudo: whosesoever it is, an administrator looks after it
                records=self.env["mail.activity"].sudo(),
                domain=Domain("activity_type_id", "=", self._xml_id(FAILED_ACTIVITY)),
                order="id desc",
                fields=("summary", "note"),
                customer=None,
                line=self._failure_line,
            ),
            Section(
                name="setup",
                title=self.env._("Set up"),
                empty=self.env._("Everything is set up."),
                sequence=2,
                groups=ADMINISTRATORS,
                kind="steps",
                lines=self._get_setup_lines,
            ),
        ]

    def _failure_line(self, activity):
        note = " ".join(html2plaintext(activity.note or "").split())
        return {
            "text": f"{activity.summary}: {note}",
            "level": "now",
            "action": activity._get_records_action(name=activity.summary, target="new"),
        }

    def _get_setup_lines(self):
        """The steps that lead to the first grades, in their order; none once all are done."""
        steps = self._get_setup_steps()
        [done] = self.env.execute_query(
            SQL(
                "SELECT %s",
                SQL(", ").join(
                    SQL("EXISTS (%s)", records._search(domain, limit=1).select())
                    for __, records, domain, __ in steps
                ),
            )
        )
        if all(done):
            return []
        return [
            {"text": title, "action": action, "done": is_done}
            for (title, __, __, action), is_done in zip(steps, done, strict=True)
        ]

    @api.model
    def _get_setup_steps(self):
        """What a company does first; each room adds its own where it belongs.

        :return: list of tuples: what to do; a model and the domain of what there is once it is
            done; the action that leads there
        """
        company = self.env.company
        installers = [self._xml_id(f"base.user_{name}") for name in ("root", "admin")]
        return [
            (
                self.env._("Load a policy, or make a scorecard"),
                self.env["keqing.scorecard"],
                Domain("company_id", "=", company.id),
                "keqing_customer.keqing_policy_choice_action",
            ),
            (
                self.env._("Draw your territories"),
                self.env["keqing.territory"],
                Domain("company_id", "in", [company.id, False]),
                "keqing_customer.keqing_territory_action",
            ),
            (
                self.env._("Say who is who: salespeople, managers, director"),
                # sudo: whether there are any, not who they are
                self.env["res.users"].sudo(),
                Domain("all_group_ids", "in", self._xml_id(OWN_PEOPLE))
                & Domain("id", "not in", installers)
                & Domain("company_ids", "in", company.id),
                "keqing_customer.res_users_roles_action",
            ),
            (
                self.env._("Make contacts customers, or bring customers along from a file"),
                self.env["res.partner"],
                Domain("keqing_customer_type_id", "!=", False)
                & Domain("company_id", "in", [company.id, False]),
                "keqing_customer.customer_action",
            ),
        ]
