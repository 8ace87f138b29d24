# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import MANAGERS
from odoo.addons.keqing_customer.models.card.res_partner_department import MARKETING
from odoo.addons.keqing_customer.today import Section
from odoo.addons.keqing_customer.wording import say_day


class KeqingToday(models.AbstractModel):
    """Whom one is to congratulate, and what of that one's people have let pass."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        in_charge = Domain("partner_id.keqing_is_in_my_charge", "=", True)
        return [
            *super()._get_sections(),
            self._care_section(
                name="care",
                title=self.env._("Care for customers"),
                empty=self.env._("No occasion asks for you these days."),
                sequence=31,
                concerns=Domain("user_id", "=", self.env.uid),
            ),
            self._care_section(
                name="care_nobodys",
                title=self.env._("Care that is nobody's yet"),
                empty=self.env._("Somebody sees to every occasion."),
                sequence=10,
                groups=MARKETING,
                domain=Domain("user_id", "=", False) & in_charge,
            ),
            self._care_section(
                name="care_overdue",
                title=self.env._("Occasions let pass"),
                empty=self.env._("No occasion was let pass."),
                sequence=25,
                groups=MANAGERS,
                domain=Domain("date", "<", self.env.company._get_keqing_today()),
                concerns=Domain("user_id", "!=", self.env.uid) & in_charge,
            ),
            self._gift_section(
                name="gifts",
                title=self.env._("Gifts to decide on"),
                empty=self.env._("No gift waits for your decision."),
                sequence=26,
                groups=MANAGERS,
                domain=Domain("state", "=", "requested"),
                concerns=Domain("user_id", "!=", self.env.uid) & in_charge,
            ),
            self._gift_section(
                name="gifts_to_give",
                title=self.env._("Gifts to hand over"),
                empty=self.env._("No gift is to be handed over."),
                sequence=32,
                domain=Domain("state", "=", "approved"),
                concerns=Domain("user_id", "=", self.env.uid)
                | Domain("partner_id.user_id", "=", self.env.uid),
            ),
            Section(
                name="survey",
                title=self.env._("To be asked"),
                empty=self.env._("All your customers were asked."),
                sequence=33,
                action="keqing_customer.customer_action",
                records=self.env["res.partner"],
                domain=self._get_to_ask_domain(),
                concerns=self._get_to_ask_domain(),
                order="id",
                customer=None,
                line=self._ask_line,
            ),
        ]

    def _get_to_ask_domain(self):
        """Own customers with whom a survey is to be filled in."""
        waiting = self.env["keqing.survey.round"]._to_ask_sql()
        return Domain("user_id", "=", self.env.uid) & Domain("id", "in", waiting)

    def _ask_line(self, customer):
        return {
            "text": self.env._("A survey is to be filled in"),
            "customer": customer,
            "level": "soon",
            "action": customer._get_records_action(),
        }

    def _get_matters(self):
        """A birthday for which the user has a task is told there alone."""
        matters = super()._get_matters()
        people = [
            matter["birthday"][0]
            for theirs in (matters or {}).values()
            for matter in theirs
            if "birthday" in matter
        ]
        if not people:
            return matters
        tasks = self.env["keqing.care.task"].search_fetch(
            Domain("user_id", "=", self.env.uid)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("person_id", "in", [person.id for person in people])
            & Domain("action", "!=", "message")
            & Domain("state", "=", "planned")
            & Domain("occasion_id.kind", "=", "birthday"),
            ["person_id", "date"],
        )
        told = {(task.person_id, task.date) for task in tasks}
        left = {
            customer: [matter for matter in theirs if matter.get("birthday") not in told]
            for customer, theirs in matters.items()
        }
        return {customer: theirs for customer, theirs in left.items() if theirs}

    def _gift_section(self, domain, concerns, **section):
        concerns &= Domain("company_id", "=", self.env.company.id)
        return Section(
            action="keqing_visit.keqing_gift_action",
            records=self.env["keqing.gift"],
            domain=domain & concerns,
            concerns=concerns,
            order="give_on, id",
            fields=("partner_id", "item", "amount", "give_on", "user_id"),
            line=self._gift_line,
            **section,
        )

    def _gift_line(self, gift):
        late = gift.give_on < self.env.company._get_keqing_today()
        return {
            "text": self.env._(
                "%(gift)s, to be given on %(day)s",
                gift=gift.item,
                day=say_day(self.env, gift.give_on),
            ),
            "amount": self.env.company.currency_id.format(gift.amount),
            "level": "now" if late else "soon",
            "user": gift.user_id if gift.user_id != self.env.user else False,
            "action": gift._get_records_action(),
        }

    def _care_section(self, domain=Domain.TRUE, concerns=None, **section):
        of_company = Domain("company_id", "=", self.env.company.id) & Domain(
            "action", "!=", "message"
        )
        if concerns is not None:
            concerns &= of_company
            domain &= concerns
        return Section(
            action="keqing_visit.keqing_care_task_action",
            records=self.env["keqing.care.task"],
            domain=domain & of_company & Domain("state", "=", "planned"),
            concerns=concerns,
            order="date, id",
            fields=("partner_id", "person_id", "occasion_id", "action", "date", "user_id"),
            line=self._care_line,
            **section,
        )

    def _care_line(self, task):
        actions = dict(task._fields["action"]._description_selection(self.env))
        late = task.date < self.env.company._get_keqing_today()
        return {
            "text": self.env._(
                "%(occasion)s: %(action)s", occasion=task._tell(), action=actions[task.action]
            ),
            "customer": task.partner_id,
            "level": "now" if late else "soon",
            "user": task.user_id if task.user_id != self.env.user else False,
            "action": task._get_records_action(),
        }
