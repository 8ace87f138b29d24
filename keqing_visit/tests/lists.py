# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class ListsCommon:
    """What a list shows when it is opened."""

    def _opened(self, action, user):
        action = self.env.ref(f"keqing_visit.{action}")
        context = safe_eval(action.context)
        Model = self.env[action.res_model].with_user(user)
        arch = etree.fromstring(Model.get_view(view_type="search")["arch"])
        groups, group = [], []
        for node in arch:
            if node.tag == "separator":
                groups.append(group)
                group = []
            elif f"search_default_{node.get('name')}" in context:
                group.append(Domain(safe_eval(node.get("domain"), {"uid": user.id})))
        return Model.search(Domain.AND(map(Domain.OR, filter(None, [*groups, group]))))
