"""What a page is built of that can prove a feature: forms by what they ask for, feeds, banners, contact details."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from checks.addresses import host_of, parts
from checks.sights import Field, Form, Node, Sights
from checks.structure_words import (
    ABOUT_CHARS,
    APP_STORES,
    DATA_FILE,
    DATA_FILES,
    DATE_FIELD,
    EMAIL_ADDRESS_FIELD,
    ERROR_REPORT,
    EVENT_WORDS,
    FORUM_GENERATORS,
    FORUM_HOST,
    FORUM_SCRIPT,
    FORUM_TABLE,
    MANY_LINKS,
    NEWS_WORDS,
    NEWSLETTER_HOST,
    OF_COMMENTS,
    OFFICE,
    OFFICE_NEAR,
    PHONE,
    PHONES_TRIED,
    PLACE_FIELD,
    PLAYER,
    POST_COUNT,
    POSTCODE,
    PROSE_LETTERS,
    QUESTION_OPTIONS,
    RATING,
    RECENT,
    RESULTS,
    SEARCH_ACTION,
    SEARCH_ALONE,
    SEARCH_BUTTON,
    SEARCH_NAMES,
    SEARCH_WORDS,
    SENDER_FIELD,
    SHORT_FORM,
    SLOTS,
    STREET,
    SUBSCRIBE_WORDS,
    SUPPLIER,
    SUPPLIER_NEAR,
    TIME_SLOT,
    TOPIC_WORDS,
    TOPICS,
)
from checks.words import dates_in, fold

# A feature's signature may name these; what each one is stands in the function that looks for it.
STRUCTURES = frozenset(
    {
        "app_link", "ask_form", "chat_box", "choice_form", "contact_details", "contact_line", "contact_list",
        "cookie_banner", "data_list", "date_form", "deadline", "embedded", "error_report", "feed_link",
        "forum_list", "forum_topics", "mailto", "many_links", "message_form", "page_rating", "place_form", "player",
        "prose", "search_form", "search_results", "subscribe_form", "text_form", "time_slots", "topic_form",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Structure:
    """One find. `words` are the folded words that belong to it; `in_main`: it stands in the page's own content."""

    name: str
    what: str
    element: Node | None
    words: str = ""
    target: str | None = None
    in_main: bool = True

    @property
    def is_form(self) -> bool:
        return self.name.endswith("_form")


def structures_of(sights: Sights) -> tuple[Structure, ...]:
    """All structures of the page, in document order within each kind."""
    found = [*_forms(sights), *_links(sights), *_texts(sights), *_parts(sights)]
    return tuple(found)


def letters_in(folded: str) -> int:
    """About how many letters: what is not a space."""
    return len(folded) - folded.count(" ")


def is_search(form: Form) -> bool:
    """A form that asks for one thing to look for, and sends it by GET or calls itself a search."""
    texts = form.kinds("text", "search")
    if len(texts) != 1 or form.kinds("textarea", "password", "email", "file"):
        return False
    named = form.role == "search" or texts[0].kind == "search" or "search" in form.ident
    worded = bool(SEARCH_WORDS.search(f"{form.words} {texts[0].label}"))
    if form.method == "get" and SEARCH_ACTION.search(parts(form.action).path):
        return True
    if not form.ident and worded and SEARCH_BUTTON.search(form.words):
        return True
    return named or (
        (form.method == "get" or bool(SEARCH_ALONE.search(texts[0].name)))
        and bool(SEARCH_NAMES.search(texts[0].name))
        and (worded or not form.words)
    )


