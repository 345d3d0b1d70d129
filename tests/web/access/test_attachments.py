"""Files of objections: bounded in size, number and kind, shown to whom the objection concerns, and never as a page."""

import http.client
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from httpx import Client, Response

from db.objections import objections_of
from model.access import Scope
from model.objection import Objection
from pipeline.attachments import MOST_FILE_BYTES, MOST_FILES
from tests.web.access.conftest import OWN, House
from web.access import csrf
from web.middleware.bounds import MOST_BYTES_WITH_FILES

TEXT = "Attēlam ir apraksts.".encode()
PNG = b"\x89PNG\r\n\x1a\n rest"
HOSTILE = '../..\\<img src=x onerror=alert(1)> "\r\n\N{RIGHT-TO-LEFT OVERRIDE}.txt'
# As a browser sends it: also what nobody filled in.
FORM = {"site": str(OWN.atvk), "text": "Skatiet failus.", "feature": "", "finding": "", "pages": ""}
Files = list[tuple[str, tuple[str, bytes]]]


def files(*sent: tuple[str, bytes]) -> Files:
    return [("files", one) for one in sent]


def proof(client: Client) -> dict[str, str]:
    return {"csrf": csrf.token_of(client.cookies["eindekss-session"])}


def made(client: Client, sent: Files, **changed: str) -> Response:
    return client.post("/lv/desk/objections", data={**FORM, **proof(client), **changed}, files=sent)


def newest(house: House) -> Objection:
    return objections_of(house.database)[-1]


def test_files_come_with_the_form_and_go_out_to_be_saved_only(house: House) -> None:
    page = b"<script>alert(1)</script>"
    with house.logged_in("own") as own, house.logged_in("other") as other, house.logged_in("operator") as operator:
        answer = made(own, files((HOSTILE, page), ("attels.PNG", PNG)))
        assert answer.status_code == 303, answer.text
        objection = newest(house)
        assert [one.size_bytes for one in objection.files] == [len(page), len(PNG)]
        assert "/" not in objection.files[0].name
        path = f"/lv/desk/objections/{objection.id}"
        shown = own.get(path)
        assert "<img src=x" not in shown.text
        assert f"{path}/files/1" in shown.text
        for reader in (own, operator):
            got = reader.get(f"{path}/files/1")
            assert (got.status_code, got.content) == (200, page)
            assert got.headers["content-type"] == "application/octet-stream"
            name = got.headers["content-disposition"]
            assert name.startswith(f'attachment; filename="{objection.id}-1-')
            assert name.isascii()
            assert name.count('"') == 2
            assert got.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in got.headers["content-security-policy"]
            assert got.headers["cache-control"] == "no-store"
        assert other.get(f"{path}/files/1").status_code == 404
        assert own.get(f"{path}/files/3").status_code == 404
        # More may come while nobody settled it, and of nobody else.
        assert other.post(f"{path}/files", data=proof(other), files=files(("a.txt", TEXT))).status_code == 404
        assert own.post(f"{path}/files", data=proof(own), files=files(("a.txt", TEXT))).status_code == 303
        assert [one.size_bytes for one in newest(house).files][2:] == [len(TEXT)]
        settled = {"text": "Jā.", "outcome": "upheld", **proof(operator)}
        assert operator.post(f"{path}/answer", data=settled).status_code == 303
        assert own.post(f"{path}/files", data=proof(own), files=files(("a.txt", TEXT))).status_code == 422


