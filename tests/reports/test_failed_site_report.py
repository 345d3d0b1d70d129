"""The report of an audit that saw nothing: why, what to do, and the last result beside it."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest

from model.audit import PageAudit
from model.failure import ADVICE, FailureKind
from model.text import Language
from reports.site_report import render_report
from tests.reports.example_audit import AUDIT, USER_AGENT, failed
from tests.reports.example_texts import TEXTS
from tests.reports.rendered import report, text, tree


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("kind", list(FailureKind))
def test_a_failed_audit_gives_advice_and_no_score(kind: FailureKind, language: Language) -> None:
    source = report(failed(kind, "what was seen"), language)
    said = text(source)
    assert ADVICE[kind].in_(language) in said
    assert f"{kind}: what was seen" in said
    assert tree(source).xpath("//table | //svg | //article") == []
    assert (USER_AGENT in said) == (kind in ("blocked_by_bot_wall", "rate_limited", "robots_disallowed"))


def test_the_user_agent_to_allow_is_one_exact_line() -> None:
    assert tree(report(failed())).xpath("string(//pre/code)") == USER_AGENT


@pytest.mark.parametrize(
    ("address", "said"), [("193.40.1.2", "193.40.1.2"), ("", "Ask the auditor’s operator for it.")]
)
def test_what_the_sites_keeper_must_let_through(address: str, said: str) -> None:
    texts = replace(TEXTS, public_address=address)
    page = tree(render_report(failed(), language="en", texts=texts, screenshots=lambda page, name: None))
    assert page.xpath("string(//dl[@class='allow']/dd[1])") == said


def test_a_wall_is_shown_and_the_last_result_stands_beside_it() -> None:
    home = PageAudit("https://slegts.lv/", None, "home", 403, failed().failure, None, None, evidence={"desktop": "x"})
    down = replace(failed(), pages=(home,), started_at=AUDIT.started_at + timedelta(days=21))
    seen = b"\xff\xd8\xff" + b"." * 9_000
    source = render_report(down, language="lv", texts=TEXTS, screenshots=lambda page, name: seen, previous=AUDIT)
    assert tree(source).xpath("//figure/img/@alt") == ["Kas bija redzams sākumlapas vietā"]
    assert base64.b64decode(tree(source).xpath("string(//figure/img/@src)").partition(",")[2]) == seen
    said = text(source)
    assert "novecojis, iegūts pirms 21 dienas" in said
    assert "61,2" in said
