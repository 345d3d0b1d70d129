"""What the data are known by as they stand: whoever keeps what was computed of them sees by it that they changed."""

from sqlalchemy import Engine, func, select

from db import people_tables as people
from db import tables as t
from db.engine import reading

LAST = (
    *(t.audit.c.id, t.run.c.finished_at),
    *(people.decision.c.id, people.decision.c.ended_at, people.survey.c.id),
    *(people.objection.c.id, people.objection_reply.c.id, people.reaudit.c.id),
)


def data_stamp(database: Engine) -> str:
    """Another text after an audit was saved or a person said something; one quick look. Of two audits that are saved at
    once the later number may come first: whoever keeps something for long looks again now and then.
    """
    newest = select(func.max(t.audit.c.id)).scalar_subquery()
    # One more when it was judged again by another methodology.
    judged = select(func.count()).where(t.score.c.audit_id == newest, t.score.c.kind == "index").scalar_subquery()
    with reading(database) as connection:
        columns = (select(func.max(column)).scalar_subquery() for column in LAST)
        found = connection.execute(select(*columns, judged)).one()
    return " ".join(map(str, found))
