# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""What can be called from outside: each public method by RPC, each route by HTTP.

A method without a leading underscore is open to whoever can log in, customers on the portal
included, however well the button is hidden. What must be otherwise is listed here with its reason.
"""

import inspect
import re

from psycopg2 import Error as PsycopgError
from psycopg2.errors import ReadOnlySqlTransaction

from odoo.exceptions import AccessError, UserError
from odoo.http import _generate_routing_rules
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SuiteCase, is_ours

# ("model", "method"): why people without our groups may call it
OPEN_METHODS = {
    ("base_import.import", "execute_import"): "Odoo's own import, which checks what it writes",
    ("res.partner", "get_import_templates"): "names of files that are there for everybody",
}
# ("model", "method"): why the lowest of our roles may write with it
FOR_EVERYBODY = {
    ("keqing.agreement", "action_submit"): "who drew up a draft hands it in; others review it",
    ("keqing.credit.release", "action_view_account"): "a credit controller opens it that way",
    ("res.partner", "action_view_keqing_credit"): "a credit controller opens it that way",
    ("keqing.consent", "action_withdraw"): "whom a person tells so withdraws the consent at once",
    ("keqing.credit.proposal", "action_accept"): "credit has one role, the controller's",
}
# ("model", "method"): why it writes though nothing is chosen
FOR_NOTHING = {
    ("keqing.strategy.proposal", "action_propose"): "looks at all verdicts again, for managers",
}
# "url": why visitors without a login, or other sites, may call it
OPEN_ROUTES = {}


@tagged("post_install", "-at_install")
class TestMethods(SuiteCase):
    def test_strangers_call_nothing(self):
        """Without our groups a method answers AccessError, or opens a window that will."""
        for model, name in self._public_methods():
            if (model._name, name) in OPEN_METHODS:
                continue
            for user in self.strangers:
                with self.subTest(model=model._name, method=name, user=user.login):
                    outcome = self._call(model.with_user(user), name)
                    if not isinstance(outcome, AccessError):
                        self.assertIsInstance(outcome, dict, "refused nothing")
                        self.assertEqual(outcome.get("type"), "ir.actions.act_window")

    def test_the_lowest_role_writes_nothing(self):
        for model, name in self._public_methods():
            if (model._name, name) in FOR_EVERYBODY or model._transient:
                continue
            with self.subTest(model=model._name, method=name):
                outcome = self._call(model.with_user(self.lowest), name)
                self.assertNotIsInstance(outcome, ReadOnlySqlTransaction, "tried to write")
                if isinstance(outcome, Exception):
                    self.assertIsInstance(outcome, UserError)

    def test_nothing_chosen_is_not_everybody(self):
        """Called for no record, a method changes nothing and says so in words, whoever calls."""
        for model, name in self._public_methods():
            if (model._name, name) in FOR_NOTHING or self._is_of_model(model, name):
                continue
            for user in (*self.strangers, self.lowest, self.middle, self.highest):
                with self.subTest(model=model._name, method=name, user=user.login):
                    outcome = self._call(model.with_user(user), name, with_record=False)
                    self.assertNotIsInstance(outcome, PsycopgError)

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

    @mute_logger("odoo.sql_db", "odoo.orm.models", "odoo.addons.base.models.ir_rule")
    def _call(self, model, name, with_record=True):
        """What a method on a real record returns or raises, in a transaction that may only read."""
        record = self.samples.get(model._name).with_env(model.env)
        method = getattr(type(model), name)
        if self._is_of_model(model, name) or not with_record:
            record = record.browse()
        parameters = list(inspect.signature(method).parameters.values())[1:]
        missing = inspect.Parameter.empty
        values = [
            None
            for each in parameters
            if each.default is missing and each.kind < each.VAR_POSITIONAL
        ]
        self.env.invalidate_all()  # what is in memory already is given out unasked
        cr = self.env.cr
        cr.execute("SAVEPOINT call; SET TRANSACTION READ ONLY")
        try:
            outcome = method(record, *values)
            record.env.flush_all()
            return outcome
        except Exception as error:
            return error
        finally:
            record.env.invalidate_all(flush=False)
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
                        self.assertEqual(routing["auth"], "user")
                        self.assertTrue(routing.get("csrf", True), "other sites may post to it")
                        self._check_refused(url, routing)

    def _check_refused(self, url, routing):
        path = re.sub(r"<.*?>", "1", url)
        if routing["type"] == "jsonrpc":
            self.assertIn("error", self.url_open(path, json={"params": {}}).json())
            return
        for method in routing["methods"] or ["GET"]:
            answer = self.url_open(path, method=method, allow_redirects=False)
            self.assertIn(answer.status_code, (303, 400, 403, 404))
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
