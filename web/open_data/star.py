"""The star schema's files at stable addresses: as an export left them, whole or in part, and their dictionary."""

from email.utils import format_datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from model.dataset import Format
from pipeline.data_files import MEDIA_TYPES
from pipeline.star_published import dictionary
from reports.datasets import STAR
from reports.dcat import DICTIONARY
from reports.language import N_
from web.access.gate import PUBLIC
from web.kept.pages import has
from web.open_data.published import NO_FILE, star_of
from web.problems import Problem, not_found

# An export is done with a file in far less.
WAIT_S = 60
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

router = APIRouter(prefix="/data", dependencies=[PUBLIC], include_in_schema=False)


@router.get(f"/{DICTIONARY}")
def star_dictionary() -> Response:
    return JSONResponse(dictionary(), headers=OPEN_TO_ALL)


@router.get(f"/{STAR}/{{path:path}}")
def star_file(request: Request, path: str) -> Response:
    """A file that the manifest names, or the manifest itself; parts of it by the header `Range`."""
    star = star_of(request)
    held = star.release()
    if held is None or path not in held.digests:
        raise not_found(*NO_FILE)
    file = star.file(path)
    if file is None:
        raise Problem(
            503,
            N_("The file is being renewed"),
            N_("Ask again in a minute."),
            headers={"Retry-After": str(WAIT_S), "Access-Control-Allow-Origin": "*"},
        )
    headers = {
        "ETag": f'"{held.digests[path][:32]}"',
        "Last-Modified": format_datetime(held.release.modified, usegmt=True),
        "Cache-Control": "no-cache",
        "Link": f'<{request.url_for("star_dictionary").path}>; rel="describedby"',
        **OPEN_TO_ALL,
    }
    if has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    media_type = MEDIA_TYPES[Format(file.suffix.removeprefix("."))]
    return FileResponse(file, media_type=media_type, headers=headers, filename=_name(path))


def _name(path: str) -> str:
    """All parts of the path, for there is a file of the same name for each month."""
    return path.replace("/", "-")
