# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...chosen import for_chosen
from ...wording import say_day
from .keqing_credit_account import CONTROLLER
from .keqing_credit_release import DECIDE_ACTIVITY, DOCUMENTS
from .sale_order import WAIT_ACTIVITY

VALID_DAYS_MOST = 366
STOPS = {"hold", "suspend", "cap"}  # decided by somebody, not owed


class KeqingCreditRelease(models.Model):
    """Deciding: approved, refused or taken back, told to who asked, and good for one document."""

    _inherit = "keqing.credit.release"

    @for_chosen("read")
    def action_decide(self):
        """Open the dialog that decides on many at once.

        :raise AccessError: for others than credit controllers
        :raise UserError: if none of them waits for the user
        """
        self._check_is_controller()
        waiting = self.filtered("may_decide")
        if not waiting:
            raise UserError(self.env._("None of these requests waits for your decision."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide on Releases"),
            "res_model": "keqing.credit.release.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_release_ids": waiting.ids},
        }

    @for_chosen("read")
    def action_approve(self):
        """Let the documents pass up to the amount, until the day.

        :raise AccessError: for others than credit controllers, and for one's own request
        :raise UserError: without a reason, or for what is decided already
        """
        if why := self._ask_why("action_approve"):
            return why
        self._decide("approved")
        return None

    @for_chosen("read")
    def action_approve_confirm(self):
        """Let orders pass and confirm them at once; invoices are left to who posts them."""
        if why := self._ask_why("action_approve_confirm"):
            return why
        self._decide("approved")
        for release in self:
            order = release.sale_order_id.sudo()  # what a controller releases need not be his
            if order.state in ("draft", "sent"):
                order.action_confirm()
        return None

    @for_chosen("read")
    def action_refuse(self):
        """Keep the documents held. Raises as :meth:`action_approve` does."""
        if why := self._ask_why("action_refuse"):
            return why
        self._decide("refused")
        return None

    def _ask_why(self, decision):
        """On screen, the dialog that asks for the reason where none was given yet."""
        if not self.env.context.get("keqing_ask_why") or all(
            (release.decision_note or "").strip() for release in self
        ):
            return None
        action = self.action_decide()
        return {**action, "context": {**action["context"], "default_decision": decision}}

    @for_chosen("read")
    def action_cancel(self):
        """Take back one's own request.

        :raise AccessError: for requests of others
        :raise UserError: for what is decided already
        """
        if any(each.user_id != self.env.user for each in self) and not self.env.su:
            raise AccessError(self.env._("Only who asked takes a request back."))
        self._check_open()
        self.sudo().state = "cancelled"  # its own author's, a guarded field
        self._log("cancelled")
        self.sudo().activity_unlink([DECIDE_ACTIVITY])  # of who would have decided

    def _decide(self, state):
        self._check_is_controller()
        for release in self:
            if self.env.user in release._interested():
                raise AccessError(
                    self.env._(
                        "%s: nobody decides on an own request or document.", release.document_name
                    )
                )
            if state == "approved":
                release._check_validity()
            if not (release.decision_note or "").strip():
                raise UserError(self.env._("%s: say why you decide so.", release.document_name))
        self._check_open()
        decided = {
            "state": state,
            "decided_by_id": self.env.uid,
            "decided_on": fields.Datetime.now(),
        }
        for release in self.sudo():  # guarded fields, after the checks
            release.write(decided | release._prepare_known_vals())
        self._log(state)
        self.sudo().activity_unlink([DECIDE_ACTIVITY])  # of all controllers
        self._notify_requester()

    def _check_validity(self):
        today = (self.company_id or self.env.company)._get_keqing_today()
        if not today <= (self.valid_until or today) <= today + timedelta(VALID_DAYS_MOST):
            raise UserError(
                self.env._(
                    "%s: a release is valid from today on, and for a year at most. Change its "
                    "last day.",
                    self.document_name,
                )
            )

    def _check_is_controller(self):
        self.check_access("write")
        if not self.env.user.has_group(CONTROLLER):
            raise AccessError(self.env._("Only credit controllers release documents."))

    def _prepare_known_vals(self):
        """What was known of one document and its customer when it was decided on."""
        whose = {
            "salesperson_id": self.partner_id.user_id.id,
            "territory_id": self.partner_id.keqing_territory_id.id,
        }
        document = self.sale_order_id or self.account_move_id
        if not document:
            return whose
        codes = sorted(
            {
                code
                for charge, answer in self._standings(document)
                for code in self._codes(charge, answer)
                if answer.terms.partner_id == self.partner_id.id
            }
        )
        return {**whose, "covers": ",".join(codes) or "ok"}

    def _check_open(self):
        self._lock_alone(self)
        for release in self:
            if release.state != "requested":
                raise UserError(
                    self.env._("%s: this request waits for nobody any more.", release.document_name)
                )

    # Telling who asked

    def _notify_requester(self):
        for release in self:
            requester = release.user_id
            told = release.with_context(lang=requester.lang or self.env.lang)
            body = told._decision_text()
            if requester:  # none for what a customer signed and nobody looks after
                release.sudo().message_notify(
                    author_id=self.env.user.partner_id.id,
                    partner_ids=requester.partner_id.ids,
                    subject=told.env._("Release of %s", release.document_name),
                    body=body,
                    email_layout_xmlid="mail.mail_notification_light",
                )
            document = release.sale_order_id.sudo() or release.account_move_id.sudo()
            if document:
                document.message_post(  # of a controller, whose the document need not be
                    author_id=self.env.user.partner_id.id, body=body, subtype_xmlid="mail.mt_note"
                )

    def _decision_text(self):
        self.ensure_one()
        if self.state == "refused":
            return self.env._("Release refused: %s", self.decision_note)
        return self.env._(
            "Released up to %(amount)s until %(day)s: %(note)s",
            amount=self.currency_id.format(self.amount_limit),
            day=say_day(self.env, self.valid_until),
            note=self.decision_note,
        )

    # What a release is good for

    @api.model
    def _orders_told(self):
        """The orders whose latest release may be told there; see ``keqing_release_state``."""
        since = self.env.company._get_keqing_today() - timedelta(1)  # of any company
        return self.search(
            Domain("sale_order_id", "!=", False)
            & (
                Domain("state", "in", ["requested", "refused"])
                | Domain("state", "in", ["approved", "used"]) & Domain("valid_until", ">=", since)
            )
        ).sale_order_id

    def _is_valid(self):
        """Whether one release lets its document pass today."""
        return (
            self.state in ("approved", "used")
            and not self.stopped_on
            and self.valid_until >= self.company_id._get_keqing_today()
        )

    @api.model
    def _that_let_pass(self, company, held):
        """The releases that let documents pass as they are.

        :param held: list of pairs of :class:`Charge` and :class:`Answer`
        :return: ``{charge: release}``; those without one are absent
        """
        if not held:
            return {}
        documents = held[0][0].record.union(*(charge.record for charge, __ in held))
        name = f"{documents._table}_id"
        if name not in DOCUMENTS:
            return {}
        found = self.search(
            Domain(name, "in", documents.ids)
            & Domain("company_id", "=", company.id)
            & Domain("state", "in", ["approved", "used"]),
            order="amount_limit",
        ).filtered(lambda each: each._is_valid())
        return {
            charge: release
            for charge, answer in held
            for release in found
            if release[name] == charge.record and release._covers(charge, answer)
        }

    def _covers(self, charge, answer):
        """Whether one release is for these customers, this much, and what stops them now.

        What was owed may have changed meanwhile; that supply was suspended meanwhile is a decision.
        """
        buyer = self.env["res.partner"].browse(charge.buyer_id).commercial_partner_id
        codes = self._codes(charge, answer)
        stops = {code for code in codes if code.partition(":")[0] in STOPS}
        return (
            self.partner_id.id == answer.terms.partner_id
            and (self.buyer_id or self.partner_id) == buyer
            and self.currency_id.compare_amounts(charge.total, self.amount_limit) <= 0
            and (not self.covers or stops <= set(self.covers.split(",")))
        )

    def _codes(self, charge, answer):
        """Why a document is held: codes, with the number of who merely receives the goods."""
        Partner = self.env["res.partner"]
        named = Partner.browse((charge.payer_id, charge.buyer_id)).commercial_partner_id.ids
        return {
            reason.code if reason.customer_id in named else f"{reason.code}:{reason.customer_id}"
            for reason in answer.reasons
        }

    @api.model
    def _stop(self, company, customers):
        """A stricter decision on these customers ends what was released for them before."""
        ended = self.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", ["approved", "used"])
            & Domain("stopped_on", "=", False)
            & Domain("valid_until", ">=", company._get_keqing_today())
            & Domain.OR(
                Domain(name, "in", customers.ids)
                for name in (
                    "partner_id",
                    "buyer_id",
                    "sale_order_id.partner_shipping_id.commercial_partner_id",
                )
            )
        )
        ended.stopped_on = fields.Datetime.now()
        ended._log("ended")

    def _use(self):
        """Note that the documents have passed."""
        approved = self.filtered(lambda each: each.state == "approved")
        approved.write({"state": "used", "used_on": fields.Datetime.now()})
        approved._log("used")
        approved.sale_order_id.activity_feedback([WAIT_ACTIVITY])
