"""The kinds of problems that programs are told of: each has an address that explains it."""

from dataclasses import dataclass

from reports.language import N_

PLACE = "/api/v1/problems"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """`name` ends its address; `meaning` is a msgid."""

    name: str
    meaning: str


KINDS: dict[int, ProblemKind] = {
    400: ProblemKind("bad-request", N_("The request cannot be understood as it stands.")),
    401: ProblemKind("login-needed", N_("Only somebody who is known may do this: send a token.")),
    403: ProblemKind("not-allowed", N_("Whoever asks is known and may not do this.")),
    404: ProblemKind("not-found", N_("There is nothing of this name, or nothing was measured of it yet.")),
    405: ProblemKind("method-not-allowed", N_("The address answers other methods: the header `Allow` names them.")),
    409: ProblemKind("conflict", N_("Somebody else changed it meanwhile, or it was done already.")),
    413: ProblemKind("too-large", N_("The request is larger than anything that is taken here.")),
    415: ProblemKind("media-type", N_("The request's body is not of a type that is taken here.")),
    422: ProblemKind(
        "invalid-parameter", N_("A parameter is unknown or has a value that it cannot have: `invalid` names it.")
    ),
    429: ProblemKind(
        "too-many-requests", N_("More was asked in a short time than one address may: wait as `Retry-After` says.")
    ),
    500: ProblemKind("internal-error", N_("A fault of ours, which was written down here: ask again later.")),
    503: ProblemKind("unavailable", N_("The data cannot be read just now: ask again as `Retry-After` says.")),
}


def address_of(status: int) -> str:
    """Of the explanation; what has none says nothing beyond its status (RFC 9457, 4.2.1)."""
    kind = KINDS.get(status)
    return f"{PLACE}/{kind.name}" if kind else "about:blank"
