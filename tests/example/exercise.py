# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Typed into Odoo's shell: every piece of the example is used, and says what it is to say."""

# ruff: noqa: F821, T201 (env is the shell's, which reads what is printed)
from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.keqing_customer.tools.period import last_finished_period

company = env.company
today = company._get_keqing_today()
first, last = last_finished_period("month", today)
owner, successor = (
    new_test_user(env, login, "keqing_customer.group_customer_user", name=login.title())
    for login in ("taster", "successor")
)
taster = env["keqing.customer.type"].create({"name": "Taster", "tasting_demanded": True})
customer = env["res.partner"].create(
    {
        "name": "Tasting room",
        "is_company": True,
        "keqing_customer_type_id": taster.id,
        "user_id": owner.id,
    }
)

# A catalogue, and a record of a customer: who may not see the customer does not see it
theme = env["keqing.tasting.theme"].create({"name": "Vintages", "code": "vintages"})
assert theme.copy().name == "Vintages (copy)"
Tasting = env["keqing.tasting"]
held, nameless = Tasting.create(
    [
        {"partner_id": customer.id, "date": last, "user_id": owner.id, "theme_id": theme_id}
        for theme_id in (theme.id, False)
    ]
)
assert Tasting.with_user(owner).search_count([]) == 2
assert not Tasting.with_user(successor).search_count([])

# What matters, and a demand on the card
texts = [matter["text"] for matter in customer._get_matters()[customer]]
assert texts.count(f"Tasting on {last}") == 2, texts
assert customer.keqing_missing == "Tasting", customer.keqing_missing

# The first screen of who holds tastings, and of nobody else
for user, count in ((owner, 2), (successor, 0)):
    sections = env["keqing.today"].with_user(user).get_today()["sections"]
    [section] = [each for each in sections if each["name"] == "tastings"]
    assert section["count"] == len(section["lines"]) == count, section
    assert all(line["customer"]["name"] == "Tasting room" for line in section["lines"]), section

# A job, on a connection of its own: the nameless one fails, and its owner is told
env.cr.commit()
env.ref("keqing_example.ir_cron_tasting").method_direct_trigger()
env.cr.commit()  # from here on it sees what the job did
assert (held.state, nameless.state) == ("done", "planned")
[told] = env["mail.activity"].search([("user_id", "=", owner.id)])
assert "say what was tasted" in told.note, told.note

# Contacts, the card and its page
assert customer._get_last_customer_contacts(["visit"]) == {customer.id: last}
assert not customer._get_last_customer_contacts(["visit"], last + timedelta(1))
assert not customer.keqing_missing
page = customer.with_user(owner).get_keqing_tastings()
assert len(page["tastings"]) == 2 and not page["first_purchase"], page

# The timeline, for who may read the tasting
[told] = customer.with_user(owner).get_keqing_timeline(["tasting"])["entries"]
assert (told["title"], told["who"]) == ("Vintages", "Taster"), told

# An indicator with documents, in a scorecard whose grades are confirmed
indicator = env.ref("keqing_example.indicator_tasting_count")
model, domain = indicator._get_documents(company, customer, first, last)
assert env[model].search(domain) == held
opened, nightly, other = env["keqing.scorecard"].create(
    [
        {
            "name": name,
            "period": "month",
            "scale_id": env.ref("keqing_customer.scale_abc").id,
            "customer_type_ids": taster.ids,
            "auto_open": name != "Opened",
            "line_ids": [
                Command.create({"indicator_id": each.id, "weight": 100, "value_target": target})
            ],
        }
        for name, each, target in (
            ("Opened", indicator, 1),
            ("Nightly", indicator, 1),
            ("Other", env.ref("keqing_customer.indicator_completeness"), 100),
        )
    ]
)
for scorecard in opened + nightly + other:
    for band, threshold in zip(scorecard.band_ids, (60, 40, 0), strict=True):
        band.threshold = threshold
strategy = env["keqing.strategy"].create(
    {
        "name": "Best: let them taste",
        "scorecard_id": opened.id,
        "condition": "grade",
        "grade_ids": opened.scale_id.grade_ids.ids,
        "action": "tasting",
        "summary": "Plan a tasting",
    }
)
run = env["keqing.evaluation.run"].create(
    {"scorecard_id": opened.id, "date_from": first, "date_to": last}
)
run.action_compute()
assert run.evaluation_ids.partner_id == customer and run.evaluation_ids.score == 100
run.action_confirm()
assert customer.keqing_grade_id

# The change of the grade planned one tasting, the strategy another
[proposal] = env["keqing.strategy.proposal"].search([("strategy_id", "=", strategy.id)])
planned = Tasting.search([("state", "=", "planned")]) - nameless
assert len(planned) == 1, planned
proposal.action_accept()
planned = Tasting.search([("state", "=", "planned")]) - nameless
assert len(planned) == 2, planned

# A hand-over
handover = env["keqing.reassignment"].create(
    {"from_user_id": owner.id, "user_id": successor.id, "reason": "Leaves us"}
)
handover.action_confirm()
assert planned.user_id == successor and held.user_id == owner
action = handover.action_view_moved("keqing.tasting")
assert planned <= Tasting.search(action["domain"]) and "Tasting" in str(handover.goes_along)

# A pack in two modules
Policy = env["keqing.policy"]
promised = Policy._preview("liquor", company)
assert Policy._load("liquor", company) == promised
assert env.ref(f"keqing_example.{company.id}_strategy_tasting").action == "tasting"

# The page is on the form, and the badge on the list
assert "keqing_tastings" in env["res.partner"].get_view(view_type="form")["arch"]
assert "customer_field" in Tasting.get_view(view_type="list")["arch"]
env.cr.commit()
print("exercised")
