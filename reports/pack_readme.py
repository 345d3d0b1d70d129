"""The text that explains an evidence pack to whoever opens it."""

import textwrap

from model.audit import Audit
from model.text import Language
from reports.language import Words
from reports.shown import shown

WRAPPER = textwrap.TextWrapper(100, break_long_words=False, break_on_hyphens=False)
VERIFY = "eindekss evidence verify FILE.zip"
NAME_LIMIT = 200


def pack_readme(audit: Audit, *, language: Language, removed: int, head: str | None, report: str) -> str:
    """Plain text. `removed` counts the evidence that is no longer there, `report` is the file with the report."""
    words = Words(language)
    _ = words.gettext
    title = _("Evidence of a website audit")
    when = f"{words.date(audit.started_at)}, {words.time(audit.started_at)}"
    site = f"{shown(audit.site.name, NAME_LIMIT)}, {shown(audit.site.url, NAME_LIMIT)}"
    files = {
        report: _("the report for people"),
        "result.json": _("all that was judged: scores, findings, features with their proofs"),
        "pages/": _("each audited page: pictures, content after its scripts, results of axe-core and the phone test"),
        "features/": _("pictures of what proves the features"),
        "visit/": _("how the visit went, and the pages that were only read"),
        "chain.json": _("the links that bind this audit to those before and after it"),
        "manifest.json": _("every file with its SHA-256, and what is no longer kept"),
    }
    paragraphs = [
        f"{_('Site')}: {site}",
        _("Audited: %(when)s, run %(run)s", when=when, run=audit.run),
        _("This pack holds what the audit saw and what it concluded from that, as it was saved then:"),
        "\n".join(f"{name} – {told}" for name, told in files.items() if head or name != "chain.json"),
        _("The pages are stored as text (dom.html.txt): do not open them as web pages, for their scripts would run."),
        _("To check that nothing was changed, removed or added: %(command)s", command=VERIFY),
        _("Without eindekss compare the SHA-256 of each file (sha256sum, certutil -hashfile) with manifest.json."),
        _("Whoever changes a file could also make a new manifest, report and README."),
        _("The evidence is bound by the chain: compare its head with one that was written down elsewhere (--head).")
        if head
        else _("This audit is from before the chain of evidence: only its manifest speaks for it."),
        _("Head of the chain: %(head)s", head=head) if head else "",
        _kept(words, removed),
        _("Pages name people. Treat the pack as personal data."),
    ]
    wrapped = ("\n".join(map(WRAPPER.fill, part.split("\n"))) for part in paragraphs if part)
    return "\n\n".join([f"{title}\n{'=' * len(title)}", *wrapped]) + "\n"


def _kept(words: Words, removed: int) -> str:
    if not removed:
        return words.gettext("Nothing of it has been removed.")
    return words.ngettext(
        "%(num)s file is no longer kept; manifest.json names it with its day.",
        "%(num)s files are no longer kept; manifest.json names each with its day.",
        removed,
    )
