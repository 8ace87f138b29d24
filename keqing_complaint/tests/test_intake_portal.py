import io
import re
from datetime import timedelta

from freezegun import freeze_time
from PIL import Image

from odoo import http
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.intake.keqing_complaint_portal import read_files
from .common import ComplaintCommon

URL = "/my/complaints"


def picture():
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


@tagged("post_install", "-at_install")
class TestIntakePortal(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Mei", "parent_id": cls.customer.id, "email": "mei@wanmin.example.com"}
        )
        cls.mei = cls._create_portal_user("mei", cls.person)
        other = cls._create_customer("Angel's Share")
        cls.stranger = cls._create_portal_user("stranger", other)

    @classmethod
    def _create_portal_user(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _sell(self, customer=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (customer or self.customer).id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 12})
                ],
            }
        )
        order.action_confirm()
        return order.order_line

    def _post(self, url, files=(), **values):
        values["csrf_token"] = http.Request.csrf_token(self)
        files = [("files", each) for each in files]
        return self.url_open(url, data=values, files=files or None)

    def _fill_in(self, files=(), **values):
        values = {"type_id": self.leak.id, "description": "Six leak.", **values}
        return self._post(f"{URL}/new", files, **values)

    def test_what_was_not_ordered_is_told_in_words(self):
        """No goods have to be named; an order line of others is not taken silently."""
        self.authenticate("mei", "mei")
        self._fill_in(description="Bottles that a shop sold to me leak.")
        self.assertFalse(self._newest().line_ids)
        others = self._sell(customer=self.stranger.partner_id)
        page = self._fill_in(**{f"line_{others.id}": "1", f"quantity_{others.id}": "1"})
        self.assertIn("none of your last orders", page.text)
        self.assertIn("Six leak.", page.text, "nothing is lost")
        self.assertEqual(self._newest().description, "Bottles that a shop sold to me leak.")

    def _newest(self):
        return self.env["keqing.complaint"].search(
            [("partner_id", "=", self.customer.id)], order="id desc", limit=1
        )

    def test_a_customer_says_whether_it_was_put_right(self):
        complaint = self._create_complaint(contact_id=self.person.id, user_id=self.handler.id)
        self.authenticate("mei", "mei")
        rate = f"{complaint.access_url}/rate"
        self.assertNotIn("Are you content?", self.url_open(complaint.access_url).text)
        complaint._enter("follow_up")
        self.assertIn("Are you content?", self.url_open(complaint.access_url).text)
        self.assertIn("from 1 to 5", self._post(rate, outcome="6").text)
        self._post(rate, outcome="5", handling="4", words="Quick")
        self.assertEqual((complaint.outcome_mark, complaint.handling_mark), ("5", "4"))
        self.assertEqual(complaint.customer_verdict, "Quick")
        self.assertFalse(complaint.rated_with_id)
        self.assertIn("said so already", self._post(rate, outcome="1").text)
        self.authenticate("stranger", "stranger")
        with mute_logger("odoo.http"):
            self.assertEqual(self._post(rate, outcome="1").status_code, 404)
        self.assertEqual(complaint.outcome_mark, "5")

    def test_a_customer_complains_with_pictures(self):
        line = self._sell()
        self.authenticate("mei", "mei")
        said = {f"line_{line.id}": "1", f"quantity_{line.id}": "6", "wanted": "exchange"}
        page = self._fill_in([("cork.png", picture())], **said)
        complaint = self._newest()
        self.assertIn(complaint.name, page.text)
        self.assertEqual((complaint.channel, complaint.contact_id), ("portal", self.person))
        self.assertEqual((complaint.description, complaint.subject), ("Six leak.", "Six leak."))
        self.assertFalse(complaint.received_by_id)
        self.assertEqual(complaint.line_ids.sale_line_id, line)
        self.assertEqual((complaint.line_ids.quantity, complaint.line_ids.wanted), (6, "exchange"))
        paper = complaint._get_papers()
        self.assertEqual((paper.name, paper.raw), ("cork.png", picture()))
        file = self.url_open(f"{complaint.access_url}/files/{paper.id}")
        self.assertEqual(file.content, picture())
        self.assertIn(self.person, complaint.message_partner_ids)
        self.assertFalse(complaint.acknowledged_at)

    def test_what_cannot_be_is_refused_in_words_and_kept(self):
        line = self._sell()
        others = self.env["sale.order"].create(
            {
                "partner_id": self.stranger.partner_id.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        others.action_confirm()
        self.authenticate("mei", "mei")
        count = self.env["keqing.complaint"].search_count([])
        for files, said, words in (
            ((), {"description": "  "}, "own words"),
            ((), {"type_id": "0"}, "what it is about"),
            ((), {f"line_{line.id}": "1", f"quantity_{line.id}": "13"}, "at most the 12"),
            ((), {f"line_{line.id}": "1", f"quantity_{line.id}": "many"}, "at most the 12"),
            ([("cork.png", b"MZ\x90 a program")], {}, "neither a picture nor a PDF"),
            ([("a.svg", b"<svg onload='alert(1)'/>")], {}, "neither a picture nor a PDF"),
            ([("big.png", picture() + b"\0" * 10 * 2**20)], {}, "too large"),
        ):
            with self.subTest(words=words):
                page = self._fill_in(files, **{"subject": "Kept", **said})
                self.assertIn(words, page.text)
                self.assertIn('value="Kept"', page.text)
        self.assertEqual(self.env["keqing.complaint"].search_count([]), count)
        foreign = others.order_line.id
        self._fill_in(**{f"line_{foreign}": "1", f"quantity_{foreign}": "1"})
        self.assertFalse(self._newest().line_ids, "of another customer's order")

    def test_follows_and_answers_own_complaints_alone(self):
        own = self._create_complaint()
        foreign = self._create_complaint(self.stranger.partner_id, subject="Secret affair")
        own.message_post(body="Found the leak", message_type="comment")  # a note
        answer = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        own.message_post(body="We look into it", **answer)
        inside = self.env["ir.attachment"].create(
            {"name": "costs.pdf", "raw": b"x", "res_model": own._name, "res_id": own.id}
        )
        self.authenticate("mei", "mei")
        page = self.url_open(own.access_url).text
        self.assertIn("We look into it", page)
        self.assertNotIn("Found the leak", page)
        self.assertNotIn("costs.pdf", page)
        self.assertEqual(
            self.url_open(f"{own.access_url}/files/{inside.id}").status_code, 404, "not sent"
        )
        page = self._post(f"{own.access_url}/answer", words="<b>Two</b> more")
        self.assertIn("&lt;b&gt;Two&lt;/b&gt; more", page.text)
        said = own.message_ids[:1]
        self.assertEqual((said.author_id, said.is_internal), (self.person, False))
        self.assertIn("Write something", self._post(f"{own.access_url}/answer", words=" ").text)
        for url in ("", "/files/1"):
            self.assertEqual(self.url_open(f"{foreign.access_url}{url}").status_code, 404)
        for url in ("answer", "decide"):
            refused = self._post(f"{foreign.access_url}/{url}", words="Hello", accepted="yes")
            self.assertEqual(refused.status_code, 404)
        listed = self.url_open(URL).text
        self.assertIn(own.name, listed)
        self.assertNotIn(foreign.name, listed)
        self.assertNotIn("Secret affair", self.url_open(f"{URL}?search=Secret").text)

    def test_what_is_inside_stays_inside(self):
        """Notes, findings, causes, cost and incidents: neither on a page nor by RPC."""
        own = self._create_complaint()
        secret = "Canary"
        own.message_post(body=secret)
        self.env["keqing.complaint.inquiry"].create(
            {
                "complaint_id": own.id,
                "team_id": self.team.id,
                "question": secret,
                "findings": secret,
            }
        )
        incident = self.env["keqing.incident"].create({"name": secret, "description": secret})
        own.write(
            {
                "incident_id": incident.id,
                "liability_note": secret,
                "lesson": secret,
                "wait_reason": secret,
                "customer_answer": secret,
                "extra_cost": 98765,
            }
        )
        link = f"{own.access_url}?access_token={own._portal_ensure_token()}"
        for login, url in (("mei", own.access_url), ("mei", URL), (None, link)):
            self.authenticate(login, login)
            text = self.url_open(url).text
            self.assertIn(own.name, text)
            self.assertNotIn(secret, text)
            self.assertNotIn("98765", text.replace(",", ""))
        self.authenticate("mei", "mei")
        for model in (own._name, incident._name, own.inquiry_ids._name, own.clock_ids._name):
            with self.subTest(model=model), mute_logger("odoo.http"):
                params = {"model": model, "method": "search_read", "args": [[]], "kwargs": {}}
                url = f"/web/dataset/call_kw/{model}/search_read"
                answer = self.url_open(url, json={"params": params}).json()
                self.assertIn("error", answer)

    def test_what_a_file_is_says_its_content(self):
        for name, content in (("cork.png", b"MZ\x90 a program"), ("a.svg", b"<svg/>")):
            with self.assertRaisesRegex(ValidationError, "whatever its name says"):
                read_files(self.env, [(name, io.BytesIO(content))])
        pdf = b"%PDF-1.4\n"
        self.assertEqual(read_files(self.env, [("a", io.BytesIO(pdf))]), [("a.pdf", pdf)])

    def test_lists_page_by_page(self):
        for number in range(25):
            self._create_complaint(subject=f"Case {number}")
        self.authenticate("mei", "mei")
        self.patch(CustomerPortal, "_items_per_page", 20)
        self.assertNotIn("Case 0<", self.url_open(f"{URL}?sortby=date").text)
        self.assertIn("Case 3<", self.url_open(f"{URL}/page/2?sortby=date").text)
        self.assertIn("Case 7<", self.url_open(f"{URL}?search=Case 7").text)
        counted = self.url_open("/my/counters", json={"params": {"counters": ["complaint_count"]}})
        self.assertEqual(counted.json()["result"]["complaint_count"], 25)
        self.assertIn(URL, self.url_open("/my").text)

    def test_nothing_is_proposed_yet(self):
        complaint = self._create_complaint()
        self.authenticate("mei", "mei")
        page = self._post(f"{complaint.access_url}/decide", accepted="yes")
        self.assertIn("o_keqing_portal_error", page.text)

    def test_a_customer_decides_on_what_is_proposed(self):
        complaints = self._create_complaint(), self._create_complaint()
        for complaint in complaints:
            complaint._enter("proposed")
        self.authenticate("mei", "mei")
        accepted, refused = complaints
        read = accepted._portal_proposal()
        self._post(f"{accepted.access_url}/decide", accepted="yes", words="Fine", read=read)
        self._post(f"{refused.access_url}/decide", accepted="no", words="Too little", read=read)
        self.assertNotIn(accepted.state, ("proposed", "investigating"))
        self.assertEqual(refused.state, "investigating")

    def test_nobody_accepts_what_the_page_did_not_say(self):
        complaint = self._create_complaint()
        complaint.proposal = "Twelve bottles anew."
        complaint._enter("proposed")
        self.authenticate("mei", "mei")
        read = re.search('name="read" value="(.*?)"', self.url_open(complaint.access_url).text)[1]
        complaint.proposal = "Two bottles anew."
        page = self._post(f"{complaint.access_url}/decide", accepted="yes", read=read)
        self.assertIn("o_keqing_portal_error", page.text)
        self.assertEqual(complaint.state, "proposed")
        read = complaint._portal_proposal()
        self._post(f"{complaint.access_url}/decide", accepted="yes", read=read)
        self.assertEqual(complaint.state, "agreed")

    def test_a_link_holds_ninety_days(self):
        complaint = self._create_complaint()
        link = f"{complaint.access_url}?access_token={complaint._portal_ensure_token()}"
        self.authenticate(None, None)
        page = self.url_open(link)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("o_keqing_portal_answer", page.text, "answers ask for a login")
        self.assertEqual(self.url_open(complaint.access_url).status_code, 404)
        self.assertEqual(self.url_open(f"{complaint.access_url}?access_token=x").status_code, 404)
        complaint._enter("closed")
        token = complaint.access_token
        self.assertTrue(complaint._portal_opens(token))
        for days, opens in ((89, True), (91, False)):
            with freeze_time(Datetime.now() + timedelta(days=days)):
                self.assertEqual(complaint._portal_opens(token), opens)
        complaint.closed_at -= timedelta(days=91)
        self.env.flush_all()
        self.assertEqual(self.url_open(link).status_code, 404)
        complaint._enter("cancelled")
        self.assertFalse(complaint._portal_opens(token))

    @mute_logger("odoo.http")
    def test_odoos_doors_stay_shut(self):
        """By RPC, and by what takes a token."""
        complaint = self._create_complaint()
        for name, args in (
            ("read", [["description"]]),
            ("write", [{"subject": "Mine"}]),
            ("message_post", []),
            ("action_cancel", ["No"]),
            ("action_reopen", []),
        ):
            with self.subTest(method=name), self.assertRaises(AccessError):
                getattr(complaint.with_user(self.mei), name)(*args)
        with self.assertRaises(AccessError):
            self.env["keqing.complaint"].with_user(self.mei).search([])
        token = complaint._portal_ensure_token()
        thread = {"thread_model": complaint._name, "thread_id": complaint.id}
        signed = {"token": token, "hash": complaint._sign_token(self.person.id)}
        signed["pid"] = self.person.id
        for login in (None, "mei"):
            self.authenticate(login, login)
            for url, params in (
                ("/mail/chatter_fetch", {**thread, **signed}),
                ("/mail/message/post", {**thread, **signed, "post_data": {"body": "Hi"}}),
            ):
                with self.subTest(url=url, login=login):
                    answer = self.url_open(url, json={"params": params}).json()
                    self.assertIn("error", answer)

    def test_nobody_complains_without_a_login(self):
        self.authenticate(None, None)
        for url in (URL, f"{URL}/new"):
            answer = self.url_open(url, allow_redirects=False)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_tour(self):
        self._sell()
        self.start_tour("/my", "keqing_portal_complaint", login="mei")
        complaint = self._newest()
        self.assertEqual(complaint.line_ids.quantity, 6)
        self.assertIn("And the box is wet", "".join(complaint.message_ids.mapped("body")))
