"""Who may do what, tried on every route: the table is made of the routes, so that a new one cannot be forgotten."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi import Depends, FastAPI
from httpx import Client, Response
from sqlalchemy import select

from db.action_log import deeds
from db.engine import reading
from db.nights import nights
from db.objections import objections_of
from db.schema import METADATA
from db.sessions import tokens
from model.access import Scope
from tests.web.access.conftest import OTHER, OWN, House, decisions
from tests.web.access.forms import BODIES, FILE, FORMS
from web.access import actions, csrf
from web.access.actions import ACTIONS
from web.access.decision import PUBLIC, Public
from web.access.gate import AtDesk, ByToken, PublicForm, check

# Who may what, told anew: an action's own roles are what is tested.
OF_ADMINISTRATORS = {one for one in ACTIONS if "account" in one}
OF_EVERYBODY = {
    *("see desk", "read objections", "object", "attach files", "set password", "log in", "log out"),
    *("see tokens", "add token", "revoke token"),
}
# Changed by being looked at, or told of refusals.
NOT_LOOKED_AT = {"action_log", "login_session", "api_token", "login_attempt", "failed_login", "account"}
# What only whom it concerns may see; the others are told that it is not there.
CONCERNS_OWN = ("/objections", "/objections/{number}")


@pytest.fixture(scope="module")
def visitors(house: House) -> Iterator[Mapping[str, Client]]:
    made = {
        "nobody": house.client(),
        **{name: house.logged_in(name) for name in ("own", "other", "operator", "administrator")},
        "token of an operator": house.with_token("operator", *Scope),
        "token without the scope": house.with_token("operator", Scope.OBJECTIONS_READ),
        "token of a municipality": house.with_token("own", *Scope),
    }
    yield made
    for client in made.values():
        client.close()


@pytest.fixture(scope="module")
def places(house: House, visitors: Mapping[str, Client]) -> dict[str, str]:
    """What stands in the paths: an objection of the own municipality, a run, a decision, an account, a token."""
    staff = visitors["token of an operator"]
    made = visitors["token of a municipality"].post("/api/v1/objections", json=BODIES["/api/v1/objections"])
    assert made.status_code == 201, made.text
    run = staff.post("/api/v1/runs", json=BODIES["/api/v1/runs"]).json()["run"]
    decision = staff.post("/api/v1/overrides", json=BODIES["/api/v1/overrides"]).json()["decision"]
    assert (decision, made.json()["id"]) == (1, 1)
    return {"lang": "en", "number": "1", "position": "1", "run": run, "name": "leaves"}


def may(name: str, action: str) -> bool:
    if name == "administrator":
        return True
    staff = action not in OF_ADMINISTRATORS
    return staff if "operator" in name or "without" in name else action in OF_EVERYBODY


def allowed(name: str, decision: AtDesk | ByToken) -> bool:
    action = decision.action
    if isinstance(decision, AtDesk):
        return "token" not in name and name != "nobody" and may(name, action.id)
    if "token" not in name or not may(name, action.id):
        return False
    return "without" not in name or action.scope is Scope.OBJECTIONS_READ


def sent(client: Client, method: str, path: str, places: Mapping[str, str]) -> Response:
    address = path.format_map(places)
    if method == "GET":
        return client.get(address)
    if path in BODIES and path.endswith("/files"):
        return client.post(address, params={"name": FILE[0]}, content=FILE[1])
    if path in BODIES:
        return client.post(address, json=BODIES[path])
    files = {"files": FILE} if path.endswith("/files") else None
    return client.post(address, data={**FORMS[path], "csrf": token_of(client)}, files=files)


def token_of(client: Client) -> str:
    """The proof of the client's session; none without one."""
    secret = client.cookies.get("eindekss-session")
    return csrf.token_of(secret) if secret else ""


def everything(house: House) -> Mapping[str, list[str]]:
    """All rows of the tables that an action could change."""
    with reading(house.database) as connection:
        kept = (table for name, table in METADATA.tables.items() if name not in NOT_LOOKED_AT)
        return {table.name: sorted(repr(row) for row in connection.execute(select(table))) for table in kept}


