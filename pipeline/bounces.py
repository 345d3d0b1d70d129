"""Reads what a mail system sends back: which message came back, and why (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser
from itertools import islice

from reports.shown import shown

LONGEST_DETAIL = 300
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,998}>")
# A report may name anything: so many are looked for.
MOST_IDS = 20
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class NoBounce(Exception):
    """The message tells of no mail that came back; the text says what it is instead."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """`message_ids` names the message that came back, the likeliest first; `status` is as 5.1.1."""

    message_ids: tuple[str, ...]
    status: str
    detail: str


def read_bounce(content: bytes) -> Bounce:
    """Raises NoBounce for anything but a report of failed delivery, a report of a delay included."""
    try:
        return _read(content)
    except RecursionError as error:
        raise NoBounce("it is nested too deeply") from error


def _read(content: bytes) -> Bounce:
    # The newer policies fail on headers that are no good.
    report = message_from_bytes(content)
    fields = [group for part in _parts(report, "message/delivery-status") for group in _groups(part)]
    told = [group for group in fields if group["Action"] is not None]
    if not told:
        raise NoBounce("it holds no delivery report (message/delivery-status)")
    failed = next((group for group in told if _word(group, "Action") == "failed"), None)
    if failed is None:
        raise NoBounce(f"the mail did not come back: its delivery is “{shown(_word(told[0], 'Action'), 30)}”")
    ids = tuple(islice(dict.fromkeys(_message_ids(report)), MOST_IDS))
    if not ids:
        raise NoBounce("it does not name the message that came back")
    status = STATUS.match(_word(failed, "Status"))
    why = " ".join(_word(failed, name, lower=False) for name in ("Final-Recipient", "Diagnostic-Code"))
    # Without a status the report says only that it failed: that is no proof that the address is dead.
    return Bounce(ids, status.group() if status else "4.0.0", shown(why, LONGEST_DETAIL).strip())


def _message_ids(report: Message) -> Iterator[str]:
    for part in _parts(report, "message/rfc822"):
        for inner in _groups(part):
            yield from MESSAGE_ID.findall(_field(inner, "Message-ID"))
    for part in _parts(report, "text/rfc822-headers"):
        headers = HeaderParser().parsestr(_text(part))
        yield from MESSAGE_ID.findall(_field(headers, "Message-ID"))
    for name in ("In-Reply-To", "References"):
        yield from MESSAGE_ID.findall(_field(report, name))


def _parts(report: Message, kind: str) -> list[Message]:
    return [part for part in report.walk() if part.get_content_type() == kind]


def _groups(part: Message) -> list[Message]:
    """The messages inside a part, or the groups of fields of a delivery report."""
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _field(message: Message, name: str) -> str:
    """The header, read as UTF-8 where it is more than ASCII; empty where there is none."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


def _word(group: Message, name: str, *, lower: bool = True) -> str:
    value = _field(group, name)
    return value.lower() if lower else value
