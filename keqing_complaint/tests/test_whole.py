from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .remedy import RemedyCommon


@tagged("post_install", "-at_install")
class TestWholeComplaint(RemedyCommon, HttpCase):
    """One complaint in the browser, from the portal to its end; then the books are counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Mei", "parent_id": cls.customer.id, "email": "mei@wanmin.example.com"}
        )
        new_test_user(
            cls.env,
            "mei",
            groups="base.group_portal",
            partner_id=cls.person.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.env["keqing.complaint.type"].search([("id", "!=", cls.leak.id)]).active = False
        cls.keeper = cls._create_user("keeper", "all")
        for group in ("stock.group_stock_manager", "account.group_account_manager"):
            cls.keeper.group_ids += cls.env.ref(group)
        cls.taster = cls._create_user("taster", "user")
        cls.env["keqing.complaint.team"].create(
            {
                "name": "Quality",
                "department": "quality",
                "user_id": cls.taster.id,
                "member_ids": [Command.set(cls.taster.ids)],
            }
        )

    def _part(self, name, login, record=None, url=None):
        url = url or f"/odoo/{record._name}/{record.id}"
        self.start_tour(url, f"keqing_whole_{name}", login=login)
        self.env.invalidate_all()

    def test_from_the_portal_to_the_end(self):
        plum = self._create_goods("Plum wine", cost=45)
        order = self._sell((self.wine, 12, 33.33), (plum, 12, 19.99))
        owed, stock = self._owed(), self._balance(self.stock_account)
        self._part("complaint", "mei", url="/my")
        complaint = self.env["keqing.complaint"].search(
            [("partner_id", "=", self.customer.id)], order="id desc", limit=1
        )
        self.assertEqual(complaint.line_ids.sale_line_id, order.order_line)
        self._part("investigation", "handler", complaint)
        self.assertEqual(complaint.line_ids.mapped("wanted"), ["exchange", "return"])
        self._part("findings", "taster", complaint.inquiry_ids)
        self._part("proposal", "handler", complaint)
        self._part("acceptance", "mei", url=complaint.access_url)
        self.assertEqual(complaint.answer_ids.contact_id, self.person)
        self._part("documents", "keeper", complaint)
        self._part("follow_up", "handler", complaint)
        self._part("verdict", "mei", url=complaint.access_url)
        self._part("end", "handler", complaint)
        self.assertEqual((complaint.state, complaint.outcome_mark), ("closed", "5"))
        self._check_books(complaint, plum, owed, stock)

    def _check_books(self, complaint, plum, owed, stock):
        """Four bottles came back for good: 4 x 19.99 and 13 % of it; six were exchanged.

        As nobody wrote down that they are good, all ten lie with the bad goods."""
        note = self._notes(complaint)
        back, out = self._transfers(complaint)
        self.assertEqual(set((back + out).mapped("state")), {"done"})
        self.assertEqual(note.amount_untaxed, 79.96)
        self.assertEqual(note.amount_total, 90.35)
        self.assertAlmostEqual(self._owed(), owed - 90.35, 2)
        self.assertAlmostEqual(self._balance(self.stock_account), stock + 4 * 45, 2)
        self.assertEqual((self.wine.qty_available, plum.qty_available), (82, 88))
        self.assertAlmostEqual(self.wine.total_value + plum.total_value, 88 * 60 + 92 * 45, 2)
        self.assertEqual(complaint.remedy_ids.mapped("state"), ["done", "done"])
