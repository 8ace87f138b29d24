# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import pinyin
from ...tools.spelling import number, place, spelled, telephones, words

# What of a partner is written down here
FACTS = ("name", "city", "zip", "phone", "vat", "keqing_licence_number")
LONGEST = 250  # characters of a key, as an index takes no more than 2,700 bytes
REFRESHED_AT_ONCE = 20_000  # partners
NOTED = "keqing_identity"  # where a transaction keeps whom it changed


class KeqingIdentity(models.Model):
    """What a partner is recognised by, spelled as everybody spells it: a row for each key.

    Whoever looks for a partner by name, number or telephone looks here, so that the database and
    our code agree on what is the same. Rows are brought up to date at the end of the transaction
    that changed a partner, and by a job; whoever only looks writes nothing.
    """

    _name = "keqing.identity"
    _description = "Identity of a Partner"
    _log_access = False
    _rec_name = "key"

    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="cascade", readonly=True
    )
    kind = fields.Selection(
        selection=[
            ("shop", "Name and City"),
            ("name", "Words of the Name"),
            ("zip", "ZIP"),
            ("phone", "Telephone"),
            ("vat", "Tax ID"),
            ("licence", "Licence Number"),
            ("initials", "Pinyin Initials"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(required=True, readonly=True, index="trigram")
    facts = fields.Integer(
        string="Hash of the Facts",
        readonly=True,
        help="Of what the rows of a partner were made; on that with the words of its name.",
    )

    is_former = fields.Boolean(readonly=True, help="Of a partner that was merged into this one.")

    _key_uniq = models.UniqueIndex("(kind, key, partner_id)")
    _facts_idx = models.Index("(partner_id, facts) WHERE facts IS NOT NULL")

    @api.model
    def _keys(self, name="", city="", zip_code="", phone="", vat="", licence=""):
        """What these facts, as they were written, are recognised by: ``{(kind, key)}``."""
        keys = {("phone", key) for key in telephones(phone)}
        if shop := spelled(name):
            keys.add(("shop", f"{shop[:LONGEST]}|{place(city)}"))
        keys |= {("zip", spelled(zip_code)), ("vat", number(vat)), ("licence", number(licence))}
        return {(kind, key[: 2 * LONGEST]) for kind, key in keys if key}

    @api.model
    def _merge_partners(self, gone, kept):
        """Who was merged into another is known by its names and numbers still."""
        self._refresh_noted()  # else at the next savepoint, with what is removed here
        self._refresh()
        self.env.cr.execute(
            SQL(
                """DELETE FROM keqing_identity WHERE partner_id = ANY(%(gone)s)
                      AND (kind IN ('name', 'zip', 'initials')
                           OR (kind, key) IN (SELECT kind, key FROM keqing_identity
                                               WHERE partner_id = %(kept)s));
                   DELETE FROM keqing_identity double USING keqing_identity other
                    WHERE double.partner_id = ANY(%(gone)s) AND other.partner_id = ANY(%(gone)s)
                      AND (double.kind, double.key) = (other.kind, other.key)
                      AND double.id > other.id;
                   UPDATE keqing_identity SET is_former = TRUE WHERE partner_id = ANY(%(gone)s)""",
                gone=gone.ids,
                kept=kept.id,
            )
        )

    def _auto_init(self):
        created = super()._auto_init()
        self.pool.post_init(self._refresh)
        return created

    @api.model
    def _note(self, partner_ids):
        """Have these partners brought up to date when the transaction ends or somebody asks."""
        if not self.env["res.users"]._keqing_is_used():
            return
        noted = self.env.cr.precommit.data.setdefault(NOTED, set())
        if not noted:
            self.env.cr.precommit.add(self.sudo()._refresh_noted)
        noted.update(partner_ids)

    @api.model
    def _refresh_noted(self):
        """Bring up to date whom this transaction has changed; if nobody, it writes nothing."""
        self.env["res.partner"].flush_model(FACTS)
        if noted := self.env.cr.precommit.data.pop(NOTED, None):
            self._refresh(sorted(noted))

    @api.model
    def _cron_refresh(self):
        """What was written past us, or before anybody used us."""
        if self.env["res.users"]._keqing_is_used():
            self._refresh()

    @api.model
    def _refresh(self, partner_ids=None):
        """Bring the rows up to date: seconds for 100,000 new partners, a tenth if none changed.

        :param partner_ids: of those that may have changed; everybody if None
        """
        self.env["res.partner"].flush_model(FACTS)
        among = SQL("TRUE") if partner_ids is None else SQL("partner.id = ANY(%s)", partner_ids)
        columns = SQL(", ").join(SQL.identifier("partner", name) for name in FACTS)
        last = 0
        while rows := self.env.execute_query(
            SQL(
                """SELECT partner.id, %(facts)s, %(columns)s
                     FROM res_partner partner
                LEFT JOIN keqing_identity written
                       ON written.partner_id = partner.id AND written.facts IS NOT NULL
                    WHERE partner.id > %(last)s AND %(among)s
                      AND (partner.name IS NOT NULL OR written.id IS NOT NULL)
                      AND written.facts IS DISTINCT FROM %(facts)s
                 ORDER BY partner.id LIMIT %(limit)s""",
                # also whether initials can be made of them
                facts=SQL("hashtext(ROW(%s, %s)::text)", columns, bool(pinyin.pypinyin)),
                columns=columns,
                among=among,
                last=last,
                limit=REFRESHED_AT_ONCE,
            )
        ):
            last = rows[-1][0]
            self._write_down(rows)

    @api.model
    def _write_down(self, rows):
        """Replace what is written down of partners.

        :param rows: tuples of partner id, hash of the facts, and the facts
        """
        self._forget([row[0] for row in rows])
        self.env.cr.execute_values(
            """INSERT INTO keqing_identity (partner_id, kind, key, facts) VALUES %s
               ON CONFLICT DO NOTHING""",
            [
                (partner_id, kind, key, facts if kind == "name" else None)
                for partner_id, facts, name, *others in rows
                for kind, key in {
                    ("name", words(name)[: 2 * LONGEST]),
                    ("initials", pinyin.initials(name)[: 2 * LONGEST]),
                    *self._keys(name, *others),
                }
                if key or kind == "name"
            ],
            page_size=1000,
        )

    @api.model
    def _forget(self, partner_ids, former=False):
        """Remove what is written down of partners, also by what they were merged from."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM keqing_identity
                    WHERE partner_id = ANY(%s) AND (%s OR is_former IS NOT TRUE)""",
                partner_ids,
                former,
            )
        )

    @api.model
    def _find(self, keys, partners):
        """Who is recognised by any of these keys.

        :param keys: see :meth:`_keys`
        :param partners: query of those in question
        :return: list of ``(kind, key), partner id, id of its commercial entity, whether it is
            active, key of its licence or None``; those in use first, then the oldest
        """
        if not keys:
            return []
        self._refresh_noted()
        self.env["res.partner"].flush_model(["active", "commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT identity.kind, identity.key, partner.id, partner.commercial_partner_id,
                          partner.active, licence.key
                     FROM unnest(%s, %s) wanted (kind, key)
                     JOIN keqing_identity identity USING (kind, key)
                     JOIN res_partner partner ON partner.id = identity.partner_id
                LEFT JOIN keqing_identity licence
                       ON licence.partner_id = partner.id AND licence.kind = 'licence'
                    WHERE partner.id IN %s
                 ORDER BY partner.active DESC, partner.id""",
                *map(list, zip(*keys, strict=True)),
                partners.subselect(),
            )
        )
        return [((kind, key), *rest) for kind, key, *rest in rows]
