"""The address without a path: leads to the dashboard in the language that the browser asks for, Latvian else."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from web.access.gate import PUBLIC
from web.preferred import preferred

router = APIRouter(dependencies=[PUBLIC], include_in_schema=False)


@router.get("/")
def home(request: Request) -> RedirectResponse:
    return RedirectResponse(f"/{preferred(request)}/", 302, {"Vary": "Accept-Language"})
