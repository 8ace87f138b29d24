# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.keqing_customer.fields import BoundedFloat, BoundedInteger, BoundedMonetary

PHOTO_MEGABYTES = 8
NUMBERS = {"number", "price"}  # of which zero is an answer


class KeqingStoreCheck(models.Model):
    """What was found in a shop about one thing: a number, a price, a choice, a yes, a photo.

    Beside it stands what was found the last time; the band that a price is held against is that of
    the day on which it was written down.
    """

    _name = "keqing.store.check"
    _description = "Store Check"
    _inherit = ["keqing.anchored.mixin"]
    _order = "visit_id, sequence, id"

    visit_id = fields.Many2one(
        comodel_name="keqing.visit", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="visit_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = BoundedInteger(default=10)

    # What is looked at
    item_id = fields.Many2one(
        comodel_name="keqing.check.item", required=True, index=True, ondelete="restrict"
    )
    answer = fields.Selection(related="item_id.answer")
    price_kind = fields.Selection(related="item_id.price_kind")
    product_id = fields.Many2one(
        comodel_name="product.product", index="btree_not_null", ondelete="restrict"
    )
    rival_id = fields.Many2one(
        comodel_name="keqing.competitor.product",
        string="Competitor's Product",
        index="btree_not_null",
        ondelete="restrict",
    )
    is_mandatory = fields.Boolean(string="Mandatory", readonly=True)
    breach_role_id = fields.Many2one(
        comodel_name="keqing.contact.role",
        string="To Be Taken Up With",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    # What was found
    number = BoundedFloat(low=0, digits="Product Unit")
    price = BoundedMonetary(low=0)
    choice_id = fields.Many2one(
        comodel_name="keqing.check.choice",
        domain="[('item_id', '=', item_id)]",
        ondelete="restrict",
    )
    yes_no = fields.Selection(selection=[("yes", "Yes"), ("no", "No")], string="Yes or No")
    photo = fields.Image(max_width=1920, max_height=1920)
    promotion_from = fields.Date()
    promotion_to = fields.Date()
    source = fields.Selection(
        selection=[
            ("visit", "Seen on the visit"),
            ("purchaser", "Purchasing manager"),
            ("clerk", "System clerk"),
            ("wholesale", "Read off the wholesale price"),
            ("promoter", "Promoter"),
        ],
        default="visit",
        string="Known From",
    )
    certainty = fields.Selection(
        selection=[("sure", "Sure"), ("likely", "Likely"), ("hearsay", "Hearsay")], default="sure"
    )
    is_answered = fields.Boolean(
        readonly=True, help="Set with the first answer, so that a zero is one.", copy=False
    )
    reason = fields.Char(string="Why Not", help="Why it could not be checked.")
    note = fields.Char()

    # What it means
    previous_id = fields.Many2one(
        comodel_name="keqing.store.check", string="Last Time", readonly=True, ondelete="set null"
    )
    found = fields.Char(compute="_compute_found")
    previous_found = fields.Char(related="previous_id.found", string="Found Last Time")
    band_low = fields.Monetary(compute="_compute_verdict", store=True)
    band_high = fields.Monetary(compute="_compute_verdict", store=True)
    has_band = fields.Boolean(compute="_compute_verdict", store=True)
    verdict = fields.Selection(
        selection=[("right", "Right"), ("breach", "Breach")],
        compute="_compute_verdict",
        store=True,
        help="Empty where nothing can be said of it.",
    )
    is_told = fields.Boolean(readonly=True, copy=False, help="A task was made of the breach.")
    task_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="What is to be done about the breach, until it is done.",
    )

    _once = models.UniqueIndex(
        "(visit_id, item_id, COALESCE(product_id, 0), COALESCE(rival_id, 0))",
        "Each thing is looked at once on a visit.",
    )
    _answered_idx = models.Index("(partner_id, item_id, id) WHERE is_answered")
    _promotion_ordered = models.Constraint(
        "CHECK (promotion_from <= promotion_to)", "A promotion cannot end before it begins."
    )

    @api.depends("number", "price", "choice_id", "yes_no", "photo", "is_answered")
    def _compute_found(self):
        """What was found, in words, as it stands beside the next time."""
        for check in self:
            check.found = check.is_answered and check._say_found(
                check.answer,
                {
                    "number": check.number,
                    "price": check.price,
                    "choice": check.choice_id.name,
                    "yes_no": check.yes_no,
                },
                check.currency_id,
            )

    @api.model
    def _say_found(self, answer, found, currency):
        """What was found, in words.

        :param dict found: a value for each kind of answer
        """
        match answer:
            case "number":
                return f"{found['number']:g}"
            case "price":
                return currency.format(found["price"])
            case "yes_no":
                answers = dict(self._fields["yes_no"]._description_selection(self.env))
                return answers.get(found["yes_no"])
            case "photo":
                return self.env._("Photo")
        return found["choice"]

    @api.depends("number", "price", "choice_id", "yes_no", "is_answered")
    def _compute_verdict(self):
        """Bands of all lines are read at once; a price without a band says nothing."""
        Band = self.env["keqing.price.band"].sudo()  # a price is judged whoever finds it
        prices = self.filtered(lambda check: check.answer == "price" and check.product_id)
        bands = {
            company: Band._get_bands(company, theirs.product_id, company._get_keqing_today())
            for company, theirs in prices.grouped("company_id").items()
        }
        for check in self:
            band = Band.browse()
            if check in prices:
                band = bands[check.company_id]._fits(
                    check.partner_id.sudo(), check.product_id, check.item_id.price_kind
                )
            check.has_band = bool(band)
            check.band_low, check.band_high = band.low, band.high
            check.verdict = check._judge(band) if check.is_answered else False

    def _judge(self, band):
        item = self.item_id
        right = {
            "number": self.number >= item.minimum if item.minimum else None,
            "price": None if not band else band.low <= self.price <= band.high,
            "choice": self.choice_id and not self.choice_id.is_breach,
            "yes_no": self.yes_no == "yes",
            "photo": bool(self.photo),
        }[item.answer]
        if right is None:
            return False
        return "right" if right else "breach"

    @api.constrains("choice_id", "item_id")
    def _check_choice_id(self):
        for check in self:
            if check.choice_id and check.choice_id.item_id != check.item_id:
                raise ValidationError(
                    self.env._(
                        "“%(choice)s” is no answer to “%(item)s”.",
                        choice=check.choice_id.name,
                        item=check.item_id.name,
                    )
                )

    # Writing down

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_photo(vals.get("photo"))
        checks = super().create(vals_list)
        checks.visit_id._check_not_over()
        for check, vals in zip(checks, vals_list, strict=True):
            check._note_answered(vals)
        checks._reckon_margins()
        checks._judge_leaflets()
        checks._tell_breaches()
        return checks

    def write(self, vals):
        self.visit_id._check_not_over()
        self.visit_id._touch()
        self._check_photo(vals.get("photo"))
        written = super().write(vals)
        self.visit_id._check_not_over()  # where it was moved to
        self._note_answered(vals)
        if "price" in vals:
            self._reckon_margins()
            self._judge_leaflets()
        if self._answers() & vals.keys() and not self.env.context.get("keqing_tell_later"):
            self._tell_breaches()
        return written

    @api.model
    def _answers(self):
        return {"number", "price", "choice_id", "yes_no", "photo"}

    def _note_answered(self, vals):
        """A value is an answer, also a zero, and what is emptied is none."""
        given = self._answers() & vals.keys()
        if given:
            # sudo: nobody says by hand that there is an answer
            self.sudo().is_answered = any(name in NUMBERS or vals[name] for name in given)

    def _with_evidence(self):
        """What was found on a visit that is over."""
        return self.filtered(lambda check: check.visit_id.state not in ("planned", "under_way"))

    def _check_photo(self, photo):
        """:raise ValidationError: if a photo is no picture, or too large"""
        if not photo:
            return
        try:
            content = base64.b64decode(photo, validate=False)
        except (binascii.Error, TypeError, ValueError):
            content = b""
        if not guess_mimetype(content).startswith("image/"):
            raise ValidationError(self.env._("This photo is no picture: take it again."))
        if len(content) > PHOTO_MEGABYTES * 2**20:
            raise ValidationError(
                self.env._("This photo is larger than %s MB: take it smaller.", PHOTO_MEGABYTES)
            )

    def _tell_breaches(self):
        """One task for each breach; put right, its task goes as well."""
        checks = self.sudo()  # whoever looks tells whom it concerns
        right = checks.filtered(lambda check: check.is_told and check.verdict != "breach")
        right.task_id.unlink()
        right.is_told = False
        breaches = checks.filtered(lambda check: check.verdict == "breach" and not check.is_told)
        for check in breaches:
            check.task_id = check.visit_id.with_user(self.env.user).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=check._breach_summary(),
                date_deadline=check.company_id._get_keqing_today(),
                user_id=(check.partner_id.user_id or check.visit_id.user_id).id,
            )
        breaches.is_told = True

    def _breach_summary(self):
        subject = self.product_id.display_name or self.rival_id.name or self.partner_id.name
        facts = {"item": self.item_id.name, "subject": subject, "found": self.found}
        keeper = self.partner_id.sudo().child_ids.filtered(  # who is to be talked to is told
            lambda person: self.breach_role_id and person.keqing_role_id == self.breach_role_id
        )[:1]
        if keeper:
            return self.env._(
                "%(item)s of %(subject)s: %(found)s. Take it up with %(person)s.",
                **facts,
                person=keeper.name,
            )
        return self.env._("%(item)s of %(subject)s: %(found)s. Put it right.", **facts)

    def _get_thing(self):
        """What is looked at: ids of the item, the product and the competitor's, or False."""
        return self.item_id.id, self.product_id.id, self.rival_id.id

    @api.model
    def _last_found(self, company, customers):
        """What a company's people found of each thing the last time that they looked at it.

        :return: ``{(customer id, item id, product id or False, rival id or False): check id}``
        """
        if not customers:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (found.partner_id, found.item_id, found.product_id,
                                       found.rival_id)
                          found.partner_id, found.item_id, found.product_id, found.rival_id,
                          found.id
                     FROM keqing_store_check found
                     JOIN keqing_visit visit ON visit.id = found.visit_id
                    WHERE found.company_id = %s AND found.partner_id IN %s AND found.is_answered
                      AND visit.state = 'done'
                 ORDER BY found.partner_id, found.item_id, found.product_id, found.rival_id,
                          visit.done_at DESC""",
                company.id,
                tuple(customers.ids),
            )
        )
        return {tuple(part or False for part in row[:4]): row[4] for row in rows}
