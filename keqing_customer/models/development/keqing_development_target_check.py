# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import ValidationError


class KeqingDevelopmentTarget(models.Model):
    """What cannot be planned: the same twice, parts that their whole does not hold."""

    _inherit = "keqing.development.target"

    @api.constrains(
        "active",
        "company_id",
        "territory_id",
        "customer_type_id",
        "date_from",
        "date_to",
        "parent_id",
    )
    def _check_twins(self):
        """Refuse a second plan for the same: nobody could tell which of them counts."""
        for target in self.sudo().filtered("active"):  # sudo: also plans of others
            twins = self.sudo().search(
                [
                    ("company_id", "=", target.company_id.id),
                    ("territory_id", "=", target.territory_id.id),
                    ("customer_type_id", "=", target.customer_type_id.id),
                    ("date_from", "<=", target.date_to),
                    ("date_to", ">=", target.date_from),
                ]
            )
            for twin in twins - target - target._wholes():
                if target not in twin._wholes():
                    raise ValidationError(
                        self.env._(
                            "“%(target)s” overlaps with “%(twin)s”, which plans the same: change "
                            "the period, the type or the territory, or make one a part of the "
                            "other.",
                            target=target.display_name,
                            twin=twin.display_name,
                        )
                    )

    def _wholes(self):
        """The targets of which this one is a part, and those of which they are parts."""
        wholes = self.browse()
        whole = self.parent_id
        while whole and whole not in wholes:
            wholes |= whole
            whole = whole.parent_id
        return wholes

    @api.constrains(
        "active",
        "parent_id",
        "company_id",
        "territory_id",
        "customer_type_id",
        "date_from",
        "date_to",
        "customer_count_planned",
        "amount_planned",
    )
    def _check_parts(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A target cannot be a part of itself."))
        targets = self.sudo()  # the whole and its other parts may be of other territories
        for whole in targets | targets.parent_id:
            parts = whole.with_context(active_test=False).child_ids.filtered("active")
            if parts and not whole.active:
                raise ValidationError(
                    self.env._(
                        "“%(whole)s” is archived, “%(part)s” is a part of it: archive the parts "
                        "too, or restore the whole.",
                        whole=whole.display_name,
                        part=parts[0].display_name,
                    )
                )
            for part in parts:
                whole._check_part(part)
            if parts:
                whole._check_sums(parts)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_whole(self):
        parts = self.sudo().with_context(active_test=False).child_ids - self
        if parts:
            raise ValidationError(
                self.env._(
                    "“%(part)s” is a part of “%(whole)s”: delete it first, or take it out.",
                    part=parts[0].display_name,
                    whole=parts[0].parent_id.display_name,
                )
            )

    def _check_part(self, part):
        """Refuse a part that lies outside of its whole."""
        territory, kind = self.territory_id, self.customer_type_id
        outside = {
            self.env._("territory"): territory not in part._ancestors("territory_id"),
            self.env._("customer type"): kind and kind not in part._ancestors("customer_type_id"),
            self.env._("period"): part.date_from < self.date_from or part.date_to > self.date_to,
            self.env._("company"): part.company_id != self.company_id,
        }
        for what, is_outside in outside.items():
            if is_outside:
                raise ValidationError(
                    self.env._(
                        "“%(part)s” cannot be a part of “%(whole)s”: its %(what)s lies outside.",
                        part=part.display_name,
                        whole=self.display_name,
                        what=what,
                    )
                )

    def _ancestors(self, name):
        """The territory or type of a target and all that lie above it."""
        node = self[name]
        return node.browse(int(each) for each in (node.parent_path or "").split("/")[:-1])

    def _check_sums(self, parts):
        """Refuse a whole that plans less than its parts together."""
        count = sum(parts.mapped("customer_count_planned"))
        amount = sum(parts.mapped("amount_planned"))
        if count > self.customer_count_planned:
            raise ValidationError(
                self.env._(
                    "“%(whole)s” plans %(planned)s customers, its parts together %(parts)s. Raise "
                    "the whole or lower a part.",
                    whole=self.display_name,
                    planned=self.customer_count_planned,
                    parts=count,
                )
            )
        if self.currency_id.compare_amounts(amount, self.amount_planned) > 0:
            raise ValidationError(
                self.env._(
                    "“%(whole)s” plans %(planned)s, its parts together %(parts)s. Raise the whole "
                    "or lower a part.",
                    whole=self.display_name,
                    planned=self.currency_id.format(self.amount_planned),
                    parts=self.currency_id.format(amount),
                )
            )
