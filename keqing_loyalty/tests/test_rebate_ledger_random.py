# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Thousands of random histories of documents, against plain Python over the same documents."""

import json
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from odoo import Command
from odoo.tests import tagged

from ..tools.rebate import cents
from .common import RebateCommon

HISTORIES = 1500
GROWN = (
    *("account_move", "account_move_line", "account_partial_reconcile"),
    *("keqing_rebate_member", "keqing_rebate_ledger"),
)
STEPS = 4
FACTORS = ((0, 110), (31, 100), (61, 50))


@tagged("post_install", "-at_install")
class TestRebateLedgerRandom(RebateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(20241231)
        cls.customers = cls._create_customers(6)
        cls.outsider = cls.customers[0]
        cls.outsider.keqing_territory_id = cls.south
        cls.wines = cls.env["product.category"].create({"name": "Wines"})
        cls.wine = cls._create_product("Wine", categ_id=cls.wines.id)
        cls.units = {cls.env.ref("uom.product_uom_unit").id: 1}
        cls.units[cls.env.ref("uom.product_uom_dozen").id] = 12
        everybody = {"territory_ids": [Command.set(cls.north.ids)]}
        cls.programs = {
            "year": cls._create_program(**everybody),
            "quarter": cls._create_program(
                period="quarter",
                basis="quantity",
                rate_kind="unit",
                uom_id=cls.env.ref("uom.product_uom_dozen").id,
                category_ids=[Command.set(cls.wines.ids)],
                **everybody,
            ),
            "half": cls._create_program(
                period="half",
                basis="collected",
                grace_days=20,
                factor_ids=[
                    Command.create({"days_from": days, "percent": percent})
                    for days, percent in FACTORS
                ],
                **everybody,
            ),
        }
        cls._create_patterns()

    @classmethod
    def _create_patterns(cls):
        """One document and one payment, of which all others are copies with other values."""
        invoice = cls._create_invoice(cls.customers[1], 100, "2024-01-01")
        bank = cls.env["account.journal"].create(
            {
                "name": "Bank",
                "type": "bank",
                "code": "BNK",
                "default_account_id": cls.env["account.account"]
                .search([("code", "=", "1000"), ("company_ids", "=", cls.company.id)])
                .id,
            }
        )
        payment = cls._pay(invoice, 100, "2024-01-02")
        cls.env.cr.flush()
        [partial] = payment.line_ids.matched_debit_ids + payment.line_ids.matched_credit_ids
        cls.money = partial.credit_move_id
        netted = payment.copy()
        netted.action_post()
        cls.netted = netted.line_ids.filtered("partner_id")
        cls.env.cr.flush()
        cls.env.cr.execute(
            "UPDATE account_move SET journal_id = %s WHERE id = %s", [bank.id, payment.id]
        )
        cls.patterns = {
            "account_move": invoice.id,
            "account_move_line": invoice.invoice_line_ids.id,
            "payment_term": (partial.debit_move_id).id,
            "account_partial_reconcile": partial.id,
        }
        cls.env.cr.execute("UPDATE account_move SET state = 'draft' WHERE id = %s", [invoice.id])
        cls.env["keqing.rebate.ledger"].sudo()._follow(cls._all_programs())
        cls.env.invalidate_all(flush=False)

    @classmethod
    def _all_programs(cls):
        return cls.env["keqing.rebate.program"].concat(*cls.programs.values()).sudo()

    def _insert(self, table, rows, pattern=None):
        """Copy a row of a table with other values, as often as there are rows.

        :return: ids
        """
        self.env.cr.execute(
            f"""INSERT INTO {table}
                SELECT (jsonb_populate_record(pattern, entry || jsonb_build_object(
                            'id', nextval('{table}_id_seq')))).*
                  FROM {table} pattern, jsonb_array_elements(%s::jsonb) WITH ORDINALITY each(entry)
                 WHERE pattern.id = %s ORDER BY ordinality
             RETURNING id""",
            [json.dumps(rows, default=str), self.patterns[pattern or table]],
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def test_histories(self):
        families = [self._draw_family() for __ in range(HISTORIES)]
        self._save(families)
        for step in range(STEPS):
            changed = set()
            for family in families:
                if step == 0 or self.chance.random() < 0.5:
                    self._change(family, changed)
            self._save_changes(families)
            written = self.env["keqing.rebate.ledger"].sudo()
            written._follow(self._all_programs(), sorted(changed))
            found, right = self._read(), self._reckon(families)
            wrong = {
                key: (found.get(key), right.get(key))
                for key in found.keys() | right.keys()
                if found.get(key) != right.get(key)
            }
            self.assertFalse(list(wrong.items())[:5], f"{len(wrong)} after step {step}")
            self.assertGreater(len(found), HISTORIES)
            self.assertEqual(written._follow(self._all_programs(), sorted(changed)), 0)
            self.assertEqual(written._follow(self._all_programs()), 0, "built anew it is the same")

    def _draw_family(self):
        """An invoice with its credit notes and payments; amounts in cents."""
        chance = self.chance
        day = date(2023, 12, 1) + timedelta(chance.randrange(400))
        lines = [
            {
                "product": chance.choice((self.wine.id, self.product.id)),
                "amount": chance.randrange(1, 100000),
                "quantity": chance.randrange(1, 50),
                "unit": chance.choice((*self.units,)),
            }
            for __ in range(chance.randrange(1, 4))
        ]
        family = {
            "partner": chance.choice(self.customers).id,
            "moves": [{"day": day, "sign": 1, "lines": lines, "state": "draft"}],
            "payments": [],
        }
        for __ in range(chance.randrange(3)):
            share = chance.choice((1, 1, 2, 3))
            credited = [{**line, "amount": -(-line["amount"] // share)} for line in lines]
            later = day + timedelta(chance.randrange(120))
            family["moves"].append({"day": later, "sign": -1, "lines": credited, "state": "draft"})
        left = sum(line["amount"] for line in lines)
        for __ in range(chance.randrange(4)):
            amount = chance.choice((left, chance.randrange(left + 1)))
            left -= amount
            if amount:
                family["payments"].append(
                    {
                        "day": day + timedelta(chance.randrange(250)),
                        "amount": amount,
                        "is_money": chance.random() < 0.8,
                        "is_there": False,
                    }
                )
        return family

    def _save(self, families):
        """Have the documents in the database, all of them drafts without payments."""
        moves = [(family, move) for family in families for move in family["moves"]]
        ids = self._insert("account_move", [self._move_row(*each) for each in moves])
        for (__, move), move_id in zip(moves, ids, strict=True):
            move["id"] = move_id
        notes = [
            (each["moves"][0]["id"], note["id"]) for each in families for note in each["moves"][1:]
        ]
        self.env.cr.execute(
            """UPDATE account_move SET reversed_entry_id = pair[1]::int
                 FROM (SELECT ARRAY[(entry->>0), (entry->>1)] AS pair
                         FROM jsonb_array_elements(%s::jsonb) entry) pairs
                WHERE id = pair[2]::int""",
            [json.dumps(notes)],
        )
        lines = [(family, move, line) for family, move in moves for line in move["lines"]]
        ids = self._insert("account_move_line", [self._line_row(*each) for each in lines])
        for (__, __, line), line_id in zip(lines, ids, strict=True):
            line["id"] = line_id
        terms = [
            {"move_id": family["moves"][0]["id"], "partner_id": family["partner"]}
            for family in families
        ]
        ids = self._insert("account_move_line", terms, "payment_term")
        for family, term_id in zip(families, ids, strict=True):
            family["term"] = term_id

    @staticmethod
    def _move_row(family, move):
        total = sum(line["amount"] for line in move["lines"]) / 100
        return {
            "name": "/",
            "move_type": "out_invoice" if move["sign"] > 0 else "out_refund",
            "state": "draft",
            "partner_id": family["partner"],
            "commercial_partner_id": family["partner"],
            "invoice_date": move["day"],
            "amount_total": total,
        }

    @staticmethod
    def _line_row(family, move, line):
        return {
            "move_id": move["id"],
            "partner_id": family["partner"],
            "product_id": line["product"],
            "product_uom_id": line["unit"],
            "quantity": line["quantity"],
            "balance": -move["sign"] * line["amount"] / 100,
            "amount_currency": -move["sign"] * line["amount"] / 100,
        }

    def _change(self, family, changed):
        """Post, reset or cancel some documents; pay or un-pay some."""
        for move in family["moves"]:
            if self.chance.random() < 0.7:
                move["state"] = self.chance.choice(("draft", "posted", "posted", "cancel"))
                changed.add(move["id"])
        for payment in family["payments"]:
            if self.chance.random() < 0.5:
                payment["is_there"] = not payment["is_there"]
                changed.add(family["moves"][0]["id"])

    def _save_changes(self, families):
        states = {move["id"]: move["state"] for family in families for move in family["moves"]}
        self.env.cr.execute(
            """UPDATE account_move SET state = value
                 FROM jsonb_each_text(%s::jsonb) WHERE id = key::int""",
            [json.dumps(states)],
        )
        self.env.cr.execute(
            "DELETE FROM account_partial_reconcile WHERE debit_move_id = ANY(%s)",
            [[family["term"] for family in families]],
        )
        self._insert(
            "account_partial_reconcile",
            [
                {
                    "debit_move_id": family["term"],
                    "credit_move_id": (self.money if payment["is_money"] else self.netted).id,
                    "amount": payment["amount"] / 100,
                    "debit_amount_currency": payment["amount"] / 100,
                    "credit_amount_currency": payment["amount"] / 100,
                    "max_date": payment["day"],
                    "full_reconcile_id": None,
                }
                for family in families
                for payment in family["payments"]
                if payment["is_there"]
            ],
        )
        for table in GROWN:  # which PostgreSQL would learn of by itself, with the transaction over
            self.env.cr.execute(f"ANALYZE {table}")

    def _read(self):
        """What the ledger says: ``{(program, customer, period, line, day): (amount, quantity)}``"""
        self.env.cr.execute(
            """SELECT program_id, partner_id, period_from, move_line_id, day,
                      sum(amount)::text, sum(quantity)::text
                 FROM keqing_rebate_ledger
             GROUP BY 1, 2, 3, 4, 5
               HAVING sum(amount) != 0 OR sum(quantity) != 0"""
        )
        return {row[:5]: (Decimal(row[5]), Decimal(row[6])) for row in self.env.cr.fetchall()}

    # The same by hand

    def _reckon(self, families):
        base = {}
        for family in families:
            if family["partner"] != self.outsider.id:
                for kind, program in self.programs.items():
                    for key, value in self._reckon_family(family, kind):
                        base[(program.id, family["partner"], *key)] = value
        return {key: value for key, value in base.items() if any(value)}

    def _reckon_family(self, family, kind):
        invoice = family["moves"][0]
        for move in family["moves"]:
            if move["state"] != "posted":
                continue
            origin = invoice if invoice["state"] == "posted" else move
            first, last = self._period(kind, origin["day"])
            if origin["day"] < date(2024, 1, 1):
                continue
            for line in move["lines"]:
                amount = Fraction(move["sign"] * line["amount"], 100)
                if kind == "year":
                    quantity = move["sign"] * line["quantity"] * self.units[line["unit"]]
                    yield (first, line["id"], move["day"]), (cents(amount), quantity)
                elif kind == "quarter" and line["product"] == self.wine.id:
                    dozens = Fraction(line["quantity"] * self.units[line["unit"]], 12)
                    yield (
                        (first, line["id"], move["day"]),
                        (cents(amount), move["sign"] * cents(dozens, 6)),
                    )
                elif kind == "half":
                    for day, paid in self._reckon_paid(family, move, amount, last):
                        yield (first, line["id"], day), (paid, 0)

    def _reckon_paid(self, family, move, amount, last):
        invoice = family["moves"][0]
        if invoice["state"] != "posted":
            return  # a credit note alone, of which nothing is paid out here
        total = sum(line["amount"] for line in invoice["lines"])
        payments = defaultdict(lambda: [Fraction(0), Fraction(0)])
        for payment in family["payments"]:
            days = (payment["day"] - invoice["day"]).days
            is_counted = payment["is_there"] and payment["is_money"]
            if is_counted and payment["day"] <= last + timedelta(20):
                percent = [rate for since, rate in FACTORS if since <= days][-1]
                share = Fraction(payment["amount"], total)
                payments[payment["day"]][0] += share
                payments[payment["day"]][1] += share * percent / 100
        paid = sum(share for share, __ in payments.values())
        weighed = sum(each for __, each in payments.values())
        if move is invoice:
            so_far = Fraction(0)
            for day, (__, each) in sorted(payments.items()):
                yield day, cents(amount * (so_far + each)) - cents(amount * so_far)
                so_far += each
        elif paid:
            credited = sum(
                Fraction(sum(line["amount"] for line in note["lines"]), total)
                for note in family["moves"][1:]
                if note["state"] == "posted"
            )
            back = min(max(paid + credited - 1, 0), credited) / credited
            yield move["day"], cents(amount * weighed / paid * back)

    @staticmethod
    def _period(kind, day):
        months = {"year": 12, "quarter": 3, "half": 6}[kind]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        beyond = first.month + months
        after = date(first.year + (beyond > 12), (beyond - 1) % 12 + 1, 1)
        return first, after - timedelta(1)

    def test_invoice_and_its_full_credit_note_are_nothing(self):
        """In every basis, however much of the invoice was paid, netted or not."""
        families = [self._draw_family() for __ in range(200)]
        for family in families:
            invoice = family["moves"][0]
            family["moves"] = [
                invoice,
                {
                    "day": invoice["day"] + timedelta(9),
                    "sign": -1,
                    "lines": [dict(line) for line in invoice["lines"]],
                    "state": "posted",
                },
            ]
            invoice["state"] = "posted"
            for payment in family["payments"]:
                payment["is_there"] = True
        self._save(families)
        self._save_changes(families)
        self.env["keqing.rebate.ledger"].sudo()._follow(
            self._all_programs(), [move["id"] for family in families for move in family["moves"]]
        )
        self.env.cr.execute(
            """SELECT program_id, COALESCE(move.reversed_entry_id, move.id)
                 FROM keqing_rebate_ledger JOIN account_move move ON move.id = move_id
             GROUP BY 1, 2 HAVING sum(amount) != 0 OR sum(quantity) != 0"""
        )
        self.assertFalse(self.env.cr.fetchall())
