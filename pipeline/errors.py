"""The error that ends a command before its work begins, and those that end it for want of a place to save."""

from db.engine import DatabaseError
from db.evidence import EvidenceError


class SetupError(Exception):
    """The set-up lacks something; the text is one sentence for the person at the terminal, with what to do."""


def storage_error(error: BaseException) -> DatabaseError | EvidenceError | None:
    """The error of the database or the evidence store, also among those of tasks that it broke off."""
    if isinstance(error, DatabaseError | EvidenceError):
        return error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return next((found for one in inner if (found := storage_error(one)) is not None), None)
