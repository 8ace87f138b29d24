# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What tests of the first screen start from."""

from odoo import Command
from odoo.fields import Datetime

from .credit import CreditCommon


class TodayCommon(CreditCommon):
    """Customers of the salesperson about whom there is something in every section."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_limit(cls.customer, 100_000)
        cls.scorecard = cls._create_scorecard()
        cls.everybody = cls._create_user("everybody", "admin")
        for duty in ("credit", "legal", "data_officer"):
            cls.everybody.group_ids += cls.env.ref(f"keqing_customer.group_customer_{duty}")
        cls.everybody.group_ids += cls.env.ref("sales_team.group_sale_manager")

    def _today(self, user):
        """``{name of the section: section}`` as the screen of a user gets it."""
        self.env.flush_all()
        self.env.invalidate_all()
        Today = self.env["keqing.today"].with_user(user)
        answer = Today.with_context(allowed_company_ids=self.company.ids).get_today()
        return {section["name"]: section for section in answer["sections"]}

    def _lines(self, user, name):
        """(customer, text) of each line of a section, with plain blanks."""
        return [
            (line["customer"] and line["customer"]["name"], line["text"].replace("\xa0", " "))
            for line in self._today(user)[name]["lines"]
        ]

    @classmethod
    def _fall(cls, amounts, scorecard=None):
        """Let customers fall: each bought for 9,000 in one quarter, and in the next for less.

        :param amounts: ``{customer: amount}`` of the first quarter of 2024
        """
        scorecard = scorecard or cls.scorecard
        for customer, amount in amounts.items():
            cls._create_invoice(customer, 9_000, "2023-11-10")
            cls._create_invoice(customer, amount, "2024-02-10")
        cls._confirm_run(scorecard, "2023-12-31")
        return cls._confirm_run(scorecard, "2024-03-31")

    @classmethod
    def _ask_release(cls, order, user, **values):
        """A request for the release of an order, whatever its credit."""
        release = (
            cls.env["keqing.credit.release"]
            .sudo()
            .create(
                {
                    "document_name": order.name,
                    "partner_id": order.partner_id.id,
                    "company_id": order.company_id.id,
                    "user_id": user.id,
                    "reason": "Pays on Friday",
                    "amount": order.amount_total,
                    **values,
                }
            )
        )
        release.sale_order_id = order
        return release

    @classmethod
    def _promise(cls, record, user, day, summary="Bring samples"):
        return (
            cls.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                {
                    "res_model_id": cls.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "activity_type_id": cls.env.ref("mail.mail_activity_data_todo").id,
                    "summary": summary,
                    "user_id": user.id,
                    "date_deadline": day,
                }
            )
        )

    @classmethod
    def _create_lead(cls, name, user, still_since, **values):
        lead = cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "user_id": user.id,
                "company_id": cls.company.id,
                **values,
            }
        )
        lead.flush_recordset()
        lead.date_last_stage_update = Datetime.to_datetime(still_since)
        return lead

    @classmethod
    def _create_agreement(cls, customer, user, stage, date_to, **values):
        agreement = cls.env["keqing.agreement"].create(
            {
                "type_id": cls.env.ref("keqing_customer.agreement_type_distribution").id,
                "partner_id": customer.id,
                "company_id": cls.company.id,
                "user_id": user.id,
                "date_from": "2024-01-01",
                "date_to": date_to,
                **values,
            }
        )
        agreement.sudo().stage = stage
        return agreement

    @classmethod
    def _create_person(cls, customer, name="Xiangling"):
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": customer.id, "type": "contact"}
        )

    @classmethod
    def _create_strategy(cls, scorecard, **values):
        return cls.env["keqing.strategy"].create(
            {
                "name": "Fallen: call",
                "company_id": cls.company.id,
                "scorecard_id": scorecard.id,
                "condition": "fell",
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
                "summary": "Call them",
                "grade_ids": [Command.set([])],
                **values,
            }
        )
