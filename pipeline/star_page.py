"""The data dictionary of the star schema as a page of documentation; `make docs` writes it and a test keeps it true."""

from collections.abc import Iterator

from db.star import DIMENSIONS, FACTS
from db.star_view import PREFIX, STAR_VERSION, Fact, Told, View

INTRODUCTION = """# The star schema: data dictionary

Made from the code (`db/star_facts.py`, `db/star_spans.py`, `db/star_dimensions.py`) by `make docs`. This is version
{version}. How to use it in Power BI, Excel and notebooks stands in [powerbi.md](powerbi.md).

The same tables are there in two shapes:

- as views `star_…` of the database, on SQLite and on PostgreSQL. `eindekss db upgrade` makes them, and copies what the
  code knows (rules, features, methodologies …) into tables that they read, as each export does;
- as files: `eindekss export star [--out FOLDER] [--format parquet|csv] [--since DAY]`. The dashboard can publish them
  ([open-data.md](open-data.md)), with this page for programs beside: `/data/star/dictionary.json`.

```
star/manifest.json                                        what belongs to the export: rows, sizes, SHA-256
star/municipality/municipality.parquet                    a dimension
star/score/year=2026/month=11/score.parquet               a fact, by the month of its day
star/finding_span/year=2026/month=11/finding_span.parquet a span, by the month in which it ended
star/finding_span/year=__HIVE_DEFAULT_PARTITION__/month=__HIVE_DEFAULT_PARTITION__/…       spans that are open
```

`year` and `month` of the folders are no columns of the files; what reads Hive's folders adds them.

## What is promised

- A column keeps its name, type, unit and meaning as long as the version stays {version}. `star_version` of the
  manifest says it.
- Without a new version there may come: tables, columns (anywhere among the others: read them by name, never by
  place), rows of dimensions, and values where this page says “…”.
- With a new version anything may change; the page of the new version says what. The manifest of the export before is
  then good for nothing, and all files are written anew.
- The same data give the same bytes, from SQLite and from PostgreSQL alike, as long as `made_by` of the manifest is
  the same: another version of the writer may write other bytes. No time of the export stands anywhere.
- Of a month that is over, facts change only where a night is judged again by another methodology, or is saved late. A
  span that ended does not change. A span that ends leaves the file of open spans for that of the month: those two
  change.
- `--since DAY` gives the same files as the whole export: months before that of the day are kept where digest and
  database say that nothing of them changed. A damaged or half-written folder is mended.
- `municipality_id`, `audit_id` and `site_id` are numbers of the database: they stay in it and its backups, and are
  others in another database.

### Changelog

| version | day | what came |
|---|---|---|
| 1 | from the first | what is not named below |
| 1 | 2026-11-27 | table `rule_audit`; column `audit.pages_judged`; in `rule` the rules that are gone and never failed |

The first export after a column or a table came writes the facts concerned anew, also with `--since`. The views are
made anew by `eindekss db upgrade`; a login that reads them needs the right to a view that is new.

## Words

| type | in Parquet | in CSV | in PostgreSQL |
|---|---|---|---|
| whole number | INT64 | digits | bigint or integer |
| number | DOUBLE | as JSON writes it | double precision |
| text | UTF-8 | see below | text |
| yes or no | BOOLEAN | `true`, `false` | boolean |
| day | DATE | 2026-11-26 | date |
| moment | TIMESTAMP, UTC | 2026-11-26T01:30:00.000000Z | timestamp with time zone |

A text in CSV is led by an apostrophe where a spreadsheet could take it for a formula, its controls are shown, and it
is cut after 2,000 characters. What is not known is null, in CSV empty; it is never 0. SQLite's views have no types:
days and moments are texts there, yes and no are 1 and 0. A day is that of Riga.
"""


def star_page() -> str:
    """Markdown: the promise, then every table with its columns."""
    lines = [INTRODUCTION.format(version=STAR_VERSION), "## Facts\n"]
    for fact in FACTS:
        lines += _table(fact)
    lines.append("## Dimensions\n")
    for dimension in DIMENSIONS:
        lines += _table(dimension)
    return "\n".join(lines).rstrip() + "\n"


def _table(view: View) -> Iterator[str]:
    yield f"### {view.name}\n"
    where = "by year and month" if isinstance(view, Fact) else "one file"
    key = ", ".join(f"`{name}`" for name in view.key)
    yield f"A row is {view.grain}. View `{PREFIX}{view.name}`; {where}. Key: {key}.\n"
    yield "| column | type | unit | meaning | leads to | from |"
    yield "|---|---|---|---|---|---|"
    yield from map(_row, view.columns)
    yield ""


def _row(one: Told) -> str:
    to = f"`{one.to}`" if one.to else ""
    return f"| `{one.name}` | {one.kind} | {one.unit} | {one.meaning} | {to} | {one.source} |"
