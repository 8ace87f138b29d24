# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Two people work on complaints at once: one limit, one incident, one repeat, one sample."""

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .copied import CopiedDatabaseCase


@tagged("post_install", "-at_install")
class TestComplaintsAtOnce(CopiedDatabaseCase):
    def _fill(self, env):
        """Goods that several customers bought, somebody who may promise 1,000, and a cause."""
        self.type_id = env.ref("keqing_complaint.complaint_type_quality").id
        self.cause_id = env.ref("keqing_complaint.complaint_cause_method_instruction").id
        goods = env["product.product"].create({"name": "Wine", "type": "consu"})
        self.goods_id = goods.id
        customers = env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(4)]
        )
        self.customer_ids = customers.ids
        groups = ("keqing_customer.group_customer_service", "base.group_user")
        self.user_id = (
            env["res.users"]
            .create(
                {
                    "name": "Handler",
                    "login": "handler",
                    "group_ids": [Command.set([env.ref(group).id for group in groups])],
                }
            )
            .id
        )
        env["keqing.remedy.limit"].search([]).unlink()
        env["keqing.remedy.limit"].create(
            {"company_id": env.company.id, "role": "service", "amount": 1000}
        )
        env.company.keqing_incident_customers = 0
        order = env["sale.order"].create(
            {
                "partner_id": customers[0].id,
                "order_line": [
                    Command.create(
                        {"product_id": goods.id, "product_uom_qty": 12, "price_unit": 100}
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 12, "picked": True})
        order.picking_ids.button_validate()
        self.order_line_id = order.order_line.id
        self.promised = [self._promise(env).id for __ in range(2)]
        self.told = [self._complain(env, customers[0]).id for __ in range(2)]

    def _complain(self, env, customer, **line):
        return env["keqing.complaint"].create(
            {
                "partner_id": customer.id,
                "description": "It leaks.",
                "type_id": self.type_id,
                "line_ids": [Command.create({"product_id": self.goods_id, **line})],
            }
        )

    def _promise(self, env):
        """Each within the limit, both together beyond it."""
        customer = env["res.partner"].browse(self.customer_ids[0])
        complaint = self._complain(env, customer, sale_line_id=self.order_line_id, quantity=6)
        env["keqing.complaint.remedy"].create(
            {"line_id": complaint.line_ids.id, "kind": "replenishment", "quantity": 6}
        )
        complaint.action_investigate()
        return complaint

    def _env(self, cr, user_id=SUPERUSER_ID):
        return api.Environment(cr, user_id, {})

    def _propose(self, cr, number):
        env = self._env(cr, self.user_id)
        return env, env["keqing.complaint"].browse(self.promised[number]).action_propose

    def test_two_proposals_for_the_same_goods_stay_within_one_limit(self):
        refusal = self._at_once(
            lambda cr: self._propose(cr, 0)[1](), lambda cr: self._propose(cr, 1)
        )
        self.assertIsInstance(refusal, UserError)
        self.assertIn("may promise", str(refusal))

    def test_two_processes_suspect_one_incident(self):
        def complain(cr, number):
            env = self._env(cr)
            customer = env["res.partner"].browse(self.customer_ids[number])
            return env, lambda: self._complain(env, customer)

        with self.registry.cursor() as cr:
            env = self._env(cr)
            env.company.keqing_incident_customers = 3
            complain(cr, 1)[1]()
        outcome = self._at_once(lambda cr: complain(cr, 2)[1](), lambda cr: complain(cr, 3))
        self.assertIsNone(outcome)
        with self.registry.cursor() as cr:
            incident = self._env(cr)["keqing.incident"].search([])
            self.assertEqual(len(incident), 1)
            self.assertEqual(incident.state, "suspected")

    def test_two_who_find_the_same_cause_open_one_case(self):
        def find(cr, number):
            env = self._env(cr)
            complaint = env["keqing.complaint"].browse(self.told[number])
            return env, lambda: complaint.write({"cause_id": self.cause_id})

        outcome = self._at_once(lambda cr: find(cr, 0)[1](), lambda cr: find(cr, 1))
        self.assertIsNone(outcome)
        with self.registry.cursor() as cr:
            actions = self._env(cr)["keqing.preventive.action"].search([])
            self.assertEqual(actions.mapped("is_repeat"), [True])

    def test_two_jobs_draw_one_sample(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            month = fields.Date.subtract(env.company._get_keqing_today().replace(day=1), months=1)
            complaints = env["keqing.complaint"].browse(self.told)
            complaints.user_id = self.user_id
            complaints.write({"state": "closed", "closed_at": env.company._get_keqing_start(month)})

        def draw(cr):
            env = self._env(cr)
            return env, lambda: env["keqing.quality.sample"]._draw_missing(env.company)

        self.assertIsNone(self._at_once(lambda cr: draw(cr)[1](), draw))
        with self.registry.cursor() as cr:
            samples = self._env(cr)["keqing.quality.sample"].search([])
            self.assertEqual(len(samples), 1)
