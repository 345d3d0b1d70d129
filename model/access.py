"""Who may log in to the dashboard or use the API, and as what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AccountRole(StrEnum):
    """administrator: all that an operator may, and accounts. operator: runs, decisions, answers, the schedule.

    municipality: its own objections and results, nothing of any other's.
    """

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    MUNICIPALITY = "municipality"


class Scope(StrEnum):
    """What a token of the API may do, beside what its account may. RESULTS is what everybody may read, so that a reader
    has a limit of its own (web/middleware/rate_limits.py).
    """

    RESULTS = "results:read"
    RUNS = "runs:write"
    REAUDIT = "reaudit:write"
    OVERRIDES = "overrides:write"
    SCHEDULE = "schedule:write"
    OBJECTIONS = "objections:write"
    OBJECTIONS_READ = "objections:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`site` is the ATVK of the municipality whose account it is; None of the other roles.

    `password_hash` is None where an organisation logs its people in: `subject` names the person there.
    """

    id: int
    name: str
    role: AccountRole
    site: str | None
    password_hash: str | None
    subject: str | None
    locked: bool
    created_at: datetime
    logged_in_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token of the API without its secret, which nobody but its holder knows."""

    id: int
    account: str
    label: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that a person or a program of theirs did or tried. `means` is how: session, token or command."""

    id: int
    at: datetime
    who: str
    means: str
    action: str
    subject: str
    done: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLogins:
    """Logins of an account that failed in the hour from `begins_at` on; `who` is empty for names that are no account.

    `wrong` were looked at and refused, `waited` came too soon after others and were not. `means`: session, by password,
    or organisation.
    """

    who: str
    means: str
    begins_at: datetime
    wrong: int
    waited: int
    last_at: datetime
