"""What only some may do: each action with the roles that may, and the scope that a token needs for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.access import AccountRole, Scope
from reports.language import N_

ADMINISTRATORS = frozenset({AccountRole.ADMINISTRATOR})
STAFF = ADMINISTRATORS | {AccountRole.OPERATOR}
EVERYBODY = frozenset(AccountRole)


@dataclass(frozen=True, slots=True)
class Action:
    """`id` stands in the log. Without a scope no token may: a person does it at the desk."""

    id: str
    title: str
    roles: frozenset[AccountRole]
    scope: Scope | None = None


SEE_DESK = Action("see desk", N_("See the desk"), EVERYBODY)
SEE_ALL = Action("see all", N_("See what concerns all municipalities"), STAFF)
RUN_NOW = Action("run now", N_("Ask for audits now"), STAFF, Scope.RUNS)
CANCEL_RUN = Action("cancel run", N_("Cancel a run"), STAFF, Scope.RUNS)
REAUDIT = Action("re-audit", N_("Audit pages anew"), STAFF, Scope.REAUDIT)
SET_OVERRIDE = Action("set override", N_("Correct a feature"), STAFF, Scope.OVERRIDES)
END_OVERRIDE = Action("end override", N_("End a decision"), STAFF, Scope.OVERRIDES)
REVIEW = Action("review", N_("Decide what a machine could not tell"), STAFF, Scope.OVERRIDES)
PAUSE = Action("pause schedule", N_("Pause the nights"), STAFF, Scope.SCHEDULE)
RESUME = Action("resume schedule", N_("Let the nights go on"), STAFF, Scope.SCHEDULE)
READ_OBJECTIONS = Action("read objections", N_("Read objections"), EVERYBODY, Scope.OBJECTIONS_READ)
OBJECT = Action("object", N_("Object to an audit"), EVERYBODY, Scope.OBJECTIONS)
ATTACH = Action("attach files", N_("Add files to an objection"), EVERYBODY, Scope.OBJECTIONS)
ANSWER = Action("answer objection", N_("Answer an objection"), STAFF, Scope.OBJECTIONS)
SEE_ACCOUNTS = Action("see accounts", N_("See the accounts"), ADMINISTRATORS)
ADD_ACCOUNT = Action("add account", N_("Make an account"), ADMINISTRATORS)
LOCK_ACCOUNT = Action("lock account", N_("Lock an account"), ADMINISTRATORS)
UNLOCK_ACCOUNT = Action("unlock account", N_("Open an account again"), ADMINISTRATORS)
REMOVE_ACCOUNT = Action("remove account", N_("Remove an account"), ADMINISTRATORS)
# Everybody those of the own account, administrators all.
SEE_TOKENS = Action("see tokens", N_("See tokens"), EVERYBODY)
ADD_TOKEN = Action("add token", N_("Make a token"), EVERYBODY)
REVOKE_TOKEN = Action("revoke token", N_("Revoke a token"), EVERYBODY)
CHANGE_PASSWORD = Action("set password", N_("Change the password"), EVERYBODY)
LOG_IN = Action("log in", N_("Log in"), EVERYBODY)
LOG_OUT = Action("log out", N_("Log out"), EVERYBODY)
ACTIONS = {one.id: one for one in tuple(globals().values()) if isinstance(one, Action)}
# What a token is good for, by the scope that it has.
SCOPES: Mapping[str, str] = {
    Scope.RESULTS: N_("read results, under a limit of its own"),
    Scope.RUNS: N_("ask for audits and cancel runs"),
    Scope.REAUDIT: N_("have pages audited anew"),
    Scope.OVERRIDES: N_("correct features and decide what waits"),
    Scope.SCHEDULE: N_("pause the nights and let them go on"),
    Scope.OBJECTIONS: N_("object, add files and answer"),
    Scope.OBJECTIONS_READ: N_("read objections"),
}


def scopes_of(role: AccountRole) -> tuple[Scope, ...]:
    """What a token of an account of this role can be good for; results anybody may read, without a token too."""
    useful = {Scope.RESULTS, *(one.scope for one in ACTIONS.values() if role in one.roles)}
    return tuple(one for one in Scope if one in useful)
