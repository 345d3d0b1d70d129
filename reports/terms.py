"""The closed lists of the model in words; each value is a msgid."""

from collections.abc import Mapping

from model.audit import Status
from model.failure import FailureKind
from model.finding import Confidence, Impact, Outcome, Party
from model.remedy import Aspect, Fixer, Hurt
from model.score import Band, Source
from model.site import Centre
from reports.language import N_

IMPACTS: Mapping[str, str] = {
    Impact.CRITICAL: N_("critical impact"),
    Impact.SERIOUS: N_("serious impact"),
    Impact.MODERATE: N_("moderate impact"),
    Impact.MINOR: N_("minor impact"),
}
IMPACT_ORDER: tuple[Impact | None, ...] = (*Impact, None)

OUTCOMES: Mapping[str, str] = {
    Outcome.PASS: N_("passed"),
    Outcome.FAIL: N_("failed"),
    Outcome.NEEDS_REVIEW: N_("needs a person’s look"),
    Outcome.NOT_APPLICABLE: N_("does not apply"),
    Outcome.NOT_MEASURED: N_("not measured"),
}

PARTIES: Mapping[str, str] = {
    Party.OWN: N_("On the site’s own pages"),
    Party.OTHER: N_("In frames of other parties"),
}

BANDS: Mapping[str, str] = {
    Band.HIGHEST: N_("highest conformity"),
    Band.HIGH: N_("high conformity"),
    Band.MEDIUM: N_("medium conformity"),
    Band.LOW: N_("low conformity"),
}

# Beside the score, where the column says what it is.
SHORT_BANDS: Mapping[str, str] = {
    Band.HIGHEST: N_("highest"),
    Band.HIGH: N_("high"),
    Band.MEDIUM: N_("medium"),
    Band.LOW: N_("low"),
}

STATUSES: Mapping[str, str] = {
    Status.COMPLETE: N_("complete"),
    Status.PARTIAL: N_("partial"),
    Status.FAILED: N_("not audited"),
}

SOURCES: Mapping[str, str] = {
    Source.WEB: N_("website"),
    Source.REGISTER: N_("register"),
    Source.SURVEY: N_("survey"),
    Source.OVERRIDE: N_("set by hand"),
}

# What is missing where an indicator has no score, by the source of its unmeasured part.
MISSING: Mapping[str, str] = {
    Source.WEB: N_("The website gave no answer."),
    Source.REGISTER: N_("Register data is needed."),
    Source.SURVEY: N_("The municipality’s survey answers are needed."),
    Source.OVERRIDE: N_("A decision by hand is needed."),
}

FAILURES: Mapping[str, str] = {
    FailureKind.DNS: N_("host name not found"),
    FailureKind.REFUSED: N_("connection refused"),
    FailureKind.UNREACHABLE: N_("server unreachable"),
    FailureKind.RESET: N_("connection broken off"),
    FailureKind.TLS: N_("secure connection failed"),
    FailureKind.TIMEOUT: N_("no answer in time"),
    FailureKind.PROTOCOL: N_("invalid HTTP answer"),
    FailureKind.TOO_MANY_REDIRECTS: N_("endless redirects"),
    FailureKind.HTTP_4XX: N_("page not available (4xx)"),
    FailureKind.HTTP_5XX: N_("server error (5xx)"),
    FailureKind.RATE_LIMITED: N_("too many requests (429)"),
    FailureKind.BLOCKED_BY_BOT_WALL: N_("stopped by a bot wall"),
    FailureKind.ROBOTS_DISALLOWED: N_("forbidden by robots.txt"),
    FailureKind.NOT_HTML: N_("not an HTML page"),
    FailureKind.DOWNLOAD: N_("a download instead of a page"),
    FailureKind.TOO_LARGE: N_("answer too large"),
    FailureKind.PRIVATE_ADDRESS: N_("private address"),
    FailureKind.BROWSER_CRASHED: N_("browser crashed"),
    FailureKind.PAGE_FROZEN: N_("page froze"),
    FailureKind.BUDGET_SPENT: N_("budget spent"),
}

