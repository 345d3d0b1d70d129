"""What an operator is told of a night: one message with all that needs a look, each with what to do about it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from model.alert import Alert, AlertKind, Digest
from model.failure import ADVICE
from model.text import Language, Text
from reports.envelope import Envelope, addressed
from reports.export import plain
from reports.failure_words import note_told
from reports.language import Words
from reports.shown import shown
from reports.terms import FAILURES, term

NAME_LIMIT, DETAIL_LIMIT = 80, 200
# A digest of a night on which all fail is read to its first lines.
LISTED = 200


@dataclass(frozen=True, slots=True)
class Message:
    """`lines` are the alerts, each what happened and what to do."""

    subject: str
    lines: tuple[tuple[str, str], ...]
    closing: str

    @property
    def text(self) -> str:
        told = [f"{number}. {said}\n   {advice}" for number, (said, advice) in enumerate(self.lines, start=1)]
        return "\n\n".join((self.subject, *told, self.closing)) + "\n"


def render_digest(digest: Digest, language: Language, sections: Mapping[str, Text]) -> Message:
    """`sections` are their titles. Words of sites in it are bounded, and no control character is left."""
    words = Words(language)
    day = words.date(digest.night)
    count = len(digest.alerts)
    if not count:
        subject = words.gettext("e-index, night of %(day)s: all is well", day=day)
    else:
        subject = words.ngettext(
            "e-index, night of %(day)s: %(num)s alert", "e-index, night of %(day)s: %(num)s alerts", count, day=day
        )
    lines = [_line(words, alert, digest, sections) for alert in digest.alerts[:LISTED]]
    if digest.run is None:
        closing = words.gettext("No run was planned for this night.")
    else:
        closing = words.gettext(
            "Run %(run)s. Sites saved: %(saved)s of %(sites)s. All of them: %(command)s",
            run=digest.run,
            saved=words.number(digest.saved),
            sites=words.number(digest.sites),
            command=f"eindekss runs show {digest.run}",
        )
    if count > LISTED:
        unlisted = words.gettext("Alerts that are not listed here: %(num)s.", num=words.number(count - LISTED))
        closing = f"{unlisted} {closing}"
    return Message(subject, tuple(lines), closing)


def digest_json(digest: Digest, message: Message) -> dict[str, Any]:
    """For a webhook: `text` is what chat programs show, the rest is for programs."""
    alerts = [
        {key: value for key, value in plain(asdict(alert)).items() if value is not None}
        | {"text": said, "advice": advice}
        for alert, (said, advice) in zip(digest.alerts, message.lines, strict=False)
    ]
    return {
        "text": message.text,
        "night": digest.night.isoformat(),
        "run": digest.run,
        "saved": digest.saved,
        "sites": digest.sites,
        "alerts": alerts,
    }


def digest_mail(message: Message, envelope: Envelope) -> EmailMessage:
    made = addressed(envelope, message.subject)
    made["Message-ID"] = make_msgid(domain=envelope.sender_address.rpartition("@")[2])
    made.set_content(message.text, cte="quoted-printable")
    return made


def _line(words: Words, alert: Alert, digest: Digest, sections: Mapping[str, Text]) -> tuple[str, str]:
    said, advice = TELL[alert.kind](words, alert, digest, sections)
    return said, advice


def _not_started(words: Words, alert: Alert, digest: Digest, sections: Mapping[str, Text]) -> tuple[str, str]:
    return words.gettext("The night did not begin: nothing was audited."), words.gettext(
        "See whether the scheduler runs and can read the list of sites (`eindekss doctor`, `eindekss sites check "
        "--offline`); then begin the night by hand: `eindekss schedule run-now`."
    )


def _not_finished(words: Words, alert: Alert, digest: Digest, sections: Mapping[str, Text]) -> tuple[str, str]:
    return words.gettext(
        "The night is not finished. Sites without a result: %(count)s of %(total)s.", **_counts(words, alert)
    ), words.gettext(
        "`eindekss runs show` names them. See first what held the night up, as a full disk or a worker that died: "
        "`eindekss doctor`, and the log. Where it was only too short, more workers, more sites at once "
        "(EINDEKSS_SITES_AT_ONCE) or longer hours (EINDEKSS_NIGHT_HOURS) help."
    )


def _failure_share(words: Words, alert: Alert, digest: Digest, sections: Mapping[str, Text]) -> tuple[str, str]:
    return words.gettext("Too many audits failed: %(count)s of %(total)s.", **_counts(words, alert)), words.gettext(
        "When many sites fail alike, look for the cause on this side first: network, DNS, or an address that is "
        "blocked (`eindekss doctor`, `eindekss sites check`)."
    )


def _fault(words: Words, alert: Alert, digest: Digest, sections: Mapping[str, Text]) -> tuple[str, str]:
    return words.gettext(
        "%(site)s: a fault of eindekss ended the audit: %(detail)s", site=_name(alert), detail=_detail(alert.detail)
    ), words.gettext("Report it with the log of this site; other sites are not affected.")


def _site_down(words: Words, alert: Alert, digest: Digest, sections: Mapping[str, Text]) -> tuple[str, str]:
    failure = alert.failure
    assert failure is not None, "a site that is down has its failure"
    return words.gettext(
        "%(site)s: newly down: %(failure)s (%(detail)s)",
        site=_name(alert),
        failure=words.gettext(term(FAILURES, failure.kind)),
        detail=_detail(note_told(failure.detail, words)),
    ), words.of(ADVICE[failure.kind])


def _certificate(words: Words, alert: Alert, digest: Digest, sections: Mapping[str, Text]) -> tuple[str, str]:
    ends = alert.ends
    assert ends is not None, "a certificate has its end"
    place = {"site": _name(alert), "day": words.date(ends)}
    if ends.date() >= digest.night:
        said = words.gettext("%(site)s: the certificate ends on %(day)s", **place)
    else:
        said = words.gettext("%(site)s: the certificate ended on %(day)s", **place)
    return said, words.gettext(
        "Ask the municipality to renew it: from that day on browsers warn of the site, and it counts as down."
    )


def _score_fallen(words: Words, alert: Alert, digest: Digest, sections: Mapping[str, Text]) -> tuple[str, str]:
    before, now = alert.before or 0.0, alert.now or 0.0
    what = words.gettext("the index")
    if alert.section is not None:
        title = sections.get(alert.section)
        what = f"“{words.of(title) if title else alert.section}”"
    return words.gettext(
        "%(site)s: %(what)s fell from %(before)s to %(now)s (%(change)s)",
        site=_name(alert),
        what=what,
        before=words.score(before),
        now=words.score(now),
        change=words.points(now - before),
    ), words.gettext("What moved it: %(command)s", command=_diff(alert, digest))


def _counts(words: Words, alert: Alert) -> dict[str, str]:
    return {"count": words.number(alert.count or 0), "total": words.number(alert.total or 0)}


def _name(alert: Alert) -> str:
    assert alert.site is not None, "the alert is about a site"
    return shown(alert.site.name, NAME_LIMIT)


def _diff(alert: Alert, digest: Digest) -> str:
    assert alert.site is not None, "the alert is about a site"
    return f"eindekss diff {alert.site.atvk or alert.site.url} --from {digest.night - timedelta(days=1)}"


def _detail(text: str | None) -> str:
    return shown(text or "", DETAIL_LIMIT)


Tell = Callable[[Words, Alert, Digest, Mapping[str, Text]], tuple[str, str]]
TELL: dict[AlertKind, Tell] = {
    AlertKind.NOT_STARTED: _not_started,
    AlertKind.NOT_FINISHED: _not_finished,
    AlertKind.FAILURE_SHARE: _failure_share,
    AlertKind.FAULT: _fault,
    AlertKind.SITE_DOWN: _site_down,
    AlertKind.CERTIFICATE: _certificate,
    AlertKind.SCORE_FALLEN: _score_fallen,
}