def _forms(sights: Sights) -> Iterator[Structure]:
    for form in sights.forms:
        words = f"{form.heading} {form.words}".strip()
        if is_search(form):
            yield _of(form, "search_form", "search form", words)
            continue
        if form.kinds("password") or OF_COMMENTS.search(form.ident) or OF_COMMENTS.search(form.heading):
            continue
        names = " ".join(f"{one.name} {one.label}" for one in form.fields)
        area = bool(form.kinds("textarea"))
        email = bool(form.kinds("email")) or bool(EMAIL_ADDRESS_FIELD.search(names))
        if RATING.search(words):
            yield _of(form, "page_rating", "rating form", words)
            continue
        if area:
            yield _of(form, "text_form", "form with a message", words)
        if form.kinds("text", "textarea", "select"):
            yield _of(form, "ask_form", "form with a question", words)
        if area and (email or SENDER_FIELD.search(names)):
            yield _of(form, "message_form", "form with a message and its sender", words)
        several = area or len(form.kinds("text", "select")) > 1
        if several and (form.kinds("file") or any(map(_is_place, form.fields))):
            yield _of(form, "place_form", "form with a place or a photo", words)
        typed = [one for one in form.fields if one.kind not in ("checkbox", "radio")]
        posted = NEWSLETTER_HOST.search(host_of(form.action)) is not None
        if posted or (
            email and not area and len(typed) <= SHORT_FORM and _subscribes(f"{words} {sights.h1}", len(typed))
        ):
            yield _of(form, "subscribe_form", "form for news by e-mail", words)
        if area and TOPIC_WORDS.search(words):
            yield _of(form, "topic_form", "form that opens a topic", words)
        if form.kinds("date", "time", "datetime-local") or (DATE_FIELD.search(names) and form.method == "post"):
            yield _of(form, "date_form", "form with a date or a time", words)
        if _asks(form):
            yield _of(form, "choice_form", "form with questions", words)


def _of(form: Form, name: str, what: str, words: str) -> Structure:
    return Structure(name, what, form.element, words, form.action, form.zone == "main")


def _asks(form: Form) -> bool:
    """Whether it has a question with options: radio buttons of one name."""
    names = [one.name.split(" ")[0] for one in form.kinds("radio")]
    return any(names.count(name) >= QUESTION_OPTIONS for name in names)


def _is_place(one: Field) -> bool:
    words = f"{one.name} {one.label}"
    return bool(PLACE_FIELD.search(words)) and one.kind != "email" and not EMAIL_ADDRESS_FIELD.search(words)


def _subscribes(words: str, fields: int) -> bool:
    """A form of nothing but an address says enough by one of both: that it is for news, or that they come again."""
    said = [bool(SUBSCRIBE_WORDS.search(words)), bool(NEWS_WORDS.search(words))]
    return (all(said) or (fields == 1 and any(said))) and not EVENT_WORDS.search(words)


def _links(sights: Sights) -> Iterator[Structure]:
    own_links = 0
    for link in sights.links:
        if link.zone != "main":
            continue
        if link.url.startswith("mailto:"):
            about = f"{link.words} {link.heading}"
            yield Structure("mailto", link.text or link.url, link.element, about, link.url)
        elif any(f"//{store}/" in link.url for store in APP_STORES):
            about = f"{link.words} {link.heading} {fold(link.near)}"
            yield Structure("app_link", link.text or link.url, link.element, about, link.url)
        elif link.url.startswith("http"):
            own_links += 1
    if own_links >= MANY_LINKS:
        yield Structure("many_links", f"{own_links} links", None)
    for element, rel, kind, _, href in sights.head_links:
        of_comments = OF_COMMENTS.search(f"{href} {element.get('title', '')}".lower())
        if "alternate" in rel and ("rss" in kind or "atom" in kind) and not of_comments:
            yield Structure("feed_link", kind, element, "", href, in_main=False)


