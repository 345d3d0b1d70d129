"""The log of the desk: what was done and about what, in the reader's words, and in files as it was noted."""

import csv
import re
from collections.abc import Mapping
from io import StringIO

import pytest
from lxml import html

from db.action_log import note_deed
from model.text import Language
from reports.language import catalog
from tests.test_house import SOURCES
from tests.web.access.conftest import OTHER, OWN, House
from tests.web.country import NOW
from web.access.actions import ACTIONS
from web.pages.desk.subjects import ABOUT

READING = {"see desk", "see all", "see accounts", "see tokens", "read objections"}
NOTED = re.compile(r"(?<!def )note_deed\((.*)\)")
# What is noted of each action, and how a page tells it.
SUBJECTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "run now": {
        "all sites": ("visas vietnes", "all sites"),
        f"{OWN.atvk}, {OTHER.url}": (f"{OWN.name}, {OTHER.name}", f"{OWN.name}, {OTHER.name}"),
        "9999": ("9999", "9999"),
    },
    "cancel run": {"20261127T000000Z": ("20261127T000000Z", "20261127T000000Z")},
    "re-audit": {f"{OWN.atvk} {OWN.url}a": (f"{OWN.name}: {OWN.url}a", f"{OWN.name}: {OWN.url}a")},
    "set override": {
        f"{OWN.atvk} newsletter yes": (f"{OWN.name} – Jaunumi e-pastā: ir", f"{OWN.name} – News by e-mail: is there"),
        f"{OWN.url} newsletter no": (
            f"{OWN.name} – Jaunumi e-pastā: nav",
            f"{OWN.name} – News by e-mail: is not there",
        ),
    },
    "end override": {"7": ("7. lēmums", "Decision 7")},
    "review": {
        f"{OWN.url}:newsletter dismiss": (
            f"{OWN.name} – Jaunumi e-pastā: paliek, kā ir",
            f"{OWN.name} – News by e-mail: stays as it is",
        ),
        f"{OWN.atvk}:0123abcd fail": (
            f"{OWN.name} – problēma 0123abcd: ir kļūda",
            f"{OWN.name} – finding 0123abcd: is a fault",
        ),
        "nowhere pass": ("nowhere pass", "nowhere pass"),
        f"{OWN.atvk}:newsletter perhaps": (f"{OWN.atvk}:newsletter perhaps",) * 2,
    },
    "pause schedule": {
        "until the thaw": ("until the thaw", "until the thaw"),
        "without an end": ("bez beigu dienas", "without an end"),
        "until 2036-01-01": ("nākamā nakts: 2036. gada 1. janvāris", "next night: 1 January 2036"),
    },
    "resume schedule": {"": ("–", "–")},
    "object": {str(OTHER.atvk): (OTHER.name, OTHER.name)},
    "attach files": {"3 a.txt b.png": ("3. iebildums: a.txt b.png", "Objection 3: a.txt b.png")},
    "answer objection": {"3": ("3. iebildums", "Objection 3")},
    "add account": {
        "anna (operator)": ("anna (operators)", "anna (operator)"),
        f"own (municipality, {OWN.atvk})": (f"own (pašvaldība, {OWN.name})", f"own (municipality, {OWN.name})"),
    },
    "lock account": {"anna": ("anna", "anna")},
    "unlock account": {"anna": ("anna", "anna")},
    "remove account": {"anna": ("anna", "anna")},
    "add token": {
        "own: darbs (a) (objections:read, x:y)": (
            "own: darbs (a) (lasīt iebildumus, x:y)",
            "own: darbs (a) (read objections, x:y)",
        ),
        "4 (own: objections:read)": ("4 (own: lasīt iebildumus)", "4 (own: read objections)"),
        "own: darbs ()": ("own: darbs ()", "own: darbs ()"),
    },
    "revoke token": {"4": ("4. pilnvara", "Token 4")},
    "set password": {"anna": ("anna", "anna")},
    "log in": {"": ("–", "–")},
    "log out": {"": ("–", "–")},
}


def test_every_action_that_is_noted_has_words_in_both_languages() -> None:
    """An action that is new fails here until somebody says what it and its subjects are called."""
    assert set(ABOUT) == set(SUBJECTS) == set(ACTIONS) - READING
    titles = {one.id: (one.title, catalog("lv").get(one.title)) for one in ACTIONS.values()}
    assert [name for name, (_, latvian) in titles.items() if latvian is None or not latvian.string] == []
    assert [name for name, (english, _) in titles.items() if english == name] == []
    calls = [call for path in SOURCES for call in NOTED.findall(path.read_text("utf-8"))]
    assert len(calls) == 3
    assert [call for call in calls if " action.id," not in call] == []


@pytest.mark.parametrize(("language", "at"), [("lv", 0), ("en", 1)])
def test_the_desk_tells_what_was_done_and_about_what(house: House, language: Language, at: int) -> None:
    noted = [(action, said) for action, subjects in SUBJECTS.items() for said in subjects]
    for action, said in noted:
        note_deed(house.database, NOW, "anna", "token", action, said, done=True)
    with house.logged_in("administrator") as client:
        page, files = client.get(f"/{language}/desk"), client.get(f"/{language}/desk?format=csv&table=log")
    # The newest first; the login that looks is the newest of all.
    rows = [[cell.text_content() for cell in row] for row in html.fromstring(page.text).cssselect("#log tbody tr")]
    titles = [row[3] for row in rows[1 : len(noted) + 1]]
    assert [row[4] for row in rows[1 : len(noted) + 1]] == [SUBJECTS[action][said][at] for action, said in noted[::-1]]
    assert set(titles).isdisjoint(ACTIONS)
    assert len(set(titles)) == len(SUBJECTS)
    kept = list(csv.reader(StringIO(files.text.lstrip("\ufeff"))))
    assert [row[4] for row in kept[2 : len(noted) + 2]] == [said for _, said in noted[::-1]]


def test_why_something_was_refused_is_told_in_the_language_of_the_page(house: House) -> None:
    note_deed(house.database, NOW, "x", "session", "object", "1", done=False, detail="This is not your municipality")
    with house.logged_in("administrator") as client:
        assert "noraidīts: Tā nav jūsu pašvaldība" in client.get("/lv/desk").text
