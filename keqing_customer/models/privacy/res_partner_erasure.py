# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from markupsafe import escape

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, hmac
from odoo.tools.sql import escape_psql

from ...chosen import for_one
from ...tools.spelling import spelled, telephones

# What is emptied whichever module added it, as it may say anything about a person
FREE_TYPES = {"char", "text", "html", "binary", "date", "properties"}
# What a lead copies of a person, and besides of one that is a customer of its own
LEAD_COPIES = ("contact_name", "email_from", "email_cc", "phone", "function", "website")
LEAD_ADDRESS = {"partner_name", "street", "street2", "zip", "city", "state_id"}
SHORTEST_NAME = 2  # characters


class ResPartner(models.Model):
    """Erasing a person: who it was is gone for good, what was bought and paid stays."""

    _inherit = "res.partner"

    @for_one("read")
    def action_keqing_erase(self):
        """Ask the data officer for the reason, then erase."""
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
        consents.write({"note": False, "document_name": False})
        consents.filtered("withdrawn_on")._remember_identity()
        called = {person: (person.name, person.email_normalized) for person in erased}
        erased._erase_fields()
        erased._erase_bank_accounts()
        erased._erase_from_messages(called, with_correspondence)
        for person, (name, email) in called.items():
            person._erase_from_leads(name, email)
            if with_correspondence:
                person._erase_from_messages_of_customer(name)
            person._erase_from_notes(name)

    def _identity_hashes(self):
        """Who a person is, so that it is known again without a trace in the clear.

        By e-mail and telephone but those of the whole customer, or by name at the same customer;
        this database's secret is in them.
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        identity = {self.email_normalized, *telephones(self.phone)}
        if customer != self:
            identity -= {customer.email_normalized, *telephones(customer.phone)}
        if name := spelled(self.name or ""):
            identity.add(f"{customer.id} {name}")
        env = self.sudo().env  # the secret
        return {hmac(env, "keqing.consent", each) for each in identity if each}

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

    def _revealing_fields(self):
        """What tells of a person though it is chosen or counted; each room adds its fields."""
        return {"state_id", "category_id", "partner_latitude", "partner_longitude"}

    def _harmless_fields(self):
        """What tells nothing of a person though it is free text; each room adds its fields."""
        return {"name", "ref"}  # written anew, and our own number

    def _erased_field_names(self):
        """Names of the fields that are emptied."""
        revealing, harmless = self._revealing_fields(), self._harmless_fields()
        return [
            name
            for name, field in self._fields.items()
            if name in revealing
            or (
                field.type in FREE_TYPES
                and name not in harmless
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
        if dependent:
            for company in self.env["res.company"].search([("active", "in", (True, False))]):
                self.with_company(company).write(dict.fromkeys(dependent, False))

    def _erase_bank_accounts(self):
        """Payments keep pointing to accounts that are nobody's."""
        for account in self.bank_ids:
            account.write({"active": False, "allow_out_payment": False})
            account.write(
                {
                    "acc_number": self.env._("Erased account %s", account.id),
                    "acc_holder_name": False,
                    "clearing_number": False,
                }
            )

    def _erase_from_leads(self, name, email):
        """What leads copied of the person, and those that only its address tells are its own."""
        self.ensure_one()
        Lead = self.env["crm.lead"].sudo().with_context(active_test=False, tracking_disable=True)
        own = Domain("partner_id", "=", self.id)
        if email:
            own |= Domain("partner_id", "=", False) & Domain("email_normalized", "=", email)
        leads = Lead.search(own)
        names = set(LEAD_COPIES)
        if self.commercial_partner_id == self:
            names |= LEAD_ADDRESS
        for lead in leads:
            title = lead.name.replace(name, self.name) if name and lead.name else lead.name
            lead.write({**dict.fromkeys(names, False), "name": title})
        self.env["mail.tracking.value"].sudo().search(
            [
                ("mail_message_id.model", "=", "crm.lead"),
                ("mail_message_id.res_id", "in", leads.ids),
                ("field_id.name", "in", list(names | {"name"})),
            ]
        ).unlink()

    def _erase_from_notes(self, name):
        """The name where we wrote it down about the customer: in notes, in reasons, in chatters."""
        self.ensure_one()
        if len(name or "") < SHORTEST_NAME:
            return  # it would be found in words that mean somebody else
        self.env.flush_all()
        for records in self._records_about():
            for texts, where in _texts_of(records):
                _replace(texts, where, name, self.name)
        self.env.invalidate_all()

    def _records_about(self):
        """Of each model of ours those that name this person or its customer, and their parts."""
        # sudo: whoever may erase a person erases this
        models_of_ours = [
            model.sudo().with_context(active_test=False)
            for model in self.env.values()
            if model._name.startswith("keqing.") and model._auto and not model._abstract
        ]
        found = {}
        level = {self._name: self | self.commercial_partner_id}
        while level:
            below = {}
            for model in models_of_ours:
                names = Domain.OR(
                    Domain(field.name, "in", level[field.comodel_name].ids)
                    for field in model._fields.values()
                    if field.store and field.comodel_name in level and _follows(field)
                )
                new = model.search(names) - found.get(model._name, model)
                if new:
                    below[model._name] = new
                    found[model._name] = found.get(model._name, model) | new
            level = below
        return found.values()

    def _erase_from_messages_of_customer(self, name):
        if len(name or "") < SHORTEST_NAME:
            return
        messages = self.env["mail.message"].sudo()
        written = Domain("model", "=", self._name) & Domain("body", "ilike", escape_psql(name))
        for message in messages.search(
            written & Domain("res_id", "=", self.commercial_partner_id.id)
        ):
            message.body = message.body.replace(name, self.name)

    def _erase_attachments_of(self, records):
        """Those that belong to fields as well, which a search leaves out unless it names them."""
        of_records = Domain("res_model", "=", records._name) & Domain("res_id", "in", records.ids)
        any_field = Domain("res_field", "=", False) | Domain("res_field", "!=", False)
        self.env["ir.attachment"].sudo().search(of_records & any_field).unlink()

    def _erase_from_messages(self, called, with_correspondence):
        """What the chatter knows: old values, names, addresses, and at will the words.

        :param called: ``{person: (name, e-mail)}`` as they were
        """
        messages = self.env["mail.message"].sudo()
        emails = [email for __, email in called.values() if email]
        theirs = Domain("author_id", "in", self.ids) | Domain.OR(
            Domain(name, "ilike", escape_psql(email))
            for email in emails
            for name in ("email_from", "reply_to")
        )
        messages.search(theirs).write({"email_from": False, "reply_to": False})
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