def _texts(sights: Sights) -> Iterator[Structure]:
    # A heading alone says nothing, so the page's own name does not count as its text.
    if letters_in(sights.main_words) - letters_in(sights.h1) >= PROSE_LETTERS:
        yield Structure("prose", sights.h1_written or sights.title, None)
    own = _contact(sights.main_words)
    if own:
        yield Structure("contact_details", own, None)
    if own is None and _listed(sights.main_words):
        yield Structure("contact_list", "telephone numbers", None)
    line = _contact(sights.footer_words) or (own if sights.is_home else None)
    if line:
        yield Structure("contact_line", line, None, in_main=False)
    if sights.deadline:
        yield Structure("deadline", f"{sights.deadline:%d.%m.%Y}", None)
    if "?" in sights.url and RESULTS.search(sights.main_words):
        yield Structure("search_results", "page of results", None, target=sights.url)


def _listed(words: str) -> bool:
    """A telephone number beside the name of an office of the municipality, as in a table of its departments."""
    numbers = islice(PHONE.finditer(words), PHONES_TRIED)
    return any(OFFICE.search(words[max(0, one.start() - OFFICE_NEAR) : one.start()]) for one in numbers)


def _route(url: str) -> str:
    """The path, with the route behind it."""
    split = parts(url)
    return split.path + (split.fragment[1:] if split.fragment.startswith("!/") else "")


def _contact(words: str) -> str | None:
    """The telephone number, where an address stands beside it; a supplier's is none."""
    if not (POSTCODE.search(words) or STREET.search(words)):
        return None
    for phone in islice(PHONE.finditer(words), PHONES_TRIED):
        if not SUPPLIER.search(words[max(0, phone.start() - SUPPLIER_NEAR) : phone.start()]):
            return phone.group()
    return None


def _parts(sights: Sights) -> Iterator[Structure]:
    for frame in sights.frames:
        if frame.tag == "iframe" and frame.url and not PLAYER.search(host_of(frame.url)):
            about = f"{frame.title} {frame.heading} {frame.near}"
            yield Structure("embedded", f"iframe {frame.title}".strip(), frame.element, about, frame.url)
        if frame.tag == "video" or PLAYER.search(host_of(frame.url)):
            about = f"{frame.title} {frame.heading} {frame.near} {frame.after} {sights.h1}"
            yield Structure("player", f"{frame.tag} {frame.title}".strip(), frame.element, about, frame.url or None)
    if sights.cookie_banner is not None:
        yield Structure("cookie_banner", "cookie notice", sights.cookie_banner, in_main=False)
    for part in sights.parts:
        if part.kind == "log":
            yield Structure("chat_box", "chat", part.element, sights.h1)
        elif part.kind == "button" and ERROR_REPORT.search(part.words):
            yield Structure("error_report", part.words, part.element, part.words, in_main=False)
    if any(part.kind == "button" for part in sights.parts) and RATING.search(sights.text):
        yield Structure("page_rating", "question with buttons", None, in_main=False)
    files = [link for link in sights.links if link.zone == "main" and DATA_FILE.search(parts(link.url).path)]
    if len(files) >= DATA_FILES:
        yield Structure("data_list", f"{len(files)} data files", files[0].element, sights.main_words[:ABOUT_CHARS])
    slots = [part for part in sights.parts if part.kind == "button" and TIME_SLOT.match(part.words)]
    if len(slots) >= SLOTS:
        yield Structure("time_slots", f"{len(slots)} times to choose", slots[0].element, sights.h1)
    if len(POST_COUNT.findall(sights.main_words)) >= TOPICS:
        yield Structure("forum_list", "topics with their posts", None)
    topics = [link for link in sights.links if FORUM_SCRIPT.search(_route(link.url))]
    board = FORUM_TABLE.search(sights.main_words) or FORUM_HOST.match(host_of(sights.url))
    listed = board is not None and bool(topics) and any(day for _, _, day in dates_in(sights.main_words))
    dated_board = board is not None and RECENT.search(sights.main_words) is not None
    if len(topics) >= TOPICS or listed or dated_board or sights.generator.startswith(FORUM_GENERATORS):
        element = topics[0].element if topics else None
        yield Structure("forum_topics", f"{len(topics)} topics", element)
