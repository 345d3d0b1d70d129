"""Blobs that no audit names and that stay for ever: files of objections, and documents of pages audited again."""

from dataclasses import dataclass

from sqlalchemy import Engine, select

from db import people_tables as t
from db.engine import reading


@dataclass(frozen=True, slots=True)
class KeptBlob:
    """One of them; `holder` says in words what it is."""

    ref: str
    holder: str


def kept_blobs(database: Engine) -> tuple[KeptBlob, ...]:
    """All of them, each as often as somebody holds it."""
    with reading(database) as connection:
        files = connection.execute(select(t.objection_file).order_by(*t.objection_file.primary_key.columns)).all()
        looks = connection.execute(select(t.reaudit).order_by(t.reaudit.c.id)).all()
    return (
        *(KeptBlob(row.ref, f"the file “{row.name}” of objection {row.objection_id}") for row in files),
        *(KeptBlob(row.result_ref, f"the document of re-audit {row.id} of {row.url}") for row in looks),
    )
