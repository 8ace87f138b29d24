# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...today import Section
from ...wording import say_day
from .keqing_credit_account import CONTROLLER
from .sale_order import UNCONFIRMED

ENDS_SOON = 14  # days before a temporary limit ends


class KeqingToday(models.AbstractModel):
    """Orders that are held, for who sells and for who releases; limits to decide on."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(),
            *self._get_held_sections(),
            *self._get_controller_sections(),
            *self._get_collection_sections(),
        ]

    # Who collects

    def _get_collection_sections(self):
        """What the user has to do about overdue customers, and for controllers how all stand."""
        present = Domain("company_id", "=", self.env.company.id) & Domain("state", "=", "present")
        mine = present & Domain("user_id", "=", self.env.uid)
        shown = {
            "records": self.env["keqing.collection"],
            "action": "keqing_customer.keqing_collection_action",
            "fields": ("partner_id", "name", "days", "overdue", "user_id"),
            "order": "days desc, overdue desc, id",
            "line": self._collection_line,
        }
        yield Section(
            name="collect",
            title=self.env._("Payments to collect"),
            empty=self.env._("Nothing is to be collected by you."),
            sequence=33,
            domain=mine,
            concerns=Domain("user_id", "=", self.env.uid),
            **shown,
        )
        yield Section(
            name="collections",
            title=self.env._("Collection"),
            empty=self.env._("No customer is at a level of collection."),
            sequence=15,
            groups=CONTROLLER,
            domain=present,
            concerns=Domain("company_id", "=", self.env.company.id),
            **shown,
        )

    def _collection_line(self, collection):
        return {
            "text": self.env._(
                "%(level)s: %(days)s days overdue", level=collection.name, days=collection.days
            ),
            "level": "now",
            "amount": self._money(collection.overdue),
            "user": collection.user_id != self.env.user and collection.user_id,
            "action": collection._get_records_action(),
        }

    # Who sells

    def _get_held_sections(self):
        if not self.env["sale.order"].has_access("read"):
            return
        manages = self.env.user.has_group("keqing_customer.group_customer_manager")
        yield Section(
            name="held",
            title=self.env._("Held orders"),
            empty=self.env._("No order is held."),
            sequence=24 if manages else 34,
            action="keqing_customer.keqing_credit_release_action",
            records=self.env["keqing.credit.release"],
            domain=self._held_orders(manages),
            concerns=Domain("user_id", "=", self.env.uid),  # who asked once hears how it stands
            order="state, id",  # those approved first, as they wait for who sells
            fields=("partner_id", "sale_order_id", "document_name", "state", "amount", "user_id"),
            line=self._held_line,
        )

    def _held_orders(self, manages):
        """Domain: quotations whose release was asked, by their latest request."""
        mine = Domain.TRUE if manages else Domain("user_id", "=", self.env.uid)
        return (
            mine
            & Domain("company_id", "=", self.env.company.id)
            & Domain("state", "in", ["requested", "approved", "refused"])
            & Domain("sale_order_id.state", "in", UNCONFIRMED)
            & Domain(
                "id",
                "in",
                SQL("(SELECT max(id) FROM keqing_credit_release GROUP BY sale_order_id)"),
            )
        )

    def _held_line(self, release):
        match release.state:
            case "approved":
                text = self.env._("%s was released: confirm it", release.document_name)
            case "refused":
                text = self.env._("%s was refused", release.document_name)
            case _:
                text = self.env._("%s waits for release", release.document_name)
        return {
            "text": text,
            "level": "info" if release.state == "requested" else "soon",
            "amount": self._money(release.amount),
            "user": release.user_id != self.env.user and release.user_id,
            "action": release.sale_order_id._get_records_action(),
        }

    # Who releases

    def _get_controller_sections(self):
        if not self.env.user.has_group(CONTROLLER):
            return
        company = Domain("company_id", "=", self.env.company.id)  # as amounts are in its money
        yield Section(
            name="releases",
            title=self.env._("Orders waiting for release"),
            empty=self.env._("No order waits for release."),
            sequence=10,
            groups=CONTROLLER,
            action="keqing_customer.keqing_credit_release_action",
            records=self.env["keqing.credit.release"],
            domain=company & Domain("state", "=", "requested"),
            order="id",
            fields=("partner_id", "document_name", "reason", "amount", "user_id"),
            line=self._release_line,
        )
        yield Section(
            name="limits",
            title=self.env._("Proposed limits"),
            empty=self.env._("No limit waits for your decision."),
            sequence=12,
            groups=CONTROLLER,
            action="keqing_customer.keqing_credit_proposal_action",
            records=self.env["keqing.credit.proposal"],
            domain=company & Domain("state", "=", "proposed"),
            order="date, id",
            fields=("partner_id", "has_limit", "current_limit", "proposed_limit"),
            line=self._limit_line,
        )
        today = self.env.company._get_keqing_today()
        yield Section(
            name="temporary",
            title=self.env._("Temporary limits that end"),
            empty=self.env._("No temporary limit ends within two weeks."),
            sequence=14,
            groups=CONTROLLER,
            action="keqing_customer.keqing_credit_account_action",
            records=self.env["keqing.credit.account"],
            domain=company
            & Domain("temporary_until", ">=", today)
            & Domain("temporary_until", "<=", today + timedelta(ENDS_SOON)),
            concerns=company & Domain("temporary_until", ">=", today),
            order="temporary_until, id",
            fields=("partner_id", "temporary_limit", "temporary_until"),
            line=self._temporary_line,
        )

    def _release_line(self, release):
        return {
            "text": f"{release.document_name}: {release.reason}",
            "level": "now",
            "amount": self._money(release.amount),
            "user": release.user_id,
            "action": release._get_records_action(),
        }

    def _limit_line(self, proposal):
        proposed = self._money(proposal.proposed_limit)
        return {
            "text": self.env._(
                "From %(present)s to %(proposed)s",
                present=self._money(proposal.current_limit),
                proposed=proposed,
            )
            if proposal.has_limit
            else self.env._("First limit: %s", proposed),
            "level": "soon",
            "action": proposal._get_records_action(),
        }

    def _temporary_line(self, account):
        return {
            "text": self.env._("Until %s", say_day(self.env, account.temporary_until)),
            "level": "soon",
            "amount": self._money(account.temporary_limit),
            "action": account._get_records_action(),
        }
