"""What the columns of a published CSV mean, as CSV on the Web tells it (W3C, Metadata Vocabulary for Tabular Data)."""

from typing import Any

from model.dataset import DataColumn, Dataset, Datatype
from model.text import Text
from reports.licences import Licence

CONTEXT = "http://www.w3.org/ns/csvw"


def csv_metadata(dataset: Dataset, url: str, licence: Licence, about: str) -> dict[str, Any]:
    """Of the CSV at `url`; it stands beside it, where CSVW looks for it. `about` is the page of the dataset."""
    return {
        "@context": [CONTEXT, {"@language": "en"}],
        "url": url,
        "dc:title": _both(dataset.title),
        "dc:description": _both(dataset.holds),
        "dc:license": {"@id": licence.url},
        "rdfs:seeAlso": {"@id": about},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tableSchema": {
            "columns": [_column(column, column.id in dataset.key) for column in dataset.columns],
            "primaryKey": list(dataset.key),
        },
    }


def _column(column: DataColumn, required: bool) -> dict[str, Any]:
    """A boolean is true or false, and a value that is not known is an empty cell."""
    told: dict[str, Any] = {
        "name": column.id,
        "titles": column.id,
        "dc:description": _both(column.means),
        "datatype": {"base": column.datatype, "format": "yyyy-MM-dd"}
        if column.datatype is Datatype.DATE
        else column.datatype,
        "null": "",
    }
    return told | ({"required": True} if required else {})


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.lv, "@language": "lv"}, {"@value": text.en, "@language": "en"}]
