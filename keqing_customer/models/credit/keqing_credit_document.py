# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingCreditDocument(models.AbstractModel):
    """What asks a customer's credit before it goes ahead: orders and invoices.

    Each has ``_credit_charge(added)``, the :class:`Charge` of one document; ``added`` says whether
    the exposure does not hold it yet.
    """

    _name = "keqing.credit.document"
    _description = "Document on Credit"

    def _credit_prepaid(self):
        """What was paid for one document already and is in no book yet, in company currency."""
        return 0.0

    def _credit_check(self, added=True):
        """Let these documents pass their customers' credit, or none of them.

        :param added: whether the exposure does not hold them yet
        :raise CreditHold: naming those that are held, and why
        """
        Account = self.env["keqing.credit.account"].sudo()  # assessed for everybody alike
        for company, documents in self.grouped("company_id").items():
            charges = [each._credit_charge(added) for each in documents.sudo().sorted("id")]
            Account._let_pass(company.sudo(), charges)

    def _credit_answers(self, added=True):
        """What credit says of each of these documents, by itself.

        :return: ``{document: Answer}``
        """
        Account = self.env["keqing.credit.account"].sudo()
        answers = {}
        for company, documents in self.grouped("company_id").items():
            charges = [each._credit_charge(added) for each in documents.sudo()]
            answers |= Account._assess(company.sudo(), charges, for_show=True)
        return {document.with_env(self.env): each for document, each in answers.items()}

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
