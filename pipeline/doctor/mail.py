"""Whom mails and alerts go through: reached, encrypted and logged in to as for a report; nothing is sent."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from pipeline.doctor.check import Answer, Installation, fail, ok, warn
from pipeline.errors import SetupError
from pipeline.settings import PREFIX
from pipeline.smtp import Server, ServerUnusable

# Each of its answers; the whole has the time of a check.
ANSWER_S = 8.0


def mail(installation: Installation) -> Sequence[Answer]:
    settings = installation.settings
    if not settings.smtp_host:
        return [ok(f"No mail server is set ({PREFIX}SMTP_HOST), so nothing is mailed.")]
    try:
        server = Server.of(settings)
    except SetupError as error:
        return [fail(str(error), "Name a file that can be read.")]
    place = f"The mail server {server.host}:{server.port}"
    try:
        replace(server, timeout_s=min(server.timeout_s, ANSWER_S)).greet()
    except ServerUnusable as error:
        return [
            fail(f"{place} cannot be used: {error}.", f"Look at {PREFIX}SMTP_*, and at what the server's log says.")
        ]
    told = ok(f"{place} takes our connection ({server.security}{', logged in' if server.user else ''}).")
    if not settings.mail_from:
        return [told, warn("Mails have no sender.", f"Set {PREFIX}MAIL_FROM.")]
    return [told]


def alerts(installation: Installation) -> Sequence[Answer]:
    """Somebody is told of a night that goes wrong. The webhook's host is connected to; its address is a key."""
    settings, hook = installation.settings, installation.settings.alert_webhook.get_secret_value()
    if not settings.alert_to and not hook:
        advice = f"Set {PREFIX}ALERT_TO or {PREFIX}ALERT_WEBHOOK."
        return [warn("Nobody is told of a night that goes wrong.", advice)]
    if settings.alert_to and not settings.smtp_host:
        text = f"Alerts go to {settings.alert_to}, and no mail server is set."
        return [fail(text, f"Set {PREFIX}SMTP_HOST and {PREFIX}MAIL_FROM.")]
    parts = urlsplit(hook)
    try:
        if parts.hostname:
            _connect(parts.hostname, parts.port, encrypted=parts.scheme == "https")
    except (OSError, ValueError) as error:
        text = f"The webhook's host {parts.hostname} cannot be connected to ({error})."
        return [fail(text, f"See {PREFIX}ALERT_WEBHOOK, and whether this machine reaches it.")]
    told = [name for name in (settings.alert_to, parts.hostname and f"the webhook at {parts.hostname}") if name]
    return [ok(f"Alerts go to {' and to '.join(told)}.")]


def _connect(host: str, port: int | None, *, encrypted: bool) -> None:
    with socket.create_connection((host, port or (443 if encrypted else 80)), ANSWER_S) as plain:
        if encrypted:
            ssl.create_default_context().wrap_socket(plain, server_hostname=host).close()
