# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import models


class KeqingVisitTopic(models.Model):
    """Something that one talks about with customers."""

    _name = "keqing.visit.topic"
    _description = "Topic of Visits"
    _inherit = ["keqing.coded.catalogue.mixin"]
