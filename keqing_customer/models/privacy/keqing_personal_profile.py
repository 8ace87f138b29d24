# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...chosen import for_one

PERSONAL_FACTS = (
    "birthday",
    "gender",
    "family",
    "belief",
    "interests",
    "habits",
    "circle",
    "associations",
)


class KeqingPersonalProfile(models.Model):
    """What is private about a person: birthday, family, belief, habits, circle of friends.

    A record of its own, so that one rule guards it on every path: nothing leads here from other
    models, nothing is tracked or posted. It is readable while the person's consent to the purpose
    "profile" stands; afterwards only the data officer sees it.
    """

    _name = "keqing.personal.profile"
    _inherit = ["keqing.customer.record.mixin"]
    _of_person = True
    _description = "Personal Profile"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        string="Person", index=False, copy=False, domain=[("is_company", "=", False)]
    )
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Customer")
    # Not stored: a consent withdrawn in any way whatever hides the profile with the same commit
    has_consent = fields.Boolean(
        string="Consent Stands", compute="_compute_has_consent", search="_search_has_consent"
    )

    # Born
    birthday = fields.Date(help="By the solar calendar.")
    birthday_calendar = fields.Selection(
        selection=[("solar", "Solar"), ("lunar", "Lunar")],
        string="Celebrated By",
        default="solar",
        required=True,
    )
    gender = fields.Selection(
        selection=[("female", "Female"), ("male", "Male"), ("other", "Other")]
    )

    # Lives
    family = fields.Text(help="Partner, children, relatives we know.")
    belief = fields.Char(help="Religion or conviction to respect.")
    interests = fields.Text(help="Interests and hobbies.")
    habits = fields.Text(help="Tea or coffee, smoking, drinking, when to call.")
    circle = fields.Text(help="Friends and acquaintances in the trade and the neighbourhood.")
    associations = fields.Text(help="Clubs, chambers, schools, home-town associations.")

    _person_uniq = models.Constraint(
        "UNIQUE (partner_id)", "This person has a personal profile already; open that one."
    )

    @api.depends(
        "partner_id.keqing_consent_ids.purpose", "partner_id.keqing_consent_ids.withdrawn_on"
    )
    def _compute_has_consent(self):
        consenting = self.partner_id._keqing_consenting("profile")
        for profile in self:
            profile.has_consent = profile.partner_id in consenting

    def _search_has_consent(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain(
            "partner_id.keqing_consent_ids",
            "any!",  # whoever may know the profile may know whether it rests on a consent
            [("purpose", "=", "profile"), ("withdrawn_on", "=", False)],
        )

    @api.constrains("partner_id")
    def _check_consent(self):
        for profile in self:
            if not (profile.partner_id.is_company or profile.has_consent):
                raise ValidationError(
                    self.env._(
                        "%s has not consented to our keeping personal facts. Record the consent "
                        "first.",
                        profile.partner_id.name,
                    )
                )

    @api.model
    def _merge_partners(self, gone, kept):
        """What is known of either is known of the one that stays, hers first where they differ."""
        profiles = self.search([("partner_id", "in", (gone + kept).ids)])
        first, *others = profiles.sorted(lambda profile: profile.partner_id != kept) or [self]
        for other in others:
            values = {}
            for name in PERSONAL_FACTS:
                if other[name] and not first[name]:
                    values[name] = other[name]
                elif self._fields[name].type in ("char", "text") and first[name] != other[name]:
                    values[name] = "\n".join(filter(None, (first[name], other[name])))
            if "birthday" in values:
                values["birthday_calendar"] = other.birthday_calendar
            first.write(values)
            other.unlink()

    @for_one("read")
    def action_record_consent(self):
        """Without it, nobody but the data officer sees this."""
        return self.partner_id._record_keqing_consent()

    @for_one("read")
    def action_erase_person(self):
        """
        :raise AccessError: for anybody but the data officer
        """
        return self.partner_id.action_keqing_erase()
