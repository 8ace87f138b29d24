# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingCreditDocument(models.AbstractModel):
    """What asks a customer's credit before it goes ahead: orders and invoices.

    Each has ``_credit_charges(added)``, the list of :class:`Charge` of one document, mostly one;
    ``added`` says whether the exposure does not hold it yet. Amounts come from quantities, prices,
    taxes and the rate of the company's day; totals that are stored are no evidence.
    """

    _name = "keqing.credit.document"
    _description = "Document on Credit"

    def _credit_read_ahead(self):
        """Read what the charges are computed from, for all documents at once."""

    def _credit_prepaid(self):
        """What was paid for one document already and is in no book yet, in company currency."""
        return 0.0

    def _credit_day(self):
        """The day on which one document counts as supply already; None if it does not yet."""
        return None

    def _credit_note_day(self):
        """Keep the day on which these documents begin to count as supply."""

    def _credit_check(self, added=True, *, stops_only=False):
        """Let these documents pass their customers' credit, or none of them.

        :param added: whether the exposure does not hold them yet
        :param stops_only: ask only who gets nothing at all, not how much somebody may owe
        :raise CreditHold: naming those that are held, and why
        """
        if not self.env["res.users"]._keqing_is_used():
            return
        Account = self.env["keqing.credit.account"].sudo()  # answers everybody alike
        self.sudo()._credit_read_ahead()
        for company, documents in self.grouped("company_id").items():
            charges = [
                charge._replace(total=0.0, untaxed=0.0, added=0.0) if stops_only else charge
                for document in documents.sudo().sorted("id")
                for charge in document._credit_charges(added)
            ]
            Account._let_pass(company.sudo(), charges)

    def _credit_answers(self, added=True):
        """What credit says of each of these documents, by itself.

        :return: ``{document: Answer}``, of its first charge if it has several
        """
        answers = {}
        for charge, answer in self._credit_pairs(added):
            answers.setdefault(charge.record.with_env(self.env), answer)
        return answers

    def _credit_pairs(self, added=True):
        """All that each of these documents asks for, and what credit says, taken by itself.

        :return: list of pairs of :class:`Charge` and :class:`Answer`
        """
        Account = self.env["keqing.credit.account"].sudo()
        pairs = []
        self.sudo()._credit_read_ahead()
        for company, documents in self.grouped("company_id").items():
            charges = [
                charge
                for document in documents.sudo()
                for charge in document._credit_charges(added)
            ]
            answers = Account._answer(company.sudo(), charges, for_show=True)
            pairs += zip(charges, answers, strict=True)
        return pairs

    def _credit_release_action(self):
        """The dialog that asks for the release of one document."""
        self.ensure_one()
        view = self.env.ref("keqing_customer.keqing_credit_release_view_request")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Request Release"),
            "res_model": "keqing.credit.release",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {f"default_{self._table}_id": self.id},
        }