REFUSED: Mapping[str, Files] = {
    "no kind that is taken": files(("a.html", b"<p>")),
    "a program": files(("a.pdf.exe", b"MZ")),
    "without an ending": files(("fails", TEXT)),
    "no picture": files(("a.png", b"<svg onload=alert(1)>")),
    "no PDF": files(("a.pdf", b"<html>")),
    "no text": files(("a.txt", b"\xff\xfe")),
    "with a zero": files(("a.csv", b"a\0b")),
    "empty": files(("a.txt", b"")),
    "one too many": files(*[("a.txt", TEXT)] * (MOST_FILES + 1)),
    "far too many": files(*[("a.txt", TEXT)] * (MOST_FILES + 2)),
    "too large": files(("a.txt", b"x" * (MOST_FILE_BYTES + 1))),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_refused_leaves_nothing(house: House, why: str) -> None:
    before = objections_of(house.database)
    with house.logged_in("own") as own:
        assert made(own, REFUSED[why]).status_code in (400, 422)
        # The good one beside it is not kept either.
        assert made(own, [*files(("b.txt", TEXT)), *REFUSED[why]]).status_code in (400, 422)
    assert objections_of(house.database) == before


def began(house: House, path: str, **headers: Any) -> int:
    """The status that is told before more than the beginning of a large body was sent."""
    connection = http.client.HTTPConnection(urlsplit(house.address).netloc, timeout=20)
    try:
        connection.putrequest("POST", path)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        connection.send(b"--x\r\n")
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_body_is_refused_before_it_is_read(house: House) -> None:
    """Of whoever may not at all, and of whoever may and says that it is too large."""
    path, form = "/lv/desk/objections", {"Content_Type": "multipart/form-data; boundary=x"}
    api = "/api/v1/objections/1/files?name=a.txt"
    some, many = str(MOST_BYTES_WITH_FILES - 1), str(MOST_BYTES_WITH_FILES + 1)
    assert began(house, path, Content_Length=some, **form) == 401
    assert began(house, path, Content_Length=some, Cookie="eindekss-session=x", **form) == 401
    assert began(house, api, Content_Length=some) == 401
    assert began(house, api, Content_Length=some, Authorization="Bearer x") == 401
    with house.logged_in("own") as own, house.with_token("operator", Scope.OBJECTIONS_READ) as program:
        cookie = f"eindekss-session={own.cookies['eindekss-session']}"
        assert began(house, path, Content_Length=many, Cookie=cookie, **form) == 413
        plain = {"Content_Type": "application/x-www-form-urlencoded"}
        assert began(house, path, Content_Length=some, Cookie=cookie, **plain) == 413
        # Elsewhere as little as ever.
        assert began(house, "/lv/desk/password", Content_Length=some, Cookie=cookie, **form) == 413
        assert began(house, api, Content_Length=some, Authorization=program.headers["authorization"]) == 403


def test_without_proof_no_file_is_taken(house: House) -> None:
    before = objections_of(house.database)
    with house.logged_in("own") as own:
        assert made(own, files(("a.txt", TEXT)), csrf="0" * 64).status_code == 403
        # Without a file, as a browser sends it where nobody chose one.
        assert objections_of(house.database) == before
        assert made(own, [("files", ("", b""))]).status_code == 303
    assert newest(house).files == ()


def test_programs_send_the_content_and_get_it_back(house: House) -> None:
    with (
        house.with_token("own", Scope.OBJECTIONS, Scope.OBJECTIONS_READ) as own,
        house.with_token("other", *Scope) as other,
    ):
        said = {name: text for name, text in FORM.items() if text}
        number = own.post("/api/v1/objections", json=said).json()["id"]
        path = f"/api/v1/objections/{number}/files"
        assert other.post(path, params={"name": "a.txt"}, content=TEXT).status_code == 404
        assert own.post(path, params={"name": "a.exe"}, content=b"MZ").status_code == 422
        assert own.post(path, params={"name": "a.txt"}, content=b"x" * (MOST_FILE_BYTES + 1)).status_code == 413
        for at in range(MOST_FILES):
            assert own.post(path, params={"name": f"{at}.txt"}, content=TEXT).status_code == 201
        assert own.post(path, params={"name": "more.txt"}, content=TEXT).status_code == 422
        told = own.get(f"/api/v1/objections/{number}").json()["files"]
        assert [one["name"] for one in told] == [f"{at}.txt" for at in range(MOST_FILES)]
        got = own.get(f"{path}/2")
        assert (got.content, got.headers["content-disposition"]) == (TEXT, f'attachment; filename="{number}-2-1.txt"')
        assert other.get(f"{path}/2").status_code == 404
