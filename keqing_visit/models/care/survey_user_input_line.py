# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SurveyUserInputLine(models.Model):
    """An answer in words; those of Odoo are cut off."""

    _inherit = "survey.user_input.line"

    def _keqing_say(self):
        """
        :return: str, all of the answer
        """
        match self.answer_type:
            case "text_box":
                return self.value_text_box
            case "numerical_box":
                return f"{self.value_numerical_box:g}"
        return str(self.display_name)
