# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from lxml import etree
from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ..tools.policy_import import PolicyImport, belongs_to_company, is_completion

NAMED = 5  # users of one record that are named


class KeqingPolicy(models.AbstractModel):
    """Taking back a policy that was loaded by mistake, as long as nobody used it."""

    _inherit = "keqing.policy"

    @api.model
    def _preview_removal(self, pack, company):
        """What :meth:`_remove` would delete, and what stands in its way.

        :return: counter of records by model name, and sentences that name what is used by what
        """
        made = self._made(pack, company)
        return Counter(record._name for record in made), self._uses(made)

    @api.model
    def _removal_changes(self, pack, company):
        """What :meth:`_remove` would change for a company besides deleting records.

        :return: list of sentences
        """
        return []

    @api.model
    def _remove(self, pack, company):
        """Delete what loading the pack made.

        :return: counter of what was deleted, by model name
        :raise UserError: naming what is used by what
        """
        counts, uses = self._preview_removal(pack, company)
        if uses:
            raise UserError("\n".join([self.env._("The policy is in use:"), *uses]))
        for record in reversed(self._made(pack, company)):
            try:
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    record.unlink()
            except (IntegrityError, UserError) as error:
                name = record.display_name
                raise UserError(self.env._("“%s” is in use and stays.", name)) from error
        return counts

    @api.model
    def _made(self, pack, company):
        """The records that loading the pack made, in the order of its files.

        Neither what users had made themselves under the same code, nor what another company, or
        another policy, loaded as well.
        """
        own = self._records(pack, company)
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        elsewhere = set()
        for other, __, __ in self._packs():
            for each in companies:
                if (other, each) == (pack, company):
                    continue
                records = self._records(other, each)
                if any(belongs_to_company(record) for record in records):
                    elsewhere.update(records)
        return [record for record in own if record not in elsewhere]

    @api.model
    def _records(self, pack, company):
        """The records under the XML ids of a pack, those of the company and those of all."""
        env = self.sudo().with_company(company).env  # sudo: as in _load()
        records, idref = [], {}
        for module, path in self._files(pack):
            pack_import = PolicyImport(env, module, path, idref)
            for node in etree.parse(path).getroot().iterchildren("record"):
                name, __ = pack_import.find(node)
                if is_completion(node):
                    continue
                record = env.ref(pack_import.make_xml_id(name), raise_if_not_found=False)
                records += record or []
        return records

    @api.model
    def _uses(self, made):
        """Who uses these records, other than they and their parts each other.

        :return: sentences, one for each record that is used or was changed since
        """
        whole = {}
        for record in made:
            for each in self._with_parts(record):
                whole.setdefault(each._name, set()).add(each.id)
        sentences = []
        for record in made:
            users = [
                user.display_name or user._description
                for part in self._with_parts(record)
                for user in self._users_of(part, whole)
            ]
            if users:
                sentences.append(
                    self.env._(
                        "“%(record)s” is used by %(users)s.",
                        record=record.display_name,
                        users=", ".join(dict.fromkeys(users[:NAMED])),
                    )
                )
            elif record.write_date > record.create_date:
                sentences.append(self.env._("“%s” was changed since.", record.display_name))
        return sentences

    def _with_parts(self, record):
        """The record and what is copied along with it: lines, bands, steps."""
        parts = [record]
        for field in record._fields.values():
            if field.type == "one2many" and field.copy:
                for part in record.with_context(active_test=False)[field.name]:
                    parts += self._with_parts(part)
        return parts

    def _users_of(self, record, whole):
        """Records that point to this one, those of ``whole`` left out.

        :param dict whole: ids by the name of the model
        """
        for name, field_name in self._pointers(record._name):
            Model = self.env[name].sudo().with_context(active_test=False)
            domain = Domain(field_name, "in", record.ids)
            domain &= Domain("id", "not in", list(whole.get(name, ())))
            companies = (
                self.env.companies if Model._fields[field_name].company_dependent else [None]
            )
            for company in companies:
                Model = Model.with_company(company) if company else Model
                yield from Model.search(domain, limit=NAMED)

    def _pointers(self, model_name):
        """The stored fields that point to a model: pairs of model and field."""
        return [
            (name, field.name)
            for name, Model in self.env.registry.items()
            if Model._auto and not Model._abstract and not Model._transient
            for field in Model._fields.values()
            if field.comodel_name == model_name
            and field.store
            and field.type in ("many2one", "many2many")
        ]
