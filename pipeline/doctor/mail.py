"""The mail server: reached, encrypted and logged in to as for a report; nothing is sent."""

from collections.abc import Sequence
from dataclasses import replace

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
