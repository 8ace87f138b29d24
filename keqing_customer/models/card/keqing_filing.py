# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...chosen import for_one
from ...wording import say_day
from ..assignment.keqing_assignment import Effective
from .keqing_filing_rule import FILED_FIELDS

FILING_BATCH = 1000  # customers per commit, and at once on screen
SAMPLE = 3  # names shown for each rule


class KeqingFiling(models.Model):
    """Customers that Odoo has already get their type and territory, by the filing rules."""

    _name = "keqing.filing"
    _description = "Filing of Customers"
    _inherit = ["keqing.guard.mixin", "keqing.job.mixin"]
    _order = "id desc"
    _rec_name = "create_date"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("running", "Running"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    # Whom
    scope = fields.Selection(
        selection=[
            ("customer", "Who has been invoiced"),
            ("company", "All companies"),
            ("all", "All contacts"),
            ("selected", "Chosen ones"),
        ],
        string="Customers",
        default="customer",
        required=True,
        help="Employees, own companies and contacts below a company are never filed.",
    )
    partner_ids = fields.Many2many(comodel_name="res.partner", string="Chosen Customers")
    overwrite = fields.Boolean(
        string="Also Where Already Set",
        help="Otherwise only types and territories that are still empty are filled in.",
    )
    every_night = fields.Boolean(
        help="Files whoever is new since, until you untick it.",
        copy=False,
    )

    # What will come of it, what has
    preview = fields.Html(readonly=True, sanitize=False, copy=False)
    done_until = fields.Integer(readonly=True, copy=False, help="The last customer looked at.")
    typed_count = fields.Integer(string="Types Given", readonly=True, copy=False)
    territory_count = fields.Integer(string="Territories Given", readonly=True, copy=False)

    _nights_fill_in_only = models.Constraint(
        "CHECK (NOT every_night OR (NOT overwrite AND scope != 'selected'))",
        "Every night only what is empty can be filled in, and not for chosen customers: people "
        "would lose what they set by hand.",
    )

    @api.depends("create_date")
    def _compute_display_name(self):
        for filing in self:
            company = filing.company_id or self.env.company
            day = company._get_keqing_day(filing.create_date or fields.Datetime.now())
            filing.display_name = self.env._("Filing of %s", say_day(self.env, day))

    def write(self, vals):
        begun = any(each.state != "draft" for each in self)
        if begun and vals.keys() - {"every_night"} and not self.env.su:
            raise UserError(self.env._("This filing has begun; make another one."))
        if {"scope", "partner_ids", "overwrite"} & vals.keys():
            self.sudo().preview = False  # of something else
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_it_counts(self):
        if any(each.state == "running" for each in self):
            raise UserError(self.env._("Wait until the filing is done."))

    # Whom each rule files

    def _candidates(self):
        """Domain of the customers in question."""
        domain = (
            (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
            & Domain("partner_share", "=", True)
            & Domain("ref_company_ids", "=", False)
            & Domain("company_id", "in", [False, self.company_id.id])
        )
        match self.scope:
            case "customer":
                domain &= Domain("customer_rank", ">", 0)
            case "company":
                domain &= Domain("is_company", "=", True)
                domain &= Domain("keqing_customer_type_id", "!=", False) | Domain(
                    "keqing_lifecycle", "!=", "prospect"
                )  # the outlet of a lead becomes a customer with the signature
            case "selected":
                domain &= Domain("id", "in", self.partner_ids.ids)
        return domain

    def _proposals(self):
        """What each rule does, as domains on the candidates.

        :return: ``{field of the customer: [(rule, what it gives, domain)]}``
        """
        self.env["keqing.identity"].sudo()._refresh()
        rules = self.env["keqing.filing.rule"].search(
            [("company_id", "in", [False, self.company_id.id])]
        )
        return {
            name: [
                (rule, result, fits & Domain(name, *self._replaceable(result)))
                for rule, result, fits in rules._first_fits(name)
            ]
            for name in FILED_FIELDS
        }

    def _replaceable(self, result):
        return ("!=", result.id) if self.overwrite else ("=", False)

    # Step by step

    @for_one("write")
    def action_preview(self):
        """Count whom each rule files and name a few of them; nothing is changed."""
        Partner = self.env["res.partner"].sudo()  # counts and names for who may file them all
        candidates = self._candidates()
        cells = Markup(
            "<tr><td>%s</td><td>%s</td><td class='text-end'>%s</td>"
            "<td class='text-muted'>%s</td></tr>"
        )
        rows = []
        for proposals in self._proposals().values():
            for rule, result, fits in proposals:
                count = Partner.search_count(candidates & fits)
                sample = Partner.search(candidates & fits, limit=SAMPLE)
                names = ", ".join(sample.mapped("display_name"))
                more = ", …" if count > len(sample) else ""
                rows.append(cells % (rule.name, result.display_name, count, names + more))
        if not rows:
            raise UserError(self.env._("There are no filing rules yet; make some first."))
        self.sudo().preview = Markup(
            "<table class='table table-sm'><thead><tr><th>%s</th><th>%s</th>"
            "<th class='text-end'>%s</th><th>%s</th></tr></thead><tbody>%s</tbody></table><p>%s</p>"
        ) % (
            self.env._("Rule"),
            self.env._("Gives"),
            self.env._("Customers"),
            self.env._("For Example"),
            Markup().join(rows),
            self.env._("%s customers are looked at.", Partner.search_count(candidates)),
        )

    @for_one("write")
    def action_file(self):
        """File the customers: a few at once, many in the background.

        :raise AccessError: if the user may not change customers
        """
        Partner = self.env["res.partner"]
        Partner.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("This filing has begun; make another one."))
        if not self.env["keqing.filing.rule"].search_count([], limit=1):
            raise UserError(self.env._("There are no filing rules yet; make some first."))
        approved = self.sudo()  # customers of others too, that is what it is for
        approved.state = "running"
        if Partner.sudo().search_count(self._candidates(), limit=FILING_BATCH + 1) > FILING_BATCH:
            self.env.ref("keqing_customer.ir_cron_filing").sudo()._trigger()
            return
        while approved._file_batch():
            pass

    @api.model
    def _cron_begin_again(self):
        """Let what is to be done every night begin once more."""
        finished = self.search([("every_night", "=", True), ("state", "=", "done")])
        finished.write({"state": "running", "done_until": 0})
        if finished:
            self.env.ref("keqing_customer.ir_cron_filing")._trigger()

    @api.model
    def _cron_file(self):
        """Go on with what is running; a batch and how far it got are one commit."""
        self._work_through(
            self.search([("state", "=", "running")], order="id"),
            lambda filing: filing._file_batch(),
            when=lambda filing: filing.state == "running",
        )

    def _file_batch(self):
        """File the next customers by number, in a few statements for all of them.

        :return: whether there may be more of them
        """
        Partner = self.env["res.partner"]
        batch = Partner.search(
            self._candidates() & Domain("id", ">", self.done_until), limit=FILING_BATCH, order="id"
        )
        if not batch:
            self.state = "done"
            return False
        values = {}
        for name, proposals in self._proposals().items():
            for __, result, fits in proposals:
                for partner in Partner.search(Domain("id", "in", batch.ids) & fits):
                    values.setdefault(partner, {})[name] = result.id
        today = self.env.company._get_keqing_today()
        alike = {}
        for partner, vals in values.items():
            # where no territory was known, it has been this one ever since
            since = today if partner.keqing_territory_id else None
            key = (since, *sorted(vals.items()))
            alike[key] = alike.get(key, Partner) | partner
        for (since, *vals), partners in alike.items():
            partners.with_context(keqing_effective=Effective(since)).write(dict(vals))
        given = [name for vals in values.values() for name in vals]
        self.write(
            {
                "done_until": batch[-1].id,
                "typed_count": self.typed_count + given.count("keqing_customer_type_id"),
                "territory_count": self.territory_count + given.count("keqing_territory_id"),
            }
        )
        return True
