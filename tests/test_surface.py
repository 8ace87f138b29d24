# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What can be called from outside: each public method by RPC, each route by HTTP.

A method without a leading underscore is open to whoever can log in, customers on the portal
included, however well the button is hidden. What must be otherwise is listed here with its reason.
"""

import inspect
import re

from psycopg2.errors import ReadOnlySqlTransaction

from odoo.exceptions import AccessError, UserError
from odoo.http import _generate_routing_rules
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import OURS, SuiteCase, is_ours

# ("model", "method"): why people without our groups may call it
OPEN_METHODS = {
    ("base_import.import", "execute_import"): "Odoo's own import, which checks what it writes",
    ("res.partner", "get_import_templates"): "names of files that are there for everybody",
}
# ("model", "method"): why the lowest of our roles may write with it
FOR_EVERYBODY = {
    ("keqing.agreement", "action_submit"): "who drew up a draft hands it in; others review it",
    ("keqing.care.task", "action_done"): "whose task it is says that it is done",
    ("keqing.care.task", "action_leave_out"): "likewise, that it is not done",
    ("keqing.care.task", "action_ask_for_gift"): "likewise, and somebody else decides",
    ("keqing.gift", "action_give"): "whoever looks after the customer hands over what is approved",
    ("keqing.gift", "action_cancel"): "whoever looks after the customer needs no gift any more",
    ("keqing.competitor.activity", "action_end"): "whoever looks after the customer sees it end",
    ("keqing.customer.need", "action_settle"): "whoever looks after the customer answers it",
    ("keqing.credit.release", "action_view_account"): "a credit controller opens it that way",
    ("res.partner", "action_view_keqing_credit"): "a credit controller opens it that way",
    (
        "res.partner",
        "action_keqing_claim",
    ): "whoever works in the territory takes whom nobody holds",
    ("keqing.consent", "action_withdraw"): "whom a person tells so withdraws the consent at once",
    ("keqing.complaint", "action_acknowledge"): "whoever looks after the customer answers it",
    ("keqing.complaint", "action_investigate"): "whoever looks after the customer begins at once",
    ("keqing.complaint", "message_post"): "whoever sees it writes beside it, as everywhere",
    ("keqing.complaint", "action_make_lead"): "whoever looks after the customer hears of a chance",
    ("keqing.incident", "action_dismiss"): "whoever is in charge of it says that it is none",
    ("keqing.complaint.letter", "action_dismiss"): "whoever is in the team that it was sent to",
    ("keqing.preventive.action", "action_done"): "who did it says so, and others look whether",
    ("keqing.complaint.remedy", "action_cancel"): "likewise, what nobody has begun is given up",
    ("keqing.credit.proposal", "action_accept"): "credit has one role, the controller's",
}
# ("model", "method"): why it does something though nothing is chosen
FOR_NOTHING = {
    ("keqing.strategy.proposal", "action_propose"): "looks at all verdicts again, for managers",
    ("res.partner", "get_keqing_doubles"): "recognises what is typed in for a new customer",
}
# "url": why visitors without a login, or other sites, may call it
OWN = "whoever is logged in has own records alone, and names no other"
OPEN_ROUTES = {
    "/my/allocations": OWN,
    "/my/allocations/page/<int:page>": OWN,
    "/my/honours": OWN,
    "/my/honours/page/<int:page>": OWN,
    "/my/rebates": OWN,
    "/my/rebates/page/<int:page>": OWN,
    "/my/complaints": OWN,
    "/my/complaints/page/<int:page>": OWN,
    "/my/complaints/new": OWN,
    "/my/complaints/<int:complaint_id>": "whoever has the link, until 90 days after the end",
    "/my/complaints/<int:complaint_id>/files/<int:file_id>": "likewise",
}


# What a client may send for any argument
NONSENSE = (None, "nonsense", 2**63, -1, [], {"a": 1})


@tagged("post_install", "-at_install")
class TestMethods(SuiteCase):
    def test_strangers_call_nothing(self):
        """Without our groups a method answers AccessError, whatever it is called for."""
        for model, name in self._public_methods():
            if (model._name, name) in OPEN_METHODS:
                continue
            for user in self.strangers:
                for count in self._counts(model, name):
                    with self.subTest(model=model._name, method=name, user=user.login, count=count):
                        outcome = self._call(model.with_user(user), name, count)
                        self.assertIsInstance(outcome, AccessError, "refused nothing")

    def test_the_lowest_role_writes_nothing(self):
        for model, name in self._public_methods():
            if (model._name, name) in FOR_EVERYBODY or model._transient:
                continue
            with self.subTest(model=model._name, method=name):
                outcome = self._call(model.with_user(self.lowest), name)
                self.assertNotIsInstance(outcome, ReadOnlySqlTransaction, "tried to write")

    def test_refusals_are_in_words(self):
        """Called for nothing, for one, for many, for what is gone: an answer, or words."""
        for model, name in self._public_methods():
            if model._original_module not in OURS and (model._name, name) in OPEN_METHODS:
                continue
            for user in self._people():
                # what is chosen matters to each alike
                counts = [1] if user not in (self.lowest, self.highest) else [0, 1, 2]
                for count in counts:
                    with self.subTest(model=model._name, method=name, user=user.login, count=count):
                        outcome = self._call(model.with_user(user), name, count)
                        if count == 0 and not self._may_choose_nothing(model, name):
                            self.assertIsInstance(outcome, UserError)
                        self._check_in_words(outcome)

    def test_nonsense_is_refused_in_words(self):
        for model, name in self._public_methods():
            parameters = self._parameters(model, name)
            if not parameters or (model._name, name) in OPEN_METHODS:
                continue
            for value in NONSENSE:
                with self.subTest(model=model._name, method=name, value=value):
                    values = [value] * len(parameters)
                    outcome = self._call(model.with_user(self.highest), name, 1, values)
                    self._check_in_words(outcome)

    def _may_choose_nothing(self, model, name):
        return (model._name, name) in FOR_NOTHING or self._is_of_model(model, name)

    def _check_in_words(self, outcome):
        cause = outcome
        while isinstance(cause, Exception) and cause.__cause__:
            cause = cause.__cause__
        if isinstance(outcome, Exception) and not isinstance(cause, ReadOnlySqlTransaction):
            self.assertIsInstance(outcome, UserError, repr(outcome))

    def _people(self):
        """A user of each of our groups, one who has the first of each, and one who has all."""
        for group in self._defined("res.groups"):
            login = f"suite_only_{group.id}"
            yield self.env["res.users"].search([("login", "=", login)]) or self._user(
                f"only_{group.id}", group
            )
        yield from (self.lowest, self.highest)

    def _counts(self, model, name):
        return [0] if self._is_of_model(model, name) else [0, 1, 2]

    def _is_of_model(self, model, name):
        return getattr(getattr(type(model), name), "_api_model", False)

    @property
    def strangers(self):
        return self.plain, self.portal, self.public

    def _public_methods(self):
        """Each method that RPC reaches and one of our modules defines, as (model, name).

        What overrides a method of every model is left out: those check rights themselves.
        """
        of_every_model = {
            name
            for base in self.registry["base"].__mro__
            if not is_ours(base)
            for name in vars(base)
        }
        found = [
            (model, name)
            for model in [*self.our_models, *self.extended_models]
            for name in dir(type(model))
            if not name.startswith("_") and name not in of_every_model
            if self._is_our_method(type(model), name)
        ]
        self.assertTrue(found)
        return found

    def _is_our_method(self, cls, name):
        definitions = [vars(base)[name] for base in cls.__mro__ if name in vars(base)]
        return (
            inspect.isroutine(definitions[0])
            and any(is_ours(each) for each in definitions if inspect.isfunction(each))
            and not any(getattr(each, "_api_private", False) for each in definitions)
        )

    def _parameters(self, model, name):
        parameters = list(inspect.signature(getattr(type(model), name)).parameters.values())[1:]
        return [each for each in parameters if each.kind < each.VAR_POSITIONAL]

    def _records(self, model, count):
        """So many real records; the second may be one that is gone meanwhile."""
        record = self.samples.get(model._name)
        if count == 2:
            other = model.search([("id", "!=", record.id)], limit=1, order="id")
            record += other or model.browse(2**31 - 1)
        return record.with_env(model.env) if count else model.browse()

    @mute_logger("odoo.sql_db", "odoo.orm.models", "odoo.addons.base.models.ir_rule")
    def _call(self, model, name, count=1, values=()):
        """What a method on real records returns or raises, in a transaction that may only read."""
        method = getattr(type(model), name)
        records = self._records(model.with_env(self.env), count).with_env(model.env)
        if self._is_of_model(model, name):
            records = records.browse()
        values = values or [
            None for each in self._parameters(model, name) if each.default is each.empty
        ]
        self.env.flush_all()
        self.env.transaction.clear()  # what is in memory already is given out unasked
        cr = self.env.cr
        cr.execute("SAVEPOINT call; SET TRANSACTION READ ONLY")
        try:
            outcome = method(records, *values)
            records.env.flush_all()
            return outcome
        except Exception as error:
            return error
        finally:
            self.env.transaction.clear()
            cr.execute("ROLLBACK TO SAVEPOINT call; RELEASE SAVEPOINT call")


@tagged("post_install", "-at_install")
class TestRoutes(HttpCase):
    def test_routes_ask_who_calls(self):
        """A visitor is sent to the login, a customer on the portal is refused."""
        customer = new_test_user(self.env, "suite_customer", groups="base.group_portal")
        for login in (None, customer.login):
            self.authenticate(login, login)
            for url, routing in self._routes():
                if url not in OPEN_ROUTES:
                    with self.subTest(url=url, login=login):
                        self.assertIn(routing["auth"], ("user", "bearer"))  # a key is a login
                        self.assertTrue(routing.get("csrf", True), "other sites may post to it")
                        self._check_refused(url, routing)

    def _check_refused(self, url, routing):
        path = re.sub(r"<.*?>", "1", url)
        if routing["type"] == "jsonrpc":
            self.assertIn("error", self.url_open(path, json={"params": {}}).json())
            return
        for method in routing["methods"] or ["GET"]:
            answer = self.url_open(path, method=method, allow_redirects=False)
            self.assertIn(answer.status_code, (303, 400, 401, 403, 404))
            if answer.status_code == 303:
                self.assertIn("/web/login", answer.headers["Location"])

    def _routes(self):
        """The address and the merged options of each route that our controllers have a part in."""
        rules = _generate_routing_rules(sorted(self.registry._init_modules), nodb_only=False)
        for url, endpoint in rules:
            method = endpoint.func
            if any(
                is_ours(base) and method.__name__ in vars(base)
                for base in type(method.__self__).__mro__
            ):
                yield url, endpoint.routing
