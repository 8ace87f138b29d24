# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What the policies promise customers for buying, paying, being
content and recommending: S0-35, 36, S1-41, S2-32, 49, S4-37."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.keqing_customer.tests.common import CustomerCommon

from .policy import PolicyCommon


class RebateClauses:
    """A customer of the pack, whose programmes of 2024 a director has started."""

    kind = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        journals = cls.env["account.journal"].search([("company_id", "=", cls.company.id)])
        journals.filtered(lambda each: each.code == "PAY").type = "bank"
        cls.programs = cls.env["keqing.rebate.program"].search(
            [("company_id", "=", cls.company.id), ("state", "=", "draft")]
        )
        for program in cls.programs:
            program.action_start()
        cls.customer = cls._create_customer(kind=cls.kind)

    def _earned(self, name):
        """What each statement of a programme comes to, in the order of their days."""
        program = self.programs.filtered(lambda each: each.name == name)
        self.assertEqual(len(program), 1, name)
        program._state_all()
        statements = self.env["keqing.rebate.statement"].search(
            [("program_id", "=", program.id), ("partner_id", "=", self.customer.id)],
            order="date_to",
        )
        return [(str(each.date_to), each.payable) for each in statements if each.payable]

    def test_what_runs_stays(self):
        """Loaded again nothing is doubled; what customers count on is not taken back."""
        Policy = self.env["keqing.policy"]
        created, __ = Policy._load(self.pack, self.company)
        self.assertFalse(created)
        self.customer.unlink()
        with self.assertRaisesRegex(UserError, "is in use and stays"):
            Policy._remove(self.pack, self.company)


@tagged("post_install", "-at_install")
class TestRebatesOfPolicies(CustomerCommon):
    def test_they_go_as_they_came(self):
        """What nobody started goes with its policy."""
        Policy, Program = self.env["keqing.policy"], self.env["keqing.rebate.program"]
        for pack, *__ in Policy._packs():
            with self.subTest(pack=pack):
                Policy._load(pack, self.company)
                drafts = Program.search([("company_id", "=", self.company.id)])
                self.assertTrue(drafts)
                self.assertEqual(set(drafts.mapped("state")), {"draft"})
                Policy._remove(pack, self.company)
                self.assertFalse(drafts.exists())


@freeze_time("2024-12-31 04:00:00")
@tagged("post_install", "-at_install")
class TestLiquorRebates(RebateClauses, PolicyCommon):
    pack = "liquor"
    kind = "distributor"

    def test_distributors_earn_by_the_year(self):
        self._create_invoice(self.customer, 250_000, "2024-02-10")
        self._create_invoice(self.customer, 400_000, "2024-08-10")
        # 1 % of 250,000; then 1.5 % of 650,000 less what was stated
        self.assertEqual(
            self._earned("Yearly purchase rebate"),
            [("2024-03-31", 2_500), ("2024-09-30", 7_250)],
        )

    def test_others_earn_none_of_it(self):
        self.customer = self._create_customer(kind="group_buyer")
        self._create_invoice(self.customer, 900_000, "2024-02-10")
        self.assertEqual(self._earned("Yearly purchase rebate"), [])


@freeze_time("2024-12-31 04:00:00")
@tagged("post_install", "-at_install")
class TestLiquorOutletRebates(RebateClauses, PolicyCommon):
    pack = "liquor"
    kind = "restaurant"

    def test_outlets_earn_by_paying_soon(self):
        soon = self._create_invoice(self.customer, 4_000, "2024-04-01")
        later = self._create_invoice(self.customer, 5_000, "2024-04-01")
        late = self._create_invoice(self.customer, 6_000, "2024-04-01")
        self._pay(soon, 4_000, "2024-04-11")
        self._pay(later, 5_000, "2024-04-21")
        self._pay(late, 6_000, "2024-05-21")
        # 4,000 counts, 60 % of 5,000, none of 6,000: 1 % of 7,000
        self.assertEqual(self._earned("Quarterly rebate for prompt payment"), [("2024-06-30", 70)])


@freeze_time("2024-12-31 04:00:00")
@tagged("post_install", "-at_install")
class TestTobaccoRebates(RebateClauses, PolicyCommon):
    pack = "tobacco"
    kind = "retailer"

    def test_retailers_earn_at_the_end_of_the_year(self):
        self._create_invoice(self.customer, 160_000, "2024-06-10")
        self.assertEqual(self._earned("Year-end rebate"), [("2024-12-31", 1_600)])


@freeze_time("2024-12-31 04:00:00")
@tagged("post_install", "-at_install")
class TestApparelRebates(RebateClauses, PolicyCommon):
    pack = "apparel"
    kind = "clothing_shop"

    def test_s2_49_who_is_content_or_brings_others_is_thanked(self):
        """A mark of 4.6 reaches the tier of 4.5; two of three who were brought bought by June."""
        self._assess(self.indicators["satisfaction"], self.customer, 4.6, date="2024-05-01")
        for name, day in (("One", "2024-04-01"), ("Two", "2024-06-30"), ("Three", "2024-07-01")):
            friend = self._create_customer(name, self.kind, keqing_referrer_id=self.customer.id)
            self._create_invoice(friend, 10, day)
        self.assertEqual(self._earned("Thanks for high satisfaction"), [("2024-12-31", 500)])
        self.assertEqual(
            self._earned("Thanks for recommending us"), [("2024-06-30", 200), ("2024-09-30", 100)]
        )

    def test_shops_earn_each_quarter(self):
        self._create_invoice(self.customer, 40_000, "2024-01-10")
        self._create_invoice(self.customer, 100_000, "2024-05-10")
        self._create_invoice(self.customer, 15_000, "2024-08-10")
        self.assertEqual(
            self._earned("Quarterly purchase rebate"),
            [("2024-03-31", 400), ("2024-06-30", 2_000)],
        )


@freeze_time("2024-12-31 04:00:00")
@tagged("post_install", "-at_install")
class TestRegionalRebates(RebateClauses, PolicyCommon):
    pack = "regional"
    kind = "manufacturing"

    def test_each_slice_earns_its_own_rate(self):
        self._create_invoice(self.customer, 2_500_000, "2024-03-10")
        # 1 % of what lies between 500,000 and 2,000,000, 2 % of the 500,000 above
        self.assertEqual(self._earned("Yearly volume rebate"), [("2024-12-31", 25_000)])


@freeze_time("2024-12-31 04:00:00")
@tagged("post_install", "-at_install")
class TestFmcgRebates(RebateClauses, PolicyCommon):
    pack = "fmcg"
    kind = "small_shop"

    def test_shops_earn_a_lump_for_showing_it(self):
        self._create_invoice(self.customer, 12_000, "2024-01-10")
        self._create_invoice(self.customer, 9_999, "2024-05-10")
        self._create_invoice(self.customer, 60_000, "2024-08-10")
        self.assertEqual(
            self._earned("Quarterly display rebate"),
            [("2024-03-31", 300), ("2024-09-30", 1_000)],
        )


@freeze_time("2024-12-31 04:00:00")
@tagged("post_install", "-at_install")
class TestFmcgDistributorRebates(RebateClauses, PolicyCommon):
    pack = "fmcg"
    kind = "distributor"

    def test_distributors_earn_by_what_they_paid(self):
        invoice = self._create_invoice(self.customer, 500_000, "2024-01-10")
        self._pay(invoice, 450_000, "2024-01-20")
        self.assertEqual(
            self._earned("Quarterly rebate for prompt payment"), [("2024-03-31", 6_750)]
        )
