# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.keqing_customer.chosen import for_one

from ..intake.keqing_complaint_merge import UNPROMISED
from .keqing_standard_answer import CONTENT

OFFERED = 3  # solved cases of a complaint
LOOKED_AT = 100  # of the last ones, for each complaint


class KeqingComplaint(models.Model):
    """What was like it and was solved, with the answer that helped then."""

    _inherit = "keqing.complaint"

    similar_ids = fields.Many2many(
        comodel_name="keqing.complaint",
        string="Solved Before",
        compute="_compute_similar_ids",
        help="Closed complaints about the same goods, of the same cause or type, the nearest "
        "first.",
    )

    @api.depends("type_id", "cause_id", "line_ids.product_id", "company_id", "is_suggestion")
    @api.depends_context("uid")
    def _compute_similar_ids(self):
        """Of those that the reader sees, by two searches for all."""
        Line = self.env["keqing.complaint.line"]
        limit = LOOKED_AT * len(self)
        solved = Domain("state", "=", "closed") & Domain("company_id", "in", self.company_id.ids)
        solved &= Domain("is_suggestion", "=", False)
        near = Domain("type_id", "in", self.type_id.ids) | Domain(
            "cause_id", "in", self.cause_id.ids
        )
        found = self.search(solved & near, limit=limit, order="id desc")
        if products := self.line_ids.product_id:
            is_solved = Domain("complaint_id", "any", solved)
            lines = Line.search(
                Domain("product_id", "in", products.ids) & is_solved, limit=limit, order="id desc"
            )
            found |= lines.complaint_id
        found.fetch(["type_id", "cause_id", "answer_id", "outcome_mark", "company_id"])
        for complaint in self:
            ranked = [
                (nearness, each)
                for each in found - complaint._origin
                if each.company_id == complaint.company_id and not complaint.is_suggestion
                if any(nearness := each._how_near(complaint))
            ]
            ranked.sort(key=lambda pair: (pair[0], pair[1]._helped(), pair[1].id), reverse=True)
            complaint.similar_ids = self.browse().union(*(each for __, each in ranked[:OFFERED]))

    def _how_near(self, other):
        """The goods count most, then the cause, then the type."""
        return (
            bool(self.line_ids.product_id & other.line_ids.product_id._origin),
            bool(self.cause_id & other.cause_id._origin),
            self.type_id == other.type_id._origin,
        )

    def _helped(self):
        """Whether there is an answer to be used again, and the customer was content with it."""
        return bool(self.answer_id), self.outcome_mark in CONTENT

    @for_one("read")
    def action_use_answer(self):
        """Answer the complaint that this is shown beside as this one was: by its standard answer.

        :raise UserError: without one, and if words of somebody's stand there already
        """
        asking_id = self.env.context.get("keqing_answering_id")
        asking = self.browse(asking_id if _is_id(asking_id) else ()).exists()
        if not asking:
            raise UserError(self.env._("Save the complaint that is to be answered first."))
        asking.check_access("write")
        asking._check_state(*UNPROMISED)
        if not self.answer_id:
            raise UserError(self.env._("%s has no standard answer.", self.display_name))
        if (asking.proposal or "").strip():
            raise UserError(
                self.env._(
                    "%s: somebody has written a proposal. Remove it first, or choose the standard "
                    "answer there.",
                    asking.display_name,
                )
            )
        asking._use_answer(self.answer_id)

    def _use_answer(self, answer):
        """Propose a standard answer, in the language in which each is written to."""
        for complaint in self:
            lang = complaint.contact_id.sudo().lang  # in which they are written to
            local = answer.with_context(lang=lang or self.env.lang)
            complaint.write({"answer_id": local.id, "proposal": local.body})

    @api.model
    @api.readonly
    def get_keqing_similar(self, type_id, product_ids):
        """What was solved before, for whoever has a caller on the line.

        :param int type_id: of what is complained about
        :param list product_ids: ids of the goods
        :return: list of dicts: ``id``, ``name``, ``cause``, ``answer`` (what is said in such a
            case, False if none was used) and ``content`` (whether the customer was)
        """
        self.browse().check_access("read")
        if not isinstance(product_ids, list) or not all(map(_is_id, (type_id, *product_ids))):
            return []
        asked = self.new(
            {
                "company_id": self.env.company.id,
                "type_id": type_id,
                "line_ids": [Command.create({"product_id": each}) for each in product_ids],
            }
        )
        return [
            {
                "id": each.id,
                "name": each.display_name,
                "cause": each.cause_id.name,
                "answer": each.answer_id.body,
                "content": each.outcome_mark in CONTENT,
            }
            for each in asked.similar_ids._origin
        ]


def _is_id(number):
    return type(number) is int and 0 < number < 2**31
