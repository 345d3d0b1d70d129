"""What a process says that finds the database brought to the schema of another version."""

# The revisions of the tables and of the queue.
Schema = tuple[str | None, str | None]


def outdated(was: Schema, found: Schema, process: str) -> str:
    """One sentence for a person; `process` is what has to be started again."""
    return (
        f"The database was brought from revision {was[0]} to {found[0]} while this {process} ran: start it again "
        "with the version that did so."
    )
