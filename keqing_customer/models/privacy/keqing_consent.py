# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mimetypes import guess_mimetype

from ...chosen import for_chosen
from ...wording import say_day


class KeqingConsent(models.Model):
    """A person's word on what we may do with what we know about them.

    A consent is never changed: it is withdrawn, and given anew by another one.
    """

    _name = "keqing.consent"
    _description = "Consent"
    _inherit = ["keqing.customer.record.mixin"]
    _of_person = True
    _word_of = "user_id"
    _order = "given_on desc, id desc"
    _rec_name = "purpose"

    partner_id = fields.Many2one(string="Person", domain=[("is_company", "=", False)])
    purpose = fields.Selection(
        selection=[
            ("profile", "Keep personal facts"),
            ("care", "Greetings and care"),
            ("marketing", "News and offers"),
            ("third_party", "Pass data on to others"),
        ],
        required=True,
    )
    basis = fields.Selection(
        selection=[
            ("oral", "Oral"),
            ("written", "Written"),
            ("online", "Online"),
            ("contract", "Contract"),
        ],
        required=True,
        default="oral",
        help="How it was given.",
    )
    given_on = fields.Date(required=True, default=lambda self: self.env.company._get_keqing_today())
    withdrawn_on = fields.Date(readonly=True, copy=False)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    note = fields.Char(help="Where and in what words.")
    document = fields.Binary(
        attachment=True,
        copy=False,
        help="The consent in writing, as a PDF or a picture. Without it only the data officer "
        "records one that was withdrawn before.",
    )
    document_name = fields.Char(copy=False)
    erased_identity = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Of who withdrew: hashes by which the same person is known again.",
    )

    _standing_uniq = models.UniqueIndex(
        "(partner_id, purpose) WHERE withdrawn_on IS NULL",
        "This person has consented to that already; withdraw it before it is given anew.",
    )
    _identity_idx = models.Index(
        "USING gin (string_to_array(erased_identity, ' ')) WHERE withdrawn_on IS NOT NULL"
    )

    @api.depends("purpose")
    @api.depends_context("lang")
    def _compute_display_name(self):
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        for consent in self:
            consent.display_name = purposes.get(consent.purpose)

    @api.constrains("given_on")
    def _check_given_on(self):
        today = self.env.company._get_keqing_today()
        for consent in self:
            if consent.given_on > today:
                raise ValidationError(
                    self.env._("Record a consent when it is given, not before %s.", today)
                )

    @api.model_create_multi
    def create(self, vals_list):
        consents = super().create(vals_list)
        consents.filtered("withdrawn_on")._remember_identity()
        if not self._is_for_officer():
            consents._check_given_anew()
        return consents

    def _is_for_officer(self):
        return self.env.su or self.env.user.has_group("keqing_customer.group_customer_data_officer")

    def _remember_identity(self):
        """Keep by what the persons who took these back are known, what it was before as well."""
        for consent in self.sudo():  # the hashes are nobody's to see
            known = set((consent.erased_identity or "").split())
            known |= consent.partner_id._identity_hashes()
            consent.erased_identity = " ".join(sorted(known))

    @api.model
    def _remember_withdrawn(self):
        """Of those that were taken back before this was kept; called by each update."""
        forgotten = Domain("withdrawn_on", "!=", False) & Domain("erased_identity", "=", False)
        self.sudo().search(forgotten)._remember_identity()

    def _withdrawn_by_same(self):
        """
        :return: ``{consent: what was taken back of its purpose}`` by whom is known as the same,
            however many have taken back theirs
        """
        hashes = {person: person._identity_hashes() for person in self.sudo().partner_id}
        self.flush_model(["erased_identity", "purpose", "withdrawn_on"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM keqing_consent
                    WHERE string_to_array(erased_identity, ' ') && %s
                      AND withdrawn_on IS NOT NULL AND purpose = ANY(%s)""",
                [each for of_person in hashes.values() for each in of_person],
                self.mapped("purpose"),
            )
        )
        withdrawn = self.sudo().browse(each for (each,) in rows)  # of whomever
        return {
            consent: withdrawn.filtered(
                lambda each, consent=consent: (
                    each.purpose == consent.purpose
                    and not hashes[consent.partner_id].isdisjoint(each.erased_identity.split())
                )
            )
            for consent in self.sudo()
        }

    @api.model
    def _follow_identity(self, partners):
        """The same person is known again by a name or an address that is written later.

        :raise UserError: if that makes one of them who has taken back what stands on a word
        """
        people = partners.filtered(lambda partner: not partner.is_company)
        # sudo: what was taken back from whomever
        consents = self.sudo().search([("partner_id", "in", people.ids)])
        consents.filtered("withdrawn_on")._remember_identity()
        standing = consents.filtered(lambda each: not each.withdrawn_on)
        if not standing or self._is_for_officer():
            return
        for consent, withdrawn in standing._withdrawn_by_same().items():
            before = withdrawn.filtered(
                lambda each, consent=consent: each.partner_id != consent.partner_id
            )
            if before and not consent._may_open_again():
                raise UserError(
                    self.env._(
                        "Whoever has this name, e-mail or telephone withdrew the consent "
                        "“%(consent)s” on %(day)s, but %(person)s has one without a document. "
                        "Withdraw that first, or ask the data officer.",
                        consent=consent.display_name,
                        day=say_day(self.env, max(before.mapped("withdrawn_on"))),
                        person=consent.partner_id.name,
                    )
                )

    @api.model
    def _stays_known(self):
        return Domain.TRUE

    def _check_given_anew(self):
        """:raise UserError: if a person took back what is recorded again on somebody's word"""
        withdrawn = self.sudo().search(
            [("partner_id", "in", self.partner_id.ids), ("withdrawn_on", "!=", False)]
        )
        withdrawn = withdrawn.grouped(lambda each: (each.partner_id, each.purpose))
        for consent, by_same in self._withdrawn_by_same().items():
            before = withdrawn.get((consent.partner_id, consent.purpose), self.browse())
            before |= by_same - consent
            last = before and max(before.mapped("withdrawn_on"))
            if last and not (consent.given_on >= last and consent._has_document()):
                raise UserError(
                    self.env._(
                        "%(person)s has withdrawn this consent on %(day)s. Attach the document by "
                        "which it is given anew since then, a PDF or a picture, or ask the data "
                        "officer to record it.",
                        person=consent.partner_id.name,
                        day=say_day(self.env, last),
                    )
                )

    def _with_evidence(self):
        return self

    def _has_document(self):
        """Whether what is attached is something that can be looked at."""
        document = self.with_context(bin_size=False).document or b""
        try:
            mimetype = guess_mimetype(base64.b64decode(document))
        except binascii.Error:
            return False
        return mimetype == "application/pdf" or mimetype.startswith("image/")

    def _may_open_again(self):
        """Whether it holds after a withdrawal: by its document, or by who recorded it."""
        return self._has_document() or self.user_id.has_group(
            "keqing_customer.group_customer_data_officer"
        )

    def write(self, vals):
        if not self.env.su and vals.keys() - {"note"}:
            raise UserError(
                self.env._("A consent is not changed: withdraw it, and record the new one.")
            )
        written = super().write(vals)
        if vals.get("withdrawn_on"):
            self._remember_identity()
        return written

    @for_chosen("write")
    def action_withdraw(self):
        """End the consent today; what rested on it is hidden at once."""
        standing = self.filtered(lambda consent: not consent.withdrawn_on)
        standing.sudo().withdrawn_on = (
            self.env.company._get_keqing_today()
        )  # write() lets nobody else
        standing.flush_recordset(["withdrawn_on"])  # before another one is inserted

    @api.model
    def _merge_partners(self, gone, kept):
        """The last word counts; of two consents that stand the elder names the other.

        What one of them took back is not given by hearsay of the other: see _check_given_anew().
        """
        given = self.search([("partner_id", "in", (gone + kept).ids)])
        for of_purpose in given.grouped("purpose").values():
            withdrawn = of_purpose.filtered("withdrawn_on")
            standing = (of_purpose - withdrawn).sorted(
                lambda consent: (consent.given_on, consent.partner_id != kept)
            )
            if withdrawn:
                last = max(withdrawn.mapped("withdrawn_on"))
                for consent in standing:
                    elsewhere = withdrawn.partner_id - consent.partner_id
                    if consent.given_on < last or (elsewhere and not consent._may_open_again()):
                        consent.withdrawn_on = max(last, consent.given_on)
                standing = standing.filtered(lambda consent: not consent.withdrawn_on)
            for other in standing[1:]:
                first = standing[0]
                basis = dict(self._fields["basis"]._description_selection(self.env))[other.basis]
                words = (first.note, f"{other.given_on} {basis}", other.note)
                first.note = "; ".join(filter(None, words))
                other.unlink()
