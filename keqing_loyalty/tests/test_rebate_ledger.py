# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-05-10")
class TestRebateLedger(RebateCommon):
    """What is posted counts, what is taken back does not, and every step leaves its row."""

    def test_post_reset_post(self):
        program = self._create_program()
        invoice = self._create_invoice(self.customer, 100, "2024-02-29", quantity=4)
        self.assertEqual(self._rows(program), [("post", 100, 4)])
        invoice.button_draft()
        self.assertEqual(self._rows(program), [("post", 100, 4), ("unpost", -100, -4)])
        invoice.invoice_line_ids.price_unit = 30
        invoice.action_post()
        self.assertEqual(self._rows(program)[2:], [("post", 120, 4)])
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(self._base(program), (0, 0))

    def test_all_at_the_end_of_a_transaction(self):
        program = self._create_program()
        invoice = self._create_invoice(self.customer, 100, "2024-02-29")
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 70
        invoice.action_post()
        self.assertEqual(self._rows(program), [("post", 70, 1)])

    def test_what_was_invoiced_before_it_started(self):
        self._create_invoice(self.customer, 100, "2024-01-01")
        self._create_invoice(self.customer, 1000, "2023-12-31")
        self._create_invoice(self.customer, 10, "2024-03-01", post=False)
        program = self._create_program()
        self.assertEqual(self._base(program), (100, 1))

    def test_deleted(self):
        program = self._create_program()
        invoice = self._create_invoice(self.customer, 100, "2024-02-29")
        self.env.cr.flush()
        invoice.with_context(force_delete=True).unlink()
        self.assertEqual(self._base(program), (0, 0))
        rows = self.env["keqing.rebate.ledger"].search([("program_id", "=", program.id)])
        self.assertEqual(rows.mapped("event"), ["unpost", "post"])
        with self.assertRaisesRegex(UserError, "was deleted"):
            rows[0].action_open_document()

    def test_credit_note_counts_where_its_invoice_does(self):
        program = self._create_program(period="quarter")
        invoice = self._create_invoice(self.customer, 100, "2024-03-31")
        refund = self._credit(invoice, "2024-05-02")
        self.assertEqual(self._base(program), (0, 0))
        rows = self.env["keqing.rebate.ledger"].search([("program_id", "=", program.id)])
        self.assertEqual({str(row.period_from) for row in rows}, {"2024-01-01"})
        self.assertEqual({str(row.day) for row in rows}, {"2024-03-31", "2024-05-02"})
        invoice.button_draft()  # the credit note stands for itself now
        self.env.cr.flush()
        of_note = rows.search([("move_id", "=", refund.id)])
        self.assertEqual(
            [(str(row.period_from), row.amount) for row in of_note.sorted()],
            [("2024-04-01", -100), ("2024-01-01", 100), ("2024-01-01", -100)],
        )

    def test_products_that_count(self):
        wines = self.env["product.category"].create({"name": "Wines"})
        red = self.env["product.category"].create({"name": "Red", "parent_id": wines.id})
        tag = self.env["product.tag"].create({"name": "Promoted"})
        brand = self.env["product.attribute"].create(
            {"name": "Brand", "value_ids": [Command.create({"name": "Dawn"})]}
        )
        wine = self._create_product("Wine", categ_id=red.id)
        tagged_tea = self._create_product("Tea", product_tag_ids=[Command.link(tag.id)])
        branded = self.env["product.template"].create(
            {
                "name": "Dawn cup",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": brand.id,
                            "value_ids": [Command.set(brand.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        programs = [
            self._create_program(category_ids=[Command.set(wines.ids)]),
            self._create_program(tag_ids=[Command.set(tag.ids)]),
            self._create_program(attribute_value_ids=[Command.set(brand.value_ids.ids)]),
            self._create_program(
                product_ids=[Command.set(self.product.ids)], tag_ids=[Command.set(tag.ids)]
            ),
            self._create_program(),
        ]
        for amount, product in (
            (1, wine),
            (10, tagged_tea),
            (100, branded.product_variant_id),
            (1000, self.product),
        ):
            self._create_invoice(self.customer, amount, "2024-04-01", product=product)
        bases = [self._base(program)[0] for program in programs]
        self.assertEqual(bases, [1, 10, 100, 1010, 1111])

    def test_customers_who_take_part(self):
        kind = self.env["keqing.agreement.type"].create({"name": "Yearly"})
        far = self._create_customer("Far", keqing_territory_id=self.south.id)
        graded = self._create_customer("Graded")
        graded.with_company(self.company).keqing_grade_id = self.grade_a
        agreed = self._create_customer("Agreed")
        agreement = self.env["keqing.agreement"].create(
            {
                "partner_id": agreed.id,
                "type_id": kind.id,
                "date_from": "2024-06-01",
                "date_to": "2024-12-31",
            }
        )
        agreement.stage = "active"
        programs = [
            self._create_program(territory_ids=[Command.set(self.north.ids)]),
            self._create_program(customer_type_ids=[Command.set(self.seller.ids)]),
            self._create_program(grade_ids=[Command.set(self.grade_a.ids)]),
            self._create_program(partner_ids=[Command.set(far.ids)]),
            self._create_program(agreement_type_ids=[Command.set(kind.ids)]),
            self._create_program(
                grade_ids=[Command.set(self.grade_a.ids)],
                territory_ids=[Command.set(self.south.ids)],
            ),
        ]
        for amount, customer in ((1, self.customer), (10, far), (100, graded), (1000, agreed)):
            self._create_invoice(customer, amount, "2024-04-01")
        bases = [self._base(program)[0] for program in programs]
        self.assertEqual(bases, [1101, 1111, 100, 10, 1000, 0])

    def test_who_changes_takes_part_until_the_period_ends(self):
        program = self._create_program(
            period="quarter", territory_ids=[Command.set(self.north.ids)]
        )
        self._create_invoice(self.customer, 100, "2024-02-01")
        self.env.cr.flush()
        self.customer.keqing_territory_id = self.south
        self._create_invoice(self.customer, 10, "2024-03-01")
        self._create_invoice(self.customer, 1, "2024-04-01")
        self.assertEqual(self._base(program)[0], 110)

    def test_who_joins_counts_from_the_beginning_of_the_period(self):
        program = self._create_program(territory_ids=[Command.set(self.south.ids)])
        self._create_invoice(self.customer, 100, "2024-02-01")
        self.assertEqual(self._base(program)[0], 0)
        self.customer.keqing_territory_id = self.south
        self._create_invoice(self.customer, 10, "2024-03-01")
        self.assertEqual(self._base(program)[0], 110)

    def test_quantities_are_converted(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        program = self._create_program(
            ((1, 2),), basis="quantity", rate_kind="unit", uom_id=dozen.id
        )
        self._create_invoice(self.customer, 100, "2024-02-01", quantity=30)
        by_weight = self._create_product("Leaves", uom_id=self.env.ref("uom.product_uom_kgm").id)
        self._create_invoice(self.customer, 50, "2024-02-01", quantity=5, product=by_weight)
        self.assertEqual(self._base(program), (100, 2.5))

    def test_other_companies_do_not_count(self):
        program = self._create_program()
        self._create_invoice(
            self.customer, 100, "2024-02-01", company=self.other_company, product=self.product
        )
        self.assertEqual(self._base(program), (0, 0))

    def test_foreign_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "MOR",
                "symbol": "M",
                "rate_ids": [
                    Command.create({"name": "2024-01-01", "rate": 4, "company_id": self.company.id})
                ],
            }
        )
        program = self._create_program()
        self._create_invoice(self.customer, 100, "2024-02-01", currency=currency)
        self.assertEqual(self._base(program), (25, 1))

    def test_another_version_takes_over_what_is_of_its_term(self):
        program = self._create_program(period="quarter")
        self._create_invoice(self.customer, 100, "2024-02-01")
        self._create_invoice(self.customer, 10, "2024-04-01")
        self.env.cr.flush()
        following = program.browse(program.action_new_version()["res_id"])
        following.date_from = "2024-04-01"
        following.action_start()
        self.assertEqual(self._base(program)[0], 100)
        self.assertEqual(self._base(following)[0], 10)

    def test_closed_programmes_stay_as_they_are(self):
        program = self._create_program(period="quarter", date_to="2024-03-31")
        invoice = self._create_invoice(self.customer, 100, "2024-02-01")
        self.env.cr.flush()
        program.action_close()
        self._credit(invoice, "2024-05-02")
        self.assertEqual(self._base(program)[0], 100)

    def test_merged_customers(self):
        program = self._create_program(partner_ids=[Command.set(self.customer.ids)])
        other = self._create_customer("Wanmin")
        self._create_invoice(other, 100, "2024-02-01")
        self._create_invoice(self.customer, 10, "2024-02-01")
        self.env.cr.flush()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.customer + other).ids, self.customer)
        self.assertEqual(self._base(program)[0], 110)
        rows = self.env["keqing.rebate.ledger"].search([("program_id", "=", program.id)])
        self.assertEqual(rows.partner_id, self.customer)

    def test_kept_for_good(self):
        program = self._create_program()
        self._create_invoice(self.customer, 100, "2024-02-01")
        self.env.cr.flush()
        row = self.env["keqing.rebate.ledger"].sudo().search([("program_id", "=", program.id)])
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            row.amount = 5
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            row.unlink()

    def test_nothing_is_written_without_a_programme(self):
        draft = self._create_program(start=False)
        warm = self._create_invoice(self.customer, 100, "2024-02-01")
        self.env.cr.flush()
        warm.button_draft()
        self.env.cr.flush()
        with self.assertQueryCount(1):
            self.env["keqing.rebate.ledger"]._note(warm.ids)
            self.env["account.partial.reconcile"]._note_for_rebates()
        self.assertFalse(self._rows(draft))

    def test_queries_do_not_grow(self):
        programs = self._create_program() + self._create_program(period="month")
        invoices = self.env["account.move"].concat(
            *(
                self._create_invoice(customer, 5, "2024-02-01", post=False)
                for customer in self._create_customers(20)
            )
        )
        invoices[0].action_post()
        self.env.cr.flush()
        invoices[1:].action_post()
        self.env.flush_all()
        with self.assertQueryCount(7):
            self.env["keqing.rebate.ledger"]._follow_noted()
        self.assertEqual([self._base(each)[0] for each in programs], [100, 100])
        with self.assertQueryCount(6):
            self.assertEqual(self.env["keqing.rebate.ledger"].sudo()._follow(programs), 0)
