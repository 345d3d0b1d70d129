"""Every rule has a remedy; where code alone can show it, the wrong code is found and the right one is faultless."""

import io
import json
import wave
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from checks.accessibility import axe as axe_rules
from checks.catalogue import Listed, catalogue, rule_ids
from checks.page import PageSource
from checks.remedies import Proof, RemedyError, parse, proofs, remedies
from crawler.executables import find_axe
from crawler.gather.scripts import call, script
from crawler.tab import DESKTOP, NARROW, PHONE, PRELUDE
from model.evidence import PageEvidence
from model.finding import Outcome
from model.remedy import Fixer

ORIGIN = "https://novads.example/"
LATVIAN = "Dome sēdē apstiprināja jauno novada budžetu, un iedzīvotāji par to var iesniegt priekšlikumus. " * 4
VIEWPORT = '<meta name="viewport" content="width=device-width">'
HEAD = f'<head><meta charset="utf-8"><title>Novads</title>{VIEWPORT}</head>'
BODY = f"<body><main><h1>Novads</h1><p>{LATVIAN}</p></main></body></html>"
AROUND = {
    "<html": f"<!doctype html>{{}}{HEAD}{BODY}",
    "<head": f'<!doctype html><html lang="lv">{{}}{BODY}',
    "<body": f'<!doctype html><html lang="lv">{HEAD}{{}}</html>',
    "<title": f'<!doctype html><html lang="lv"><head>{{}}</head>{BODY}',
    "<meta": f'<!doctype html><html lang="lv"><head><title>Novads</title>{{}}</head>{BODY}',
}
INSIDE = f'<!doctype html><html lang="lv">{HEAD}<body><main><h1>Novads</h1>{{}}</main></body></html>'
# What axe found or is unsure of, by one rule alone and by all that it tries by itself and this one.
BY_ONE = """rule => axe.run(document, {runOnly: {type: "rule", values: [rule]}})
    .then(told => [...told.violations, ...told.incomplete].map(each => each.id))"""
BY_ALL = """rule => axe.run(document, {rules: rule ? {[rule]: {enabled: true}} : {}})
    .then(told => [...told.violations, ...told.incomplete].map(each => each.id))"""
MINIMAL = 'hurts = ["blind"]\nfixer = "editor"\nwrong = "<p>"\nright = "<b>"\n'


def document(code: str, proof: Proof) -> str:
    """The page that the code is tried in."""
    part = (proof.around or "{}").replace("{}", code)
    whole = next((whole for start, whole in AROUND.items() if part.startswith(start)), INSIDE)
    return whole.replace("{}", part)


def shown(rules: Mapping[str, object]) -> list[str]:
    return [rule for rule in rules if rule in proofs() and not proofs()[rule].unshown]


def tone() -> bytes:
    """Four seconds of silence: what is shorter than three axe lets play."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(4 * 8000))
    return file.getvalue()


FRAMED = f'<!doctype html><html lang="lv">{HEAD}<body><h1>Karte</h1><a href="/">Domes ēka</a></body></html>'


class Stage:
    """A tab on a site whose every address answers, with axe and the auditor's own scripts in every page and frame."""

    def __init__(self, browser: Browser, axe: str) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.route("**/*", self._answer)
        for source in (axe, *map(script, PRELUDE)):
            self.context.add_init_script(source)
        self.page: Page = self.context.new_page()
        self._html = ""
        self._tone = tone()

    def show(self, html: str) -> Page:
        # A page that is written into the tab instead of loaded leaves axe deaf to its frames.
        self._html = html
        self.page.goto(ORIGIN)
        return self.page

    def _answer(self, route: Route) -> None:
        request = route.request
        if request.resource_type == "document":
            html = self._html if request.frame == self.page.main_frame else FRAMED
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif request.url.endswith(".wav"):
            route.fulfill(body=self._tone, content_type="audio/wav")
        else:
            route.fulfill(status=404, body="")


@pytest.fixture(scope="module")
def stage(browser: Browser, axe: str) -> Iterator[Stage]:
    stage = Stage(browser, axe)
    yield stage
    stage.context.close()


