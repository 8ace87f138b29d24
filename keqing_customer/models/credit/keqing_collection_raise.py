# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

COLLECT = "keqing_customer.mail_activity_type_collect"


class KeqingCollection(models.Model):
    """The job: who is overdue for how long, and what is to be done about it."""

    _inherit = "keqing.collection"

    @api.model
    def _cron_raise(self):
        """Raise and settle levels; each company is one transaction."""
        companies = self.env["res.company"].union(
            *(
                company
                for model, domain in (
                    (self.env["keqing.collection.level"], []),
                    (self, [("state", "=", "present")]),
                )
                for (company,) in model._read_group(domain, ["company_id"])
            )
        )
        self._work_through(companies, lambda each: self._raise_company(each))

    @api.model
    def _raise_company(self, company):
        """By a number of statements that does not depend on that of the customers."""
        Account = self.env["keqing.credit.account"]
        Account._refresh_customers(company)
        today = company._get_keqing_today()
        mine = Domain("company_id", "=", company.id)
        owing = {
            account.partner_id: account
            for account in Account.search_fetch(
                mine & Domain("overdue", ">", 0) & Domain("overdue_since", "<", today),
                ["partner_id", "overdue", "overdue_since"],
            )
        }
        present = {
            each.partner_id: each for each in self.search(mine & Domain("state", "=", "present"))
        }
        self.union(*(each for each in present.values() if each.partner_id not in owing))._settle(
            today
        )
        levels = self.env["keqing.collection.level"].search(mine, order="days desc")
        put_off = self._put_off(company, self.env["res.partner"].union(*owing))
        reached = []
        for customer, account in owing.items():
            days = (today - account.overdue_since).days
            level = next((each for each in levels if each.days <= days), None)
            before = present.get(customer)
            if (
                level
                and customer not in put_off
                and (not before or level.days > before.level_id.days)
            ):
                reached.append((customer, account, level, days))
        self.union(*(present[customer] for customer, *__ in reached if customer in present))._pass()
        self.create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "level_id": level.id,
                    "name": level.name,
                    "days": days,
                    "overdue": account.overdue,
                    "reached_on": today,
                    "user_id": (level.user_id or customer.user_id).id,
                }
                for customer, account, level, days in reached
            ]
        )._act()

    @api.model
    def _put_off(self, company, customers):
        """Hook: those of these customers to whom nothing more is said for the moment."""
        return self.env["res.partner"]

    def _pass(self):
        self.activity_id.filtered("active").unlink()
        self.state = "passed"
        self.flush_recordset(["state"])  # before another is present

    def _settle(self, today):
        self.activity_id.filtered("active").unlink()
        if not self:
            return
        settled = self.search(
            Domain("partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("state", "in", ["present", "passed"])
        )
        settled.write({"state": "settled", "settled_on": today})

    def _act(self):
        """Plan an activity for each, or send the letter of a level that says so."""
        alone = self.filtered(lambda each: each.has_letter and each.level_id.sends_itself)
        for collection in alone:
            collection._send_letter()
        doing = (self - alone).filtered("user_id")
        activity_type = self.env.ref(COLLECT)
        partner_model = self.env["ir.model"]._get_id("res.partner")
        activities = self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "res_model_id": partner_model,
                    "res_id": collection.partner_id.id,
                    "user_id": collection.user_id.id,
                    "date_deadline": collection.reached_on,
                    "automated": True,
                    **collection._prepare_activity_texts(),
                }
                for collection in doing
            ]
        )
        for collection, activity in zip(doing, activities, strict=True):
            collection.activity_id = activity

    def _prepare_activity_texts(self):
        """In the language of who does it."""
        self = self.with_context(lang=self.user_id.lang or self.env.lang)
        owed = self.env._(
            "%(amount)s overdue, %(days)s day(s) late",
            amount=self.currency_id.format(self.overdue),
            days=self.days,
        )
        note = self.level_id.note or ""
        return {
            "summary": self.level_id.name,
            "note": Markup("<p>%s</p><p>%s</p>") % (owed, note),
        }

    def _send_letter(self):
        subject, body = self._get_letter()
        self.partner_id.message_post(
            subject=subject,
            body=body,
            partner_ids=[self.partner_id.address_get(["invoice"])["invoice"]],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.letter_on = self.reached_on
