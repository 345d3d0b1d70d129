"""What is stored of the turns of a run, ended ones too: the program itself asks only for a turn that it hands out."""

from sqlalchemy import Engine, select

from db.engine import reading
from db.jobs import Job, job_of
from db.night_tables import job
from db.tables import site


def jobs_of(database: Engine, run: str) -> tuple[Job, ...]:
    """In the order in which they may begin."""
    query = select(job, site).join(site, site.c.id == job.c.site_id).where(job.c.run_id == run)
    with reading(database) as connection:
        rows = connection.execute(query.order_by(job.c.priority.desc(), job.c.not_before, job.c.site_id))
        return tuple(map(job_of, rows))
