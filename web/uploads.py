"""Files as they come with a form of the desk or as the body of a program's request, and as they are handed out."""

import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from pipeline.attachments import MOST_FILE_BYTES, Received
from pipeline.deciding import LONGEST_NAME
from web.problems import KNOWN, Problem

FIELD = "files"
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SentForm:
    """What the gate has read; `files` hold until the answer is given."""

    values: dict[str, str]
    files: Sequence[Received]

    def of(self, model: type[M]) -> M:
        """Raises RequestValidationError, as for every other form."""
        try:
            return model.model_validate(self.values)
        except ValidationError as error:
            wrong: list[Any] = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
            raise RequestValidationError(wrong) from error


async def sent_form(request: Request) -> AsyncIterator[SentForm]:
    """For a route whose gate takes files (web/access/gate.py), and comes first."""
    form = await request.form()
    try:
        yield SentForm({name: value for name, value in form.items() if isinstance(value, str)}, _files(form))
    finally:
        await request.close()


async def sent_file(request: Request, name: Annotated[str, Query(min_length=1, max_length=LONGEST_NAME)]) -> Received:
    """The body of a program's request as a file of this name; the gate comes first. Raises Problem."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MOST_FILE_BYTES:
            raise Problem(413, *KNOWN[413])
    return Received(name, io.BytesIO(content))


def handed_out(content: bytes, name: str) -> Response:
    """To be saved, and never shown: what a stranger sent is no page of this site, whatever it calls itself."""
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "no-store",
        },
    )


def _files(form: FormData) -> list[Received]:
    """A field where nobody chose a file comes as one without a name."""
    found = [one for one in form.getlist(FIELD) if isinstance(one, UploadFile) and one.filename]
    return [Received(str(one.filename), one.file) for one in found]
