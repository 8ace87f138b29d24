# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_chosen, for_one
from odoo.addons.keqing_customer.wording import say_day

from .keqing_care_rule import ACTIONS

ORDER = ("done", "planned", "missed", "cancelled")  # of two tasks for the same, which stays
CONTACT_KINDS = {"call": "phone", "visit": "visit"}


class KeqingCareTask(models.Model):
    """One occasion of one customer or person, and what somebody does for it: once, whatever comes.

    What rests on a personal profile, such as a birthday, is seen by those alone who may see that,
    as long as the person's consent stands, and its name tells nothing of it.
    """

    _name = "keqing.care.task"
    _description = "Care Task"
    _inherit = [
        "keqing.customer.company.record.mixin",
        "keqing.handed.over.mixin",
        "keqing.job.mixin",
    ]
    _order = "date, id"
    _rec_name = "partner_id"
    _waits = ("state", ("planned",))

    # For whom
    partner_id = fields.Many2one(readonly=True)
    person_id = fields.Many2one(
        comodel_name="res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )

    # Why, and when
    occasion_id = fields.Many2one(
        comodel_name="keqing.care.occasion",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    rule_id = fields.Many2one(
        comodel_name="keqing.care.rule", readonly=True, index=True, ondelete="set null"
    )
    agreement_id = fields.Many2one(
        comodel_name="keqing.agreement", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    notice_id = fields.Many2one(
        comodel_name="keqing.care.notice", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    is_personal = fields.Boolean(readonly=True, help="Rests on what a person lets us keep.")
    has_consent = fields.Boolean(
        compute="_compute_has_consent",
        search="_search_has_consent",
        help="The person still lets us keep personal facts.",
    )
    year = fields.Integer(
        required=True, readonly=True, aggregator=None, help="By the calendar of the occasion."
    )
    date = fields.Date(string="Occasion On", required=True, readonly=True, index=True)

    # What, and by whom
    action = fields.Selection(selection=ACTIONS, required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Done By",
        index="btree_not_null",
        domain=[("share", "=", False)],
    )
    visit_id = fields.Many2one(
        comodel_name="keqing.visit", readonly=True, index="btree_not_null", ondelete="set null"
    )
    gift_id = fields.Many2one(
        comodel_name="keqing.gift", readonly=True, index="btree_not_null", ondelete="set null"
    )
    instructions = fields.Text(related="rule_id.note")

    # How far it is
    state = fields.Selection(
        selection=[
            ("planned", "To Do"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Left Out"),
        ],
        default="planned",
        required=True,
        readonly=True,
        index=True,
    )
    done_at = fields.Datetime(readonly=True)
    why = fields.Selection(
        selection=[
            ("consent", "Consent does not stand"),
            ("gone", "The person or customer is no longer with us"),
            ("address", "No address to send it to"),
            ("late", "The day is over"),
            ("hand", "Left out by hand"),
        ],
        string="Not Done Because",
        readonly=True,
    )
    note = fields.Text()

    # Of a person who was at two customers it is once as well, unless it was not at the first
    _once = models.UniqueIndex(
        "(company_id, occasion_id, action, COALESCE(person_id, partner_id), year,"
        " COALESCE(agreement_id, 0), COALESCE(notice_id, 0))"
        " WHERE state <> 'cancelled' OR why <> 'gone'",
        "This is taken care of already.",
    )
    _open_idx = models.Index("(company_id, date) WHERE state = 'planned'")

    @api.depends(
        "person_id.keqing_consent_ids.purpose", "person_id.keqing_consent_ids.withdrawn_on"
    )
    def _compute_has_consent(self):
        consenting = self.person_id._keqing_consenting("profile")
        for task in self:
            task.has_consent = task.person_id in consenting

    def _search_has_consent(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain(
            "person_id.keqing_consent_ids",
            "any!",  # whoever may know of the task may know whether it rests on a consent
            [("purpose", "=", "profile"), ("withdrawn_on", "=", False)],
        )

    @api.depends("partner_id", "occasion_id", "is_personal")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """A name is read by whoever reads what points here: it tells of no birthday."""
        for task in self:
            customer = task.partner_id.name or ""
            if task.is_personal:
                task.display_name = self.env._("Care for %s", customer)
            else:
                task.display_name = f"{task.occasion_id.name or ''}, {customer}"

    @api.model
    def _stays_known(self):
        return Domain("state", "=", "done")

    @api.ondelete(at_uninstall=False)
    def _unlink_messages(self):
        """What was sent is about whom it was for, and goes along."""
        # sudo: messages of nothing
        self.env["mail.message"].sudo().search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()

    @api.model
    def _handed_over_domain(self, reassignment, customers):
        """Those to do go along; a new owner who may not know of one is replaced the next night."""
        domain = super()._handed_over_domain(reassignment, customers)
        return domain & Domain("state", "=", "planned")

    @api.model
    def _handed_over_name(self):
        return self.env._("Care")

    @api.model
    def _merge_partners(self, gone, kept):
        """What was done for either was done: of two that are alike, what got further stays."""
        both = (gone + kept).ids
        tasks = self.search([("partner_id", "in", both), ("person_id", "=", False)])
        tasks |= self.search([("person_id", "in", both)])

        def one_of(partner):
            return kept if partner in gone else partner

        alike = tasks.grouped(
            lambda task: (
                task.company_id,
                task.occasion_id,
                task.action,
                one_of(task.person_id or task.partner_id),
                task.year,
                task.agreement_id,
                task.notice_id,
            )
        )
        for same in alike.values():
            same.sorted(lambda task: (ORDER.index(task.state), task.id))[1:].unlink()

    # What people do

    @for_chosen("write")
    def action_done(self):
        """Say that it was done.

        :raise UserError: for what is not to do any more
        """
        self._check_open()
        self._finish()

    @for_chosen("write")
    def action_leave_out(self):
        """Say that it is not done this year.

        :raise UserError: for what is not to do any more
        """
        self._check_open()
        self.sudo().write({"state": "cancelled", "why": "hand"})  # guarded, after the checks

    @for_one("write")
    def action_plan_visit(self):
        """Plan the call or visit, and open it.

        :raise UserError: for what is not to do any more, or nobody's
        """
        self._check_open()
        if self.visit_id.state not in ("planned", "under_way"):
            self._plan_visits()
        if not self.visit_id:
            raise UserError(self.env._("%s: choose first who does it.", self.display_name))
        return self.visit_id._get_records_action()

    @for_one("write")
    def action_ask_for_gift(self):
        """Ask for the gift, in words and with a day that tell of no birthday, and open it.

        :raise UserError: for what is not to do any more
        """
        self._check_open()
        if self.gift_id.state in (False, "refused", "cancelled"):
            today = self.company_id._get_keqing_today()
            reason = self.env._("Care") if self.is_personal else self.occasion_id.name
            give_on = today if self.is_personal else max(self.date, today)
            gift = self.env["keqing.gift"].create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "recipient_id": (self.person_id or self.partner_id).id,
                    "item": self.env._("To be chosen"),
                    "amount": self.rule_id.gift_amount or self.company_id._get_keqing_gift_cap(),
                    "give_on": give_on,
                    "reason": reason,
                }
            )
            self.sudo().gift_id = gift  # guarded, and whoever may write the task may say so
        return self.gift_id._get_records_action()

    def _check_open(self):
        for task in self:
            if task.state != "planned":
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(task)s is “%(state)s” and waits for nobody any more.",
                        task=task.display_name,
                        state=states[task.state],
                    )
                )

    def _finish(self):
        # sudo: guarded, by who may write it or has done what it asks for
        self.sudo().write({"state": "done", "done_at": fields.Datetime.now()})

    # Calls and visits

    def _plan_visits(self):
        """Plan a contact for each of these, on the last working day up to the occasion.

        It says neither for whom nor why: a visit is seen by more people than a birthday.
        """
        Visit = self.env["keqing.visit"].sudo().with_context(tracking_disable=True)
        for company, tasks in self.filtered("user_id").grouped("company_id").items():
            today = company._get_keqing_today()
            last = max([today, *tasks.mapped("date")])
            working = company._get_keqing_working_days(tasks.user_id, today, last)
            visits = Visit.create(
                [task._prepare_visit_vals(today, working[task.user_id]) for task in tasks]
            )
            for task, visit in zip(tasks.sudo(), visits, strict=True):
                task.visit_id = visit

    def _prepare_visit_vals(self, today, working):
        days = [day for day in working if day <= self.date]
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "planned_on": max([today, *days[-1:]]) if days else max(today, self.date),
            "contact_kind": CONTACT_KINDS[self.action],
            "origin": "care",
            "purpose": self.with_context(lang=self.user_id.lang).env._("Care"),
        }

    def _tell(self):
        """What it is about, for who may read it."""
        self.ensure_one()
        names = {
            "occasion": self.occasion_id.name,
            "person": self.person_id.name,
            "day": say_day(self.env, self.date),
        }
        if self.person_id:
            return self.env._("%(occasion)s, %(person)s, on %(day)s", **names)
        return self.env._("%(occasion)s on %(day)s", **names)
