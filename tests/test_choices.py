# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What a new form offers: whoever may make a record can choose what belongs into it."""

from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import SuiteCase

# Models of Odoo that our people make records of, on forms with fields of ours
MADE_BY_OUR_PEOPLE = ("crm.lead", "res.partner")


@tagged("post_install", "-at_install")
class TestChoices(SuiteCase):
    """What a form that was just opened offers, as each role.

    Here the company has everything for itself. A form that knows no company yet, and so offers
    only what companies share, is found out.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = cls._create_roles()

    def setUp(self):
        super().setUp()
        self._make_samples()

    def test_new_forms_offer_what_can_be_chosen(self):
        models = [model for model in self.our_models if not model._transient]
        models += [self.env[name] for name in MADE_BY_OUR_PEOPLE]
        tried = set()
        for user in self.roles:
            self._create_customer_of(user)
            for model in models:
                own = model.with_user(user)
                if self._can_be_made_by_hand(own):
                    with self.subTest(model=model._name, role=user.login):
                        tried |= self._fill_in(Form(own))
        self.assertIn(("keqing.evaluation.run", "scorecard_id"), tried)

    def _create_customer_of(self, user):
        self.env["res.partner"].create(
            {
                "name": f"Customer of {user.name}",
                "is_company": True,
                "company_id": self.env.company.id,
                "keqing_customer_type_id": self.samples.get("keqing.customer.type").id,
                "user_id": user.id,
            }
        )

    def _can_be_made_by_hand(self, model):
        if not model.has_access("create"):
            return False
        view = etree.fromstring(model.get_view(view_type="form")["arch"])
        return view.get("create") not in ("0", "false", "False")

    def _fill_in(self, form):
        """Choose the first that each field offers, from top to bottom, as somebody in a hurry.

        :return: which fields offered something, as pairs of model and name
        """
        filled = set()
        for node in form._view["tree"].xpath("//field[not(ancestor::field)]"):
            name = node.get("name")
            info = form._view["fields"][name]
            if info["type"] not in ("many2one", "many2many") or any(
                form._get_modifier(name, each) for each in ("invisible", "readonly")
            ):
                continue
            company = form._env.company
            offered = self._offered(form, node, info)
            if not offered:
                could = self._offered(form, node, info, company_id=company.id)
                self.assertFalse(could, f"{name} offers nothing")
                required = form._get_modifier(name, "required")
                self.assertFalse(required, f"{name} is required and offers nothing")
                continue
            filled.add((form._record._name, name))
            if info["type"] == "many2one" and not form._values[name]:
                form[name] = form._env[info["relation"]].browse(offered[0][0])
        return filled

    def _offered(self, form, node, info, **values):
        """What the field offers, as the browser asks for it: the view's domain, else the field's.

        :param values: of the record, in place of those on the form
        """
        domain = node.get("domain") or info.get("domain") or []
        if isinstance(domain, str):
            own = form._env
            others = {"uid": own.uid, "allowed_company_ids": own.companies.ids}
            domain = safe_eval(domain, {**form._get_eval_context(), **others, **values})
        Target = form._env[info["relation"]].with_context(**form._get_context(node.get("name")))
        return Target.name_search("", domain, limit=1)
