# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from itertools import chain
from pathlib import Path

from lxml import etree

from odoo import api, models
from odoo.exceptions import UserError
from odoo.modules import Manifest
from odoo.tools.convert import ParseError
from odoo.tools.translate import TranslationImporter

from ..tools.policy_import import PolicyImport, inner_html, is_completion, own_name


class KeqingPolicy(models.AbstractModel):
    """Ready-made policies: ``policy/<pack>.xml`` in each of our modules, loaded on request.

    A pack is an ordinary data file with its translations in it (``name@zh_CN``). Loading creates
    what is not there yet and touches nothing that is: neither what a user changed since the last
    time, nor what users made themselves under the same code. What belongs to one company, such as a
    scorecard, is created for each company that loads the pack; shares of other modules call it by
    its plain id.

    By what a record is known says its model: ``_policy_key``, names of fields, ``("code",)`` unless
    it says otherwise. ``_policy_per_company = True`` gives each company records of its own, as does
    a ``company_id`` that is required.
    """

    _name = "keqing.policy"
    _description = "Policy Pack"

    @api.model
    def _packs(self):
        """The packs there are.

        :return: list of (technical name, name, what kind of company it is for)
        """
        names = {
            "liquor": self.env._("Liquor company"),
            "tobacco": self.env._("Tobacco and retail"),
            "apparel": self.env._("Apparel sales"),
            "regional": self.env._("Regional sales to business"),
            "fmcg": self.env._("Consumer goods and modern trade"),
        }
        purposes = {
            "liquor": self.env._(
                "Distributors, outlets, group buyers and e-commerce, graded A, B, C every quarter "
                "by amount, frequency and market influence."
            ),
            "tobacco": self.env._(
                "Retailers as key, normal and special customers, 25 : 70 : 5, with stars and a "
                "detailed customer card."
            ),
            "apparel": self.env._(
                "Shops, online sellers and fashion lovers, judged by how often and how much they "
                "buy, how satisfied they are and whom they bring."
            ),
            "regional": self.env._(
                "Customers by industry and size, A from 20 % and B from 10 % of the territory's "
                "sales, with the whole decision chain on the card."
            ),
            "fmcg": self.env._(
                "From hypermarket to corner shop, with all the posts one has to know there, graded "
                "by importance and behaviour."
            ),
        }
        return [(code, name, purposes[code]) for code, name in names.items()]

    @api.model
    def _files(self, pack):
        """The files of a pack, those of a module after those of the modules that it builds on.

        :return: list of (name of the module, path of the file)
        """
        # Demo data load before their module counts as loaded: a context tells which it is.
        installing = self.env.context.get("install_module", "keqing_customer")
        loaded = {*self.env.registry._init_modules, installing}
        modules = self.env["ir.module.module"].sudo()  # which there are is no secret
        modules = modules.search([("name", "in", [*loaded]), ("name", "=like", "keqing\\_%")])
        files = []
        for module in modules.sorted(lambda each: len(each.upstream_dependencies())):
            path = Path(Manifest.for_addon(module.name).path, "policy", f"{pack}.xml")
            if path.exists():
                files.append((module.name, path))
        return files

    @api.model
    def _load(self, pack, company):
        """Create what the company lacks of a pack, in every installed language.

        :return: counters of what was created and of what was there, by model name
        :raise UserError: if something that the pack builds on was deleted
        """
        created, present = Counter(), Counter()
        # sudo: a pack also holds what belongs to other apps, such as sources of leads
        env = self.sudo().with_company(company).with_context(tracking_disable=True).env
        idref, fresh = {}, set()
        for module, path in self._files(pack):
            pack_import = PolicyImport(env, module, path, idref, fresh)
            try:
                pack_import.parse(etree.parse(path).getroot())
            except ParseError as error:
                if not pack_import.missing:
                    raise
                raise UserError(
                    self.env._(
                        "The policy builds on “%s”, which somebody deleted. Upgrade the app to "
                        "bring it back, then load the policy again.",
                        pack_import.missing,
                    )
                ) from error
            created.update(pack_import.created)
            present.update(pack_import.present)
        self._load_translations()
        return created, present

    @api.model
    def _preview(self, pack, company):
        """What :meth:`_load` would create and what is there, without doing it."""
        created, present = Counter(), Counter()
        env = self.sudo().with_company(company).env  # sudo: as in _load()
        idref = {}
        for module, path in self._files(pack):
            pack_import = PolicyImport(env, module, path, idref)
            for node in etree.parse(path).getroot().iterchildren("record"):
                __, record = pack_import.find(node)
                is_there = record or is_completion(node)
                (present if is_there else created)[node.get("model")] += 1
        return created, present

    @api.model
    def _changes(self, pack, company):
        """What :meth:`_load` would change for a company besides creating records.

        :return: list of sentences
        """
        return []

    @api.model
    def _load_translations(self, langs=None):
        """Translate what was loaded, as far as nobody has; also when a language comes later.

        :param langs: codes of languages, all that are installed if not given
        """
        langs = langs or [code for code, __ in self.env["res.lang"].get_installed()]
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        importer = TranslationImporter(self.env.cr, verbose=False)
        for pack, __, __ in self._packs():
            for module, path in self._files(pack):
                rich_texts = list(self._rich_text_terms(module, path))
                for lang in langs:
                    importer.load_file(str(path), lang, module=module)
                    importer._load(rich_texts, lang)
        loaded = importer.model_translations, importer.model_terms_translations
        for by_field in chain.from_iterable(each.values() for each in loaded):
            for by_xml_id in by_field.values():
                for xml_id, translations in list(by_xml_id.items()):
                    module, name = xml_id.split(".")
                    for company in companies:
                        by_xml_id[f"{module}.{own_name(company, name)}"] = translations
        importer.save()

    @api.model
    def _rich_text_terms(self, module, path):
        """What Odoo reads from no data file: the texts in an HTML field, each with its translation.

        :return: iterator of rows as the readers of translation files give them
        """
        for node in etree.parse(path).getroot().iterchildren("record"):
            model = node.get("model")
            for translated in node.iterchildren("field"):
                name, __, lang = translated.get("name").partition("@")
                field = self.env[model]._fields[name]
                if not lang or not callable(field.translate):
                    continue
                original = node.find(f"field[@name='{name}']")
                terms = (field.get_trans_terms(inner_html(each)) for each in (original, translated))
                for source, value in zip(*terms, strict=True):
                    yield {
                        "type": "model_terms",
                        "imd_model": model,
                        "imd_name": node.get("id"),
                        "module": module,
                        "name": f"{model},{name}",
                        "lang": lang,
                        "src": source,
                        "value": value,
                    }