ROLES: Mapping[str, str] = {
    "home": N_("home page"),
    "contacts": N_("contacts"),
    "services": N_("services"),
    "participation": N_("participation"),
    "open_data": N_("open data"),
    "accessibility_statement": N_("accessibility statement"),
    "search": N_("search"),
    "form": N_("form"),
    "news": N_("news"),
    "template": N_("other page"),
}

GROUPS: Mapping[str, str] = {
    "participation": N_("Participation"),
    "services": N_("Services"),
    "open_data": N_("Open data"),
    "usability": N_("Usability"),
    "social": N_("Social networks"),
}

CENTRES: Mapping[str, str] = {
    Centre.NATIONAL: N_("national centres"),
    Centre.REGIONAL: N_("regional centres"),
    Centre.LOCAL: N_("local centres"),
}

GRADES: Mapping[str, str] = {
    "mentioned": N_("only mentioned"),
    "linked": N_("linked"),
    "working": N_("working"),
    "home": N_("link to the portal’s front page"),
    "deep": N_("link to a service"),
    "stream": N_("live stream"),
    "recordings": N_("recordings"),
}

CONFIDENCES: Mapping[str, str] = {
    Confidence.CERTAIN: N_("certain"),
    Confidence.LIKELY: N_("likely"),
    Confidence.WEAK: N_("by words only"),
}

CHAT_KINDS: Mapping[str, str] = {"bot": N_("answered by a bot"), "person": N_("answered by a person")}

# The mobile verdict's five parts, as what a page should do.
MOBILE_PARTS: Mapping[str, str] = {
    "viewport": N_("The page adapts to the width of the device"),
    "content-width": N_("Content is no wider than the screen"),
    "font-size": N_("Text is legible without zooming"),
    "tap-targets": N_("Links and buttons are easy to tap"),
    "plugins": N_("No plug-ins are needed"),
}

HURTS: Mapping[str, str] = {
    Hurt.BLIND: N_("blind people"),
    Hurt.LOW_VISION: N_("people with low vision"),
    Hurt.COLOUR: N_("people who do not tell colours apart"),
    Hurt.DEAF: N_("deaf and hard-of-hearing people"),
    Hurt.MOTOR: N_("people who use no mouse"),
    Hurt.SEIZURES: N_("people prone to seizures"),
    Hurt.COGNITIVE: N_("people who find reading or understanding hard"),
    Hurt.PHONE: N_("people on phones"),
    Hurt.EVERYONE: N_("every visitor"),
}

FIXERS: Mapping[str, str] = {
    Fixer.EDITOR: N_("content editor"),
    Fixer.SUPPLIER: N_("website developer"),
    Fixer.PLATFORM: N_("keeper of the platform or the server"),
}

# In the order and, in Latvian, by the names of Regulation No. 445.
ASPECTS: Mapping[str, str] = {
    Aspect.NAVIGATION: N_("Main navigation"),
    Aspect.STRUCTURE: N_("Basic structure"),
    Aspect.KEYBOARD: N_("Keyboard access and visible focus"),
    Aspect.FORMS: N_("Form fields and error messages"),
    Aspect.IMAGES: N_("Text alternatives of images"),
    Aspect.HEADINGS: N_("Headings"),
    Aspect.CONTRAST: N_("Colour contrast"),
    Aspect.ZOOM: N_("Zooming of text"),
    Aspect.TITLES: N_("Page titles"),
    Aspect.MOVEMENT: N_("Content that moves, blinks or flashes"),
    Aspect.MULTIMEDIA: N_("Alternatives for multimedia"),
}


def term(known: Mapping[str, str], key: str) -> str:
    """The msgid for the key; a key that no list names is shown as it is."""
    return known.get(key, key)
