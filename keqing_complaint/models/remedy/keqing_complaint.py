# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.keqing_customer.chosen import for_chosen, for_one

from .keqing_complaint_remedy import CHANGEABLE, KINDS, LIVE

TOLD = ("proposed", "agreed", "executing", "follow_up")
ASKED = {"proposal", "partner_id"}


class KeqingComplaint(models.Model):
    """From what we propose to what was done: remedies, the customer's answer, the documents."""

    _inherit = "keqing.complaint"

    remedy_ids = fields.One2many(
        comodel_name="keqing.complaint.remedy", inverse_name="complaint_id", copy=False
    )
    answer_ids = fields.One2many(
        comodel_name="keqing.complaint.answer",
        inverse_name="complaint_id",
        string="Answers",
        readonly=True,
        copy=False,
    )
    proposal = fields.Text(
        string="Proposal to the Customer",
        copy=False,
        help="As it is told to the customer, with the remedies below it.",
    )
    proposed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", copy=False
    )
    proposed_at = fields.Datetime(readonly=True, copy=False)
    credit_notes_on = fields.Date(
        string="Day of the Credit Notes",
        copy=False,
        help="Empty: the day on which they are made.",
    )
    first_received_at = fields.Datetime(
        compute="_compute_first_received_at",
        store=True,
        precompute=True,
        copy=False,
        help="As it was taken in: for return policies it is not received earlier afterwards.",
    )
    remedy_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    remedy_value = fields.Monetary(
        currency_field="remedy_currency_id",
        compute="_compute_remedy_value",
        string="Worth of the Remedies",
    )
    picking_count = fields.Integer(
        string="Transfers", compute="_compute_documents", compute_sudo=True
    )
    credit_note_count = fields.Integer(
        string="Credit Notes", compute="_compute_documents", compute_sudo=True
    )

    def _compute_first_received_at(self):
        for complaint in self:
            complaint.first_received_at = complaint.received_at

    @api.depends("remedy_ids.state", "remedy_ids.kind", "remedy_ids.quantity", "remedy_ids.amount")
    def _compute_remedy_value(self):
        for complaint in self:
            complaint.remedy_value = sum(complaint._get_remedies((*LIVE, "done")).mapped("value"))

    @api.depends("remedy_ids.state")
    def _compute_documents(self):
        for complaint in self:
            remedies = complaint.remedy_ids
            complaint.picking_count = len(remedies.reference_id.move_ids.picking_id)
            complaint.credit_note_count = len(remedies.credit_ids.line_id.move_id)

    def write(self, vals):
        """
        :raise UserError: if it is rewritten what the customer was told, or whom we told it
        """
        if not ASKED.isdisjoint(vals) and not self.env.su:
            for complaint in self:
                moves = complaint.partner_id.id != vals.get("partner_id", complaint.partner_id.id)
                if complaint.state in TOLD and ("proposal" in vals or moves):
                    raise complaint._told_refusal()
        written = super().write(vals)
        if "proposal" in vals and not self.env.su:
            authors = {"remedy_author_ids": [Command.link(self.env.uid)]}
            self.sudo().write(authors)  # guarded
        return written

    def _told_refusal(self):
        return UserError(
            self.env._(
                "%s: what the customer was told stays. Take the proposal back first.",
                self.display_name,
            )
        )

    def _get_remedies(self, states):
        return self.remedy_ids.filtered(lambda remedy: remedy.state in states)

    # Proposing

    @for_chosen("write")
    def action_propose_wanted(self):
        """Make a remedy of what the customer wants, for each line that has none."""
        kinds = dict(KINDS)
        for complaint in self:
            complaint._check_state(*CHANGEABLE)
            lines = complaint.line_ids - complaint._get_remedies((*LIVE, "done")).line_id
            lines = lines.filtered(lambda line: line.wanted in kinds)
            self.env["keqing.complaint.remedy"].create(
                [{"line_id": line.id, **line._prepare_wanted_vals()} for line in lines]
            )

    @for_chosen("write")
    def action_propose(self):
        """Offer the remedies to the customer; an answer alone is a proposal as well.

        :raise UserError: for nothing, for more than there is, or for what needs an approval that
            was not given
        """
        for complaint in self:
            complaint._check_state("investigating")
            remedies = complaint._get_remedies(("draft",))
            if not remedies and not (complaint.proposal or "").strip():
                raise UserError(
                    self.env._(
                        "%s: add a remedy, or write what the customer is answered.",
                        complaint.display_name,
                    )
                )
            complaint._hold_promises()
            remedies._judge()
            remedies._plan()
            complaint._check_approved()
        # sudo: guarded fields, after the checks
        self.sudo().write({"proposed_by_id": self.env.uid, "proposed_at": fields.Datetime.now()})
        self._enter("proposed")
        self._acknowledge()

    @for_chosen("write")
    def action_take_back(self):
        """Work on a proposal again, before the customer has answered or anything was done."""
        for complaint in self:
            complaint._check_state("proposed", "agreed")
            self._lock_alone(complaint)
            complaint._get_remedies(("agreed",)).sudo().state = "draft"  # guarded, after the check
        self._enter("investigating")
        self._propose_anew()

    def _tell_remedies(self):
        """What one complaint's remedies are, in words for people."""
        lines = [(self.proposal or "").strip()]
        kinds = dict(self.remedy_ids._fields["kind"]._description_selection(self.env))
        for remedy in self._get_remedies(LIVE).sudo():  # of whose complaint it is
            line = remedy.line_id
            if remedy.kind in ("refund", "compensation"):
                what = remedy.currency_id.format(remedy.amount)
            else:
                what = f"{remedy.quantity:g} {line.uom_id.name}"
            if remedy.deadline:
                what += " · " + self.env._("by %s", format_date(self.env, remedy.deadline))
            lines.append(f"{kinds[remedy.kind]} · {line.product_id.display_name} · {what}")
        return "\n".join(filter(None, lines))

    # The customer's answer

    @for_one("write")
    def action_agree(self):
        """Open what puts the customer's answer on record."""
        self._check_state("proposed")
        view = self.env.ref("keqing_complaint.keqing_complaint_answer_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer's Answer"),
            "res_model": "keqing.complaint.answer",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _customer_answers(self, accepted, words, contact):
        """The customer itself answers, on the portal; who calls it has checked whose it is.

        :raise UserError: for what is not proposed, and for people of others
        """
        self._check_state("proposed")
        answer = (
            self.env["keqing.complaint.answer"]
            .sudo()  # of a customer, who has no rights on what is ours
            .create(
                {
                    "complaint_id": self.id,
                    "is_accepted": bool(accepted),
                    "words": words,
                    "contact_id": contact.id,
                    "way": "portal",
                }
            )
        )
        answer._take_effect()
        self._tell_answer(answer)
        return answer

    def _tell_answer(self, answer):
        """Who handles it goes on: what a customer decides by itself, nobody of us has seen."""
        for user in self._find_handlers()[:1]:
            local = self.sudo().with_context(lang=user.lang)  # by whoever answered
            local.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=local.env._("The customer accepted: put it right")
                if answer.is_accepted
                else local.env._("The customer did not accept: propose something else"),
                note=answer.words,
                user_id=user.id,
            )

    def _note_answer(self, answer):
        text = (
            self.env._("%s accepted the proposal.", answer.contact_id.name)
            if answer.is_accepted
            else self.env._("%s did not accept the proposal.", answer.contact_id.name)
        )
        words = (answer.words or "").strip()
        self.sudo().message_post(  # whoever put it on record
            author_id=self.env.user.partner_id.id,
            body=f"{text} {words}".strip(),
            subtype_xmlid="mail.mt_note",
        )

    def _agree(self):
        self._get_remedies(("draft",)).sudo().state = "agreed"  # guarded, after the checks
        self._enter("agreed")

    # Doing it

    @for_chosen("write")
    def action_execute(self):
        """Make the documents of what was agreed: drafts, for those who move goods and book.

        Those whose documents were all cancelled are made anew.

        :raise UserError: for more than is left of what was delivered or invoiced, closed books,
            or what is not configured
        """
        for complaint in self:
            complaint._check_state("agreed", "executing")
            self._lock_alone(complaint)
            complaint.with_company(complaint.company_id)._execute()

    def _execute(self):
        remedies = self._get_remedies(
            ("agreed", "executing")
        ).sudo()  # made for who moves and books
        remedies = remedies.filtered(
            lambda remedy: remedy.state == "agreed" or not remedy._has_documents()
        )
        if self.state == "executing" and not remedies:
            raise UserError(
                self.env._("%s: all documents have been made already.", self.display_name)
            )
        remedies._hold_origins()
        plan = remedies._plan()
        if plan.back or plan.out:
            reference = self.env["stock.reference"].sudo().create({"name": self.name})
            remedies.reference_id = reference
            remedies._make_returns(plan, reference)
            remedies._make_deliveries(plan, reference)
        day = self.credit_notes_on or self.company_id._get_keqing_today()
        remedies._make_credit_notes(plan, day)
        nobody = {"left_at_that_id": False, "leave_asked_by_id": False}
        remedies.write({"state": "executing", **nobody})
        if self.state == "agreed":
            self._enter("executing")
        self._finish_remedies()

    def _finish_remedies(self):
        """Hook: what has been carried out is done; when all is, the complaint is followed up."""
        for complaint in self.sudo():  # whoever moved or booked the last of it
            for remedy in complaint._get_remedies(("executing",)):
                if remedy._is_carried_out():
                    remedy.state = "done"
            waits = complaint._get_remedies(LIVE)
            if complaint.state == "executing" and not waits:
                complaint._enter("follow_up")

    def _unfinish_remedies(self):
        for complaint in self.sudo():  # whoever took it back
            undone = complaint._get_remedies(("done",)).filtered(
                lambda remedy: not remedy._is_carried_out()
            )
            undone.state = "executing"
            if undone and complaint.state == "follow_up":
                complaint._enter("executing")
            elif undone and complaint.state == "closed":
                complaint.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("What was put right is not done any more"),
                    user_id=(complaint.user_id or self.env.user).id,
                )

    def _enter(self, state):
        """What was not begun is given up with the complaint; what was, is ended first.

        :raise UserError: if there are documents that are not done, and if it is closed while
            something was promised and is not done
        """
        if state == "closed":
            for remedy in self._get_remedies(("agreed", "executing")):
                raise UserError(
                    self.env._(
                        "%s is not done: carry it out, or cancel it first.", remedy.display_name
                    )
                )
        if state == "cancelled":
            for remedy in self._get_remedies(LIVE).sudo():
                if remedy.state == "executing" and remedy._has_documents():
                    raise UserError(
                        self.env._(
                            "%(remedy)s: cancel its documents first: %(documents)s.",
                            remedy=remedy.display_name,
                            documents=remedy.documents,
                        )
                    )
                remedy.state = "cancelled"
        return super()._enter(state)

    def _check_may_merge(self, kept):
        """Nobody is made to accept what came along with another complaint.

        :raise UserError: if these have remedies, and ``kept`` was proposed already
        """
        checked = super()._check_may_merge(kept)
        if kept.state not in CHANGEABLE and self._get_remedies(LIVE):
            raise UserError(
                self.env._(
                    "%(kept)s is “%(state)s”: take its proposal back before more remedies come to "
                    "it.",
                    kept=kept.display_name,
                    state=kept._name_state(),
                )
            )
        return checked

    # What there is

    @for_one("read")
    def action_view_transfers(self):
        """Open the transfers of the remedies."""
        pickings = self.sudo().remedy_ids.reference_id.move_ids.picking_id  # numbers alone
        return self._view_documents(self.env._("Transfers"), pickings)

    @for_one("read")
    def action_view_credit_notes(self):
        """Open the credit notes of the remedies."""
        notes = self.sudo().remedy_ids.credit_ids.line_id.move_id  # numbers alone
        return self._view_documents(self.env._("Credit Notes"), notes)

    def _view_documents(self, name, documents):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": documents._name,
            "view_mode": "list,form",
            "domain": [("id", "in", documents.ids)],
            "context": {"create": False},
        }
