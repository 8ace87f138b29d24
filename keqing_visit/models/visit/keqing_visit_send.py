# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from psycopg2 import DataError, IntegrityError

from odoo import Command, api, fields, models
from odoo.exceptions import ConcurrencyError, LockError, UserError

from odoo.addons.keqing_customer.fields import MOST_INTEGER

MOST_ENTRIES = 500
MOST_LETTERS = 64  # of what a device calls an entry
MOST_WORDS = 10_000  # letters of what somebody writes down
PICTURES = {"photo", "signature"}
# What is written down as it is
PLAIN_FIELDS = {"mood", "result", "next_step", "next_on", "met_ids"}


class KeqingVisit(models.Model):
    """Taking what phones wrote down, at once or when they found a network again.

    What counts is when the server heard of it; what the device's clock said stands beside it. Two
    devices, or a desk, may change the same visit: what arrives later wins, field by field, and what
    cannot be done any more is refused in words and stays on the device.
    """

    _inherit = "keqing.visit"

    @api.model
    def send_entries(self, entries):
        """Do what a device wrote down, each entry wholly or not at all, and once.

        :param list entries: dicts in the order in which they were made: ``request_id``, what the
            device calls it; ``visit_id``; ``kind``, see :meth:`_entry_kinds`; ``values``, a dict;
            ``at``, the device's clock in UTC
        :return: dict: ``answers``, ``{request_id: message}``, with an empty one for what is done,
            else why it was refused; ``stops``, the visits as they are now, see :meth:`_get_stops`
        :raise UserError: if these are no entries
        """
        self._check_people()
        self._check_entries(entries)
        known = self.env["keqing.visit.entry"].sudo()  # those of the user
        known = known.search_fetch(
            [
                ("user_id", "=", self.env.uid),
                ("request_id", "in", [entry["request_id"] for entry in entries]),
            ],
            ["request_id"],
        )
        answers = dict.fromkeys(known.mapped("request_id"), "")
        fresh = {
            entry["request_id"]: entry for entry in entries if entry["request_id"] not in answers
        }
        refusal = self._try_entries(list(fresh.values()))
        for request_id, entry in fresh.items():
            alone = refusal and len(fresh) > 1
            answers[request_id] = self._try_entries([entry]) if alone else refusal
        touched = self.browse({entry["visit_id"] for entry in entries}).exists()
        return {
            "answers": answers,
            "stops": list(touched._filtered_access("read")._get_stops().values()),
        }

    def _check_entries(self, entries):
        is_list = isinstance(entries, list) and len(entries) <= MOST_ENTRIES
        if not is_list or not all(map(self._is_entry, entries)):
            raise UserError(
                self.env._(
                    "This is no list of entries of a visit. Load the page again; what was written "
                    "down is kept."
                )
            )

    def _is_entry(self, entry):
        return (
            isinstance(entry, dict)
            and type(entry.get("visit_id")) is int
            and 0 < entry["visit_id"] <= MOST_INTEGER
            and isinstance(entry.get("request_id"), str)
            and 0 < len(entry["request_id"]) <= MOST_LETTERS
            and isinstance(entry.get("kind"), str)
            and isinstance(entry.get("values"), dict)
        )

    def _try_entries(self, entries):
        """Do all of these, or nothing.

        :return: why not, in words; empty if they are done
        :raise ConcurrencyError: if the same is being done at this moment, so that Odoo tries again
        """
        if not entries:
            return ""
        try:
            with self.env.cr.savepoint():
                self._take_entries(entries)
        except LockError as error:
            raise ConcurrencyError(str(error)) from error
        except UserError as error:
            return str(error)
        except (DataError, OverflowError, TypeError, ValueError):
            return self.env._("This cannot be read: write it down anew.")
        except IntegrityError as error:
            table = error.diag.table_name
            if table == self.env["keqing.visit.entry"]._table:
                raise ConcurrencyError(str(error)) from error
            models_of_it = (model for model in self.env.registry.values() if model._table == table)
            model = self.env[next(models_of_it, type(self))._name]
            return model._sql_error_to_message(error)
        return ""

    def _take_entries(self, entries):
        kinds = self._entry_kinds()
        for batch in self._in_turn(entries):
            visit = self.browse(batch[0]["visit_id"]).exists()
            if not visit or batch[0]["kind"] not in kinds:
                raise UserError(
                    self.env._("This visit is not there any more, or cannot be done this way.")
                )
            visit.check_access("write")
            for entry in batch:
                self._check_texts(entry["values"])
            kinds[batch[0]["kind"]](visit, batch)
        self.env["keqing.visit.entry"].sudo().create(  # written by nobody
            [
                {
                    "visit_id": entry["visit_id"],
                    "user_id": self.env.uid,
                    "request_id": entry["request_id"],
                    "kind": entry["kind"],
                    "device_at": entry.get("at"),
                }
                for entry in entries
            ]
        )

    @api.model
    def _check_texts(self, values):
        """:raise UserError: if one of the texts that somebody wrote down is none, or a book"""
        for name, value in values.items():
            if isinstance(value, str) and name not in PICTURES:
                if "\0" in value:
                    raise UserError(self.env._("This cannot be read: write it down anew."))
                if len(value) > MOST_WORDS:
                    raise UserError(
                        self.env._("This is longer than %s letters: say it in short.", MOST_WORDS)
                    )

    @api.model
    def _in_turn(self, entries):
        """
        :return: lists of entries of one kind and visit that follow each other, done at once
        """
        batches = []
        for entry in entries:
            last = batches[-1][-1] if batches else {}
            if all(entry[name] == last.get(name) for name in ("visit_id", "kind")):
                batches[-1].append(entry)
            else:
                batches.append([entry])
        return batches

    @api.model
    def _entry_kinds(self):
        """What a device can write down; other rooms add theirs.

        :return: ``{kind: function of the visit and its entries of the kind}``
        """
        return {
            "check_in": lambda visit, entries: visit._take_check_in(entries),
            "undo": lambda visit, _entries: visit.undo_check_in(),
            "check_out": lambda visit, entries: visit.check_out(entries[-1]["values"]),
            "done": lambda visit, _entries: visit.action_done(),
            "reason": lambda visit, entries: visit._take_reasons(entries),
            "values": lambda visit, entries: visit._take_values(entries),
            "step": lambda visit, entries: visit._take_steps(entries),
            "promise": lambda visit, entries: visit._take_promises(entries),
            "payment": lambda visit, entries: visit._take_payments(entries),
            "sign": lambda visit, entries: visit.sign(
                entries[-1]["values"].get("name"), entries[-1]["values"].get("signature")
            ),
        }

    def _take_check_in(self, entries):
        """Also of what was marked as missed while the phone had no network: done late."""
        for entry in entries:
            if self.state == "missed":
                self._check_own()
                self.sudo().write({"state": "planned", "is_untouched": False})
            self.check_in({**entry["values"], "request_id": entry["request_id"]})

    def _take_reasons(self, entries):
        """Why one was elsewhere, or gave no position: told after the verdict, which it does not
        make right."""
        self._check_own()
        for entry in entries:
            occasion, reason = entry["values"].get("occasion"), entry["values"].get("reason")
            position = self.sudo().position_ids.filtered(
                lambda each, occasion=occasion: each.occasion == occasion
            )[-1:]
            if not (isinstance(reason, str) and reason.strip() and position):
                raise UserError(self.env._("%s: say why, in words.", self.display_name))
            position.reason = reason.strip()
            if position.verdict in ("out_of_range", "not_given"):
                position.verdict = "bypassed"

    def _take_values(self, entries):
        values = {name: value for entry in entries for name, value in entry["values"].items()}
        if values.keys() - PLAIN_FIELDS:
            raise UserError(self.env._("This cannot be read: write it down anew."))
        if "met_ids" in values:
            met = list(map(int, values["met_ids"] or []))
            if not all(0 < number <= MOST_INTEGER for number in met):
                raise UserError(self.env._("This cannot be read: write it down anew."))
            values["met_ids"] = [Command.set(met)]
        self.write(values)

    def _take_steps(self, entries):
        for entry in entries:
            values = entry["values"]
            step = self.step_ids.filtered(lambda each, values=values: each.id == values.get("id"))
            if not step:
                raise UserError(
                    self.env._("%s: this step is not asked for any more.", self.display_name)
                )
            step.write({name: values[name] for name in ("is_done", "reason") if name in values})

    def _take_promises(self, entries):
        """What we promised is an activity of who promised it."""
        for entry in entries:
            text = entry["values"].get("text")
            if not (isinstance(text, str) and text.strip()):
                raise UserError(self.env._("%s: say what was promised.", self.display_name))
            self._plan_promise(text.strip(), entry["values"].get("on"))

    def _plan_promise(self, summary, day):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            date_deadline=fields.Date.to_date(day) or self.company_id._get_keqing_today(),
            user_id=self.user_id.id,
        )