def _follows(field):
    """Whether a record is about what it names by a field: a partner, or what it is a part of."""
    if field.comodel_name == "res.partner":
        return field.type in ("many2one", "many2many")
    return field.type == "many2one" and field.required and field.ondelete == "cascade"


def _texts_of(records):
    """Where words stand about records: pairs of a model and the condition for its rows."""
    yield records, SQL("id = ANY(%s)", records.ids)
    if "message_ids" not in records._fields:
        return
    on_records = SQL("model = %s AND res_id = ANY(%s)", records._name, records.ids)
    env = records.env
    yield env["mail.message"], on_records
    yield (
        env["mail.tracking.value"],
        SQL("mail_message_id IN (SELECT id FROM mail_message WHERE %s)", on_records),
    )
    yield env["mail.activity"], SQL("res_model = %s AND res_id = ANY(%s)", *on_records.params)


def _replace(model, where, old, new):
    """Replace words in all texts of rows, confirmed ones as well: who it was is no fact."""
    for name, field in model._fields.items():
        is_text = field.type in ("char", "text", "html") and field.store and not field.translate
        if not is_text or not field.column_type:
            continue
        model.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = replace(%(column)s, %(old)s, %(new)s)"
                " WHERE %(where)s AND position(%(old)s IN %(column)s) > 0",
                table=SQL.identifier(model._table),
                column=SQL.identifier(name),
                where=where,
                old=str(escape(old)) if field.type == "html" else old,
                new=new,
            )
        )
