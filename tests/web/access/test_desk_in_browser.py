"""The desk as people use it: by keyboard and without scripts, with nothing for axe to find, on a phone and a screen."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from model.access import Scope
from tests.web.access.conftest import OWN, PASSWORD, House
from tests.web.access.forms import BODIES
from tests.web.every_page import DESK, reading_routes, route_of
from tests.web.keyboard import walk
from tests.web.looking import WAYS, Way, look

NOTHING = "nowhere"
# No page, but what somebody sent with an objection.
FILE = "/{lang}/desk/objections/{number}/files/{position}"
# Of each role what it opens, and how that is answered.
Pages = Mapping[str, Mapping[str, int]]


@pytest.fixture(scope="module")
def pages(house: House) -> Pages:
    """With something on each page."""
    with house.with_token("own", *Scope) as own, house.with_token("operator", *Scope) as staff:
        for _ in range(2):
            assert own.post("/api/v1/objections", json=BODIES["/api/v1/objections"]).status_code == 201
        answer = staff.post("/api/v1/objections/1/answers", json={"text": "Skatījāmies.", "outcome": "upheld"})
        assert answer.status_code == 201, answer.text
        run = staff.post("/api/v1/runs", json=BODIES["/api/v1/runs"]).json()["run"]
        decision = staff.post("/api/v1/overrides", json=BODIES["/api/v1/overrides"]).json()["decision"]
    return {
        "administrator": {
            "desk": 200,
            "desk/runs": 200,
            f"desk/runs/new?site={OWN.atvk}&max_pages=5": 200,
            f"desk/runs/{run}/cancel": 200,
            f"desk/runs/{NOTHING}/cancel": 404,
            "desk/objections": 200,
            "desk/objections/1": 200,
            "desk/objections/2": 200,
            "desk/decisions": 200,
            f"desk/decisions/{decision}/end": 200,
            "desk/review": 200,
            "desk/accounts": 200,
            "desk/accounts/leaves": 200,
            "desk/tokens": 200,
            "desk/tokens/1": 200,
            "desk/password": 200,
        },
        "own": {"desk": 200, "desk/objections": 200, "desk/objections/new": 200, "desk/objections/1": 200},
    }


def test_every_page_of_the_desk_is_looked_at(house: House, pages: Pages) -> None:
    desk = {path for path in reading_routes(house.app) if path.startswith(DESK) and path != FILE}
    looked_at = (path for of_role in pages.values() for path in of_role)
    assert {route_of(house.app, f"/lv/{path.partition('?')[0]}") for path in looked_at} == desk


def logged_in(page: Page, address: str, language: str, name: str) -> None:
    """By the keyboard alone."""
    page.goto(f"{address}/{language}/desk")
    page.get_by_label("Name" if language == "en" else "Vārds", exact=True).focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


@pytest.mark.parametrize(("way", "begin"), [(Way("lv", 320, "dark"), 0), (Way("en", 1920, "light"), 1)], ids=str)
def test_the_desk_passes_its_own_audit(
    browser: Browser, axe: str, house: House, pages: Pages, way: Way, begin: int
) -> None:
    """Every other page in each way."""
    audit(browser, axe, house, {name: dict(list(of_role.items())[begin::2]) for name, of_role in pages.items()}, way)


@pytest.mark.stress
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_desk_passes_its_own_audit_in_every_way(
    browser: Browser, axe: str, house: House, pages: Pages, way: Way, pictures: Path | None
) -> None:
    audit(browser, axe, house, pages, way, pictures)


def audit(browser: Browser, axe: str, house: House, pages: Pages, way: Way, pictures: Path | None = None) -> None:
    faults = {}
    for name, of_role in pages.items():
        context = let_in(way.opened(browser), house, name)
        folder = None if pictures is None else pictures / name
        faults[name] = look(context.new_page(), axe, house.address, way, of_role, folder)
        context.close()
    assert faults == {name: {} for name in pages}


def let_in(context: BrowserContext, house: House, name: str) -> BrowserContext:
    """Logged in without the form."""
    with house.logged_in(name) as client:
        for each in client.cookies.jar:
            context.add_cookies([{"name": each.name, "value": each.value or "", "url": house.address}])
    return context


@pytest.mark.stress
@pytest.mark.parametrize("name", ["administrator", "own"])
def test_a_keyboard_comes_to_everything_on_the_desk(browser: Browser, house: House, pages: Pages, name: str) -> None:
    context = let_in(browser.new_context(viewport={"width": 700, "height": 900}), house, name)
    page, faults = context.new_page(), {}
    for path in pages[name]:
        page.goto(f"{house.address}/lv/{path}")
        faults[path] = walk(page).faults
    context.close()
    assert faults == {path: [] for path in pages[name]}


def test_an_objection_is_written_by_the_keyboard_alone(browser: Browser, house: House) -> None:
    context = let_in(browser.new_context(), house, "own")
    page = context.new_page()
    page.goto(f"{house.address}/lv/desk/objections/new")
    assert walk(page).faults == []
    page.reload()
    to(page, "textarea[name=text]")
    page.keyboard.type("Attēlam ir apraksts.")
    to(page, "select[name=feature]")
    page.keyboard.press("ArrowDown")
    to(page, "main button")
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert "Attēlam ir apraksts." in page.inner_text("main")
    context.close()


def to(page: Page, where: str) -> None:
    """By Tab, from where one is."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("where => document.activeElement.matches(where)", where):
            return
    raise AssertionError(f"the keyboard does not come to {where}")


def test_a_municipality_objects_and_an_operator_answers_without_scripts(browser: Browser, house: House) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    logged_in(page, house.address, "lv", "own")
    page.get_by_role("link", name="Iebildumi").click()
    page.get_by_role("button", name="Rakstīt iebildumu").click()
    page.get_by_label("Kas nav pareizi, jūsu vārdiem").fill("<b>Attēlam</b> ir apraksts.\nSkatiet otrreiz.")
    page.get_by_label("To lapu adreses, par kurām ir iebildums").fill(f"{OWN.url}/")
    proof: FilePayload = {
        "name": "<b>ekrāns.txt",
        "mimeType": "text/html",
        "buffer": b"<script>document.title = 1</script>",
    }
    page.get_by_label("Datnes, kas to pierāda").set_input_files([proof])
    page.get_by_role("button", name="Nosūtīt iebildumu").click()
    assert "Izdarīts:" in page.inner_text("[role=status]")
    assert "<b>Attēlam</b> ir apraksts.\nSkatiet otrreiz." in page.inner_text("main")
    number = page.url.partition("?")[0].rpartition("/")[2]
    with page.expect_download() as download:
        page.get_by_role("link", name="<b>ekrāns.txt").click()
    assert download.value.suggested_filename == f"{number}-1-b-ekr-ns.txt"
    page.get_by_role("button", name="Iziet (own)").click()
    page.get_by_role("link", name="Pieslēgties").wait_for()
    logged_in(page, house.address, "lv", "operator")
    page.goto(f"{house.address}/lv/desk/objections/{number}")
    page.get_by_role("textbox", name="Atbilde").fill("Jums taisnība.")
    page.get_by_label("Kā tas izšķirts").select_option("upheld")
    page.get_by_role("button", name="Nosūtīt atbildi").click()
    assert "Jums taisnība." in page.inner_text("main")
    context.close()
