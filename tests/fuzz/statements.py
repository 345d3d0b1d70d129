"""What must hold of any accessibility statement, whatever is written in it: it is read, judged and quoted in bounds."""

import json
from datetime import date
from html import escape
from typing import Any

from checks.context import FeatureContext
from checks.page import PageSource
from checks.usability.statement_faults import WORDS_CHARS, fault_texts
from checks.usability.statement_text import fold_in_step, tidy
from checks.watch import FeatureWatch
from model.evidence import Document, Response
from model.site import Site

SITE = Site("http://ex.lv/", "Ex novads", "0001000")
PAGE = "http://ex.lv/pieklustamibas-pazinojums"
# So that the page is a statement, whatever follows.
OPENING = "Pēc noteikumiem Nr. 445. Šis piekļūstamības paziņojums attiecas uz " + "vietni " * 30
PIECES = (
    "Šis paziņojums attiecas uz: ", "http://ex.lv/", "www.ex.lv.", "cits.lv", "pasts@ex.lv", "Ex novada pašvaldība ",
    "Ex pilsētas dome ", "saskaņā ar ", "apņemas ", "tīmekļvietne ", "daļēji ", "pilnīgi ", "ne", "atbilst ",
    "atbilstību ", "noteikumiem ", "Nr. 445 ", "Cik piekļūstama ir šī tīmekļvietne? ", "Atbilstības statuss ",
    "Nepiekļūstamais saturs ", "Neatbilstība prasībām, kas minētas noteikumos Nr. 445 ", "rada nesamērīgu slogu",
    "Nesamērīgs slogs ", "jo ", "Nav ", "Uz saturu neattiecas ", "pēdējo reizi tika izvērtēta ",
    "Pirmreizēji sagatavots ", "23.012.2020", "31.02.2026.", "2026-03-03", "2026. gada ", "3. martā ", "2022. gadā ",
    "tiks ", "plānots ", "līdz ", "Izvērtējums tika veikts, izmantojot: ", "Izvērtējumu apliecinošs dokuments: ",
    "Piekļūstamības alternatīvas ", "Atsauksmēm un saziņai ", "Sūdzību iesniegšana ", "Tiesībsargam ",
    "+371 60000001", "LV-1010", "[Iestādes nosaukums]", "[atbilst, neatbilst]", "(norādīt ", "(pasvītrot vajadzīgo)",
    "[", "]", "(", ")", "____", ". ", ": ", "; ", "İ", "\u0301", "\xad", "\u200b", "\ud800", "\x00", "invertējums ",
    "<h2>", "</h2>", "<li>", "<a href='/d.pdf'>", "</a>", "<a href='mailto:a@ex.lv'>", "<strong>", "<textarea>",
    "</main>",
)  # fmt: skip


def statement_holds(said: str, *, marked: bool = True) -> None:
    """Its facts are JSON; each fault comes once, in the order of the texts, in words within bounds."""
    told = details_of(said if marked else escape(said))
    json.dumps(told)
    assert len(told["placeholder_texts"]) <= 5
    assert all(len(one) <= 120 for one in (*told["placeholder_texts"], *told["impossible_dates"]))
    faults = told["faults"]
    assert [fault["id"] for fault in faults] == [
        name for name in fault_texts() if name in {fault["id"] for fault in faults}
    ]
    assert all(len(fault["words"]) <= WORDS_CHARS and fault["page"] == PAGE for fault in faults)
    assert told["dated"] is (told["date"] is not None)
    assert not (told["conformity"] and any(fault["id"] == "missing-conformity" for fault in faults))


def another_look_holds(said: str) -> None:
    """A page that is seen once more, say after its scripts ran, is told of as before."""
    assert details_of(said, looks=2) == details_of(said)


def details_of(said: str, looks: int = 1) -> dict[str, Any]:
    html = f"<body><main><h1>Piekļūstamības paziņojums</h1><p>{OPENING}</p><p>{said}</p>"
    watch = FeatureWatch(SITE, SITE.url)
    for _ in range(looks):
        watch.observe(PageSource(Document(PAGE, Response(PAGE, 200, {}, "utf-8"), None, html)).view(("dom",)))
    context = FeatureContext(date(2026, 11, 24), {}, 1, 1, home_judged=True, conforms=False)
    feature = next(one for one in watch.conclude(context) if one.id == "accessibility_statement")
    assert feature.found
    return dict(feature.details or {})


def folding_holds(text: str) -> None:
    folded = fold_in_step(text)
    assert len(folded) == len(text)
    assert len(fold_in_step(tidy(text))) == len(tidy(text))
