# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""Everything that people read is there in both kinds of Chinese, each in its own words.

``./setup/i18n`` brings templates and translations up to date.
"""

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import polib

from odoo.modules import Manifest
from odoo.tests import tagged
from odoo.tools.translate import PoFileWriter, TranslationModuleReader

from .common import SuiteCase

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH_WORD = re.compile(r"[A-Za-z]{3,}")
PLACEHOLDER = re.compile(
    r"%(?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?[sdgfr%]|\$\{\w+\}|\{\{.*?\}\}|\{\w*\}|</?\w+"
)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?(][\u4e00-\u9fff]")

# What each language is written in: the national character sets hold one script only
CHARACTERS = {"zh_CN": "gb2312", "zh_TW": "big5"}
QUOTES = {"zh_CN": "“”", "zh_TW": "「」"}
# What we call the things of our trade, always
TERMS = {
    "customer": {"zh_CN": "客户", "zh_TW": "客戶"},
    "territory": {"zh_CN": "片区", "zh_TW": "區域"},
    "scorecard": {"zh_CN": "评分卡", "zh_TW": "評分表"},
    "indicator": {"zh_CN": "指标", "zh_TW": "指標"},
    "evaluation": {"zh_CN": "评估", "zh_TW": "評估"},
    "grade": {"zh_CN": "等级", "zh_TW": "等級"},
}
# Words of the other side, and what to say instead
FOREIGN_WORDS = {
    "zh_CN": {
        "帐": "账",
        "资讯": "信息",
        "软体": "软件",
        "使用者": "用户",
        "预设": "默认",
        "储存": "保存",
        "搜寻": "搜索",
        "汇出": "导出",
        "汇入": "导入",
        "列印": "打印",
        "栏位": "字段",
        "网路": "网络",
        "程式": "程序",
        "伺服器": "服务器",
        "模组": "模块",
        "范本": "模板",
        "选单": "菜单",
        "简讯": "短信",
        "进阶": "高级",
        "连结": "链接",
    },
    "zh_TW": {
        "賬": "帳",
        "信息": "資訊",
        "軟件": "軟體",
        "用戶": "使用者",
        "默認": "預設",
        "保存": "儲存",
        "搜索": "搜尋",
        "導出": "匯出",
        "導入": "匯入",
        "打印": "列印",
        "字段": "欄位",
        "設置": "設定",
        "網絡": "網路",
        "程序": "程式",
        "服務器": "伺服器",
        "模塊": "模組",
        "模板": "範本",
        "菜單": "選單",
        "窗口": "視窗",
        "短信": "簡訊",
        "高級": "進階",
        "界面": "介面",
        "鏈接": "連結",
        "視頻": "影片",
        "數據": "資料",
        "聯繫": "聯絡",
        "質量": "品質",
        "創建": "建立",
        "激活": "啟用",
        "登錄": "登入",
        "郵箱": "信箱",
        "銷售員": "業務",
        "渠道": "通路",
        "季度": "季",
    },
}
# Terms that read otherwise than these rules have it, and why
EXCEPTIONS = {
    "AAA": "the best credit rating, everywhere",
    "object.name": "an expression, not a text",
    "'8D %s' % object.name": "an expression, not a text",
    "object.commercial_partner_id.name": "an expression, not a text",
    "object.display_name": "an expression, not a text",
}


@tagged("post_install", "-at_install")
class TestTranslations(SuiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folders = {name: Path(Manifest.for_addon(name).path, "i18n") for name in cls.modules}
        cls.templates = {name: cls._export(name) for name in cls.modules}

    @classmethod
    def _export(cls, name):
        """What a module says: its template as Odoo exports it, and the terms of its demo data."""
        rows = [*TranslationModuleReader(cls.env.cr, modules=[name]), *cls._demo_rows(name)]
        content = BytesIO()
        writer = PoFileWriter(content, lang=None)
        writer.write_rows(row for row in rows if not CHINESE.search(row[4]))
        return polib.pofile(content.getvalue().decode())

    @classmethod
    def _demo_rows(cls, name):
        """The translated fields of demo data, which this database has not loaded."""
        manifest = Manifest.for_addon(name)
        for path in manifest["demo"]:
            if path.endswith(".xml"):
                for record in ElementTree.parse(Path(manifest.path, path)).iter("record"):
                    known = cls.env[record.get("model")]._fields
                    for value in record.findall("field"):
                        field = known[value.get("name")]
                        if field.translate is True and field.store and value.text:
                            place = f"{name}.{record.get('id')}"
                            yield (
                                name,
                                "model",
                                f"{field.model_name},{field.name}",
                                place,
                                value.text,
                                "",
                                (),
                            )

    def _translations(self):
        """Each term of each module in each language, as (language, source, translation)."""
        yield from self._policy_translations()
        for name, template in self.templates.items():
            for language in CHARACTERS:
                translation = polib.pofile(self.folders[name] / f"{language}.po")
                known = {entry.msgid: entry for entry in translation if not entry.obsolete}
                for term in template:
                    entry = known.get(term.msgid)
                    text = entry.msgstr if entry and not entry.fuzzy else ""
                    if term.msgid not in EXCEPTIONS:
                        yield language, term.msgid, text

    def _policy_translations(self):
        """What policy packs say, which they translate themselves."""
        for name in self.modules:
            for path in Path(Manifest.for_addon(name).path, "policy").glob("*.xml"):
                for record in ElementTree.parse(path).iter("record"):
                    texts = {each.get("name"): each.text for each in record.findall("field")}
                    known = self.env[record.get("model")]._fields
                    for field, text in texts.items():
                        is_translated = "@" not in field and known[field].translate
                        if text and (is_translated or f"{field}@zh_CN" in texts):
                            for language in CHARACTERS:
                                yield language, text, texts.get(f"{field}@{language}", "")

    def _check(self, problem_of):
        """Report all translations of which ``problem_of`` has something to say."""
        problems = [
            f"{language}: {source!r} -> {text!r}: {problem}"
            for language, source, text in self._translations()
            if text and (problem := problem_of(language, source, text))
        ]
        self.assertFalse(problems, "\n" + "\n".join(problems))

    def test_files_are_up_to_date(self):
        """Template and translations hold what is said today, where it is said, and no more."""
        for name, template in self.templates.items():
            today = self._occurrences(template)
            for file in (f"{name}.pot", *(f"{language}.po" for language in CHARACTERS)):
                with self.subTest(module=name, file=file):
                    kept = self._occurrences(polib.pofile(self.folders[name] / file))
                    self.assertFalse(sorted(today - kept)[:10], "missing: run ./setup/i18n")
                    self.assertFalse(sorted(kept - today)[:10], "gone: run ./setup/i18n")

    @staticmethod
    def _occurrences(entries):
        return {(entry.msgid, place) for entry in entries for place, __ in entry.occurrences}

    def test_values_of_mixins_are_translated(self):
        """Odoo translates a list of values for the modules that wrote it.

        A document of a later module that has the list from a mixin would show it in English: such
        a list is a method.
        """
        models = {
            name for name, model in self.env.items() if model._original_module in self.modules
        }
        values = self.env["ir.model.fields.selection"].search([])
        names = values._get_external_ids()
        for value in values.filtered(lambda value: value.field_id.model in models):
            own = self.env[value.field_id.model]._original_module
            before = self.env.ref(f"base.module_{own}").upstream_dependencies(exclude_states=("",))
            ours = {name.split(".")[0] for name in names[value.id]} & {*self.modules}
            if ours:
                with self.subTest(field=value.field_id.display_name, value=value.value):
                    self.assertTrue(ours - set(before.mapped("name")))

    def test_all_is_translated(self):
        missing = [
            f"{language}: {source!r}" for language, source, text in self._translations() if not text
        ]
        self.assertFalse(missing, "\n" + "\n".join(missing))

    def test_nothing_is_left_in_english(self):
        self._check(
            lambda language, source, text: (
                not CHINESE.search(text)
                and ENGLISH_WORD.search(PLACEHOLDER.sub("", source))
                and "not Chinese"
            )
        )

    def test_placeholders(self):
        def difference(language, source, text):
            named = PLACEHOLDER.findall(source), PLACEHOLDER.findall(text)
            return sorted(named[0]) != sorted(named[1]) and named

        self._check(difference)

    def test_script(self):
        """No traditional character in zh_CN, no simplified one in zh_TW."""

        def strangers(language, source, text):
            return [
                character
                for character in CHINESE.findall(text)
                if not character.encode(CHARACTERS[language], errors="ignore")
            ]

        self._check(strangers)

    def test_vocabulary(self):
        """Each side its own words, and one word for one thing."""

        def strangers(language, source, text):
            foreign = [
                f"not {word} but {own}"
                for word, own in FOREIGN_WORDS[language].items()
                if word in text
            ]
            words = re.findall(r"[a-z]+", PLACEHOLDER.sub("", source).lower())
            terms = [
                own[language]
                for term, own in TERMS.items()
                if {term, f"{term}s", f"{term[:-1]}ies"} & {*words} and own[language] not in text
            ]
            return foreign + terms

        self._check(strangers)

    def test_punctuation(self):
        """Full width beside Chinese characters, and the quotation marks of the language."""

        def strangers(language, source, text):
            others = {*"".join(QUOTES.values())} - {*QUOTES[language]}
            return HALF_WIDTH.findall(text) + sorted(others & {*text})

        self._check(strangers)
