# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...wording import say_day
from .keqing_assignment import Effective


class KeqingReassignment(models.Model):
    """Carrying a reassignment out, and telling people of it."""

    _inherit = "keqing.reassignment"

    @api.model
    def _cron_apply(self):
        """Carry out what is due. A batch and the mark that it is done are one commit."""
        planned, given_back = Domain("state", "=", "planned"), Domain("problem", "!=", False)
        self._work_through(
            self.search(planned | given_back & Domain("state", "=", "draft"), order="date, id"),
            lambda reassignment: reassignment._try_batch(),
            when=lambda each: each.state == "planned" and each._is_due() or each._is_given_back(),
        )

    def _is_due(self):
        return self.date <= self.company_id._get_keqing_today()

    def _is_given_back(self):
        """Whether its author has to put something right before it is confirmed again."""
        return self.state == "draft" and bool(self.problem)

    def _try_batch(self):
        """Carry out a batch; what cannot be done is a draft again, with the reason.

        :return: whether there is another batch; a UserError that says what its author has to do
        :raise LockError: if somebody else is changing one of the documents
        """
        if self._is_given_back():
            return UserError(self.problem)
        try:
            with self.env.cr.savepoint():
                self._apply_batch()
        except LockError:  # tried again in a minute
            raise
        except UserError as error:
            self.write({"state": "draft", "problem": str(error)})
            self._tell_failures([(self, error)], complete=False)  # with it, lest a kill part them
            return error
        return self.state == "planned"

    @api.model
    def _get_job_responsible(self, record):
        """Its author, or an administrator of its company if the author has left."""
        if record.create_uid.active:
            return record.create_uid
        admins = self.env.ref("keqing_customer.group_customer_admin").all_user_ids
        return admins.filtered(lambda user: record.company_id in user.company_ids).sorted()[:1]

    def _failure_intro(self):
        return self.env._(
            "This could not be carried out. What is a draft again, put right and confirm once "
            "more, or cancel; everything else is tried again next time."
        )

    def _apply_batch(self):
        """Hand over the next customers, and tell the new owner once all are."""
        batch = self._next_customers()
        self._lock_alone(batch)
        if not self.applied_partner_ids:
            self.former_holders = self._get_holders_of(self._customers())
        values = {"user_id": self.user_id.id, "keqing_territory_id": self.territory_id.id}
        batch.with_context(
            keqing_effective=Effective(self.date, self.id),
            tracking_disable=True,  # a note on each by one statement, a message to the owner
        ).write({name: value for name, value in values.items() if value or name in self._emptied()})
        self._log_on(batch)
        self._follow(batch)
        self.applied_partner_ids = [Command.link(partner.id) for partner in batch]
        if not self.partner_ids - self.applied_partner_ids:
            self.state = "done"
            self._notify_owner()

    def _emptied(self):
        """The fields of the customers that have nothing afterwards."""
        return {"user_id"} if self.kind == "return" else set()

    def _note(self):
        """What a customer's chatter says, in its author's language: to whom, where, when, why."""
        self = self.with_context(lang=self.create_uid.lang or self.env.lang)
        words = {
            "owner": self.user_id.name,
            "territory": self.territory_id.display_name,
            "date": say_day(self.env, self.date),
            "reason": self.reason,
        }
        if self.kind == "return":
            return self.env._(
                "From %(date)s on this customer is in the public pool. Reason: %(reason)s", **words
            )
        if not self.user_id:
            return self.env._(
                "From %(date)s on this customer is in the territory %(territory)s. Reason: "
                "%(reason)s",
                **words,
            )
        if not self.territory_id:
            return self.env._(
                "From %(date)s on %(owner)s looks after this customer. Reason: %(reason)s", **words
            )
        return self.env._(
            "From %(date)s on %(owner)s looks after this customer, in the territory %(territory)s. "
            "Reason: %(reason)s",
            **words,
        )

    def _log_on(self, customers):
        """Note on each customer to whom it went: the first by mail, the others as copies of it.

        One statement: a record of each would take a third of the time of a big hand-over.
        """
        note = customers[:1]._message_log(
            body=self._note(), author_id=self.create_uid.partner_id.id
        )
        note.flush_recordset()
        columns = SQL(", ").join(
            SQL.identifier(name)
            for name, field in note._fields.items()
            if field.store and field.column_type and name not in ("id", "res_id")
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO mail_message (res_id, %(columns)s)
                   SELECT customer.id, %(columns)s
                     FROM mail_message note, unnest(%(others)s::int[]) AS customer (id)
                    WHERE note.id = %(note)s""",
                columns=columns,
                others=customers[1:].ids,
                note=note.id,
            )
        )
        customers.invalidate_recordset(["message_ids"])

    def _follow(self, documents):
        """Let the new owner follow documents, in one statement.

        ``message_subscribe`` makes each follower by itself, half the time of a big hand-over;
        called later by others, it finds them there.
        """
        if not self.user_id:
            return
        subtypes, __, __ = self.env["mail.message.subtype"].default_subtypes(documents._name)
        self.env.cr.execute(
            SQL(
                """WITH follower AS (
                       INSERT INTO mail_followers (res_model, res_id, partner_id)
                       SELECT %(model)s, id, %(partner)s FROM unnest(%(ids)s::int[]) id
                           ON CONFLICT DO NOTHING
                    RETURNING id)
                   INSERT INTO mail_followers_mail_message_subtype_rel
                          (mail_followers_id, mail_message_subtype_id)
                   SELECT follower.id, subtype.id
                     FROM follower, unnest(%(subtypes)s::int[]) AS subtype (id)""",
                model=documents._name,
                partner=self.user_id.partner_id.id,
                ids=documents.ids,
                subtypes=subtypes.ids,
            )
        )
        self.env["mail.followers"].invalidate_model()
        documents.invalidate_recordset(["message_follower_ids", "message_partner_ids"])

    def _notify_owner(self):
        """In the owner's language."""
        owner = self.user_id
        if owner and owner != self.create_uid:
            self = self.with_context(lang=owner.lang)
            self.env["mail.thread"].message_notify(
                partner_ids=owner.partner_id.ids,
                subject=self.env._("Customers for you"),
                body=self.env._(
                    "%(count)s customers are yours from %(date)s on: %(reason)s",
                    count=len(self.partner_ids),
                    date=say_day(self.env, self.date),
                    reason=self.reason,
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )
