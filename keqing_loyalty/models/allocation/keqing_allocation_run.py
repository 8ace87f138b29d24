# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.keqing_customer.chosen import for_one
from odoo.addons.keqing_customer.wording import say_day

from ...tools.gate import forget_gate, rewrite_gate

GATE = "keqing_loyalty.supply_gate"  # who confirms an order holds it, who limits supply rewrites it


class KeqingAllocation(models.Model):
    """From what was tried out to a promise, back to the pool, to the end."""

    _inherit = "keqing.allocation"

    share_ids = fields.One2many(
        comodel_name="keqing.allocation.share", inverse_name="allocation_id"
    )
    request_ids = fields.One2many(
        comodel_name="keqing.allocation.request", inverse_name="allocation_id"
    )
    # On the row of the allocation, so that of two who take from the pool at once one waits
    shared = fields.Integer(readonly=True, copy=False, help="The sum of the shares.")
    granted = fields.Integer(readonly=True, copy=False, help="Granted on request since.")
    released = fields.Integer(readonly=True, copy=False, help="Went back to the pool.")
    remaining = fields.Integer(
        string="In the Pool",
        compute="_compute_remaining",
        help="What is nobody's: more can be granted from it.",
    )
    published_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    published_at = fields.Datetime(readonly=True, copy=False)
    released_on = fields.Date(readonly=True, copy=False)
    is_over = fields.Boolean(compute="_compute_is_over")
    rest_text = fields.Text(string="Left Over", compute="_compute_rest_text")

    @api.depends("supply", "added", "shared", "granted", "released")
    def _compute_remaining(self):
        for each in self:
            each.remaining = each.supply + each.added - each.shared - each.granted + each.released

    @api.constrains("added")
    def _check_added(self):
        """:raise ValidationError: if more was granted than there is with it"""
        for allocation in self.filtered(lambda each: each.remaining < 0):
            raise ValidationError(
                self.env._(
                    "%(allocation)s: %(count)s %(unit)s more than that are promised already.",
                    allocation=allocation.name,
                    count=-allocation.remaining,
                    unit=allocation.uom_id.name,
                )
            )

    @api.depends("date_to", "company_id")
    def _compute_is_over(self):
        for allocation in self:
            today = (allocation.company_id or self.env.company)._get_keqing_today()
            allocation.is_over = bool(allocation.date_to) and allocation.date_to < today

    @api.depends("state", "supply", "shared", "guarantee", "cap", "uom_id")
    @api.depends_context("lang")
    def _compute_rest_text(self):
        """Why the shares do not add up to the supply, or are less than was to be guaranteed."""
        short = dict(
            self.env["keqing.allocation.share"]
            .sudo()  # a number
            ._read_group(
                [("allocation_id", "in", self.ids), ("outcome", "=", "short")],
                ["allocation_id"],
                ["__count"],
            )
        )
        for allocation in self:
            count = short.get(allocation._origin, 0)
            allocation.rest_text = allocation.state != "draft" and allocation._tell_rest(count)

    def _tell_rest(self, short):
        """
        :param short: how many customers have less than was to be guaranteed
        """
        words = {
            "rest": self.supply - self.shared,
            "supply": self.supply,
            "unit": self.uom_id.name,
            "guarantee": self.guarantee,
            "count": short,
        }
        if short:
            return self.env._(
                "%(supply)s %(unit)s are less than %(guarantee)s for each of %(count)s customers: "
                "they were shared out evenly.",
                **words,
            )
        if not words["rest"]:
            return False
        if self.cap:
            return self.env._(
                "%(rest)s %(unit)s are left over: everybody who has a weight is at the limit. They "
                "stay in the pool.",
                **words,
            )
        return self.env._(
            "%(rest)s %(unit)s are left over: nobody has anything to be weighed by. They stay in "
            "the pool.",
            **words,
        )

    @for_one("read")
    def action_view_shares(self):
        """Open who gets how much."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_allocation_share_action"
        )
        return {
            **action,
            "domain": [("allocation_id", "=", self.id)],
            "context": {"search_default_filter_some": 1},
        }

    @for_one("read")
    def action_view_requests(self):
        """Open who asked for more."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqing_loyalty.keqing_allocation_request_action"
        )
        return {
            **action,
            "domain": [("allocation_id", "=", self.id)],
            "context": {"default_allocation_id": self.id},
        }

    @for_one("write")
    def action_publish(self):
        """Promise the shares: they stay as they are, orders hold to them, owners are told.

        :raise AccessError: for shares of customers that the user does not look after
        :raise UserError: if somebody has a share of the same product on these days already
        """
        self._check_state("computed")
        self._check_in_charge_of_all()
        self._lock_alone(self)
        if self.is_over:
            raise UserError(
                self.env._(
                    "%(allocation)s was over on %(day)s: put it back to draft, and choose days to "
                    "come.",
                    allocation=self.name,
                    day=say_day(self.env, self.date_to),
                )
            )
        self._check_shared_once()
        self.sudo().write(  # read-only for people
            {
                "state": "published",
                "published_by_id": self.env.uid,
                "published_at": fields.Datetime.now(),
            }
        )
        rewrite_gate(self.env, GATE)
        self._tell_owners()

    def _check_in_charge_of_all(self):
        """:raise AccessError: unless the user looks after all to whom something is shared out"""
        if self.env.su:
            return
        Share = self.env["keqing.allocation.share"]
        domain = Domain("allocation_id", "=", self.id) & Domain("quantity", ">", 0)
        mine = Share.search(domain)
        if mine != Share.sudo().search(domain):  # to be compared, not told
            raise AccessError(
                self.env._(
                    "%s shares out to customers whom you do not look after: have a director do "
                    "this, or choose your own territories.",
                    self.name,
                )
            )
        mine._check_in_charge()

    def _check_shared_once(self):
        Share = self.env["keqing.allocation.share"].sudo()  # whoever sees it
        mine = Share._search([("allocation_id", "=", self.id), ("quantity", ">", 0)])
        twice = Share.search(
            Domain("allocation_id.state", "=", "published")
            & Domain("allocation_id.product_id", "=", self.product_id.id)
            & Domain("allocation_id.date_from", "<=", self.date_to)
            & Domain("allocation_id.date_to", ">=", self.date_from)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("quantity", ">", 0)
            & Domain("partner_id", "in", mine.select("partner_id")),
            limit=1,
        )
        if twice:
            raise UserError(
                self.env._(
                    "%(customer)s has a share of %(product)s by %(allocation)s on some of these "
                    "days. Choose other days or customers.",
                    customer=twice.partner_id.display_name,
                    product=self.product_id.display_name,
                    allocation=twice.allocation_id.name,
                )
            )

    def _tell_owners(self):
        """Everybody who owns customers with a share is told of all of them in one message."""
        shares = self.sudo().share_ids.filtered("quantity")  # each is told of own customers alone
        for owner, theirs in shares.grouped(lambda share: share.partner_id.user_id).items():
            if not owner or not owner.active:
                continue
            local = self.with_context(lang=owner.lang or self.env.lang)
            lines = [
                f"{share.partner_id.name}: {share.quantity} {local.uom_id.name}"
                for share in theirs.sorted(lambda share: (-share.quantity, share.id))
            ]
            local.message_notify(
                partner_ids=owner.partner_id.ids,
                subject=local.env._("%s: the shares of your customers", local.name),
                body=local._tell_in_lines(
                    local.env._(
                        "%(product)s, to be ordered from %(start)s to %(end)s:",
                        product=local.product_id.display_name,
                        start=say_day(local.env, local.date_from),
                        end=say_day(local.env, local.date_to),
                    ),
                    lines,
                ),
            )

    @for_one("write")
    def action_release(self):
        """Take back into the pool what is not ordered yet of all shares."""
        self._check_state("published")
        self._check_in_charge_of_all()
        self._release()

    def _release(self):
        """:raise LockError: while somebody orders"""
        everything = self.sudo()  # after the check
        self._lock_alone(self)
        self._lock_alone(everything.share_ids)
        ordered = self._get_ordered()
        unused = {}
        for share in everything.share_ids:
            left = share.entitled - ordered.get((self.id, share.partner_id.id), 0)
            if left >= 1:
                unused[share.id] = int(left + 1e-6)
        everything.share_ids._take_back(unused)
        everything.released += sum(unused.values())
        self.message_post(
            body=self.env._(
                "%(count)s %(unit)s were not ordered and went back to the pool.",
                count=sum(unused.values()),
                unit=self.uom_id.name,
            )
        )

    @for_one("write")
    def action_close(self):
        """Let everybody order again as before."""
        self._check_state("published")
        self._check_in_charge_of_all()
        self._close()

    def _close(self):
        self._lock_alone(self)
        self.sudo().state = "closed"  # read-only for people
        forget_gate(self.env, GATE)
        self.sudo().request_ids.filtered(lambda each: each.state == "requested")._expire()

    @api.model
    def _cron_follow(self):
        """Release what is unused on its day, and close what is over, archived or not."""
        everything = self.with_context(active_test=False)
        self._work_through(
            everything.search([("state", "=", "published")], order="id"),
            lambda allocation: allocation._follow(),
            when=lambda each: each.state == "published" and (each.is_over or each._is_due()),
        )

    def _is_due(self):
        return (
            bool(self.release_on)
            and self.release_on <= self.company_id._get_keqing_today()
            and not self.released_on
        )

    def _follow(self):
        if self.is_over:
            return self._close()
        self._release()
        self.sudo().released_on = self.company_id._get_keqing_today()
        return None
