"""A mailbox as `local@domain`: only those that every mail server takes, and that no header can be smuggled through."""

import re

# RFC 5321 without quoted local parts, which nobody has and which hide spaces and angle brackets.
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
LONGEST_LOCAL, LONGEST_DOMAIN, LONGEST_LABEL = 64, 253, 63


def mailbox(text: str) -> str:
    """The address in one spelling: its domain in lower case and in ASCII. Raises ValueError with what is wrong."""
    local, at, domain = text.strip().rpartition("@")
    if not at or not LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise ValueError(f"“{text}” is not an e-mail address")
    try:
        plain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"“{text}” is not an e-mail address") from None
    labels = plain.split(".")
    if not DOMAIN.fullmatch(plain) or len(plain) > LONGEST_DOMAIN or max(map(len, labels)) > LONGEST_LABEL:
        raise ValueError(f"“{text}” is not an e-mail address")
    return f"{local}@{plain.lower()}"
