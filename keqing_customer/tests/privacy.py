# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Date
from odoo.tests import new_test_user

from .common import CustomerCommon

# Every personal fact, each with a word that is found nowhere else
FACTS = {
    "birthday": Date.to_date("1931-07-13"),
    "birthday_calendar": "lunar",
    "gender": "female",
    "family": "Auntie Xianyun-marker",
    "belief": "Adeptus-marker",
    "interests": "Sleeping-marker",
    "habits": "Qingxin-marker",
    "circle": "Keqing-marker",
    "associations": "Yuehai-marker",
}


class PrivacyCommon(CustomerCommon):
    """A person at a customer in the harbour who agreed to our keeping personal facts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who may know, for the customers of the harbour; and who may know all
        cls.confidant = cls._create_insider("confidant", "group_customer_personal")
        cls.harbour.member_ids += cls.confidant
        cls.stranger = cls._create_insider("stranger", "group_customer_personal")
        cls.chief = cls._create_insider("chief", "group_customer_personal", "group_customer_all")
        cls.officer = cls._create_insider("officer", "group_customer_data_officer")
        cls.customer = cls._create_customer("Yujing Terrace", city="Liyue", street="1 Terrace")
        cls.person = cls._create_person()
        cls.consent = cls._give(cls.person, "profile")
        cls.profile = cls.env["keqing.personal.profile"].create(
            {"partner_id": cls.person.id, **FACTS}
        )

    @classmethod
    def _create_insider(cls, login, *groups):
        return new_test_user(
            cls.env,
            login,
            ",".join(f"keqing_customer.{group}" for group in groups),
            company_id=cls.company.id,
        )

    @classmethod
    def _create_person(cls, name="Ganyu", **values):
        """A key person of the customer."""
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": cls.customer.id, "type": "contact", **values}
        )

    def _paths(self, fact):
        """Every remote call that would tell about the person's fact.

        :return: ``{name: (method of the profile, arguments, keyword arguments)}``
        """
        ids, value = self.profile.ids, FACTS[fact]
        value = Date.to_string(value) if fact == "birthday" else value
        domain = [(fact, "=", value)]
        group = f"{fact}:month" if fact == "birthday" else fact
        bar = {"field": "gender", "colors": {FACTS["gender"]: "success"}}
        return {
            "read": ("read", [ids, [fact]], {}),
            "web_read": ("web_read", [ids, {fact: {}}], {}),
            "search": ("search", [domain], {}),
            "search_count": ("search_count", [domain], {}),
            "search_read": ("search_read", [domain, [fact]], {}),
            "web_search_read": ("web_search_read", [domain, {fact: {}}], {}),
            "name_search": ("name_search", ["Ganyu", domain], {}),
            "group": ("formatted_read_group", [[], [group], ["__count"]], {}),
            "web_read_group": ("web_read_group", [[], [group], ["__count"]], {}),
            "grouping_sets": ("formatted_read_grouping_sets", [domain, [[group]], ["__count"]], {}),
            "progress_bar": ("read_progress_bar", [domain, group, bar], {}),
            "save": ("web_save", [ids, {}, {fact: {}}], {}),
            "export": ("export_data", [ids, [fact]], {}),
            "copy": ("copy_data", [ids], {}),
        }

    @classmethod
    def _give(cls, person, purpose, **values):
        return cls.env["keqing.consent"].create(
            {"partner_id": person.id, "purpose": purpose, **values}
        )
