"""The star schema for Power BI, Excel and notebooks: views `star_…` on both databases, defined once, here and below.

`upgrade` of db/engine.py takes the views away before it migrates and makes them anew after it, so that no migration
ever meets a view, and a view is changed by changing its definition.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, CreateView, inspect, text

from db.star_dimensions import DIMENSIONS as DIMENSIONS
from db.star_facts import FACTS as FACTS
from db.star_view import PREFIX, View

VIEWS: tuple[View, ...] = (*FACTS, *DIMENSIONS)

# Who may read a view, by the view's name.
Rights = Sequence[tuple[str, str]]


def drop_views(connection: Connection) -> Rights:
    """Returns who besides the owner might read them, for those who read are not asked again after an upgrade."""
    there = [name for name in inspect(connection).get_view_names() if name.startswith(PREFIX)]
    rights: list[tuple[str, str]] = []
    if there and connection.dialect.name == "postgresql":
        granted = text(
            "SELECT table_name, grantee FROM information_schema.table_privileges WHERE table_schema = current_schema()"
            " AND privilege_type = 'SELECT' AND grantee <> current_user AND table_name = ANY(:names)"
        )
        rights = [(view, who) for view, who in connection.execute(granted, {"names": there})]
    for name in there:
        connection.execute(text(f"DROP VIEW {_quoted(connection, name)}"))
    return rights


def create_views(connection: Connection, rights: Rights = ()) -> None:
    """Every view of the star; whoever could read one before (`rights`, PostgreSQL) may read it again."""
    for view in VIEWS:
        connection.execute(CreateView(view.query, PREFIX + view.name))
    names = {PREFIX + view.name for view in VIEWS}
    for view_name, who in rights:
        if view_name in names:
            to = who if who == "PUBLIC" else _quoted(connection, who)
            connection.execute(text(f"GRANT SELECT ON {_quoted(connection, view_name)} TO {to}"))


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
