"""Nothing of a page's forms, cookies or storage gets into the evidence, by whatever way."""

from pathlib import Path

import pytest

from crawler.browser import PlaywrightEngine
from db.evidence import EvidenceStore
from tests.crawler.engines import look, markup, rule, visiting
from tests.crawler.origin import Reply, serving
from tests.crawler.tier import tier_for

pytestmark = pytest.mark.anyio

SECRETS = (
    *("vards.uzvards@pasts", "zetons-93f1", "vestule-domei", "siksana-77aa"),
    *("glabatava-51bc", "sesija-08de", "vela-ievade"),
)
FORM = """<form action="/s"><input type="text" name="epasts" value="vards.uzvards@pasts" style="width:9px;height:9px">
<input type="text" name="talrunis" style="width:9px;height:9px">
<input type="hidden" name="csrf" value="zetons-93f1"><textarea name="t">vestule-domei</textarea>
<input type="text" id="late"><input type="submit" value="Sūtīt"></form>
<div id="host"></div><script src="/s.js"></script>"""
SCRIPT = """
localStorage.setItem("a", "glabatava-51bc");
sessionStorage.setItem("b", "sesija-08de");
document.getElementById("late").setAttribute("value", "vela-ievade");
document.getElementById("host").attachShadow({ mode: "open" }).innerHTML = '<input value="vards.uzvards@pasts">';
console.error("sīkdatnes: " + document.cookie);
console.error("krātuve: " + localStorage.getItem("a") + sessionStorage.getItem("b"));
console.error("parasta kļūda");
"""
TOKEN = '<meta name="csrf-token" content="zetons-93f1">'
REPLIES = {
    "/": Reply(markup(FORM, head=TOKEN), headers={"Set-Cookie": "s=siksana-77aa"}),
    "/s.js": Reply(SCRIPT, content_type="text/javascript"),
}


async def test_no_part_of_a_page_s_evidence_holds_them(browser: PlaywrightEngine, tmp_path: Path) -> None:
    async with serving(REPLIES) as site, visiting(browser) as session:
        evidence = await look(session, f"{site.url}/")
    assert evidence.failure is None
    store = EvidenceStore(str(tmp_path))
    stored = b"".join(store.get(ref) for ref in store.put_page(evidence).values()).decode("utf-8", "replace")
    assert [secret for secret in SECRETS if secret in stored] == []
    # What the secrets stood in was seen, and is there.
    (unlabelled,) = [node for node in rule(evidence, "label")["nodes"] if "epasts" in node["html"]]
    assert 'type="text"' in unlabelled["html"]
    assert evidence.mobile is not None
    assert "epasts" in str(evidence.mobile["targets"])
    assert 'value="Sūtīt"' in evidence.html
    assert "<textarea" in evidence.html
    assert evidence.console[:3] == ("sīkdatnes: s=…", "krātuve: …", "parasta kļūda")


async def test_no_document_of_the_wide_tier_holds_them() -> None:
    async with serving(REPLIES) as site, tier_for(site) as http:
        document = await http.fetch_document(f"{site.url}/")
    assert document.failure is None
    assert document.response is not None
    assert [secret for secret in SECRETS if secret in repr(document)] == []
    assert 'value="Sūtīt"' in document.html
