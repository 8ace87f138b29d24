# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey


class KeqingSurvey(Survey):
    """A questionnaire is filled in by the customer it was sent to, or by who asks in the shop."""

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True
    ):
        asks = answer_sudo and answer_sudo.keqing_asked_by_id == request.env.user
        return super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token, check_partner and not asks
        )
