"""What a visit gathers, before anybody judges it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from model.failure import Failure


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: the address asked for and the 3xx status it answered."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Response:
    """The exchange that ended the redirects. Header names are lower case, cookies are left out."""

    url: str
    status: int
    headers: Mapping[str, str]
    encoding: str | None
    redirects: tuple[Hop, ...] = ()
    elapsed_ms: int | None = None
    size_bytes: int | None = None

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Resource:
    """One answer that a page's load took, in a form that another answer can be compared with.

    `kind` is what it was for (document, stylesheet, script, image, font, xhr …). `status` 0: no answer could be had.
    `digest` is the SHA-256 of the body (crawler/fingerprints.py); None where the validators stand for it. `marks` are
    short digests of the header values that change what a browser does; `asked` are headers of the request's own.
    """

    url: str
    kind: str
    status: int
    digest: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """All that one load of a page fetched, each answer once, up to the moment `at`.

    `obstacle` says in words why it cannot be told by asking again whether the page is the same; None where it can.
    `conditions` marks the limits that the page was loaded under.
    """

    at: datetime
    conditions: str
    resources: tuple[Resource, ...] = ()
    obstacle: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A page of the wide tier, read by plain HTTP; `html` is empty where `failure` says why.

    `html` is the decoded text. `links` are absolute and normalised, in document order, without doubles. `fetched` is
    what the browser loaded for it, where it was read by one.
    """

    url: str
    response: Response | None
    failure: Failure | None
    html: str = ""
    links: tuple[str, ...] = ()
    fetched: Fetched | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds since navigation began; reported, never scored."""

    first_byte_ms: int | None = None
    dom_ready_ms: int | None = None
    loaded_ms: int | None = None
    settled_ms: int | None = None


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A page chosen for the deep tier. `role` is home, a key kind (contacts, services …) or template."""

    url: str
    role: str
    template: str | None = None


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """A page of the deep tier, as the browser saw it.

    `html` is the DOM after scripts. `axe` is what crawler/gather/axe.js returns: {"version", "rules": [{"id",
    "impact", "tags", "passes", "fails", "reviews", "other_passes", "other_fails", "other_reviews", "nodes": [...]}]}
    (`other_*` counts elements in frames of another party; they are not in the plain counts).
    Each node: {"outcome": "fail"|"review", "party": "own"|"other", "target", "html", "path", "message", "count"};
    `path` is the list of steps `tag#id.class` from the root to the element. `mobile` is what crawler/gather/mobile.js
    returns.
    Screenshots are JPEG bytes of the viewport, by name: "desktop", "phone". `unconfirmed` names findings (fingerprints)
    that another look at the page a moment apart did not show; they are not counted, whenever the page is judged.
    `visited_at` is when the page was asked for, `fetched` what was loaded with it; None in evidence from before they
    were kept.
    """

    url: str
    role: str
    failure: Failure | None
    response: Response | None = None
    template: str | None = None
    html: str = ""
    axe: Mapping[str, Any] | None = None
    mobile: Mapping[str, Any] | None = None
    screenshots: Mapping[str, bytes] = field(default_factory=dict)
    console: tuple[str, ...] = ()
    timing: Timing = field(default_factory=Timing)
    requests: int | None = None
    transferred_bytes: int | None = None
    notes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    visited_at: datetime | None = None
    fetched: Fetched | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What another party's address answered, asked once a night; `alive` is False for 404 and 410 only.

    None where it could not be told: a fault of the network, its own or ours, makes no link dead.
    """

    url: str
    alive: bool | None
    final_url: str | None = None
    status: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class DataFile:
    """One of the site's own data files, read in part. `size_bytes` is the whole file's where the server told it.

    `format` is what the content is (csv, json, geojson, xml, xlsx, ods …), whatever the address says; `parses` None
    where too little was read to tell. `rows` counts what was read; `problem` is one line for a person.
    """

    url: str
    status: int | None
    content_type: str | None = None
    size_bytes: int | None = None
    last_modified: date | None = None
    format: str | None = None
    parses: bool | None = None
    encoding: str | None = None
    header: tuple[str, ...] = ()
    rows: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS or Atom feed: how many entries it has (None where it could not be read) and their days, newest first."""

    url: str
    entries: int | None
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterDataset:
    """One dataset as the register tells of it; `formats` are of its resources, lower case, without doubles."""

    name: str
    title: str
    url: str
    modified: date | None = None
    formats: tuple[str, ...] = ()
    licence: str | None = None
    open_licence: bool | None = None
    resources: int = 0
    resource_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """What the open data register (CKAN) holds of one publisher, asked at `asked_at`.

    `organisation` is the publisher's name in addresses, None where the register knows no such publisher; `failure`
    says why nothing was had. `snapshot` is True where the answer was a stored one.
    """

    address: str
    asked_at: datetime
    organisation: str | None
    datasets: tuple[RegisterDataset, ...] = ()
    failure: Failure | None = None
    snapshot: bool = False


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a result; stored with every audit."""

    tool: str
    axe: str | None
    browser: str | None


@dataclass(frozen=True, slots=True)
class Crawl:
    """How the visit of a whole site went.

    `failure` is set when nothing of the home page was had, or (with pages) when something is missing.
    `searched` is the address at which the site's search was tried, with its state in `alive`.
    `alive` maps checked own link targets to True, False (404 or 410) or None (could not be told), `targets` holds those
    of others. `documents_known` counts the HTML addresses seen, read or not; `forbidden` are pages that robots.txt
    keeps from us. `documents_first` of the documents came before the first page of the sample, the others after the
    last. `hosts` are those whose pages were read, with their number; `sitemap_pages` is how many addresses of pages
    the sitemap names. Both are not in evidence from before they were kept.
    """

    home_url: str
    started_at: datetime
    finished_at: datetime
    failure: Failure | None
    sample: tuple[SamplePage, ...] = ()
    sample_changes: tuple[str, ...] = ()
    documents_read: int = 0
    documents_known: int = 0
    wide_cut_short: str | None = None
    rendered_discovery: bool = False
    mobile_load: str = "same"
    alive: Mapping[str, bool | None] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    forbidden: tuple[str, ...] = ()
    searched: str | None = None
    data_files: tuple[DataFile, ...] = ()
    feeds: tuple[Feed, ...] = ()
    register: Register | None = None
    documents_first: int = 0
    hosts: Mapping[str, int] = field(default_factory=dict)
    sitemap_pages: int | None = None
