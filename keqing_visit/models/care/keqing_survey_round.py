# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.chosen import for_one

PURPOSE = "care"
# Whom it asks what, until when, and by whose rights, once it is under way
FIXED = {
    "company_id",
    "customer_type_ids",
    "date_to",
    "grade_ids",
    "is_asked_in_person",
    "survey_id",
    "territory_ids",
    "user_id",
}
INVITED = 50  # per commit
INVITATION = "survey.mail_template_user_input_invite"


class KeqingSurveyRound(models.Model):
    """A survey that goes to customers of some types, grades and territories, each person once.

    The survey is Odoo's own, and so are invitations and answers; here is who was asked, and how
    many answered.
    """

    _name = "keqing.survey.round"
    _description = "Survey Round"
    _inherit = ["keqing.care.audience", "keqing.guard.mixin", "keqing.job.mixin"]
    _order = "date_to desc, id desc"
    _waits = ("state", ("draft",))

    name = fields.Char(required=True)
    survey_id = fields.Many2one(
        comodel_name="survey.survey", required=True, index=True, ondelete="restrict"
    )
    date_to = fields.Date(
        string="Answers Until",
        required=True,
        default=lambda self: fields.Date.add(self.env.company._get_keqing_today(), days=14),
    )
    is_asked_in_person = fields.Boolean(
        string="Asked in Person",
        help="No e-mail goes out: who looks after a customer asks it and fills in the survey with "
        "it. What is told so counts for no satisfaction.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("open", "Under Way"), ("done", "Closed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )

    # How far it got
    customer_count = fields.Integer(
        string="Customers", readonly=True, copy=False, help="For whom it is, when it was begun."
    )
    invited_count = fields.Integer(string="Customers Asked", compute="_compute_counts")
    answered_count = fields.Integer(string="Customers Who Answered", compute="_compute_counts")
    coverage = fields.Float(
        compute="_compute_counts",
        aggregator=None,
        help="Customers who answered, in percent of those for whom it is.",
    )

    def _compute_counts(self):
        """Of all these by two queries."""
        asked = self._get_answers().grouped(lambda answer: answer.keqing_round_id.id)
        for each in self:
            answers = asked.get(each._origin.id, self.env["survey.user_input"])
            done = answers.filtered(lambda answer: answer.state == "done")
            each.invited_count = len(answers.partner_id.commercial_partner_id)
            each.answered_count = len(done.partner_id.commercial_partner_id)
            each.coverage = (
                each.answered_count * 100.0 / each.customer_count if each.customer_count else 0.0
            )

    def _get_answers(self):
        """Who was asked in these rounds, answered or not, as superuser: who, not what they said."""
        return (
            self.env["survey.user_input"]
            .sudo()
            .search_fetch(
                [("keqing_round_id", "in", self.ids)], ["keqing_round_id", "partner_id", "state"]
            )
        )

    @api.constrains("date_to")
    def _check_date_to(self):
        for each in self:
            if each.date_to > fields.Date.add(each.company_id._get_keqing_today(), years=1):
                raise ValidationError(
                    self.env._("%s: answers are waited for a year at most.", each.name)
                )

    def write(self, vals):
        """:raise UserError: if it has begun, and would ask others or something else"""
        fixed = FIXED & vals.keys()
        if fixed and not self.env.su:
            for each in self:
                if each.state != "draft":
                    raise UserError(
                        self.env._(
                            "%(round)s has begun, and %(fields)s stays as it is: close it, and "
                            "begin another one.",
                            round=each.name,
                            fields=", ".join(
                                self._fields[name]._description_string(self.env)
                                for name in sorted(fixed)
                            ),
                        )
                    )
        return super().write(vals)

    @for_one("write")
    def action_open(self):
        """Begin: who agrees to be asked is invited by e-mail, by the scheduler; or all customers
        are asked by who looks after them.

        :raise UserError: if it has begun, or there is nobody
        """
        if self.state != "draft":
            raise UserError(self.env._("%s has begun already.", self.name))
        self.survey_id.check_access("read")
        customers = self._get_customers()
        if self.is_asked_in_person and not customers:
            raise UserError(
                self.env._("%s: there are no such customers. Choose others.", self.name)
            )
        if not self.is_asked_in_person and not self._get_people(customers, PURPOSE):
            raise UserError(
                self.env._(
                    "%s: nobody at these customers has an e-mail address and agrees to greetings "
                    "and care. Record their consents, or choose other customers.",
                    self.name,
                )
            )
        # sudo: guarded, after the checks; it goes to customers whom its responsible sees
        self.sudo().write(
            {
                "state": "open",
                "begun_on": self.company_id._get_keqing_today(),
                "customer_count": len(customers),
                "user_id": self.env.uid,
            }
        )
        self.env.ref("keqing_visit.ir_cron_care").sudo()._trigger()

    @for_one("write")
    def action_close(self):
        """:raise UserError: if it is not under way"""
        if self.state != "open":
            raise UserError(self.env._("%s is not under way.", self.name))
        self.sudo().state = "done"  # guarded, after the check

    @for_one("read")
    def action_view_answers(self):
        """Open who was asked, and what they said."""
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "survey.user_input",
            "view_mode": "list,form",
            "domain": [("keqing_round_id", "=", self.id)],
        }

    @for_one("read")
    def action_view_silent(self):
        """Open the customers for whom it is and who have not answered."""
        done = self._get_answers().filtered(lambda answer: answer.state == "done")
        silent = self._get_customers() - done.partner_id.commercial_partner_id.sudo(self.env.su)
        action = self.env["ir.actions.act_window"]._for_xml_id("keqing_customer.customer_action")
        return {**action, "domain": [("id", "in", silent.ids)], "context": {}}

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        for each in self:
            if each.state != "draft":
                raise UserError(self.env._("%s was sent out and stays.", each.name))

    # Inviting

    @api.model
    def _invite_all(self):
        """Begin what comes again, invite who is still to be invited, and close what is over."""
        self._repeat_all()
        under_way = self.search([("state", "=", "open")])
        for each in under_way:
            if each.date_to < each.company_id._get_keqing_today():
                each.state = "done"
                continue
            if each.is_asked_in_person:
                each._await_all()
                continue
            asker = each.with_user(each.user_id).with_company(each.company_id)
            people = asker._get_people(asker._get_customers(), PURPOSE)
            waiting = people.with_env(self.env) - each._get_answers().partner_id
            self._work_through(
                waiting,
                each._invite,
                when=lambda person, each=each: (
                    each.state == "open" and person._keqing_consenting(PURPOSE)
                ),
                size=INVITED,
            )

    def _invite(self, people):
        """Each of these gets a link of its own, in its own language."""
        self.ensure_one()
        template = self.env.ref(INVITATION)
        for person in people - self._get_answers().partner_id:
            answer = self.survey_id._create_answer(
                partner=person,
                email=person.email,
                check_attempts=False,
                keqing_round_id=self.id,
                deadline=self._get_deadline(),
            )
            template.send_mail(answer.id)

    def _get_deadline(self):
        """The moment at which the last day of answers ends."""
        return self.company_id._get_keqing_start(fields.Date.add(self.date_to, days=1))
