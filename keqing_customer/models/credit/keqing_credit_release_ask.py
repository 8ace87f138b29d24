# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from itertools import accumulate

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .keqing_credit_account import CONTROLLER
from .keqing_credit_release import DECIDE_ACTIVITY, DOCUMENTS
from .sale_order import UNCONFIRMED


class KeqingCreditRelease(models.Model):
    """Asking for a release: for each customer that stops the document, with how things stand."""

    _inherit = "keqing.credit.release"

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        prepared = [self._prepare_requests(vals) for vals in vals_list]
        requests = [request for of_document in prepared for request in of_document]
        asked = self.sudo()  # guarded fields, all of them prepared here
        releases = super(KeqingCreditRelease, asked).create(requests).sudo(self.env.su)
        releases.filtered(lambda each: each.state == "requested")._log("requested")
        releases._notify_controllers()
        ends = accumulate(map(len, prepared))
        return releases.browse(
            releases.ids[end - len(part)] for end, part in zip(ends, prepared, strict=True)
        )

    def _prepare_requests(self, vals):
        """What is asked, and how things stand: for each customer whose credit stops the document.

        :raise AccessError: if the user may not see the document
        :raise UserError: without a reason, or for a document that need not be released
        """
        if self.env.su and not any(vals.get(name) for name in DOCUMENTS):
            return [vals]  # old records brought along
        document = self._document_of(vals)
        document.check_access("read")
        if not (vals.get("reason") or "").strip():
            raise UserError(self.env._("%s: say why it should be released.", document.display_name))
        asked = document.sudo()  # how it stands is snapped whoever asks
        return [
            self._prepare_request_vals(vals, asked, charge, answer)
            for charge, answer in self._to_be_asked(asked)
        ]

    def _to_be_asked(self, document):
        """The pairs of one document that hold it and that nobody has asked for; or the first."""
        pairs = self._standings(document)
        if not pairs:
            raise UserError(
                self.env._("%s asks for no credit and needs no release.", document.display_name)
            )
        held = [pair for pair in pairs if pair[1].state == "hold"]
        released = self.sudo()._that_let_pass(document.company_id, held)  # whoever has asked
        asked = self.sudo().search(
            Domain(f"{document._table}_id", "=", document.id) & Domain("state", "=", "requested")
        )
        return [
            (charge, answer)
            for charge, answer in held
            if charge not in released and answer.terms.partner_id not in asked.partner_id.ids
        ] or pairs[:1]

    def _prepare_request_vals(self, vals, document, charge, answer):
        terms = answer.terms
        Partner = self.env["res.partner"].sudo()
        customer = Partner.browse(terms.partner_id)
        Account = self.env["keqing.credit.account"]
        exposure = answer.exposure
        request = {
            name: vals[name] for name in (*DOCUMENTS, "reason", "amount_requested") if name in vals
        }
        return {
            **request,
            "document_name": document.display_name,
            "partner_id": customer.id,
            "buyer_id": Partner.browse(charge.buyer_id).commercial_partner_id.id,
            "company_id": document.company_id.id,
            "user_id": vals.get("user_id") if self.env.su else self.env.uid,
            "amount": charge.total,
            "verdict": Account._tell([answer], False)[0],
            "verdict_figures": answer.text(True),
            "exposure": exposure.exposure if exposure else 0.0,
            "overdue": exposure.overdue if exposure else 0.0,
            "overdue_since": exposure.overdue_since if exposure else False,
            "has_limit": terms.limit is not None,
            "limit_amount": terms.limit or 0.0,
            "grade_id": customer.with_company(document.company_id).keqing_credit_grade_id.id,
        }

    @api.model
    def _standings(self, document):
        """What one document asks for, and what credit says: pairs, one for each customer."""
        is_counted = document.state not in UNCONFIRMED or document._name == "account.move"
        return document._credit_pairs(added=not is_counted)

    def _document_of(self, vals):
        found = [
            self.env[self._fields[name].comodel_name].browse(vals[name])
            for name in DOCUMENTS
            if vals.get(name)
        ]
        if len(found) != 1:
            raise UserError(self.env._("Ask for the release of one order or invoice."))
        return found[0]

    def _notify_controllers(self):
        group = self.env.ref(CONTROLLER)
        for release in self:
            # sudo: who decides is no secret, but users are
            controllers = group.sudo().all_user_ids.filtered(
                lambda user, release=release: (
                    release.company_id in user.company_ids
                    and user not in (release.user_id, self.env.user)
                    and not user.share
                )
            )
            for controller in controllers:
                told = release.sudo().with_context(mail_activity_quick_update=True)  # mailed below
                told.activity_schedule(DECIDE_ACTIVITY, user_id=controller.id)
            if controllers:
                release.sudo().message_notify(
                    partner_ids=controllers.partner_id.ids,
                    subject=self.env._("Please release %s", release.document_name),
                    body=release.reason,
                    email_layout_xmlid="mail.mail_notification_light",
                )