def guarded(house: House) -> list[tuple[str, str, AtDesk | ByToken]]:
    every = decisions(house.app)
    return [(method, path, one) for method, path, one in every if isinstance(one, AtDesk | ByToken)]


def test_what_must_not_be_done_is_refused_and_changes_nothing(
    house: House, visitors: Mapping[str, Client], places: Mapping[str, str]
) -> None:
    """Every visitor at every route: refused where it may not, and nothing is otherwise than before."""
    before, tried = everything(house), 0
    for method, path, decision in guarded(house):
        for name, client in visitors.items():
            if allowed(name, decision):
                continue
            answer, tried = sent(client, method, path, places), tried + 1
            to_login = answer.status_code == 303 and answer.headers["location"].startswith(
                "/en/login?next=%2Fen%2Fdesk"
            )
            assert answer.status_code in (401, 403) or to_login, (name, method, path, answer.status_code)
            assert not (to_login and method != "GET"), (name, path)
            wanted = f'scope="{decision.action.scope}"' if answer.status_code == 403 else "Bearer"
            assert isinstance(decision, AtDesk) or wanted in answer.headers["www-authenticate"], (name, path)
    assert tried > 150
    assert everything(house) == before


def test_a_municipality_sees_and_touches_only_its_own(
    house: House, visitors: Mapping[str, Client], places: Mapping[str, str]
) -> None:
    before, other = everything(house), visitors["other"]
    assert other.get("/en/desk/objections/1").status_code == 404
    assert visitors["own"].get("/en/desk/objections/1").status_code == 200
    assert "Attēlam" not in other.get("/en/desk/objections?format=json").text
    assert OWN.name not in other.get("/en/desk/objections/new").text
    assert OTHER.name in other.get("/en/desk/objections/new").text
    assert sent(other, "POST", "/{lang}/desk/objections", places).status_code == 403
    with house.with_token("other", *Scope) as program:
        assert program.get("/api/v1/objections").json() == {"items": [], "next": None}
        assert program.get("/api/v1/objections/1").status_code == 404
        assert program.post("/api/v1/objections", json=BODIES["/api/v1/objections"]).status_code == 403
    assert everything(house) == before
    assert "administrator" not in other.get("/en/desk?format=json").text


def test_who_may_does_it_and_is_noted(house: House, visitors: Mapping[str, Client], places: dict[str, str]) -> None:
    """The same forms from those who may: each works, so that the refusals above were the gate's."""
    posts = [(path, one) for method, path, one in guarded(house) if method == "POST" and "log out" not in one.action.id]
    # What ends something comes last, and what others need stays.
    for path, decision in sorted(posts, key=lambda one: ("remove" in one[0], "end" in one[0])):
        name = next(one for one in ("token of an operator", "operator", "administrator") if allowed(one, decision))
        number = _ready(house, path, places)
        where = {**places, "number": number}
        answer = sent(visitors[name], "POST", path, where)
        refused = decision.action is actions.CHANGE_PASSWORD
        assert answer.status_code == 422 if refused else answer.status_code in (200, 201, 202, 303), (path, answer.text)
        (newest,) = deeds(house.database, 1)
        assert (newest.action, newest.done) == (decision.action.id, not refused), path
        if answer.status_code == 303:
            shown = visitors[name].get(answer.headers["location"])
            assert (shown.status_code, "Done:" in shown.text) == (200, True), path
    assert {str(one.outcome) for one in objections_of(house.database)} > {"upheld"}
    assert len(nights(house.database)) >= 2
    for method, path, decision in guarded(house):
        name = next(one for one in ("token of an operator", "administrator") if allowed(one, decision))
        if method == "GET":
            found = sent(visitors[name], method, path, {**places, "name": "operator"})
            assert found.status_code in (200, 404), path


def _ready(house: House, path: str, places: dict[str, str]) -> str:
    """The number of what the path ends: a decision or a token that holds; a new run to cancel stands in the places."""
    if path.endswith("/end"):
        with house.with_token("operator", Scope.OVERRIDES) as program:
            return str(program.post("/api/v1/overrides", json=BODIES["/api/v1/overrides"]).json()["decision"])
    if path.endswith("/cancel"):
        with house.with_token("operator", Scope.RUNS) as program:
            places["run"] = program.post("/api/v1/runs", json=BODIES["/api/v1/runs"]).json()["run"]
    if path.endswith("/revoke"):
        house.with_token("operator", Scope.OBJECTIONS).close()
        return str(tokens(house.database)[-1].id)
    return places["number"]


