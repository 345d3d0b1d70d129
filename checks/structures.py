"""What a page is built of that can prove a feature: forms by what they ask for, feeds, banners, contact details."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from checks.addresses import host_of, parts
from checks.sights import Field, Form, Node, Sights
from checks.words import dates_in, fold

# A feature's signature may name these; what each one is stands in the function that looks for it.
STRUCTURES = frozenset(
    {
        "app_link", "ask_form", "chat_box", "choice_form", "contact_details", "contact_line", "cookie_banner",
        "date_form", "deadline", "embedded", "error_report", "feed_link", "forum_list", "forum_topics", "mailto",
        "many_links", "message_form", "page_rating", "place_form", "player", "prose", "search_form", "search_results",
        "subscribe_form", "text_form", "time_slots", "topic_form",
    }
)  # fmt: skip

SEARCH_NAMES = re.compile(r"\b(?:s|q|query|search\w*|keys|keyword\w*|mekl\w*|text|term)\b")
SEARCH_WORDS = re.compile(r"\bmekle|\batras(?:t|$)|\batrod\b|\bko mekle")
SEARCH_BUTTON = re.compile(r"(?:mekle\w*|atrast|atrod|aiziet|search|go)$")
SUBSCRIBE_WORDS = re.compile(
    r"\b(?:pastkast|abone|piesak|pieteik|pierakst|sanem|vestkop|jaunum|zinu lap|newsletter|subscribe)"
)
NEWS_WORDS = re.compile(
    r"\b(?:vest(?:is|im|u)\b|aktualitat|apkopojum|jaunum|zin(?:as|am|u)\b|vestkop|vestul|newsletter|abone)"
)
EVENT_WORDS = re.compile(
    r"\b(?:piet\w+|piesak\w*|registr\w*|dalib\w*) (?:\w+ ){0,3}(?:pasakum|konkurs|nometn|kurs|seminar|vakanc"
    r"|sacensib|rind)"
)
NEWSLETTER_HOST = re.compile(
    r"list-manage\.com|mailerlite\.com|mlsend\.com|sendsmaily\.net|sendpulse\.com|getresponse\.com|sender\.net"
    r"|sibforms\.com"
)
DATE_FIELD = re.compile(r"\b(?:datum|laik[su]?\b|date|time|dien[au]|stund[au]|kad\b|cikos|hour)")
PLACE_FIELD = re.compile(r"\b(?:viet[aus]\b|adres|atrasan|place|location|address|karte|koordinat)")
EMAIL_ADDRESS_FIELD = re.compile(r"\be-?past|\be-?mail\b")
SEARCH_ACTION = re.compile(r"/(?:search|mekle\w*)(?:[/.?]|$)")
SENDER_FIELD = re.compile(r"\b(?:e-?past|e-?mail|mail|vard|uzvard|name|talrun|phone|epasts|kontakt)")
OF_COMMENTS = re.compile(r"comment|koment[aā]r")
RATING = re.compile(
    r"\bvai (?:si|sis) (?:informacij|lap|sadal|satur)\w* (?:jums )?(?:bija|ir) (?:noderig|viegli|saprotam)"
    r"|\bvai (?:jus |te |seit )?(?:atrad\w+|ieguv\w+|sanem\w+),? (?:\w+ ){0,3}(?:lapa|vietne|majaslapa|mekle\w*"
    r"|vajadzig\w*)"
    r"|\bnoverte\w* (?:so |musu |sis )?(?:majas ?lap|timekl\w* ?vietn|vietn|lap)|\bwas this (?:page"
    r"|information) (?:helpful|useful)"
    r"|\bdid you find what"
)
ERROR_REPORT = re.compile(r"\bkludas zinojum|\bzinot par kludu|\bpazinot par kludu|\bzino par kludu")
# 2014-2020 and 2014 2020 are years; a number without the country's code is written as one of these.
PHONE = re.compile(
    r"(?:\+|\b00)371[\s-]?\d(?:[\s-]?\d){7}(?!\d)"
    r"|(?<![\d+])(?:[26]\d{7}|[26]\d{2} \d{5}|6\d{3} \d{4}|[26]\d \d{3} \d{3})(?!\d)"
)
PHONES_TRIED = 20
SUPPLIER = re.compile(
    r"\b(?:izstradataj|uzturetaj|uztur (?:sia|majas|vietn)|majas lapas (?:izstrad|uztur)|tehnisk\w+ (?:atbalst"
    r"|uzturet))"
)
SUPPLIER_NEAR = 120
RECENT = re.compile(
    r"\b(?:\d{1,2}\.\s?\d{1,2}\.\s?20\d\d|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* 20\d\d"
    r"|20\d\d\. ?gada)"
)
POSTCODE = re.compile(r"\blv[\s–-]{0,3}\d{4}\b")
STREET = re.compile(r"\b(?:iela|ielas|laukums|bulvaris|prospekts|gatve|aleja|cels|soseja) \d")
TOPIC_WORDS = re.compile(r"\b(?:pievieno\w*|jaun[au]|izveido\w*|sak\w*) (?:jaunu )?tem|\btemas nosaukum|\bnew topic")
RESULTS = re.compile(r"\b(?:meklesanas rezultat|atrast[aiouei]+\b|rezultatu skait|nekas netika atrast|search results)")
FORUM_SCRIPT = re.compile(
    r"/(?:viewforum|viewtopic)(?:\.php)?(?:$|/)|/t/[\w-]+/\d+|/(?:forums?|diskusijas|tema|domubiedri|sarunas)/\d+"
)
# A board's list of topics, by its headings.
FORUM_TABLE = re.compile(
    r"\b(?:tem(?:a|as|ats|ati)|sarunas?|topics?)\b.{0,60}\b(?:atbild\w+|ierakst\w*|replies"
    r"|posts)\b.{0,60}\b(?:pedej\w+|autors|saka|sacis|last)"
    r"|\b(?:tem(?:a|as|ats|ati)|sarunas?)\b.{0,40}\b(?:autors|saka)\b.{0,40}\batbild\w+"
    r"|\bтема\b.{0,60}\bсообщени\w*.{0,60}\bпоследн"
)
POST_COUNT = re.compile(r"\b\d+ (?:ierakst|atbild|komentar|posts?\b|replies|сообщени)\w*")
TIME_SLOT = re.compile(r"\d{1,2}[.:]\d\d\b")
SLOTS = 3
FORUM_HOST = re.compile(r"(?:forums?|diskusij\w*)\.")
FORUM_GENERATORS = ("phpbb", "discourse", "vbulletin", "mybb", "smf")
TOPICS = 2
QUESTION_OPTIONS = 2
MANY_LINKS = 6
PLAYER = re.compile(r"youtube|youtu\.be|vimeo|facebook|dailymotion|straume|stream|video|tv\.|^tv|player|teams\.|zoom\.")
APP_STORES = ("apps.apple.com", "play.google.com")
PROSE_LETTERS = 200
SHORT_FORM = 4


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
    return named or (form.method == "get" and bool(SEARCH_NAMES.search(texts[0].name)) and (worded or not form.words))


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
        posted = NEWSLETTER_HOST.search(host_of(form.action)) is not None
        if posted or (email and not area and len(form.fields) <= SHORT_FORM and _subscribes(f"{words} {sights.h1}")):
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


def _subscribes(words: str) -> bool:
    return bool(SUBSCRIBE_WORDS.search(words) and NEWS_WORDS.search(words)) and not EVENT_WORDS.search(words)


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
        yield Structure("prose", sights.h1 or sights.title, None)
    own = _contact(sights.main_words)
    if own:
        yield Structure("contact_details", own, None)
    line = _contact(sights.footer_words) or (own if sights.is_home else None)
    if line:
        yield Structure("contact_line", line, None, in_main=False)
    if sights.deadline:
        yield Structure("deadline", f"{sights.deadline:%d.%m.%Y}", None)
    if "?" in sights.url and RESULTS.search(sights.main_words):
        yield Structure("search_results", "page of results", None, target=sights.url)


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
            yield Structure("player", f"{frame.tag} {frame.title}".strip(), frame.element,
                            f"{frame.title} {frame.heading} {frame.near} {sights.h1}", frame.url or None)  # fmt: skip
    if sights.cookie_banner is not None:
        yield Structure("cookie_banner", "cookie notice", sights.cookie_banner, in_main=False)
    for part in sights.parts:
        if part.kind == "log":
            yield Structure("chat_box", "chat", part.element, sights.h1)
        elif part.kind == "button" and ERROR_REPORT.search(part.words):
            yield Structure("error_report", part.words, part.element, part.words, in_main=False)
    if any(part.kind == "button" for part in sights.parts) and RATING.search(sights.text):
        yield Structure("page_rating", "question with buttons", None, in_main=False)
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
