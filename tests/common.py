# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What a test needs that looks at every module of this repository, whatever is in it."""

from pathlib import Path

from odoo.models import MAGIC_COLUMNS
from odoo.modules import Manifest
from odoo.tests import TransactionCase, new_test_user

from .samples import Samples

REPOSITORY = Path(__file__).resolve().parent.parent
OURS = {
    each.name for each in Manifest.all_addon_manifests() if Path(each.path).parent == REPOSITORY
}


def is_ours(thing):
    """Whether a class or function was written in a module of this repository."""
    module = thing.__module__.split(".")
    return module[:2] == ["odoo", "addons"] and module[2] in OURS


class SuiteCase(TransactionCase):
    """Our installed modules, what they define, and a user for each kind of people.

    ``plain``, ``portal`` and ``public`` have none of our groups; ``lowest`` has the first group of
    each of our privileges, ``middle`` all but the last, ``highest`` all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = [("name", "in", sorted(OURS)), ("state", "=", "installed")]
        cls.modules = cls.env["ir.module.module"].search(domain, order="name").mapped("name")
        models = [cls.env[name] for name in sorted(cls.registry) if not cls.env[name]._abstract]
        cls.our_models = [model for model in models if model._original_module in OURS]
        cls.extended_models = [
            model
            for model in models
            if model not in cls.our_models
            # what is done to all models by one of Odoo's abstract ones extends none of them
            and any(
                is_ours(each) and not cls.env[each._name]._abstract
                for each in type(model).__mro__
                if getattr(each, "_name", None) in cls.registry
            )
        ]
        groups = cls._defined("res.groups").grouped("privilege_id").values()
        groups = [of_privilege.sorted() for of_privilege in groups]
        Groups = cls.env["res.groups"]
        cls.plain = cls._user("plain", cls.env.ref("base.group_user"))
        cls.portal = cls._user("portal", cls.env.ref("base.group_portal"))
        cls.public = cls.env.ref("base.public_user")
        cls.lowest = cls._user("lowest", Groups.union(*(each[:1] for each in groups)))
        cls.middle = cls._user("middle", Groups.union(*(each[:-1] for each in groups)))
        cls.highest = cls._user("highest", Groups.union(*groups))

    def setUp(self):
        super().setUp()
        self.samples = Samples(self.env)
        self.assertTrue(self.modules, "None of our modules is installed.")

    @classmethod
    def _defined(cls, model):
        """The records of ``model`` that our modules brought along."""
        domain = [("module", "in", cls.modules), ("model", "=", model)]
        return cls.env[model].browse(cls.env["ir.model.data"].search(domain).mapped("res_id"))

    @classmethod
    def _user(cls, role, groups):
        names = groups.get_external_id().values()
        return new_test_user(cls.env, f"suite_{role}", groups=",".join(names))

    @classmethod
    def _create_roles(cls):
        """A user for each of our groups, who sells besides."""
        return [
            new_test_user(
                cls.env, f"suite_{xml_id}", groups=f"{xml_id},sales_team.group_sale_salesman"
            )
            for xml_id in cls._defined("res.groups").get_external_id().values()
        ]

    def _make_samples(self):
        """A record of each of our models, of our company where it is of one."""
        for model in self.our_models:
            if not model._transient:
                sample = self.samples.get(model._name)
                if "company_id" in sample and not sample.company_id:
                    sample.company_id = self.env.company

    def _our_fields(self, model):
        """The fields that our modules alone put on ``model``."""
        return [
            field
            for field in model._fields.values()
            if field._modules and set(field._modules) <= OURS and field.name not in MAGIC_COLUMNS
        ]
