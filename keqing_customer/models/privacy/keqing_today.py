# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...today import Section
from ...wording import say_day

OFFICERS = "keqing_customer.group_customer_data_officer"
WITHDRAWN_DAYS = 30  # how long a withdrawal is told
EXPORT_DAYS = 7


class KeqingToday(models.AbstractModel):
    """What a data officer looks at: facts without consent, consents that ended, exports."""

    _inherit = "keqing.today"

    @api.model
    def _get_sections(self):
        return [*super()._get_sections(), *self._get_officer_sections()]

    def _get_officer_sections(self):
        if not self.env.user.has_group(OFFICERS):
            return
        today = self.env.company._get_keqing_today()
        yield Section(
            name="unconsented",
            title=self.env._("Personal facts without consent"),
            empty=self.env._("Everybody whose personal facts are kept agrees to it."),
            sequence=10,
            groups=OFFICERS,
            action="keqing_customer.keqing_personal_profile_action",
            records=self.env["keqing.personal.profile"],
            domain=Domain("has_consent", "=", False),
            order="id",
            fields=("partner_id",),
            line=self._unconsented_line,
        )
        yield Section(
            name="withdrawn",
            title=self.env._("Consents that ended"),
            empty=self.env._("Nobody has withdrawn a consent this month."),
            sequence=12,
            groups=OFFICERS,
            action="keqing_customer.keqing_consent_action",
            records=self.env["keqing.consent"],
            domain=Domain("withdrawn_on", ">=", today - timedelta(WITHDRAWN_DAYS)),
            order="withdrawn_on desc, id desc",
            fields=("partner_id", "purpose", "withdrawn_on"),
            line=self._withdrawn_line,
        )
        yield Section(
            name="exports",
            title=self.env._("Taken out this week"),
            empty=self.env._("Nobody has taken customer data out this week."),
            sequence=14,
            groups=OFFICERS,
            action="keqing_customer.keqing_export_log_action",
            records=self.env["keqing.export.log"],
            domain=Domain("date", ">=", fields.Datetime.now() - timedelta(EXPORT_DAYS)),
            fields=("user_id", "model_name", "form", "record_count", "date"),
            customer=None,
            line=self._export_line,
        )

    def _unconsented_line(self, profile):
        return {
            "text": self.env._("Ask for consent, or erase what is kept"),
            "level": "now",
            "action": profile._get_records_action(),
        }

    def _withdrawn_line(self, consent):
        purposes = dict(consent._fields["purpose"]._description_selection(self.env))
        return {
            "text": purposes[consent.purpose],
            "note": say_day(self.env, consent.withdrawn_on),
            "level": "info",
            "action": consent.partner_id._get_records_action(),
        }

    def _export_line(self, log):
        forms = dict(log._fields["form"]._description_selection(self.env))
        return {
            "customer": log.user_id,
            "text": self.env._(
                "%(count)s × %(what)s, %(form)s",
                count=log.record_count,
                what=log.model_name,
                form=forms[log.form],
            ),
            "level": "info",
            "note": say_day(self.env, log.date.date()),
            "action": log._get_records_action(),
        }