def test_a_form_that_is_not_ours_is_refused(house: House, visitors: Mapping[str, Client]) -> None:
    """On every form, for the one who may all: without proof, with a wrong one, with another's, and from elsewhere."""
    client, before = visitors["administrator"], everything(house)
    right, others = (token_of(visitors[name]) for name in ("administrator", "operator"))
    forms = [path for method, path, one in decisions(house.app) if method == "POST" and not isinstance(one, ByToken)]
    assert len(forms) == len(FORMS) + 1
    for path in forms:
        address = path.format_map({"lang": "en", "number": "1", "run": "x", "name": "leaves"})
        form = FORMS.get(path, {"name": "own", "password": "x"})
        foreign = client.post(address, data={**form, "csrf": right}, headers={"Origin": "https://evil.example"})
        assert foreign.status_code == 403, path
        for wrong in ({}, {"csrf": others}):
            assert client.post(address, data={**form, **wrong}).status_code == 403, (path, wrong)
    end = "/en/desk/schedule/resume"
    for headers in ({"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert client.post(end, data={"csrf": right}, headers=headers).status_code == 403, headers
    for wrong in ({"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "ā" * 64}):
        assert client.post(end, data=wrong).status_code == 403, wrong
    assert client.post(end, json={"csrf": right}).status_code == 403
    assert everything(house) == before


def test_a_route_says_who_may_use_it_or_the_application_is_not_served(house: House) -> None:
    check(app_with("/public", PUBLIC))
    with pytest.raises(RuntimeError, match="/silent"):
        check(app_with("/silent"))
    with pytest.raises(RuntimeError, match="/twice"):
        check(app_with("/twice", PUBLIC, Depends(AtDesk(actions.SEE_DESK))))
    with pytest.raises(RuntimeError, match=r"/openapi\.json"):
        check(FastAPI())


def app_with(path: str, *decided: Any) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.get(path, dependencies=decided)(lambda: None)
    return app


def test_nothing_that_changes_data_is_for_everybody(house: House) -> None:
    kinds = {(method, type(one)) for method, _, one in decisions(house.app) if method not in ("GET", "HEAD")}
    assert kinds == {("POST", PublicForm), ("POST", AtDesk), ("POST", ByToken)}
    public = [path for method, path, one in decisions(house.app) if isinstance(one, Public) and "desk" in path]
    assert public == []
    assert set(BODIES) | set(FORMS) == {path for method, path, _ in guarded(house) if method == "POST"}
    assert {one.id for one in ACTIONS.values() if None is one.scope} >= OF_ADMINISTRATORS


def test_what_no_database_can_hold_is_refused(visitors: Mapping[str, Client]) -> None:
    desk, program = visitors["administrator"], visitors["token of an operator"]
    for path in ("decisions/{}/end", "objections/{}/answer", "tokens/{}/revoke", "objections/{}"):
        address, form = f"/en/desk/{path.format(2**63)}", {"csrf": token_of(desk), "text": "x"}
        answer = desk.get(address) if path.endswith("{}") else desk.post(address, data=form)
        assert answer.status_code == 404, path
    pause = desk.post("/en/desk/schedule/pause", data={"until": "0001-01-01", "csrf": token_of(desk)})
    assert pause.status_code == 422
    assert program.post("/api/v1/schedule/pause", json={"until": "0001-01-01"}).status_code == 422
    for nobody in ("/lv/runs/%00", "/en/login?next=%00", "/api/v1/runs/%00"):
        assert visitors["nobody"].get(nobody).status_code == 404
    assert program.post("/api/v1/runs/%00/cancel").status_code == 404


@pytest.mark.parametrize("name", ["a/b", "..", "."])
def test_an_account_has_a_page_by_its_name(visitors: Mapping[str, Client], name: str) -> None:
    """Or nobody could lock it there."""
    desk = visitors["administrator"]
    form = {"name": name, "role": "operator", "password": "cita-gara-parole", "csrf": token_of(desk)}
    assert desk.post("/en/desk/accounts", data=form).status_code == 422
