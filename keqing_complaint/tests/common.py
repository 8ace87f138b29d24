from odoo import Command

from odoo.addons.keqing_customer.tests.common import CustomerCommon


class ComplaintCommon(CustomerCommon):
    """A customer of grade A in the harbour, and a team that handles its complaints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Wanmin Restaurant", user_id=cls.salesperson.id)
        cls.customer.with_company(cls.company).keqing_grade_id = cls.grade_a
        cls.handler = cls._create_user("handler", "user")
        cls.handler.group_ids += cls.env.ref("keqing_customer.group_customer_service")
        cls.harbour.member_ids += cls.handler
        cls.team = cls.env["keqing.complaint.team"].create(
            {"name": "Service", "member_ids": [Command.set(cls.handler.ids)]}
        )
        cls.leak = cls.env["keqing.complaint.type"].create(
            {"name": "Leaks", "severity": "1", "team_id": cls.team.id}
        )

    def _create_complaint(self, customer=None, **values):
        return self.env["keqing.complaint"].create(
            {
                "partner_id": (customer or self.customer).id,
                "subject": "Six bottles leak",
                "description": "Six of the twelve bottles leak at the cork.",
                "type_id": self.leak.id,
                **values,
            }
        )
