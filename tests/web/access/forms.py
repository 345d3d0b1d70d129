"""What is sent to each form of the desk and each action of the API."""

from collections.abc import Mapping

from tests.web.access.conftest import OWN, PASSWORD

FEATURE = "newsletter"
# What each form says, so that a refusal is one of the gate and not of an empty form.
FORMS: Mapping[str, Mapping[str, str]] = {
    "/{lang}/desk/runs": {"site": str(OWN.atvk)},
    "/{lang}/desk/runs/{run}/cancel": {},
    "/{lang}/desk/schedule/pause": {"until": "2036-01-01"},
    "/{lang}/desk/schedule/resume": {},
    "/{lang}/desk/objections": {"site": str(OWN.atvk), "text": "Attēlam ir apraksts."},
    "/{lang}/desk/objections/{number}/files": {},
    "/{lang}/desk/objections/{number}/answer": {"text": "Skatījāmies.", "outcome": "upheld"},
    "/{lang}/desk/objections/{number}/reaudit": {"pages": f"{OWN.url}/"},
    "/{lang}/desk/decisions": {
        "site": str(OWN.atvk),
        "feature": FEATURE,
        "found": "yes",
        "why": "Redzēju.",
        "until": "2036-01-01",
    },
    "/{lang}/desk/decisions/{number}/end": {},
    "/{lang}/desk/review": {"item": f"{OWN.atvk}:{FEATURE}", "ruling": "dismiss", "why": "Neskaidrs."},
    "/{lang}/desk/accounts": {"name": "jauns", "role": "operator", "password": "cita-gara-parole"},
    "/{lang}/desk/accounts/{name}/lock": {},
    "/{lang}/desk/accounts/{name}/unlock": {},
    "/{lang}/desk/accounts/{name}/remove": {},
    "/{lang}/desk/tokens": {"label": "darbs", "scopes": "objections:read", "days": "30", "password": PASSWORD},
    "/{lang}/desk/tokens/{number}/revoke": {},
    "/{lang}/desk/password": {"old": "nepareiza", "new": "cita-gara-parole", "again": "cita-gara-parole"},
    "/{lang}/logout": {},
}
BODIES: Mapping[str, Mapping[str, object]] = {
    "/api/v1/runs": {"sites": [OWN.atvk]},
    "/api/v1/runs/{run}/cancel": {},
    "/api/v1/reaudits": {"site": OWN.atvk, "pages": [f"{OWN.url}/"]},
    "/api/v1/overrides": {
        "site": OWN.atvk,
        "feature": FEATURE,
        "found": True,
        "why": "Redzēju.",
        "until": "2036-01-01",
    },
    "/api/v1/overrides/{number}/end": {},
    "/api/v1/reviews": {"item": f"{OWN.atvk}:{FEATURE}", "ruling": "dismiss", "why": "Neskaidrs."},
    "/api/v1/schedule/pause": {"until": "2036-01-01"},
    "/api/v1/schedule/resume": {},
    "/api/v1/objections": {"site": OWN.atvk, "text": "Attēlam ir apraksts."},
    "/api/v1/objections/{number}/answers": {"text": "Skatījāmies."},
    "/api/v1/objections/{number}/files": {},
}
FILE = ("pierādījums.txt", b"Att\xc4\x93lam ir apraksts.")
