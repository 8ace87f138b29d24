from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

SEEN = (
    "keqing.complaint",
    "keqing.complaint.line",
    "keqing.complaint.remedy",
    "keqing.complaint.inquiry",
    "keqing.complaint.clock",
    "keqing.complaint.clock.event",
    "keqing.complaint.analysis",
    "keqing.incident",
    "keqing.preventive.action",
)


@tagged("post_install", "-at_install")
class TestAttacks(ComplaintCommon, HttpCase):
    """Whoever has no business with a complaint finds no way to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        line = {"product_id": cls.product.id}
        cls.complaint = cls._create_complaint(
            cls, user_id=cls.handler.id, extra_cost=98765, line_ids=[Command.create(line)]
        )
        cls.complaint._enter("investigating")
        cls.env["keqing.complaint.remedy"].create(
            {"line_id": cls.complaint.line_ids.id, "kind": "compensation", "amount": 4321}
        )
        cls.env["keqing.complaint.inquiry"].create(
            {"complaint_id": cls.complaint.id, "team_id": cls.team.id, "question": "Canary"}
        )
        cls.env["keqing.preventive.action"].create(
            {
                "name": "Canary",
                "complaint_id": cls.complaint.id,
                "user_id": cls.handler.id,
                "due_on": "2030-01-01",
            }
        )
        cls.env["keqing.incident"].create({"name": "Canary", "description": "Canary"})
        cls.env.flush_all()

    def _as(self, user):
        return self.env(user=user, context={"allowed_company_ids": user.company_ids.ids})

    def _found(self, user):
        """How many rows of our customer's company each model gives to a user."""
        found = {}
        for model in SEEN:
            Model = self._as(user)[model]
            domain = [("company_id", "=", self.company.id)]
            found[model] = (
                Model.search_count(domain),
                sum(count for (count,) in Model._read_group(domain, aggregates=["__count"])),
            )
        return found

    def test_people_of_another_company(self):
        """Not even a director of it."""
        abroad = self._create_user("abroad", "all")
        abroad.write(
            {
                "company_ids": [Command.set(self.other_company.ids)],
                "company_id": self.other_company.id,
                "group_ids": [Command.link(self.env.ref("base.group_allow_export").id)],
            }
        )
        self.assertEqual(set(self._found(abroad).values()), {(0, 0)})
        complaint = self.complaint.with_env(self._as(abroad))
        for name, args in (
            ("read", [["description"]]),
            ("write", [{"description": "Mine"}]),
            ("export_data", [["name"]]),
            ("action_propose", []),
            ("action_cancel", ["No"]),
            ("message_post", []),
        ):
            with self.subTest(method=name), self.assertRaises(AccessError):
                getattr(complaint, name)(*args)
        with self.assertRaises(UserError):
            self._as(abroad)["keqing.complaint"].create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "description": "Theirs",
                    "type_id": self.leak.id,
                }
            )

    def test_salespeople_see_no_sums_of_customers_that_are_hidden(self):
        """By grouping, exporting or importing no more than by reading."""
        elsewhere = self._create_user("elsewhere", "user")
        elsewhere.group_ids += self.env.ref("base.group_allow_export")
        self.assertFalse(self.customer.with_user(elsewhere).keqing_is_visible)
        counted = self._found(elsewhere)
        incident = counted.pop("keqing.incident")
        self.assertEqual(set(counted.values()), {(0, 0)})
        self.assertEqual(incident, (1, 1), "incidents are everybody's")
        Analysis = self.env["keqing.complaint.analysis"].with_user(elsewhere)
        groups = Analysis.formatted_read_group([], ["type_id"], ["cost:sum"])
        self.assertNotIn(98765, [group["cost:sum"] for group in groups])
        Complaint = self.env["keqing.complaint"].with_user(elsewhere)
        sums = Complaint._read_group([], ["type_id"], ["extra_cost:sum", "freight_cost:sum"])
        self.assertFalse([total for __, *row in sums for total in row if total])
        with self.assertRaises(AccessError):
            self.complaint.with_user(elsewhere).export_data(["name", "cost"])
        loaded = Complaint.load([".id", "subject"], [[str(self.complaint.id), "Mine now"]])
        self.assertTrue(loaded["messages"])
        self.assertEqual(self.complaint.subject, "Six bottles leak")

    def test_portal_users_group_and_export_nothing(self):
        self._portal_users()
        Complaint = self.env["keqing.complaint"].with_user(self.mei)
        for call in (
            lambda: Complaint._read_group([], ["state"], ["extra_cost:sum"]),
            lambda: Complaint.formatted_read_group([], ["state"], ["__count"]),
            lambda: Complaint.browse(self.complaint.id).export_data(["name"]),
            lambda: self.env["keqing.complaint.analysis"].with_user(self.mei).search([]),
        ):
            with self.assertRaises(UserError):
                call()
        self.assertTrue(Complaint.load(["subject"], [["Mine"]])["messages"])

    def _portal_users(self):
        person = self.env["res.partner"].create({"name": "Mei", "parent_id": self.customer.id})
        other = self._create_customer("Angel's Share")
        self.mei, self.stranger = (
            new_test_user(
                self.env,
                login,
                groups="base.group_portal",
                partner_id=partner.id,
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for login, partner in (("mei", person), ("stranger", other))
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_binary")
    def test_papers_and_tokens_of_others(self):
        """By Odoo's own links as by ours, with a token that is for another complaint."""
        self._portal_users()
        paper = self.env["ir.attachment"].create(
            {
                "name": "cork.png",
                "raw": b"Canary",
                "res_model": self.complaint._name,
                "res_id": self.complaint.id,
            }
        )
        self.complaint.message_post(
            body="Look",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=paper.ids,
        )
        theirs = self._create_complaint(self.stranger.partner_id)
        url, own = self.complaint.access_url, theirs.access_url
        token = theirs._portal_ensure_token()
        self.complaint._portal_ensure_token()
        for login in ("stranger", None):
            self.authenticate(login, login)
            for path in (
                f"{url}",
                f"{url}?access_token={token}",
                f"{url}/files/{paper.id}?access_token={token}",
                f"{own}/files/{paper.id}?access_token={token}",
                f"/web/content/{paper.id}",
                f"/web/content/{paper.id}?access_token={token}",
                f"/web/image/{paper.id}",
                f"/web/content/keqing.complaint/{self.complaint.id}/description",
                f"/mail/view?model=keqing.complaint&res_id={self.complaint.id}",
            ):
                with self.subTest(path=path, login=login):
                    answer = self.url_open(path)
                    self.assertNotIn("Canary", answer.text)
                    self.assertNotIn("Six of the twelve", answer.text)
        self.authenticate("mei", "mei")
        self.assertEqual(self.url_open(f"{url}/files/{paper.id}").text, "Canary")
