# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...timeline import Source
from .keqing_assignment import Effective

# Field of the customer: column of its history
HOLDER_FIELDS = {"user_id": "user_id", "keqing_territory_id": "territory_id"}


class ResPartner(models.Model):
    """The customer changes hands: who held it when is written down."""

    _inherit = "res.partner"

    def write(self, vals):
        changed = HOLDER_FIELDS.keys() & vals.keys()
        if not changed or not self.env["res.users"]._keqing_is_used():
            return super().write(vals)
        before = self._get_holders()
        if "user_id" in changed:
            self._take_people_along(before, vals["user_id"])
        written = super().write(vals)
        self._record_assignment(before, changed)
        return written

    def _take_people_along(self, before, user_id):
        """Contacts of customers have the new owner if they had the old one.

        Else they, and quotations for them, would stay with who gave the customer away. Who is
        nobody's customer changes by itself, as in Odoo.

        :param before: see :meth:`_get_holders`
        """
        is_reassigned = isinstance(self.env.context.get("keqing_effective"), Effective)
        held_by = {
            customer: before[customer.id][0]
            for customer in self.sudo()  # who may give a customer away gives its people away
            if before.get(customer.id, (False,))[0]
            and (customer.keqing_customer_type_id or is_reassigned)
        }
        if not held_by:
            return
        people = self.env["res.partner"].sudo().with_context(active_test=False)
        people = people.search(
            Domain("commercial_partner_id", "in", [customer.id for customer in held_by])
            & Domain("id", "not in", self.ids)
            & Domain("user_id", "in", [*set(held_by.values())])
        )
        people.filtered(
            lambda person: person.user_id.id == held_by[person.commercial_partner_id]
        ).user_id = user_id

    def _keqing_is_or_was_of(self, user, since):
        """Whether it is the user's customer, or was on a day or later.

        Whoever gives a customer away does not become impartial by that.

        :param since: a date; only at present if there is none
        """
        customer = self.sudo().commercial_partner_id  # who may not see it is asked as well
        if user in customer.user_id:
            return True
        held = Domain("partner_id", "in", customer.ids) & Domain("user_id", "=", user.id)
        later = Domain("date_to", "=", False) | Domain("date_to", ">=", since)
        Assignment = self.env["keqing.assignment"].sudo()  # as above
        return bool(since and customer and Assignment.search_count(held & later, limit=1))

    def _check_kept_by_user(self):
        """:raise UserError: if somebody else looks after the customer; its name is told"""
        if not self.has_access("write"):
            raise UserError(
                self.env._(
                    "“%s” is looked after by somebody else: let them sign, or ask your manager to "
                    "reassign it.",
                    self.sudo().display_name,  # only the name is told
                )
            )

    def _get_holders(self):
        """:return: ``{partner id: (user id, territory id)}`` of those that are customers"""
        return {
            partner.id: (partner.user_id.id, partner.keqing_territory_id.id)
            for partner in self.sudo()  # whoever may write a customer changes its history
            if partner.is_company or not partner.parent_id
        }

    def _record_assignment(self, before, changed):
        """Write down that the holder of customers changed.

        :param before: see :meth:`_get_holders`
        :param changed: which of ``HOLDER_FIELDS`` were written
        """
        effective = self.env.context.get("keqing_effective")
        if not isinstance(effective, Effective):
            effective = Effective((self.company_id[:1] or self.env.company)._get_keqing_today())
        after = self._get_holders()
        if not effective.reassignment_id:
            # in a reassignment that begins earlier, the present may be right and the past not
            before = {
                partner_id: holder
                for partner_id, holder in before.items()
                if after.get(partner_id) != holder
            }
        self.flush_recordset(changed)
        self.env["keqing.assignment"]._record(
            before,
            effective.since,
            [HOLDER_FIELDS[name] for name in sorted(changed)],
            effective.reassignment_id,
        )

    @api.model
    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "owner": (self.env._("Owners"), "fa-user-o")}

    def _timeline_sources(self):
        """Whoever got the customer; who had it ever since is no event."""
        return [
            *super()._timeline_sources(),
            Source(
                "owner",
                "keqing.assignment",
                Domain("partner_id", "in", self.ids),
                "date_from",
                lambda held: {
                    "title": self.env._("%s took over", held.user_id.name)
                    if held.user_id
                    else self.env._("No owner"),
                    "text": " · ".join(
                        filter(
                            None,
                            [
                                held.territory_id.display_name,
                                held.sudo().reassignment_id.reason,  # a manager's record
                            ],
                        )
                    ),
                    "who": held.changed_by_id.name,
                    "action": {
                        "type": "ir.actions.act_window",
                        "name": self.env._("Assignment History"),
                        "res_model": "keqing.assignment",
                        "views": [(False, "list")],
                        "domain": [("partner_id", "=", held.partner_id.id)],
                    },
                },
            ),
        ]
