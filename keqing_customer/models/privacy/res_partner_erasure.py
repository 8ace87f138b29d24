# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# What is emptied whichever module added it, as it may say anything about a person
FREE_TYPES = {"char", "text", "html", "binary", "date", "properties"}
# Besides, though it is chosen from a list or counted
REVEALING = {
    "state_id",
    "category_id",
    "partner_latitude",
    "partner_longitude",
    "keqing_role_id",
    "keqing_influence",
    "keqing_attitude",
    "keqing_preference_ids",
}
# Our own number, and the date of our own work
HARMLESS = {"name", "ref", "keqing_verified_on"}


class ResPartner(models.Model):
    """Erasing a person: who it was is gone for good, what was bought and paid stays."""

    _inherit = "res.partner"

    def action_keqing_erase(self):
        """Ask the data officer for the reason, then erase."""
        self.ensure_one()
        self._check_erasable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erase Person"),
            "res_model": "keqing.person.erasure",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def _check_erasable(self):
        """
        :raise AccessError: for anybody but the data officer, or if the person is not in reach
        :raise UserError: if this is no person, or one who works with us
        """
        if not self.env.user.has_group("keqing_customer.group_customer_data_officer"):
            raise AccessError(self.env._("Only the data officer erases a person."))
        self.check_access("read")
        for person in self.with_context(active_test=False).sudo():  # users of any company count
            if person.is_company:
                raise UserError(
                    self.env._("%s is a company. Only a person can be erased.", person.name)
                )
            if person.user_ids:
                raise UserError(
                    self.env._(
                        "%s logs in here. Delete the user first, then erase the person.",
                        person.name,
                    )
                )

    def _keqing_erase(self, reason, with_correspondence=True):
        """Make these persons, and the addresses that are theirs, nobody in particular.

        Orders, invoices, payments and evaluations keep pointing to the contact that is left.

        :param reason: for the record
        :param with_correspondence: also empty the notes and mails on the contact
        """
        self._check_erasable()
        erased = self.sudo().with_context(active_test=False, tracking_disable=True)
        erased |= erased.child_ids.filtered(
            lambda child: child.type != "contact" and not child.is_company
        )
        for person in self.sudo():
            self.env["privacy.log"].sudo().create(person._prepare_privacy_log_vals(reason))
        consents = erased.keqing_consent_ids
        profiles = self.env["keqing.personal.profile"].sudo()
        profiles = profiles.search([("partner_id", "in", erased.ids)])
        erased._erase_attachments_of(profiles)
        erased._erase_attachments_of(consents)
        erased._erase_attachments_of(erased)
        profiles.unlink()
        consents.note = False
        erased._erase_fields()
        erased._erase_from_messages(with_correspondence)

    def _prepare_privacy_log_vals(self, reason):
        model_name = self.env["ir.model"]._get(self._name).name
        return {
            "anonymized_name": self.name or self.display_name,
            "anonymized_email": self.email_normalized or "-@-",  # Odoo's log insists on one
            "execution_details": self.env._(
                "Erased %(model)s #%(id)s", model=model_name, id=self.id
            ),
            "records_description": f"{model_name} (1): #{self.id}",
            "additional_note": reason,
        }

    def _erased_field_names(self):
        """Names of the fields that are emptied."""
        return [
            name
            for name, field in self._fields.items()
            if name in REVEALING
            or (
                field.type in FREE_TYPES
                and name not in HARMLESS
                and (field.store or field.type == "binary")
                and not (field.required or field.related)
                and not (field.compute and field.readonly)
            )
        ]

    def _erase_fields(self):
        names = set(self._erased_field_names())
        dependent = {name for name in names if self._fields[name].company_dependent}
        commercial = set(self._commercial_fields())  # those of a contact are its company's
        address = set(self._address_fields()) - {"country_id"}
        for person in self:
            values = dict.fromkeys(names - dependent - address, False)
            if person.commercial_partner_id != person:
                values = {name: values[name] for name in values.keys() - commercial}
            person._update_address(dict.fromkeys(address, False))  # the company keeps its own
            person.write(
                {
                    **values,
                    "name": self.env._("Erased person %s", person.id),
                    "active": False,
                }
            )
            person.bank_ids.active = False
        if dependent:
            for company in self.env["res.company"].search([("active", "in", (True, False))]):
                self.with_company(company).write(dict.fromkeys(dependent, False))

    def _erase_attachments_of(self, records):
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        ).unlink()

    def _erase_from_messages(self, with_correspondence):
        """What the chatter knows: old values, names, addresses, and at will the words."""
        messages = self.env["mail.message"].sudo()
        messages.search([("author_id", "in", self.ids)]).email_from = False
        own = messages.search([("model", "=", self._name), ("res_id", "in", self.ids)])
        own.write({"incoming_email_to": False, "outgoing_email_to": False})
        trackings = self.env["mail.tracking.value"].sudo()
        is_own_fact = Domain("mail_message_id", "in", own.ids) & (
            Domain("field_id.name", "in", ["name", *self._erased_field_names()])
            | Domain("field_id.model", "=", "res.partner.bank")
            | Domain("field_id", "=", False)
        )
        trackings.search(is_own_fact).unlink()
        for side in ("old", "new"):
            # Where another record was once, or is now, about this person
            for person in self:
                trackings.search(
                    [
                        ("field_id.relation", "=", self._name),
                        (f"{side}_value_integer", "=", person.id),
                    ]
                ).write({f"{side}_value_char": person.name})
        if with_correspondence:
            own.write({"body": False, "subject": False})
            self.activity_ids.unlink()
