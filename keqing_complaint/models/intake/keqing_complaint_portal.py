# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import io
import os
import re
from datetime import timedelta
from hashlib import sha256

from PIL import Image, UnidentifiedImageError

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import consteq, plaintext2html
from odoo.tools.mimetypes import guess_mimetype

from .keqing_complaint import OPEN

LINK_HOLDS = timedelta(days=90)  # after closing; Odoo's tokens would hold for ever
MOST_FILES = 10
MOST_BYTES = 10 * 2**20
PICTURES = ("JPEG", "PNG", "GIF")
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/gif": (".gif",),
}
LAST_LINES = 30  # of orders, to choose from
ORDER_LINE = re.compile(r"line_\d+$")


class KeqingComplaint(models.Model):
    """What a customer sees and does of its own complaints on the portal.

    All of it is called as superuser by the portal, which has checked whose complaint it is. Notes,
    findings and costs are not told.
    """

    _inherit = ["keqing.complaint", "portal.mixin"]
    _name = "keqing.complaint"

    def _compute_access_url(self):
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"

    @api.model
    def _get_thread_with_access(self, thread_id, *, hash=None, pid=None, token=None, **kwargs):
        """Odoo's doors for whoever has a token stay shut: they know no end, and look at no file."""
        return super()._get_thread_with_access(thread_id, **kwargs)

    def _portal_opens(self, access_token):
        """Whether a link with this token still leads here: until 90 days after closing."""
        self.ensure_one()
        if not (access_token and self.access_token and consteq(self.access_token, access_token)):
            return False
        if self.state == "closed":
            return fields.Datetime.now() <= self.closed_at + LINK_HOLDS
        return self.state in OPEN

    def _portal_messages(self):
        """What was said between the customer and us, the first first."""
        self.ensure_one()
        return self.env["mail.message"].search(
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", ("comment", "email", "auto_comment", "email_outgoing"))
            & Domain("subtype_id", "=", self.env.ref("mail.mt_comment").id)
            & Domain("is_internal", "=", False),
            order="date, id",
        )

    @api.model
    def _portal_order_lines(self, partner):
        """What a customer ordered last, to choose from."""
        customer = partner.commercial_partner_id
        return self.env["sale.order.line"].search(
            Domain("order_id.partner_id", "child_of", customer.id)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "sale")
            & Domain("product_id", "!=", False)
            & Domain("product_uom_qty", ">", 0),
            order="order_id, sequence, id",  # as orders are listed, the last one first
            limit=LAST_LINES,
        )

    @api.model
    def _portal_create(self, partner, said, files):
        """A complaint as a customer filled it in.

        :param dict said: ``type_id``, ``subject``, ``description``, ``wanted``, and for order lines
            ``line_<id>`` with ``quantity_<id>``; all as text
        :param files: list of (name, file)
        :raise UserError: in words for the customer
        """
        papers = read_files(self.env, files)
        words = (said.get("description") or "").strip()
        if not words:
            raise UserError(self.env._("Say in your own words what is wrong."))
        complaint = self.create(
            {
                "partner_id": partner.commercial_partner_id.id,
                "contact_id": partner.id,
                "channel": "portal",
                "received_by_id": False,
                "description": words,
                "type_id": self._portal_type(said.get("type_id")).id,
                "line_ids": self._portal_lines(partner, said),
                **({"subject": said["subject"].strip()} if said.get("subject", "").strip() else {}),
            }
        )
        complaint.message_subscribe(partner.ids)
        if papers:
            complaint._portal_post(partner, "", papers)
        complaint._send_receipt()
        return complaint

    @api.model
    def _portal_type(self, text):
        found = self.type_id.search(Domain.TRUE)
        chosen = found.filtered(lambda each: str(each.id) == text)
        if not chosen:
            raise UserError(self.env._("Choose what it is about."))
        return chosen

    @api.model
    def _portal_lines(self, partner, said):
        """The goods that a customer has marked, of its last orders; what it did not order, or long
        ago, it tells in its own words, and somebody looks.

        :raise UserError: for an order line that is not offered, or too many
        """
        lines = []
        offered = self._portal_order_lines(partner)
        if {name for name in said if ORDER_LINE.match(name) and said[name]} - {
            f"line_{line.id}" for line in offered
        }:
            raise UserError(
                self.env._("Those goods are none of your last orders: tell of them in your words.")
            )
        wishes = self.line_ids._fields["wanted"].get_values(self.env)
        for line in offered:
            if not said.get(f"line_{line.id}"):
                continue
            try:
                quantity = float(said.get(f"quantity_{line.id}") or 0)
            except ValueError:
                quantity = 0
            if not 0 < quantity <= line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%(product)s: say how many, at most the %(ordered)s that you ordered.",
                        product=line.product_id.display_name,
                        ordered=f"{line.product_uom_qty:g}",
                    )
                )
            lines.append(
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "sale_line_id": line.id,
                        "quantity": quantity,
                        "uom_id": line.product_uom_id.id,
                        "wanted": said["wanted"] if said.get("wanted") in wishes else False,
                    }
                )
            )
        return lines

    def _portal_write(self, partner, words, files):
        """What a customer adds to a complaint.

        :raise UserError: if nothing is said
        """
        papers = read_files(self.env, files)
        if not (words or "").strip() and not papers:
            raise UserError(self.env._("Write something, or choose a file."))
        self._portal_post(partner, (words or "").strip(), papers)

    def _portal_post(self, partner, words, papers):
        self.ensure_one()
        self.message_post(
            author_id=partner.id,
            body=plaintext2html(words) if words else "",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=papers,
        )

    def _portal_proposal(self):
        """Which proposal a page shows: another text once anything of it is another."""
        return sha256(self._tell_remedies().encode()).hexdigest()

    def _portal_decide(self, partner, accepted, words, read):
        """What a customer says to the proposal it has read.

        :param str read: :meth:`_portal_proposal` of the page on which it was said
        :raise UserError: if another one is proposed meanwhile, or none
        """
        if self.state == "proposed" and read != self._portal_proposal():
            raise UserError(
                self.env._("The proposal has changed meanwhile: read it again, and answer then.")
            )
        self._customer_answers(accepted, words, partner)

    # Hooks of the remedies

    def _tell_remedies(self):
        """Hook: what is proposed, in words for the customer."""
        return ""

    def _customer_answers(self, accepted, words, contact):
        """Hook: the customer itself answers to what is proposed.

        :raise UserError: if nothing is
        """
        raise UserError(self.env._("Nothing is proposed yet."))


def read_files(env, files):
    """
    :param files: list of (name, file)
    :return: list of (name, content)
    :raise ValidationError: naming the first that is too large, or neither picture nor PDF,
        whatever its name says
    """
    if len(files) > MOST_FILES:
        raise ValidationError(env._("Send at most %s files at once.", MOST_FILES))
    papers = []
    for name, file in files:
        content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValidationError(
                env._(
                    "%(file)s is too large: send at most %(most)s MB.",
                    file=name,
                    most=MOST_BYTES // 2**20,
                )
            )
        if not is_paper(content):
            raise ValidationError(
                env._("%s is neither a picture nor a PDF, whatever its name says.", name)
            )
        papers.append((name_paper(name, content), content))
    return papers


def name_paper(name, content):
    """A file's name with the ending of what it is, whatever it was called."""
    kind = guess_mimetype(content)
    stem, ending = os.path.splitext(name)
    endings = ENDINGS.get(kind, ())
    return name if not endings or ending.lower() in endings else f"{stem}{endings[0]}"


def is_paper(content):
    """Whether bytes are a picture that opens, or a PDF."""
    if guess_mimetype(content) == "application/pdf":
        return True
    try:
        with Image.open(io.BytesIO(content), formats=PICTURES) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True
