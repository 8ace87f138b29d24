# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Records of a customer: who sees them, and that nobody carries one to where it is seen by others.

Every model of ours that names a customer is held to it, also a new one. What must be otherwise is
listed here with its reason.
"""

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SuiteCase
from .samples import Samples

SALESPERSON = "keqing_customer.group_customer_user"
MANAGER = "keqing_customer.group_customer_manager"
# "model": why it names a partner and is no record of a customer
OTHERS = {
    "keqing.complaint.analysis": "read off complaints and orders, of the customers one sees",
    "keqing.competitor": "its contact is the maker of what competes with us",
    "keqing.evaluation.run": "names the candidate that it judges, if it is of one",
    "keqing.identity": "finds whoever it is, seen by administrators alone",
    "keqing.evaluation.fact": "seen by administrators alone, while a run computes",
    "keqing.rebate.tie.out": "read off the books, for directors and who keeps them",
}
# "model": the group that it takes besides
CONFIDENTIAL = {"keqing.personal.profile": "keqing_customer.group_customer_personal"}
# "model": why not everybody sees it who sees the record that it is a part of
NARROWER_PARTS = {
    "keqing.visit.entry": "what devices sent is for administrators to look into",
    "keqing.visit.position": "where somebody was is for that person and the managers",
}
# "model": why no salesperson sees it
NOT_FOR_SALES = {
    "keqing.credit.account": "figures of credit are for controllers, who see those of everybody",
    "keqing.credit.log": "likewise",
    "keqing.credit.proposal": "likewise",
}
# "model": why its records go along when a customer or a person is deleted
GOES = {
    "keqing.account.team.member": "nobody has a duty for who is not there",
    "keqing.assessment": "a mark is history by the verdict that it led to",
    "keqing.assignment": "every customer has one; what was done for it is history by itself",
    "keqing.competitor.activity": "what others did at who is not there",
    "keqing.contact.due": "reckoned from what happened",
    "keqing.contact.rhythm": "a wish for what is to come",
    "keqing.customer.figure": "reckoned from documents",
    "keqing.gift.budget": "reckoned from gifts",
    "keqing.personal.profile": "personal facts are deleted rather than kept",
    "keqing.pool.warning": "reckoned from what happened",
    "keqing.rebate.member": "what came of taking part is history by the ledger",
    "keqing.route.stop": "a way to who is not there",
    "keqing.strategy.proposal": "what was done upon it is history by itself",
    "keqing.verification": "says of the file that it was right",
}
# "model": what makes a record of it history, where not every one is
HISTORY = {
    "keqing.care.task": {"state": "done"},
    "keqing.credit.account": {"terms": "unlimited"},
    "keqing.credit.proposal": {"decided_by_id": SUPERUSER_ID},
    "keqing.rebate.statement": {"state": "confirmed"},
    "keqing.visit": {"state": "done"},
}


class OneCustomer(Samples):
    """Records of one customer, each made of the least it needs."""

    def __init__(self, env, customer, person):
        super().__init__(env)
        self.customer, self.person = customer, person

    def get(self, name):
        model = self.env[name]
        if name == "res.partner":
            return self.customer
        if name == "res.company":
            return self.customer.company_id
        if is_of_customer(model) and name not in self.made:
            partner = self.person if model._of_person else self.customer
            self.made[name] = model.create({**self.minimal(model), "partner_id": partner.id})
        record = super().get(name)
        if name == "keqing.evaluation.run":
            record.state = "confirmed"  # before, verdicts are not for everybody
        return record


def is_of_customer(model):
    return hasattr(model, "_of_person")


@tagged("post_install", "-at_install")
class TestCustomerRecord(SuiteCase):
    """``mate`` and ``keeper`` are salesperson and manager: see the customers for what is theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = [model for model in cls.our_models if is_of_customer(model)]
        groups = [SALESPERSON, *CONFIDENTIAL.values()]
        cls.mate = cls._user("mate", cls.env["res.groups"].union(*map(cls.env.ref, groups)))
        cls.keeper = cls._user("keeper", cls.mate.group_ids + cls.env.ref(MANAGER))
        Territory = cls.env["keqing.territory"]
        north, south = Territory.create([{"name": name} for name in ("North", "South")])
        north.member_ids = cls.mate + cls.keeper
        cls.of_customers = {
            "own": cls._sample_customer(south, user_id=cls.mate.id),
            "territory": cls._sample_customer(north),
            "team": cls._sample_customer(south),
            "hidden": cls._sample_customer(south),
        }
        duty = cls.env["keqing.account.duty"].create({"name": "Merchandiser"})
        cls.env["keqing.account.team.member"].create(
            [
                {
                    "partner_id": cls.of_customers["team"].customer.id,
                    "user_id": user.id,
                    "duty_id": duty.id,
                }
                for user in cls.mate + cls.keeper
            ]
        )

    def setUp(self):
        super().setUp()
        for samples in self.of_customers.values():
            self.addCleanup(setattr, samples, "made", samples.made)
            samples.made = samples.made.copy()  # what a test makes goes with it

    @classmethod
    def _sample_customer(cls, territory, **values):
        """A customer of the present company with a person who lets us keep personal facts."""
        customer = cls.env["res.partner"].create(
            {
                "name": "Customer",
                "is_company": True,
                "keqing_customer_type_id": cls.env["keqing.customer.type"]
                .create({"name": "Outlet"})
                .id,
                "keqing_territory_id": territory.id,
                "company_id": cls.env.company.id,
                "child_ids": [Command.create({"name": "Person"})],
                **values,
            }
        )
        samples = OneCustomer(cls.env, customer, customer.child_ids)
        samples.made["keqing.consent"] = cls.env["keqing.consent"].create(
            {"partner_id": customer.child_ids.id, "purpose": "profile"}
        )
        return samples

    def test_what_names_a_customer_is_a_record_of_it(self):
        for model in self.our_models:
            partner = model._fields.get("partner_id")
            if model._transient or partner is None or partner.related:
                continue
            with self.subTest(model=model._name):
                self.assertNotEqual(model in self.records, model._name in OTHERS)

    def test_its_readers_are_those_of_the_customer(self):
        """Own customers, those of own territories, those whose team one is in; no others."""
        for model in self.records:
            with self.subTest(model=model._name):
                records = {name: each.get(model._name) for name, each in self.of_customers.items()}
                self.env.flush_all()
                own = model.with_user(self.mate).with_context(active_test=False)
                if model._name in NOT_FOR_SALES:
                    self.assertFalse(own.has_access("read"))
                    continue
                found = own.search([("id", "in", [record.id for record in records.values()])])
                seen = {name for name, record in records.items() if record in found}
                self.assertEqual(seen, {"own", "territory", "team"})

    def test_its_parts_have_its_readers(self):
        """What is deleted along with a record of a customer is seen by who sees that."""
        for model in self.our_models:
            wholes = [
                (name, self.env[field.comodel_name])
                for name, field in model._fields.items()
                if field.type == "many2one" and field.required and field.ondelete == "cascade"
            ]
            wholes = [(name, whole) for name, whole in wholes if is_of_customer(whole)]
            if model._transient or is_of_customer(model) or not wholes:
                continue
            if model._name in NARROWER_PARTS:
                continue
            [(name, whole), *__] = wholes
            with self.subTest(model=model._name):
                found = {
                    label: model.with_user(self.mate).search(
                        [("id", "=", self._part_of(each, model, name).id)]
                    )
                    for label, each in self.of_customers.items()
                }
                seen = {label for label, part in found.items() if part}
                self.assertEqual(seen, {"own", "territory", "team"})

    def _part_of(self, samples, model, name):
        whole = samples.get(model._fields[name].comodel_name)
        part = model.search([(name, "=", whole.id)], limit=1)
        return part or model.create({**samples.minimal(model), name: whole.id})

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_nobody_carries_it_to_what_is_hidden(self):
        """Who may write the customer of a record writes one of their own."""
        for model in self.records:
            own = model.with_user(self.keeper)
            record = self.of_customers["territory"].get(model._name).with_user(self.keeper)
            hidden = self.of_customers["hidden"]
            target = hidden.person if model._of_person else hidden.customer
            with self.subTest(model=model._name), self.assertRaises(UserError):
                if not own.has_access("write") or not own._has_field_access(
                    model._fields["partner_id"], "write"
                ):
                    raise AccessError("No right to write it")
                with self.env.cr.savepoint():
                    record.write({"partner_id": target.id})
                    self.env.flush_all()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_no_refusal_tells_a_hidden_name(self):
        """An id is typed in: the sentence that refuses it is no answer to who that is."""
        hidden = self.of_customers["hidden"]
        hidden.customer.name, hidden.person.name = "Unheard-of Inn", "Unheard-of Person"
        self.env.flush_all()
        refused = 0
        for target in (hidden.customer, hidden.person):
            self.assertFalse(target.with_user(self.keeper).has_access("read"))
        for model in self.records:
            own = model.with_user(self.keeper)
            samples = self.of_customers["territory"]
            record = samples.get(model._name).with_user(self.keeper)
            partner = samples.person if model._of_person else samples.customer
            made = {**samples.minimal(model), "partner_id": partner.id}
            for name, field in model._fields.items():
                if not field.store or field.comodel_name != "res.partner":
                    continue
                for target in (hidden.customer, hidden.person):
                    value = target.id if field.type == "many2one" else [Command.set(target.ids)]
                    for call, values in (
                        (own.create, {**made, name: value}),
                        (record.write, {name: value}),
                    ):
                        self.env.invalidate_all()
                        with self.subTest(model=model._name, field=name, call=call.__name__):
                            try:
                                with self.env.cr.savepoint():
                                    call(values)
                                    self.env.flush_all()
                            except (UserError, IntegrityError) as error:
                                refused += 1
                                self.assertNotIn("Unheard-of", str(error))
        self.assertTrue(refused)

    def test_whose_history_is_kept_is_not_deleted(self):
        """Not by who may do everything, nor by code as superuser."""
        self.highest.group_ids += self.env.ref("base.group_partner_manager")
        for model in self.records:
            with self.subTest(model=model._name):
                if model._name in GOES:
                    self.assertTrue(model._stays_known().is_false())
                    continue
                samples = self._sample_customer(self.env["keqing.territory"])
                record = samples.get(model._name)
                if model._name in HISTORY:
                    record.write(HISTORY[model._name])
                partner = samples.person if model._of_person else samples.customer
                self.env.flush_all()
                for deleted in (partner, partner.with_user(self.highest)):
                    with (
                        self.assertRaisesRegex(UserError, "must stay known. Archive"),
                        self.env.cr.savepoint(),
                    ):
                        deleted.unlink()
                self.assertTrue(record.exists())
