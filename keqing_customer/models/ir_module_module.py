# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class IrModuleModule(models.Model):
    """A language that is installed reaches our name, and the policies that were loaded."""

    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """The policies that were loaded are translated as well when a language comes."""
        res = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if "keqing_customer" in modules:
            app = self.search([("name", "=", "keqing_customer")])
            for lang in set(langs) - {"en_US"}:
                app = app.with_context(lang=lang)
                app.shortdesc = app.env._("Keqing")  # as its menu, which Odoo translates itself
            self.env["keqing.policy"]._load_translations(langs)
        return res
