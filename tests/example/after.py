# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Typed into Odoo's shell once the example module has gone: keqing_customer goes on working."""

# ruff: noqa: F821, T201 (env is the shell's, which reads what is printed)
customer = env["res.partner"].search([("name", "=", "Tasting room")])
assert customer.keqing_grade_id and customer.keqing_completeness == 100
assert not customer._get_last_customer_contacts(["visit"])
customer._get_matters()
verdict = env["keqing.evaluation"].search([("partner_id", "=", customer.id)])
assert verdict.score == 100
assert "Tastings" in str(customer.get_keqing_explanation())
strategies = env["keqing.strategy"].with_context(active_test=False)
strategy = strategies.search([("name", "=", "Best: let them taste")])
assert not strategy.active and strategy.action == "activity"
[proposal] = env["keqing.strategy.proposal"].search([("strategy_id", "=", strategy.id)])
assert proposal.state == "accepted"
env["keqing.policy"]._load("liquor", env.company)

env.ref("keqing_customer.ir_cron_evaluation_open").method_direct_trigger()
env.cr.commit()  # from here on it sees what the job did
for name, states in (("Nightly", ("draft", "computed")), ("Other", ("computed",))):
    scorecard = env["keqing.scorecard"].search([("name", "=", name)])
    assert scorecard.run_ids.state in states, (name, scorecard.run_ids.activity_ids.note)
env.ref("keqing_customer.ir_cron_lifecycle").method_direct_trigger()
env.ref("keqing_customer.ir_cron_filing").method_direct_trigger()
env["res.partner"].get_views([(False, "form"), (False, "list"), (False, "kanban")])
env.cr.commit()
print("goes on")
