# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.modules import Manifest
from odoo.tests import tagged
from odoo.tools import config

from ..tools.policy_import import belongs_to_company
from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestPolicy(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["keqing.policy"]
        cls.packs = [code for code, __, __ in cls.policy._packs()]

    def _scorecard(self, company=None):
        company = company or self.company
        return self.env.ref(f"keqing_customer.{company.id}_scorecard_liquor")

    def _count(self, pack="liquor"):
        """How many records the files of a pack hold."""
        return sum(
            len(etree.parse(path).findall("record")) for __, path in self.policy._files(pack)
        )

    def test_loaded_again_it_changes_nothing(self):
        created, present = self.policy._load("liquor", self.company)
        self.assertEqual((created.total() + present.total()), self._count())
        self.assertGreater(created.total(), 0)
        created, present = self.policy._load("liquor", self.company)
        self.assertEqual((created.total(), present.total()), (0, self._count()))

    def test_what_a_user_changed_stays(self):
        self.policy._load("liquor", self.company)
        bar = self.env.ref("keqing_customer.customer_type_bar")
        hotel = self.env.ref("keqing_customer.customer_type_hotel")
        bar.write({"name": "Night club", "code": "club"})
        hotel.active = False
        scorecard = self._scorecard()
        scorecard.line_ids[0].unlink()
        scorecard.line_ids[0].weight = 60
        kept = scorecard.line_ids.mapped("weight")
        self.policy._load("liquor", self.company)
        self.assertEqual((bar.name, bar.code, hotel.active), ("Night club", "club", False))
        self.assertEqual(scorecard.line_ids.mapped("weight"), kept)

    def test_what_was_deleted_comes_back(self):
        self.policy._load("liquor", self.company)
        self._scorecard().unlink()
        created, __ = self.policy._load("liquor", self.company)
        self.assertEqual(created, {"keqing.scorecard": 1, "keqing.strategy": 3})
        self.assertTrue(self._scorecard().line_ids)

    def test_what_it_builds_on_has_to_be_there(self):
        self.env["ir.model.data"].search([("name", "=", "indicator_growth")]).unlink()
        with self.assertRaisesRegex(UserError, "keqing_customer.indicator_growth.*Upgrade the app"):
            self.policy._load("liquor", self.company)

    def test_what_users_made_themselves_is_used(self):
        """A type under the same code is theirs: it is built on, not doubled and not changed."""
        Type = self.env["keqing.customer.type"]
        ours = Type.search([("code", "in", ("outlet", "restaurant"))])
        ours.write({"code": False})
        self.env["ir.model.data"].search(
            [("model", "=", Type._name), ("res_id", "in", ours.ids)]
        ).unlink()
        theirs = Type.create({"name": "Places to drink", "code": "outlet"})
        self.policy._load("liquor", self.company)
        self.assertEqual(Type.search([("code", "=", "outlet")]), theirs)
        self.assertEqual(theirs.name, "Places to drink")
        self.assertEqual(Type.search([("code", "=", "restaurant")]).parent_id, theirs)
        self.assertIn(theirs, self._scorecard().customer_type_ids)
        self.assertFalse(theirs.get_external_id()[theirs.id], "it would go with the module")

    def test_grades_of_another_scale_are_others(self):
        """A is the best on many scales: a grade is known by its scale and its code."""
        Scale = self.env["keqing.grade.scale"]
        theirs = Scale.create(
            {
                "name": "Ours",
                "code": "regional",
                "grade_ids": [Command.create({"code": "B", "name": "Silver"})],
            }
        )
        self.policy._load("regional", self.company)
        self.assertEqual(theirs.grade_ids.sorted("code").mapped("name"), ["A", "Silver", "C"])

    def test_what_users_named_in_their_language_is_used(self):
        """Channels are known by their names, which Odoo does not translate."""
        self.env["res.lang"]._activate_lang("zh_CN")
        Source = self.env["utm.source"]
        Source.search([("name", "in", ("Trade fair", "行业展会"))]).unlink()
        theirs = Source.create({"name": "行业展会"})
        policy = self.policy.with_context(lang="zh_CN")
        before = policy._preview("liquor", self.company)
        self.assertEqual(policy._load("liquor", self.company), before)
        self.assertEqual(Source.search([("name", "like", "行业展会")]), theirs)

    def test_each_company_has_its_own_scorecards(self):
        self.policy._load("liquor", self.company)
        self.policy._load("liquor", self.other_company)
        mine, other = self._scorecard(), self._scorecard(self.other_company)
        self.assertNotEqual(mine, other)
        self.assertEqual((mine + other).company_id, self.company + self.other_company)
        self.assertEqual(mine.customer_type_ids, other.customer_type_ids)

    def test_preview_tells_what_loading_does(self):
        before = self.policy._preview("liquor", self.company)
        self.assertEqual(self.policy._load("liquor", self.company), before)
        after = self.policy._preview("liquor", self.company)
        self.assertEqual(after, self.policy._load("liquor", self.company))

    def test_another_module_builds_on_what_belongs_to_a_company(self):
        """Its share of the pack calls the company's scorecard by the plain id."""
        head, foot = '<?xml version="1.0" encoding="UTF-8" ?>\n<odoo>', "</odoo>"
        scorecard = """<record id="scorecard_two" model="keqing.scorecard">
            <field name="name">Of two modules</field>
            <field name="scale_id" ref="keqing_customer.scale_abc" /></record>"""
        strategy = """<record id="strategy_two" model="keqing.strategy">
            <field name="name">Call them</field><field name="summary">Call them</field>
            <field name="scorecard_id" ref="keqing_customer.scorecard_two" /></record>"""
        folder = Path(self.enterContext(TemporaryDirectory()))
        files = [("keqing_customer", folder / "first.xml"), ("contacts", folder / "second.xml")]
        for (__, path), records in zip(files, (scorecard, strategy), strict=True):
            path.write_text(f"{head}{records}{foot}")
        self.startPatcher(
            patch.object(self.registry["keqing.policy"], "_files", lambda self, pack: files)
        )
        for company in (self.company, self.other_company):
            promised = self.policy._preview("liquor", company)
            self.assertEqual(promised[0].total(), 2)
            self.assertEqual(self.policy._load("liquor", company), promised)
            strategy = self.env.ref(f"contacts.{company.id}_strategy_two")
            self.assertEqual(strategy.scorecard_id.company_id, company)
            strategy.unlink()
            promised = self.policy._preview("liquor", company)
            self.assertEqual(promised[0].total(), 1)
            self.assertEqual(self.policy._load("liquor", company), promised)

    def test_texts_are_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.policy._load("liquor", self.company)
        scorecard = self._scorecard()
        self.assertEqual(scorecard.name, "Customer grading")
        self.assertEqual(scorecard.with_context(lang="zh_CN").name, "客户分级")
        scorecard.with_context(lang="zh_CN").name = "季度评级"
        self.policy._load("liquor", self.company)
        self.assertEqual(scorecard.with_context(lang="zh_CN").name, "季度评级")

    def test_rich_texts_are_in_every_language(self):
        """Obligations of agreements, which companies share; notes of strategies, which they own."""
        self.env["res.lang"]._activate_lang("zh_TW")
        self.policy._load("liquor", self.company)
        signed = self.env.ref("keqing_customer.agreement_type_liquor_cooperation")
        [strategy] = self.env["keqing.strategy"].search(
            [("company_id", "=", self.company.id), ("name", "=", "C: satisfaction first")]
        )
        self.assertIn("<li>Pay when due", signed.customer_obligations)
        self.assertEqual(strategy.note, "<p>Hear complaints first; sell second.</p>")
        signed, strategy = (each.with_context(lang="zh_TW") for each in (signed, strategy))
        self.assertIn("<li>按期付款", signed.customer_obligations)
        self.assertEqual(strategy.note, "<p>先聽意見，再談銷售。</p>")
        strategy.note = "<p>Listen</p>"
        self.policy._load("liquor", self.company)
        self.assertEqual(strategy.note, "<p>Listen</p>")

    def test_a_language_may_come_later(self):
        """Names that were never translated are, whatever company they belong to."""
        self.policy._load("liquor", self.company)
        scorecard = self._scorecard()
        self.env.cr.execute(
            "UPDATE keqing_scorecard SET name = name - 'zh_TW' WHERE id = %s", [scorecard.id]
        )
        self.env["res.lang"]._activate_lang("zh_TW")
        self.env["ir.module.module"]._load_module_terms(["keqing_customer"], ["zh_TW"])
        self.env.invalidate_all()
        self.assertEqual(scorecard.with_context(lang="zh_TW").name, "客戶分級")

    def test_only_administrators_load(self):
        for user in (self.salesperson, self.manager, self.director):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["keqing.policy.choice"].with_user(user).create({"pack": "liquor"})
        choice = self.env["keqing.policy.choice"].with_user(self.admin).create({"pack": "liquor"})
        count = self.policy._preview("liquor", self.company)[0]["keqing.scorecard"]
        scorecards = f"Scorecard {count}"
        self.assertIn(scorecards, choice.new_summary)
        message = choice.action_load()["params"]["message"]
        self.assertIn(scorecards, message)
        self.assertEqual(self._scorecard().company_id, self.company)
        self.assertIn(scorecards, choice.create({"pack": "liquor"}).present_summary)
        self.assertIn("nothing was changed", choice.action_load()["params"]["message"])

    # Taken back

    def test_taken_back_it_leaves_nothing(self):
        created, __ = self.policy._load("liquor", self.company)
        removable, uses = self.policy._preview_removal("liquor", self.company)
        self.assertEqual((removable, uses), (created, []))
        self.assertEqual(self.policy._remove("liquor", self.company), created)
        self.assertEqual(self.policy._preview("liquor", self.company)[0], created)

    def test_orders_warn_again_once_the_rating_is_taken_back(self):
        self.company.keqing_credit_constraint = "warn"
        self.policy._load("liquor", self.company)
        self.assertEqual(self.company.keqing_credit_constraint, "approve")
        choice = self.env["keqing.policy.choice"].create(
            {"pack": "liquor", "company_id": self.company.id}
        )
        self.assertIn("with a warning", choice.removal_changes)
        self.assertFalse(self.policy._removal_changes("regional", self.company))
        self.policy._remove("liquor", self.company)
        self.assertEqual(self.company.keqing_credit_constraint, "warn")

    def test_what_is_used_is_not_taken_back(self):
        self.policy._load("liquor", self.company)
        bar = self.env.ref("keqing_customer.customer_type_bar")
        self._create_customer("Angel's Share", keqing_customer_type_id=bar.id)
        with self.assertRaisesRegex(UserError, f"{bar.display_name}.*Angel's Share"):
            self.policy._remove("liquor", self.company)
        self.assertTrue(self._scorecard())

    def test_a_scorecard_with_a_run_is_not_taken_back(self):
        self.policy._load("liquor", self.company)
        run = self.env["keqing.evaluation.run"].create({"scorecard_id": self._scorecard().id})
        with self.assertRaisesRegex(UserError, run.name):
            self.policy._remove("liquor", self.company)

    def test_what_a_user_changed_is_not_taken_back(self):
        self.policy._load("liquor", self.company)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE keqing_scorecard SET write_date = write_date + interval '1 minute'"
            " WHERE id = %s",
            [self._scorecard().id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "was changed since"):
            self.policy._remove("liquor", self.company)

    def test_what_others_loaded_stays_theirs(self):
        """Another company has the policy, too: what both share stays."""
        self.policy._load("liquor", self.company)
        self.policy._load("liquor", self.other_company)
        removed = self.policy._remove("liquor", self.company)
        self.assertIn("keqing.scorecard", removed)
        self.assertNotIn("keqing.customer.type", removed)
        self.assertTrue(self._scorecard(self.other_company).customer_type_ids)

    def test_what_another_policy_holds_stays(self):
        self.policy._load("liquor", self.company)
        created, __ = self.policy._load("tobacco", self.company)
        self.assertEqual(self.policy._remove("tobacco", self.company), created)

    def test_the_administrator_takes_back(self):
        choice = self.env["keqing.policy.choice"].with_user(self.admin)
        choice = choice.create({"pack": "liquor"})
        self.assertFalse(choice.removal_summary)
        choice.action_load()
        again = choice.create({"pack": "liquor"})
        self.assertIn("Scorecard", again.removal_summary)
        self.assertIn("Scorecard", again.action_remove()["params"]["message"])

    def test_what_was_never_loaded_is_not_taken_back(self):
        choice = self.env["keqing.policy.choice"].with_user(self.admin)
        with self.assertRaisesRegex(UserError, "nothing to take back"):
            choice.create({"pack": "liquor"}).action_remove()

    def test_the_companies_of_others_are_left_alone(self):
        """Neither seen, nor loaded, nor taken back: not even once it was chosen."""
        self.policy._load("liquor", self.other_company)
        self.admin.company_ids = self.company
        choice = self.env["keqing.policy.choice"].with_user(self.admin)
        mine = choice.create({"pack": "liquor"})
        values = {"pack": "liquor", "company_id": self.other_company.id}
        theirs = choice.sudo().create(values).sudo(False)
        calls = {
            "create": lambda: choice.create(values),
            "write": lambda: mine.write({"company_id": self.other_company.id}),
            "onchange": lambda: choice.onchange(values, ["pack"], {"removal_summary": {}}),
            "read": lambda: theirs.removal_summary,
            "load": theirs.action_load,
            "remove": theirs.action_remove,
        }
        for name, call in calls.items():
            self.env.invalidate_all()
            with (
                self.subTest(name),
                self.assertRaisesRegex(AccessError, "one of your companies"),
                self.env.cr.savepoint(),
            ):
                call()
        self.assertTrue(self._scorecard(self.other_company))

    # Of every pack

    def test_packs_are_complete(self):
        """Each pack brings customer types and a way to grade them that can be used at once."""
        for pack in self.packs:
            with self.subTest(pack=pack):
                self.assertTrue(self.policy._files(pack))
                company = self._create_company(f"Company of {pack}")
                created, present = self.policy._load(pack, company)
                loaded = created + present
                self.assertTrue(loaded["keqing.customer.type"])
                scorecards = self.env["keqing.scorecard"].search([("company_id", "=", company.id)])
                self.assertIn("grade", scorecards.mapped("purpose"))
                for scorecard in scorecards:
                    scorecard._check_definition()

    def test_files_are_data_files(self):
        """They fit Odoo's schema, and what two packs share is written alike in both."""
        schema = etree.RelaxNG(etree.parse(Path(config.root_path, "import_xml.rng")))
        records = {}
        for path in sorted(Path(Manifest.for_addon("keqing_customer").path, "policy").iterdir()):
            document = etree.parse(path)
            with self.subTest(file=path.name):
                self.assertIn(path.stem, self.packs)
                self.assertTrue(schema.validate(document), schema.error_log)
                for record in document.iter("record"):
                    text = etree.tostring(record, method="c14n", with_comments=False).strip()
                    known = records.setdefault(record.get("id"), text)
                    if not belongs_to_company(self.env[record.get("model")]):
                        self.assertEqual(text, known, record.get("id"))

    def test_scorecards_of_packs_do_not_collide(self):
        """A company may load all packs: their scorecards stand side by side."""
        for pack in self.packs:
            self.policy._load(pack, self.company)
        scorecards = self.env["keqing.scorecard"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(scorecards), len(set(scorecards.mapped("name"))))
