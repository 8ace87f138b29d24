# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.keqing_customer.chosen import for_one

from .keqing_rebate_program_run import DIRECTORS

NAMED = 10  # customers named in a message


class KeqingRebateProgram(models.Model):
    """Whether the ledger says what the documents say, and what to append if it does not."""

    _inherit = "keqing.rebate.program"

    @for_one("read")
    def action_check_ledger(self):
        """Compare the ledger with the documents as they are now, and say what differs."""
        self._check_may_check()
        with self.env.cr.savepoint() as savepoint:
            found = self.sudo()._append_missing()  # of all customers
            text = self._say_differences(found)
            savepoint.rollback()
        self.env.invalidate_all()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if found else "success",
                "sticky": bool(found),
                "title": self.env._("Check of the Ledger"),
                "message": text,
            },
        }

    @for_one("read")
    def action_repair_ledger(self):
        """Append what is missing, or too much, so that the ledger says what the documents say."""
        self._check_may_check()
        self.env["keqing.job.mixin"]._lock_alone(self)
        found = self.sudo()._append_missing()  # of all customers
        text = self._say_differences(found)
        if found:
            self.sudo().message_post(body=text, author_id=self.env.user.partner_id.id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_rebate_ledger_action"
        )
        rows = [row.id for row in found]
        return {**action, "name": text, "domain": [("id", "in", rows)]}

    def _check_may_check(self):
        """:raise AccessError: for who neither promises nor pays
        :raise UserError: for what does not run: nothing of it changes any more
        """
        Statement = self.env["keqing.rebate.statement"]
        if not (self.env.su or self.env.user.has_group(DIRECTORS) or Statement._is_finance()):
            raise AccessError(
                self.env._("Directors and credit controllers who keep the books check the ledger.")
            )
        if self.state != "running":
            raise UserError(self.env._("%s does not run.", self.display_name))

    def _append_missing(self):
        """:return: the rows that were appended to the ledger"""
        Ledger = self.env["keqing.rebate.ledger"]
        Ledger._follow_noted()
        [(last,)] = Ledger._read_group([], [], ["id:max"])
        if not Ledger._follow(self):
            return Ledger
        Ledger.invalidate_model()
        return Ledger.search([("program_id", "=", self.id), ("id", ">", last or 0)])

    def _say_differences(self, rows):
        if not rows:
            return self.env._(
                "%s: the ledger says what the documents say, to the cent.", self.display_name
            )
        totals = {
            customer: (sum(theirs.mapped("amount")), sum(theirs.mapped("quantity")))
            for customer, theirs in rows.grouped("partner_id").items()
        }
        names = ", ".join(
            self.env._(
                "%(customer)s by %(base)s",
                customer=customer.display_name,
                base=self._say_base(quantity if self.basis == "quantity" else amount),
            )
            for customer, (amount, quantity) in list(totals.items())[:NAMED]
        )
        return self.env._(
            "%(program)s: %(count)s rows differ of %(customers)s customers: %(names)s",
            program=self.display_name,
            count=len(rows),
            customers=len(totals),
            names=names,
        )
