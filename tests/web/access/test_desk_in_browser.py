"""The desk as people use it: by keyboard and without scripts, with nothing for axe to find, on a phone and a screen."""

import pytest
from playwright.sync_api import Browser, Page

from tests.web.access.conftest import OWN, PASSWORD, House
from tests.web.test_pages_in_browser import RUN

# Of each kind one: they are made of the same parts.
PAGES = ("desk", "desk/runs", "desk/objections/new", "desk/decisions", "desk/review", "desk/accounts", "desk/tokens")


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


@pytest.mark.parametrize(("language", "width", "scheme"), [("lv", 320, "dark"), ("en", 1280, "light")])
def test_the_desk_passes_its_own_audit(
    browser: Browser, axe: str, house: House, language: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page, found = context.new_page(), {}
    logged_in(page, house.address, language, "administrator")
    for path in PAGES:
        answer = page.goto(f"{house.address}/{language}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.evaluate(axe)
        if wrong := page.evaluate(RUN):
            found[path] = wrong
    context.close()
    assert found == {}


def test_a_municipality_objects_and_an_operator_answers_without_scripts(browser: Browser, house: House) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    logged_in(page, house.address, "lv", "own")
    page.get_by_role("link", name="Iebildumi").click()
    page.get_by_role("button", name="Rakstīt iebildumu").click()
    page.get_by_label("Kas nav pareizi, jūsu vārdiem").fill("<b>Attēlam</b> ir apraksts.\nSkatiet otrreiz.")
    page.get_by_label("To lapu adreses, par kurām ir iebildums").fill(f"{OWN.url}/")
    proof = {"name": "<b>ekrāns.txt", "mimeType": "text/html", "buffer": b"<script>document.title = 1</script>"}
    page.get_by_label("Datnes, kas to pierāda").set_input_files([proof])  # type: ignore[list-item]
    page.get_by_role("button", name="Nosūtīt iebildumu").click()
    assert "Izdarīts:" in page.inner_text("[role=status]")
    assert "<b>Attēlam</b> ir apraksts.\nSkatiet otrreiz." in page.inner_text("main")
    number = page.url.partition("?")[0].rpartition("/")[2]
    with page.expect_download() as download:
        page.get_by_role("link", name="<b>ekrāns.txt").click()
    assert download.value.suggested_filename == f"{number}-1-b-ekr-ns.txt"
    page.get_by_role("button", name="Atslēgt own").click()
    assert page.get_by_role("link", name="Pieslēgties").is_visible()
    logged_in(page, house.address, "lv", "operator")
    page.goto(f"{house.address}/lv/desk/objections/{number}")
    page.get_by_role("textbox", name="Atbilde").fill("Jums taisnība.")
    page.get_by_label("Kā tas izšķirts").select_option("upheld")
    page.get_by_role("button", name="Nosūtīt atbildi").click()
    assert "Jums taisnība." in page.inner_text("main")
    context.close()
