# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
from odoo.tools import plaintext2html, split_every

FAILED_ACTIVITY = "keqing_customer.mail_activity_type_job_failed"
ADMINISTRATORS = "keqing_customer.group_customer_admin"
PATIENCE = timedelta(minutes=1)  # until what somebody else holds is tried again
NAMED = 50  # failures named to a person

_logger = logging.getLogger(__name__)


class KeqingJobMixin(models.AbstractModel):
    """Work of the scheduler on many records, and the lock that it shares with people.

    One record that fails stops no other, and whoever is responsible is told once. Killed at any
    moment, the next run goes on from what is committed; of two at once, one does each record.
    """

    _name = "keqing.job.mixin"
    _description = "Job"

    @api.model
    def _work_through(self, records, work, *, when=None, size=1):
        """Do ``work`` on records and commit, batch by batch, until the scheduler's time is over.

        A batch that fails is done again one by one. What somebody else holds is left to another
        run in a minute.

        :param records: what is to be done, of any model, in this order
        :param work: called with records that are locked and read anew, a single one in the language
            of whoever is responsible; true if the same records need another transaction, an
            exception if a record failed and what was written on it is to stay
        :param when: which records are still to be done, as for ``filtered``; asked under the lock
        :param size: number of records in a transaction
        """
        IrCron = self.env["ir.cron"]
        failures = []
        remaining = len(records)
        goes_on = IrCron._commit_progress(remaining=remaining)
        batches = split_every(size, records._ids, records.browse)
        batch = next(batches, None)
        while batch and goes_on:
            unfinished = self._work_on(batch, work, when, failures)
            done = 0 if unfinished else len(batch)
            remaining -= done
            goes_on = IrCron._commit_progress(done or 1, remaining=remaining)
            if not unfinished:
                batch = next(batches, None)
        self._tell_failures(failures, complete=not remaining)
        IrCron._commit_progress(remaining=remaining)

    def _work_on(self, batch, work, when, failures):
        """One transaction's worth of work, still to be committed.

        :param list failures: to which ``(record, exception)`` is added
        :return: whether these records need another transaction
        """
        for __ in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
            try:
                with self.env.cr.savepoint():
                    outcome = self._work_alone(batch, work, when)
                if isinstance(outcome, Exception):
                    failures.append((batch, outcome))
                    return False
                return bool(outcome)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # sees now what the other did
            except LockError:
                break
            except Exception as error:
                if len(batch) > 1:
                    return self._work_singly(batch, work, when, failures)
                expected = isinstance(error, UserError)
                _logger.log(
                    logging.INFO if expected else logging.ERROR,
                    "%s failed, the others are done: %s",
                    batch,
                    error,
                    exc_info=not expected,
                )
                failures.append((batch, error))
                return False
        self._come_again()
        return False

    def _work_alone(self, batch, work, when):
        free = batch.try_lock_for_update(allow_referencing=True)
        if free != batch:
            self._come_again()
        todo = free.filtered(when) if when else free
        if len(todo) == 1:
            lang = self._get_job_responsible(todo).lang or self.env.lang
            todo = todo.with_context(lang=lang)
        return todo and work(todo)

    def _work_singly(self, batch, work, when, failures):
        unfinished = False
        for record in batch:
            unfinished |= self._work_on(record, work, when, failures)
            self.env["ir.cron"]._commit_progress()
        return unfinished

    def _come_again(self):
        cron = self.env["ir.cron"].browse(self.env.context.get("cron_id"))
        if cron:
            cron._trigger(at=fields.Datetime.now() + PATIENCE)

    # Telling

    @api.model
    def _get_job_responsible(self, record):
        """Who is told that the work on a record failed; no user if there is nobody."""
        owner = record.user_id if "user_id" in record._fields else self.env["res.users"]
        people = (owner + record.create_uid).filtered("active")
        return people[:1] or self.env.ref(ADMINISTRATORS).all_user_ids.sorted()[:1]

    def _tell_failures(self, failures, complete):
        """Let each responsible have one activity a job, with what fails at present and why.

        :param bool complete: whether nothing was left undone, so that who has none is told no more
        """
        langs = [code for code, __ in self.env["res.lang"].get_installed()]
        names = {self.with_context(lang=lang)._job_name() for lang in langs}
        failed_type = self.env.ref(FAILED_ACTIVITY)
        told = self.env["mail.activity"].search(
            [("activity_type_id", "=", failed_type.id), ("summary", "in", list(names))]
        )
        by_user = {}
        for record, error in failures:
            by_user.setdefault(self._get_job_responsible(record), []).append((record, error))
        by_user.pop(self.env["res.users"], None)  # the log alone has them
        activities = told.grouped("user_id")
        for user, theirs in by_user.items():
            local = self.with_context(lang=user.lang or self.env.lang)
            note = local._failure_note(theirs)
            if user in activities:
                activities[user].note = note
            else:
                told.create(
                    {
                        "activity_type_id": failed_type.id,
                        "summary": local._job_name(),
                        "note": note,
                        "user_id": user.id,
                        "automated": True,
                    }
                )
        if complete:
            told.filtered(lambda activity: activity.user_id not in by_user).unlink()

    def _job_name(self):
        cron = self.env["ir.cron"].browse(self.env.context.get("cron_id"))
        return cron.name or self._description

    def _failure_note(self, failures):
        """A list of ``(record, exception)`` in the language of the context."""
        items = [
            Markup("<li>%s: %s</li>")
            % (
                record.with_env(self.env)._get_html_link(),
                plaintext2html(str(error))
                if isinstance(error, UserError)
                else self.env._("unexpected; the log of the server has it: %s", repr(error)),
            )
            for record, error in failures[:NAMED]
        ]
        more = len(failures) - len(items)
        if more:
            items.append(Markup("<li>%s</li>") % self.env._("and %s more", more))
        return Markup("<p>%s</p><ul>%s</ul>") % (self._failure_intro(), Markup().join(items))

    def _failure_intro(self):
        return self.env._("This failed; everything else was done. It is tried again next time.")

    # Locking

    @api.model
    def _lock_alone(self, records):
        """Hold records of any model until the end of the transaction.

        What was read of them before holds: a row that changed since ends the transaction, and it is
        tried again.

        :raise LockError: naming the first that somebody else holds, rather than wait
        """
        busy = records - records.try_lock_for_update(allow_referencing=True)
        if busy:
            raise LockError(
                self.env._(
                    "%s is being changed by somebody else right now, so nothing was done: "
                    "try again in a minute.",
                    busy[0].display_name,
                )
            )
