"""Our cookies, and the proof that a form was filled in on a page of ours."""

import hashlib
import hmac
from urllib.parse import urlsplit

from fastapi import Request, Response

from crawler.ip_addresses import is_loopback
from pipeline.accounts import new_secret
from reports.language import N_
from web.problems import Problem

FORM = "eindekss-form"
FORM_S = 3600
FIELD = "csrf"
REFUSED = N_("This form did not come from a page of this site"), N_("Open the page again and send the form from there.")


def is_safe(request: Request) -> bool:
    return request.url.scheme == "https"


def refuse_open_lines(request: Request) -> None:
    """Over plain HTTP nobody logs in but from this machine, where a trial must work. Raises Problem."""
    client = request.client.host if request.client else ""
    try:
        at_home = is_loopback(client)
    except ValueError:
        at_home = False
    if not is_safe(request) and not at_home:
        raise Problem(403, N_("Nobody logs in over an open line"), N_("Open this page by its https address."))


def full_name(request: Request, name: str) -> str:
    """With the prefix no other host and no plain HTTP can set the cookie; browsers take it over HTTPS only."""
    return f"__Host-{name}" if is_safe(request) else name


def cookie(request: Request, name: str) -> str:
    return request.cookies.get(full_name(request, name), "")


def set_cookie(request: Request, answer: Response, name: str, value: str, lasts_s: int) -> None:
    answer.set_cookie(
        full_name(request, name),
        value,
        max_age=lasts_s,
        path="/",
        secure=is_safe(request),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, answer: Response, name: str) -> None:
    answer.delete_cookie(full_name(request, name), path="/", secure=is_safe(request), httponly=True, samesite="lax")


def token_of(secret: str) -> str:
    """What stands in the forms for a cookie's secret; it does not tell the secret."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def form_secret(request: Request) -> str:
    """That of a browser without a session: what it has, or a new one."""
    return cookie(request, FORM) or new_secret()


async def check(request: Request, expected: str, files: int = 0) -> None:
    """Raises Problem unless the form came from a page of ours, with its token, and at most so many files."""
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    foreign = origin is not None and urlsplit(origin)[:2] != (request.url.scheme, request.url.netloc)
    if foreign or fetched not in (None, "same-origin", "none"):
        raise Problem(403, *REFUSED)
    told = (await request.form(max_files=files, max_fields=200)).get(FIELD, "")
    if not expected or not isinstance(told, str) or not hmac.compare_digest(told.encode(), expected.encode()):
        await request.close()
        raise Problem(403, *REFUSED)
