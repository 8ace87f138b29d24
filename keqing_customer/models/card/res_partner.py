# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...chosen import for_one
from ...fields import BoundedFloat, BoundedMonetary
from ..res_partner import OWN_PEOPLE


class ResPartner(models.Model):
    """The customer's card: what we know of the business, how complete it is."""

    _inherit = "res.partner"

    # Business
    keqing_size = fields.Selection(
        selection=[("large", "Large"), ("medium", "Medium"), ("small", "Small")],
        string="Size",
        tracking=True,
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_business_scope = fields.Text(
        string="Business Scope", help="As on the licence.", copy=False, groups=OWN_PEOPLE
    )
    keqing_legal_representative = fields.Char(
        string="Legal Representative", tracking=True, copy=False, groups=OWN_PEOPLE
    )
    keqing_licence_number = fields.Char(
        string="Licence Number",
        index="btree_not_null",
        tracking=True,
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_licence_expiry = fields.Date(
        string="Licence Valid Until", tracking=True, copy=False, groups=OWN_PEOPLE
    )
    keqing_turnover = BoundedMonetary(
        low=0,
        string="Yearly Turnover",
        currency_field="currency_id",
        help="In our categories, as the customer states it.",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_market_share = BoundedFloat(
        low=0,
        high=100,
        string="Market Share",
        digits=(5, 2),
        help="Percent of its own market.",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_competitor_ids = fields.Many2many(
        comodel_name="keqing.competitor",
        relation="keqing_competitor_partner_rel",
        column1="partner_id",
        column2="competitor_id",
        string="Competitors",
        help="Who else sells to this customer.",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_compliance = fields.Selection(
        selection=[("good", "Law-abiding"), ("warned", "Warned"), ("violation", "In violation")],
        string="Compliance",
        tracking=True,
        help="Fakes, smuggled goods, selling without or beyond a licence.",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_need = fields.Text(
        string="Needs",
        help="What the customer is after, in one breath.",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_preference_ids = fields.Many2many(
        comodel_name="keqing.preference",
        relation="keqing_preference_partner_rel",
        column1="partner_id",
        column2="preference_id",
        string="Preferences",
        copy=False,
        groups=OWN_PEOPLE,
    )

    # What is missing
    keqing_completeness = fields.Float(
        string="Completeness",
        compute="_compute_keqing_completeness",
        help="Percent of what its type demands that is known.",
        groups=OWN_PEOPLE,
    )
    keqing_missing = fields.Char(
        string="Still Missing", compute="_compute_keqing_missing", groups=OWN_PEOPLE
    )
    keqing_is_incomplete = fields.Boolean(
        string="Incomplete",
        compute="_compute_keqing_completeness",
        search="_search_keqing_is_incomplete",
        groups=OWN_PEOPLE,
    )

    # Key persons: on the contacts below
    keqing_role_id = fields.Many2one(
        comodel_name="keqing.contact.role",
        string="Key Person Role",
        index="btree_not_null",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_influence = fields.Selection(
        selection=[("1", "Little"), ("2", "Some"), ("3", "Much")],
        string="Influence",
        copy=False,
        groups=OWN_PEOPLE,
    )
    keqing_attitude = fields.Selection(
        selection=[("against", "Against us"), ("neutral", "Neutral"), ("for", "For us")],
        string="Attitude",
        copy=False,
        groups=OWN_PEOPLE,
    )

    @api.depends("keqing_customer_type_id", "child_ids.keqing_role_id")
    def _compute_keqing_completeness(self):
        """Share of the demanded facts and key persons that are known; 100 if nothing is demanded.

        Facts that the user may not see count as well.
        """
        for customer_type, partners in self.grouped("keqing_customer_type_id").items():
            met = partners._met([demand.known for demand in customer_type._demands()])
            for partner in partners:
                known = sum(partner in each for each in met)
                partner.keqing_completeness = 100 * known / len(met) if met else 100
                partner.keqing_is_incomplete = known < len(met)

    @api.depends("keqing_customer_type_id", "child_ids.keqing_role_id")
    def _compute_keqing_missing(self):
        for partner, demands in self._get_missing():
            partner.keqing_missing = self.env._(", ").join(each.label() for each in demands)

    def _get_missing(self):
        """:return: pairs of each of these customers and what its card lacks of the demands"""
        for customer_type, partners in self.grouped("keqing_customer_type_id").items():
            demands = customer_type._demands()
            met = partners._met([demand.known for demand in demands])
            for partner in partners:
                yield (
                    partner,
                    [
                        demand
                        for demand, known in zip(demands, met, strict=True)
                        if partner not in known
                    ],
                )

    @api.readonly
    @for_one("read")
    def get_keqing_missing(self):
        """What the card lacks, and where on the form that is filled in.

        :return: list of dicts ``name``; ``where``, a field or widget, and the name of its ``page``,
            each False where there is none
        """
        arch = etree.fromstring(self.get_view(view_type="form")["arch"])
        missing = []
        for demand in next(self._get_missing())[1]:
            found = demand.where and arch.xpath(
                "//field[@name=$name] | //widget[@name=$name]", name=demand.where
            )
            page = found and next(found[0].iterancestors("page"), None)
            missing.append(
                {
                    "name": demand.label(),
                    "where": bool(found) and demand.where,
                    "page": page.get("name") if page is not None and found else False,
                }
            )
        return missing

    def _met(self, domains):
        """Whom of these customers each of some domains holds for, by one query for all.

        :return: list of customers per domain
        """
        stored = self.filtered("id")
        met = [(self - stored).filtered_domain(domain) for domain in domains]  # being typed in
        if stored and domains:
            Partner = self.sudo()  # known or not, no more is said of facts that are not for all
            queries = [
                Partner._search(Domain("id", "in", stored.ids) & domain, active_test=False).select(
                    SQL("res_partner.id"), SQL("%s", position)
                )
                for position, domain in enumerate(domains)
            ]
            for partner_id, position in self.env.execute_query(SQL(" UNION ALL ").join(queries)):
                met[position] |= self.browse(partner_id)
        return met

    def _search_keqing_is_incomplete(self, operator, value):
        if operator != "in":
            return NotImplemented
        customer_types = self.env["keqing.customer.type"]._all()
        incomplete = self.sudo()._search(customer_types._incomplete_domain())  # see _met()
        return Domain("id", "in", incomplete)

    # The pages of the card, read when they are looked at

    @api.model
    def _card_pages(self):
        return {
            **super()._card_pages(),
            "keqing_key_persons": ("get_keqing_key_persons", 8),
            "keqing_preferences": ("get_keqing_preferences", 8),
        }

    @api.readonly
    @for_one("read")
    def get_keqing_key_persons(self):
        """The people at the customer, who has most to say first, and its other addresses.

        :return: dict: ``persons``, dicts of what their small cards show; ``addresses``, dicts
            ``id, name, kind, address, phone``
        """
        children = self.search(
            Domain("parent_id", "=", self.id),
            order="keqing_influence desc nulls last, name, id",
        )
        persons = children.filtered(lambda each: each.type == "contact" and not each.is_company)
        kinds = dict(self._fields["type"]._description_selection(self.env))
        return {
            "persons": [person._get_key_person() for person in persons],
            "addresses": [
                {
                    "id": each.id,
                    "name": each.name,
                    "kind": kinds.get(each.type),
                    "address": " ".join(filter(None, [each.city, each.street, each.street2])),
                    "phone": each.phone,
                }
                for each in children - persons
            ],
        }

    def _get_key_person(self):
        return {
            "id": self.id,
            "name": self.name,
            "function": self.function,
            "phone": self.phone,
            "email": self.email,
            "role": self.keqing_role_id.name,
            "is_decision_maker": self.keqing_role_id.is_decision_maker,
            "influence": int(self.keqing_influence or 0),
            "attitude": self.keqing_attitude,
        }

    @api.readonly
    @for_one("read")
    def get_keqing_preferences(self):
        """What the customer likes, out of what there is to like, by kind.

        :return: list of dicts ``field`` (of the customer), ``name`` and ``choices``, dicts of
            ``id, name, chosen``
        """
        Preference, Competitor = self.env["keqing.preference"], self.env["keqing.competitor"]
        kinds = dict(Preference._fields["kind"]._description_selection(self.env))
        preferences = Preference.search_fetch([("kind", "in", list(kinds))], ["name", "kind"])
        preferences = preferences.grouped("kind")
        groups = [
            ("keqing_preference_ids", name, preferences[kind])
            for kind, name in kinds.items()
            if kind in preferences
        ]
        competitors = Competitor.search_fetch([("active", "=", True)], ["name"])
        groups.append(("keqing_competitor_ids", self.env._("Also buys from"), competitors))
        return [
            {
                "field": field,
                "name": name,
                "choices": [
                    {"id": each.id, "name": each.name, "chosen": each in self[field]}
                    for each in choices
                ],
            }
            for field, name, choices in groups
        ]

    def _revealing_fields(self):
        known = {"keqing_role_id", "keqing_influence", "keqing_attitude", "keqing_preference_ids"}
        return super()._revealing_fields() | known
