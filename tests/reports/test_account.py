"""The printed tree of an account: every line in words, parts that add up as shown, and nothing that acts."""

import io
import json
import re
from dataclasses import replace

from rich.console import Console

from checks.catalogue import rule_texts
from checks.watch import FEATURES
from model.account import Account
from model.checklist import Checklist
from model.finding import Impact
from model.text import Language
from reports.account import account_json, account_tree
from reports.checklists import checklists_json, print_checklists
from reports.language import Words
from reports.rounding import UNITS, Rounded, rounded
from reports.texts import FeatureText, ReportTexts
from scoring.account import account_of
from scoring.checklist import checklists_of
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.reasons import REASONS
from tests.scoring.invented import methodology_2019
from tests.scoring.test_account import HOME, fault, rule, wcag_site
from tests.scoring.test_golden import SITES

METHODOLOGY = methodology_2019()
TEXTS = ReportTexts(
    rules=rule_texts(),
    features={name: FeatureText(one.title, one.group, one.advice) for name, one in FEATURES.items()},
    sections={section.id: section.title for section in METHODOLOGY.sections},
    indicators={one.id: one.title for one in METHODOLOGY.indicators},
    measures={f"{one.id}.{part.id}": part.title for one in METHODOLOGY.indicators for part in one.measures},
    questions={one.id: one.text for section in METHODOLOGY.sections for one in section.questions},
    prerequisites={one.id: one.title for section in METHODOLOGY.sections for one in section.prerequisites},
    maturity={level.level: (level.name, level.meaning) for level in METHODOLOGY.levels},
    reasons={reason.value: text for reason, text in REASONS.items()},
)
NUMBER = re.compile(r"(\d+\.\d{3}) of (\d+\.\d{3})")


def account(facts: SiteFacts) -> Account:
    return account_of(METHODOLOGY, facts, score_site(METHODOLOGY, facts))


def printed(entry: Rounded, language: Language, depth: int | None = None) -> list[str]:
    console = Console(file=io.StringIO(), width=400, force_terminal=False)
    console.print(account_tree(entry, TEXTS, Words(language), depth))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_lines_of_a_level_add_up_as_they_are_shown() -> None:
    lines = printed(rounded(account(SITES["middling"])), "en")
    sums: dict[int, list[int]] = {}
    for line in lines:
        depth = len(line) - len(line.lstrip("│├└─ "))
        if found := NUMBER.search(line):
            sums.setdefault(depth, []).append(round(float(found[1]) * UNITS))
    index, sections, indicators, measures = (sum(sums[depth]) for depth in (0, 4, 8, 12))
    assert index == sections == indicators == measures == round(8736.5 / 133 * UNITS)


def test_every_line_says_its_points_or_why_it_has_none() -> None:
    lines = printed(rounded(account(SITES["modern"])), "lv", 3)
    assert lines[0].startswith("Indekss pēc metodikas 2019  75,133 no 100,000  −24,867")
    assert all(" no " in line or "veido" in line for line in lines)
    (silent,) = (line for line in lines if "social_media.reply_time" in line)
    assert "veido 1,2" in silent
    assert "Aptaujā nav atbildes." in silent
    (section,) = (line for line in lines if "internal_processes" in line and "Nav vērtēts" in line)
    assert "veido 24" in section


def test_what_lost_nothing_stands_in_one_line() -> None:
    verdicts = tuple(rule(name, 2, 0, Impact.MINOR) for name in ("label", "list", "region"))
    bad = rule("image-alt", 1, 1, Impact.CRITICAL, fault("img.logo"))
    lines = printed(rounded(account(wcag_site((HOME, (bad, *verdicts))))), "en")
    assert sum("3 checks without loss" in line for line in lines) == 1
    assert any("1 element passes" in line for line in lines)
    assert any("img.logo" in line and "−" in line for line in lines)


def test_words_of_the_site_cannot_steer_the_terminal() -> None:
    hostile = fault("a\x1b[31m", snippet="<a>[red]\x1b]0;owned\x07\u202egpj.exe")
    facts = wcag_site((HOME + "\x1b[2J", (rule("image-alt", 1, 1, Impact.CRITICAL, hostile),)))
    text = "\n".join(printed(rounded(account(facts)), "en"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in text


def test_json_is_whole_and_unrounded() -> None:
    facts = SITES["middling"]
    told = json.loads(json.dumps(account_json(account(facts), TEXTS, "en")))
    assert (told["kind"], told["id"], told["maturity"]) == ("index", "2019", 3)
    assert abs(told["points"] - 8736.5 / 133) < 1e-9
    communication = told["parts"][0]
    assert communication["title"] == "Communication with the public and participation"
    assert abs(sum(part["points"] for part in communication["parts"]) - communication["points"]) < 1e-9


def checklists(name: str) -> tuple[Checklist, ...]:
    return checklists_of(METHODOLOGY, SITES[name], score_site(METHODOLOGY, SITES[name]))


def said(name: str, language: Language, *, whole: bool = True) -> str:
    console = Console(file=io.StringIO(), width=200)
    print_checklists(checklists(name), TEXTS, console, Words(language), whole=whole)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_checklist_says_what_is_met_and_what_each_item_lacks() -> None:
    text = said("middling", "en")
    assert "prerequisites met: 2 of 5" in text
    assert "✓ met: The site offers several kinds of e-participation" in text
    assert "✗ Conformity with WCAG 2.1 levels A and AA: 85, more than 95 is needed" in text
    assert "✗ How quickly questions are answered: 50, at least 70 is needed" in text
    assert "✗ Are all local and detailed plans in force entered in TAPIS? the answer is not a full yes" in text
    assert "? not known" in text


def test_a_checklist_in_latvian_without_details() -> None:
    text = said("modern", "lv", whole=False)
    assert "✗ trūkst: Vietnē ir forums, pieteikšanās vizītei un informācija svešvalodās" in text
    assert "✓ izpildīts: Vietnē ir dažādas e-līdzdalības iespējas" in text
    assert "vajag" not in text
    assert "vajag vairāk nekā 95" in said("modern", "lv")


def test_a_checklist_as_json_keeps_zeros_and_says_what_is_not_known() -> None:
    told = checklists_json(checklists("middling"), TEXTS, "en")
    plans = next(item for item in told["open_data"] if item["id"] == "all_plans_in_tapis")
    asked = {"subject": "survey", "met": False, "id": "all_plans_in_tapis", "value": 0, "bound": 100}
    assert (plans["met"], plans["condition"]) == (False, asked)
    accounting = next(item for item in told["services"] if item["id"] == "figures_by_channel")
    assert accounting["met"] is None


def test_what_a_person_decided_is_marked() -> None:
    facts = replace(SITES["modern"], by_hand=frozenset({"newsletter"}))
    lines = printed(rounded(account(facts)), "en")
    assert any("newsletter" in line and "set by hand" in line for line in lines)
