# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.keqing_customer.chosen import for_one

# Until when something is done about an incident; afterwards it is history
LIVE = ("suspected", "open")
# What people say of it
SAID = {
    "name",
    "kind",
    "severity",
    "description",
    "since",
    "product_id",
    "lot_id",
    "lot_name",
    "territory_id",
    "company_id",
    "handled",
    "done_for_complaints",
}


class KeqingIncident(models.Model):
    """Something that cannot wait: somebody could come to harm, the press asks, or many customers
    complain at once. It is told at once, and explains the complaints that come of it."""

    _name = "keqing.incident"
    _description = "Incident"
    _inherit = [
        "keqing.anchored.mixin",
        "keqing.progress.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "state desc, severity desc, since desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _waits = ("state", LIVE)

    # What happened
    name = fields.Char(string="In Short", required=True, tracking=True)
    kind = fields.Selection(
        selection=[
            ("safety", "Safety"),
            ("press", "Press and public"),
            ("many", "Many customers at once"),
            ("other", "Something else"),
        ],
        required=True,
        default="safety",
        tracking=True,
    )
    severity = fields.Selection(
        selection=[("0", "Under control"), ("1", "Serious"), ("2", "Crisis")],
        compute="_compute_severity",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    description = fields.Text(string="What Happened", required=True)
    since = fields.Datetime(required=True, default=fields.Datetime.now, index=True)

    # Where, and of what
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    territory_id = fields.Many2one(
        comodel_name="keqing.territory",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Its manager is told; everywhere if none is named.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Lot or Serial Number",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
        tracking=True,
    )
    lot_name = fields.Char(
        string="Number on the Goods", help="Where no lot of ours is it; any lot if none is named."
    )

    # Who does what about it
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="In Charge",
        index="btree_not_null",
        copy=False,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("suspected", "Suspected"),
            ("closed", "Closed"),
            ("dismissed", "No incident"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        help="Suspected: customers enough complained about the same goods, and nobody has looked.",
    )
    is_noticed = fields.Boolean(
        string="Noticed by Itself",
        readonly=True,
        copy=False,
        help="Nobody opened it: customers complained about the same goods.",
    )
    told_at = fields.Datetime(string="Told", readonly=True, copy=False)
    closed_at = fields.Datetime(string="Closed", readonly=True, copy=False)
    handled = fields.Text(string="How It Was Handled", copy=False)
    done_for_complaints = fields.Text(
        string="What It Did for the Complaints",
        copy=False,
        help="As it is noted on each of them when the incident is closed.",
    )

    _noticed_uniq = models.UniqueIndex(
        "(company_id, product_id) WHERE is_noticed AND state IN ('suspected', 'open')",
        "An incident about these goods was noticed already.",
    )

    @api.depends("kind")
    def _compute_severity(self):
        for incident in self:
            incident.severity = "1" if incident.kind in ("many", "other") else "2"

    @api.constrains("since")
    def _check_since(self):
        now = fields.Datetime.now()
        for incident in self:
            if incident.since.replace(microsecond=0) > now:
                raise ValidationError(
                    self.env._("%s: it cannot have begun in the future.", incident.name)
                )

    @api.constrains("lot_id", "product_id")
    def _check_lot_id(self):
        for incident in self:
            if incident.lot_id and incident.lot_id.product_id != incident.product_id:
                raise ValidationError(
                    self.env._(
                        "%(incident)s: lot %(lot)s is of another product. Choose one of the "
                        "product.",
                        incident=incident.name,
                        lot=incident.lot_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        incidents = super().create(vals_list)
        incidents._tell()
        return incidents

    def write(self, vals):
        """:raise UserError: if it is rewritten what is over"""
        if not self.env.su and SAID & vals.keys():
            self._check_state(*LIVE)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for incident in self:
            raise UserError(
                self.env._("%s stays on record: say that it is none instead.", incident.name)
            )

    # How far it is

    @for_one("write")
    def action_confirm(self):
        """It is one: whoever says so is in charge, unless somebody is."""
        self._check_state("suspected")
        self.user_id = self.user_id or self.env.user
        self.sudo().state = "open"  # guarded, after the check
        self.sudo().activity_unlink(["keqing_complaint.mail_activity_type_incident"])
        self.message_post(
            body=self.env._("It is an incident: %s is in charge.", self.user_id.name),
            subtype_xmlid="mail.mt_comment",
        )

    @for_one("write")
    def action_dismiss(self):
        """It is none: its complaints stand for themselves again."""
        self._check_state(*LIVE)
        self.sudo().complaint_ids.incident_id = False  # all of them, after the check
        self._end("dismissed")

    @for_one("write")
    def action_close(self):
        """
        :raise UserError: unless it is said how it was handled, and what the complaints have of it
        """
        self._check_state("open")
        complaints = self.sudo().complaint_ids  # all of them, after the check
        asked = ["handled", *(["done_for_complaints"] if complaints else [])]
        for name in asked:
            if not (self[name] or "").strip():
                raise UserError(
                    self.env._(
                        "%(incident)s: write in “%(field)s” what was done.",
                        incident=self.name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        for complaint in complaints:
            complaint.message_post(
                body=self.env._(
                    "The incident “%(incident)s” is closed: %(words)s",
                    incident=self.name,
                    words=self.done_for_complaints,
                )
            )
        self._end("closed")

    def _end(self, state):
        # sudo: guarded fields, after the checks; activities of others
        self.sudo().write({"state": state, "closed_at": fields.Datetime.now()})
        self.sudo().activity_unlink(["keqing_complaint.mail_activity_type_incident"])
