# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""The reader of policy packs: Odoo's reader of data files, which here never overwrites."""

from collections import Counter

from lxml import etree

from odoo.tools.convert import xml_import


def inner_html(node):
    return "".join(etree.tostring(child, encoding="unicode") for child in node).strip()


def own_name(company, name):
    """The name of the XML id under which a company has its own record."""
    return f"{company.id}_{name}"


def belongs_to_company(Model):
    """Whether each company has records of its own."""
    company = Model._fields.get("company_id")
    return getattr(Model, "_policy_per_company", False) or bool(company and company.required)


def is_completion(node):
    """Whether a share says more of what the share of another module creates, by its full id."""
    return "." in node.get("id")


class PolicyImport(xml_import):
    """Reads one file of a policy pack for one company: the company of the environment."""

    def __init__(self, env, module, path, idref=None, fresh=None):
        """
        :param dict idref: ids of what the shares of other modules hold, which is added to
        :param set fresh: XML ids of what was created since loading began, which is added to
        """
        self.language = env.context.get("lang")
        self.fresh = set() if fresh is None else fresh
        self.created, self.present = Counter(), Counter()
        self.missing = None
        super().__init__(env, module, idref, "update", noupdate=True, xml_filename=str(path))

    def find(self, node):
        """The XML id of a record, and the record if it is there, under that id or by its key."""
        self._choose_language(node)
        Model = self.env[node.get("model")].with_context(active_test=False)
        name = written = node.get("id")
        if belongs_to_company(Model):
            name = own_name(self.env.company, name)
        record = self.env.ref(self.make_xml_id(name), raise_if_not_found=False)
        if not record and (name == written or getattr(Model, "_policy_key_is_own", False)):
            record = self._find_by_key(Model, node)
        if record:
            self.idref[self.make_xml_id(written)] = record.id
        return name, record

    def _find_by_key(self, Model, node):
        """The record with the natural key of ``node``; None if that is not known in full."""
        domain = []
        for name in getattr(Model, "_policy_key", ("code",)):
            field = node.find(f"field[@name='{name}']")
            ref = field is not None and field.get("ref")
            value = self.id_get(ref, False) if ref else node.findtext(f"field[@name='{name}']")
            if not value:
                return None
            domain.append((name, "=", value))
        return Model.search(domain, limit=1)

    def id_get(self, id_str, raise_if_not_found=True):
        try:
            return super().id_get(id_str, raise_if_not_found)
        except ValueError:
            self.missing = self.make_xml_id(id_str)
            raise

    def _tag_record(self, rec, extra_vals=None):
        written_id = self.make_xml_id(rec.get("id"))
        name, record = self.find(rec)
        if is_completion(rec):
            self.present[rec.get("model")] += 1
            if written_id in self.fresh:  # what was there before stays as it is
                self.mode = "init"
                super()._tag_record(rec, extra_vals)
                self.mode = "update"
            return rec.get("model"), record and record.id
        if record:
            self.present[rec.get("model")] += 1
        else:
            rec.set("id", name)
            Model = self.env[rec.get("model")]
            if belongs_to_company(Model) and "company_id" in Model._fields:
                extra_vals = {"company_id": self.env.company.id}
            super()._tag_record(rec, extra_vals)
            record = self.env.ref(self.make_xml_id(name))
            self.created[rec.get("model")] += 1
            self.fresh.add(written_id)
        self.idref[written_id] = record.id
        return rec.get("model"), record.id

    def _choose_language(self, node):
        """Have texts that Odoo does not translate in the language of whoever loads the pack."""
        known = self.env[node.get("model")]._fields
        for text in node.iterchildren("field"):
            name, __, language = text.get("name").partition("@")
            if language and language == self.language and not known[name].translate:
                node.find(f"field[@name='{name}']").text = text.text
