# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.keqing_customer.fields import MOST_AMOUNT, MOST_INTEGER

from ...tools.position import is_position
from .keqing_visit_check import POOR_ACCURACY_METERS

MOST_PRODUCTS = 100


class KeqingVisit(models.Model):
    """What was talked about, what was left there, and what the customer promises to pay."""

    _inherit = "keqing.visit"

    talk_ids = fields.One2many(
        comodel_name="keqing.visit.talk", inverse_name="visit_id", string="Talked About"
    )
    sample_ids = fields.One2many(
        comodel_name="keqing.visit.sample", inverse_name="visit_id", string="Samples Given"
    )
    payment_promise_ids = fields.One2many(
        comodel_name="keqing.payment.promise", inverse_name="visit_id", string="Promises to Pay"
    )

    @api.model
    def get_day(self):
        """Besides: ``topics`` and ``products``, lists of dicts of id and name to choose from."""
        topics, products = self._get_day_choices()
        return {**super().get_day(), "topics": topics, "products": products}

    def _get_day_choices(self):
        """Topics, and products that the user may see, both by one statement."""
        products = self.env["product.product"]._search(
            Domain("sale_ok", "=", True)
            & Domain("type", "=", "consu")  # goods: no gift card stands on a shelf
            & Domain("company_id", "in", [False, *self.env.company.parent_ids.ids]),
            limit=MOST_PRODUCTS,
        )
        [choices] = self.env.execute_query(
            SQL(
                """SELECT ARRAY(SELECT jsonb_build_object(
                                           'id', id, 'name',
                                           COALESCE(name->>%(lang)s, name->>'en_US'))
                                  FROM keqing_visit_topic WHERE active ORDER BY sequence, id),
                          ARRAY(SELECT jsonb_build_object(
                                           'id', product.id, 'name', concat_ws(
                                               ' ', '[' || product.default_code || ']',
                                               COALESCE(template.name->>%(lang)s,
                                                        template.name->>'en_US')))
                                  FROM product_product product
                                  JOIN product_template template
                                    ON template.id = product.product_tmpl_id
                                 WHERE product.id IN %(products)s
                              ORDER BY template.sequence, template.id, product.id)""",
                lang=self.env.lang or "en_US",
                products=products.subselect(),
            )
        )
        return choices

    def _entry_kinds(self):
        return {
            **super()._entry_kinds(),
            "talk": lambda visit, entries: visit._take_talks(entries),
            "sample": lambda visit, entries: visit._take_samples(entries),
            "place": lambda visit, entries: visit._take_place(entries[-1]["values"]),
        }

    def _take_talks(self, entries):
        """Topics that were talked about, ticked or not, and what was said."""
        for entry in entries:
            values = entry["values"]
            topic_id = self._read_id(values.get("topic_id"))
            said = values.get("said") or False
            if said and not isinstance(said, str):
                raise UserError(self.env._("This cannot be read: write it down anew."))
            talk = self.talk_ids.filtered(
                lambda each, topic_id=topic_id: each.topic_id.id == topic_id
            )
            if not values.get("is_talked", True):
                self._check_not_over()
                talk.sudo().unlink()  # what was ticked by mistake
            elif talk:
                talk.said = said
            else:
                self.env["keqing.visit.talk"].create(
                    {"visit_id": self.id, "topic_id": topic_id, "said": said}
                )

    def _take_samples(self, entries):
        """What was left there; nothing of a product means that it was not."""
        for entry in entries:
            product_id = self._read_id(entry["values"].get("product_id"))
            quantity = float(entry["values"].get("quantity") or 0)
            sample = self.sample_ids.filtered(
                lambda each, product_id=product_id: each.product_id.id == product_id
            )
            if not quantity > 0:
                sample._check_not_signed()
                sample.sudo().unlink()  # what was written down by mistake
            elif sample:
                sample[:1].quantity = quantity
            else:
                self.env["keqing.visit.sample"].create(
                    {"visit_id": self.id, "product_id": product_id, "quantity": quantity}
                )

    def _take_place(self, report):
        """The shop is where the phone says that it is, if nobody has said so yet."""
        customer = self.partner_id
        if is_position(customer.partner_latitude, customer.partner_longitude):
            return
        report = self._read_report(report)
        place = report.get("latitude"), report.get("longitude")
        if not is_position(*place) or not (
            0 < report.get("accuracy_meters", 0) <= POOR_ACCURACY_METERS
        ):
            raise UserError(
                self.env._(
                    "%(customer)s: the phone does not know well enough where it is, within "
                    "%(meters)s m. Try again in the open.",
                    customer=customer.name,
                    meters=POOR_ACCURACY_METERS,
                )
            )
        customer.set_keqing_position(*place, report.get("datum", "wgs84"))

    def _read_id(self, number):
        if type(number) is not int or not 0 < number <= MOST_INTEGER:
            raise UserError(self.env._("This cannot be read: write it down anew."))
        return number

    def _take_payments(self, entries):
        """What the customer promises to pay, followed up on the day it names."""
        for entry in entries:
            amount = float(entry["values"].get("amount") or 0)
            if not 0 < amount <= MOST_AMOUNT:
                raise UserError(
                    self.env._("%s: name the amount that was promised.", self.display_name)
                )
            today = self.company_id._get_keqing_today()
            self.env["keqing.payment.promise"].sudo().create(  # whose word it is says the visit
                {
                    "visit_id": self.id,
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "user_id": self.user_id.id,
                    "amount": amount,
                    "promised_on": today,
                    "due_on": fields.Date.to_date(entry["values"].get("on")) or today,
                }
            )