class TestData:
    def test_every_rule_of_the_catalogue_has_one(self) -> None:
        assert set(remedies()) == rule_ids()

    def test_every_rule_of_the_installed_engine_has_one(self, stage: Stage) -> None:
        page = stage.show(FRAMED)
        assert page.evaluate("axe.version") == find_axe().version
        installed = page.evaluate("axe.getRules().map(rule => rule.ruleId)")
        assert len(installed) > 100
        assert set(installed) - set(remedies()) == set()

    def test_the_code_is_short_and_the_right_one_another(self) -> None:
        for rule, remedy in remedies().items():
            assert remedy.wrong != remedy.right, rule
            for code in (remedy.wrong, remedy.right):
                assert len(code.splitlines()) <= 5, rule
                assert max(map(len, code.splitlines())) <= 130, rule
            assert len(set(remedy.hurts)) == len(remedy.hurts) <= 3, rule

    def test_all_kinds_of_fixers_have_work(self) -> None:
        assert {remedy.fixer for remedy in remedies().values()} == set(Fixer)

    def test_what_cannot_be_shown_is_little_and_has_its_reason(self) -> None:
        unshown = {rule for rule, proof in proofs().items() if proof.unshown}
        assert unshown == {"broken-links", "frame-tested", "https", "page-weight", "response-time"}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (f"[image-alt]\n{MINIMAL}tone = 1", "own.toml: image-alt: tone is no key of a remedy"),
            (f"[image-alts]\n{MINIMAL}", "own.toml: image-alts: there is no such rule"),
            ("image-alt = 1", "own.toml: image-alt: a rule is a table"),
            ("[image-alt]\nhurts = []", "own.toml: image-alt: fixer is missing"),
            (f"[image-alt]\n{MINIMAL}".replace('"<p>"', '" "'), "own.toml: image-alt: wrong must be a text"),
            (f"[image-alt]\n{MINIMAL}".replace('["blind"]', '"blind"'), "own.toml: image-alt: hurts must be a list"),
            (f"[image-alt]\n{MINIMAL}".replace('"blind"', '"cats"'), "own.toml: image-alt: 'cats' is not a valid Hurt"),
            (f'[image-alt]\n{MINIMAL}around = "<p>"', "own.toml: image-alt: around must hold {} once"),
            ("[image-alt", "own.toml is no TOML"),
        ],
    )
    def test_a_mistake_is_named_by_file_and_rule(self, text: str, message: str) -> None:
        with pytest.raises(RemedyError) as caught:
            parse({"own.toml": text}, frozenset({"image-alt"}))
        assert str(caught.value).startswith(message)

    def test_a_rule_has_one_remedy(self) -> None:
        text = f"[image-alt]\n{MINIMAL}"
        with pytest.raises(RemedyError, match=r"axe\.toml: image-alt has a remedy in another file already"):
            parse({"own.toml": text, "axe.toml": text}, frozenset({"image-alt"}))
        with pytest.raises(RemedyError, match=r"no remedy for label, list: write it in own\.toml or axe\.toml"):
            parse({"own.toml": text, "axe.toml": ""}, frozenset({"image-alt", "list", "label"}))


@pytest.mark.parametrize("rule", shown(axe_rules.texts()))
def test_axe_finds_the_wrong_code_and_nothing_in_the_right(stage: Stage, rule: str) -> None:
    remedy, proof = remedies()[rule], proofs()[rule]
    assert stage.show(document(remedy.wrong, proof)).evaluate(BY_ONE, rule) == [rule]
    right = document(remedy.right, proof)
    assert stage.show(right).evaluate(BY_ALL, rule) == []
    assert found_by_us(right) == []


def measured(page: Page) -> dict[str, Any]:
    """What the auditor measures on a phone, without the waiting for a site's own scripts."""
    sizes = {"phone": PHONE, "narrow": NARROW, "desktop": DESKTOP}
    client = page.context.new_cdp_session(page)

    def ask(function: str, screen: dict[str, Any]) -> dict[str, Any]:
        client.send("Emulation.setDeviceMetricsOverride", screen)
        page.evaluate(call("calm", 500))
        return dict(json.loads(page.evaluate(call(function, screen["width"]))))

    told = ask("mobile", sizes["phone"])
    told["reflow"] = ask("reflow", sizes["narrow"])
    client.send("Emulation.setDeviceMetricsOverride", sizes["desktop"])
    client.detach()
    return told


def outcome(listed: Listed, html: str, mobile: Mapping[str, Any] | None = None) -> Outcome:
    evidence = PageEvidence(url=ORIGIN, role="home", failure=None, html=html, mobile=mobile)
    return listed.run(PageSource(evidence).view(listed.check.needs)).outcome


def found_by_us(html: str) -> list[str]:
    """The checks that need nothing but the page and are not content with it."""
    plain = (listed for listed in catalogue().values() if listed.check.needs == ("dom",))
    return [listed.check.id for listed in plain if outcome(listed, html) in (Outcome.FAIL, Outcome.NEEDS_REVIEW)]


@pytest.mark.parametrize("rule", shown(catalogue()))
def test_our_check_finds_the_wrong_code_and_nobody_anything_in_the_right(stage: Stage, rule: str) -> None:
    listed, remedy, proof = catalogue()[rule], remedies()[rule], proofs()[rule]
    wrong, right = document(remedy.wrong, proof), document(remedy.right, proof)
    phone = "mobile" in listed.check.needs
    assert outcome(listed, wrong, measured(stage.show(wrong)) if phone else None) is Outcome(listed.check.outcome)
    page = stage.show(right)
    assert outcome(listed, right, measured(page) if phone else None) in (Outcome.PASS, Outcome.NOT_APPLICABLE)
    assert page.evaluate(BY_ALL, None) == []
    assert found_by_us(right) == []
