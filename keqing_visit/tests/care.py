# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command

from .common import VisitCommon


class CareCommon(VisitCommon):
    """A customer of grade A with a person who lets us keep personal facts and be greeted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._create_person("Hu Tao")
        cls._agree(cls.person, "profile", "care")

    @classmethod
    def _create_person(cls, name, customer=None, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "parent_id": (customer or cls.customer).id,
                "email": f"{name.split()[0].lower()}@example.com",
                **values,
            }
        )

    @classmethod
    def _agree(cls, person, *purposes):
        return cls.env["keqing.consent"].create(
            [
                {"partner_id": person.id, "purpose": purpose, "given_on": "2020-01-01"}
                for purpose in purposes
            ]
        )

    @classmethod
    def _born(cls, born, person=None, calendar="solar"):
        return cls.env["keqing.personal.profile"].create(
            {
                "partner_id": (person or cls.person).id,
                "birthday": born,
                "birthday_calendar": calendar,
            }
        )

    @classmethod
    def _create_rule(cls, occasion, action, grades=None, **values):
        return cls.env["keqing.care.rule"].create(
            {
                "occasion_id": cls.env.ref(f"keqing_visit.care_occasion_{occasion}").id,
                "action": action,
                "grade_ids": [Command.set((grades or cls.env["keqing.grade"]).ids)],
                "date_from": "2020-01-01",
                **values,
            }
        )

    @classmethod
    def _entitle(cls, *users):
        for user in users:
            user.group_ids += cls.env.ref("keqing_customer.group_customer_personal")

    def _care(self):
        with self.enter_registry_test_mode():
            self.env.ref("keqing_visit.ir_cron_care").method_direct_trigger()
        self.env.invalidate_all()

    def _tasks(self, **values):
        return self.env["keqing.care.task"].search(
            [("company_id", "=", self.company.id), *((n, "=", v) for n, v in values.items())]
        )
