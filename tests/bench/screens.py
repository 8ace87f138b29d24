# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What it takes to open Odoo's own customer screens, and ours, as the web client asks."""

import statistics
import time

from lxml import etree

ROUNDS = 7
LIST_LIMIT = 80
GROUPS = (
    "base.group_user",
    "base.group_partner_manager",
    "sales_team.group_sale_manager",
    "account.group_account_invoice",
    "keqing_customer.group_customer_all",  # a director, where the suite is installed
)
OPTIONS = {"toolbar": True, "load_filters": True}


def count_screens(env):
    """Queries and milliseconds of each screen, ``{name: [queries, milliseconds]}``."""
    groups = [env.ref(name, raise_if_not_found=False) for name in GROUPS]
    director = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Director",
                "login": "director",
                "group_ids": [(6, 0, [group.id for group in groups if group])],
            }
        )
    )
    env.flush_all()
    env = env(user=director.id, context={**env.context, "lang": "en_US"})
    Partner = env["res.partner"]
    customer_id = Partner.search([("customer_rank", ">", 0)], limit=1, order="id").id
    views = Partner.get_views([(False, "list"), (False, "form"), (False, "search")], OPTIONS)
    specification = {
        kind: _specification(Partner, etree.fromstring(views["views"][kind]["arch"]))
        for kind in ("list", "form")
    }
    calls = {
        "form": lambda: Partner.browse(customer_id).web_read(specification["form"]),
        "list": lambda: Partner.web_search_read(
            [("customer_rank", ">", 0)], specification["list"], limit=LIST_LIMIT
        ),
        "form_views": lambda: Partner.get_views([(False, "form"), (False, "search")], OPTIONS),
        "list_views": lambda: Partner.get_views([(False, "list"), (False, "search")], OPTIONS),
        "create": lambda: Partner.create({"name": "Somebody", "is_company": True}),
        "write": lambda: Partner.browse(customer_id).write({"phone": str(time.time())}),
    }
    if "keqing.today" in env:
        calls |= _our_screens(env, Partner.browse(customer_id))
    else:  # nobody's first screen, nobody's money, nobody's timeline
        calls |= {"money": calls["list"], "today": dict, "timeline": dict}
    return {name: _count(env, call) for name, call in calls.items()}


def _our_screens(env, customer):
    """What is beside Odoo's own; the list as it opens, sorted by what customers buy."""
    env["keqing.customer.figure"].sudo()._refresh_customers(env.company)
    view = env.ref("keqing_customer.customer_view_list")
    arch = etree.fromstring(customer.get_view(view.id, "list")["arch"])
    specification, order = _specification(customer, arch), arch.get("default_order")
    return {
        "money": lambda: customer.web_search_read(
            [("customer_rank", ">", 0)], specification, limit=LIST_LIMIT, order=order
        ),
        "today": env["keqing.today"].get_today,
        "timeline": customer.get_keqing_timeline,
    }


def _count(env, call):
    """Caches of records are empty as at the start of a request, those of the server are warm."""
    counts, times = [], []
    for __ in range(ROUNDS):
        env.invalidate_all()
        count, started = -env.cr.sql_log_count, time.perf_counter()
        call()
        env.flush_all()
        times.append((time.perf_counter() - started) * 1000)
        counts.append(count + env.cr.sql_log_count)
    return [min(counts), statistics.median(times)]


def _specification(model, arch):
    """The fields that a view shows, nested as the web client asks for them."""
    specification = {}
    for node in _own_fields(arch):
        field = model._fields.get(node.get("name"))
        if field is None:
            continue
        inner = {}
        if field.relational:
            comodel = model.env[field.comodel_name]
            views = [view for view in node if view.tag in ("list", "kanban")]
            for view in views[:1]:
                inner = _specification(comodel, view)
            if field.type == "many2one" or not views:
                inner = {"display_name": {}}
            specification[field.name] = {"fields": inner}
            if field.type != "many2one":
                specification[field.name]["limit"] = 40
        else:
            specification[field.name] = {}
    return specification


def _own_fields(node):
    """The fields of a view, without those of the views inside them."""
    for child in node:
        if child.tag == "field":
            yield child
        else:
            yield from _own_fields(child)
