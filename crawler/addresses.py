"""URLs of pages in one spelling, which of them are the site's own, and which are not worth asking for."""

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}
# Letters of RFC 3986: unreserved, and what may stand in a path or query as it is.
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
AS_IT_IS = UNRESERVED | frozenset("!$&'()*+,;=:@/?")

# Server and browser read at least this much (RFC 9110 4.1); a longer address is no page's.
MAX_ADDRESS_CHARS = 8_000
MAX_HOST_CHARS = 253

# Code points that no host may hold (WHATWG URL, forbidden domain code points), and quotes, which no name has.
NOT_IN_HOST = re.compile(r"[\x00-\x20\x7f\s%<>\"`{}|\\^\[\]:/?#@]")
NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")
WHOLE = re.compile(r"https?://", re.IGNORECASE)
BRACKETED = re.compile(r"(?:[^@]*@)*\[([0-9A-Fa-f:.]+)\](?::\d*)?")
SESSION_IN_PATH = re.compile(r";(jsessionid|phpsessid|sid)=[^/;?#]*", re.IGNORECASE)
SESSION_NAMES = frozenset({"jsessionid", "phpsessid", "aspsessionid", "cfid", "cftoken", "session_id", "sessionid"})
TRACKING_NAMES = frozenset({"fbclid", "gclid", "gbraid", "wbraid", "msclkid", "yclid", "dclid", "mc_cid", "mc_eid"})
SESSION_VALUE = re.compile(r"[0-9A-Za-z,-]{16,}")

MAX_URL_CHARS = 2000
MAX_SEGMENTS = 14
MAX_SAME_SEGMENT = 3
MAX_PARAMETERS = 8
MAX_QUERY_CHARS = 400

EXTENSIONS = """
7z aac apk asc asice atom avi bin bmp bz2 css csv dmg doc docm docx dwg edoc eot eps epub exe flac flv gif geojson gml
gpkg gz ico ics iso jar jpeg jpg js json jsonld kml kmz m4a m4v map md5 mid mkv mov mp3 mp4 mpeg mpg msi odf odp ods odt
oga ogg ogv otf p7m p7s parquet pdf png pot pps ppsx ppt pptx psd rar rdf rss rtf shp svg swf tar tgz tif tiff torrent
ttf txt vcf wav wcs webm webmanifest webp wfs wma wmf wms wmv woff woff2 xls xlsb xlsm xlsx xml xsd xsl xz zip
"""
FILES = frozenset(EXTENSIONS.split())


def normalise(url: str, base: str | None = None, *, keep_sessions: bool = False) -> str | None:
    """The URL, resolved against `base`, in one spelling; None where it is no http(s) address or over 8,000 characters.

    Scheme and host lower case (IDN as ASCII), default port, user name and fragment dropped (but `#!…` kept), dot
    segments resolved, percent-encoding in normal form (RFC 3986 6.2.2), session ids and campaign tags dropped unless
    `keep_sessions`; what is left of the query keeps its order.
    """
    if len(url) > MAX_ADDRESS_CHARS:
        return None
    # Browsers drop these inside a URL and read a backslash as a slash.
    text = re.sub(r"[\t\r\n]", "", url).strip("\0\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f \x1f")
    if not re.match(r"(?!https?:)[a-zA-Z][a-zA-Z0-9+.-]*:", text, re.IGNORECASE):
        before, mark, after = text.partition("?")
        text = before.replace("\\", "/") + mark + after
    try:
        # urljoin would drop a semicolon at the end of a whole address.
        parts = urlsplit(urljoin(base, text) if base and not WHOLE.match(text) else text)
        scheme, host, port = parts.scheme.lower(), _host(parts), parts.port
    except ValueError:
        return None
    if scheme not in DEFAULT_PORTS or host is None or port == 0:
        return None
    netloc = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path, query = _encoded(parts.path), _encoded(parts.query)
    if not keep_sessions:
        # Encoded first: %73id is a sid too.
        path = SESSION_IN_PATH.sub("", path)
        query = "&".join(piece for piece in query.split("&") if piece and not _dropped(piece))
    fragment = _encoded(parts.fragment) if parts.fragment.startswith("!") else ""
    plain = urlunsplit(SplitResult(scheme, netloc, _without_dots(path or "/"), query, fragment))
    return plain if len(plain) <= MAX_ADDRESS_CHARS else None


def _host(parts: SplitResult) -> str | None:
    """Raises ValueError where what stands in brackets is no IPv6 address."""
    if "[" in parts.netloc or "]" in parts.netloc:
        literal = BRACKETED.fullmatch(parts.netloc)
        return f"[{IPv6Address(literal[1]).compressed}]" if literal else None
    name = parts.hostname or ""
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    name = name.removesuffix(".")
    # An empty label cannot be looked up.
    labels = name.split(".")
    if not all(labels) or len(name) > MAX_HOST_CHARS or NOT_IN_HOST.search(name):
        return None
    return _ipv4(labels) if NUMBER.fullmatch(labels[-1]) else name


def _ipv4(labels: list[str]) -> str | None:
    """The address of a host that ends in a number, in its usual spelling (WHATWG URL, IPv4 parser)."""
    if len(labels) > 4 or not all(map(NUMBER.fullmatch, labels)):
        return None
    try:
        *first, last = map(_number, labels)
        whole = int.from_bytes(bytes(first), "big") << 8 * (4 - len(first))
        return str(IPv4Address(whole + last)) if last < 256 ** (4 - len(first)) else None
    except ValueError:
        return None


def _number(label: str) -> int:
    """Raises ValueError for an octal number with an 8 or a 9."""
    if label[:2] in ("0x", "0X"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") else 10)


def _encoded(text: str) -> str:
    """Percent-encoding in normal form: what needs none has none, what needs it is upper case."""
    out: list[str] = []
    for at, piece in enumerate(re.split(r"(%[0-9A-Fa-f]{2})", text)):
        if at % 2:
            letter = chr(int(piece[1:], 16))
            out.append(letter if letter in UNRESERVED else piece.upper())
        else:
            out.extend(letter if letter in AS_IT_IS else _percent(letter) for letter in piece)
    return "".join(out)


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))


def _without_dots(path: str) -> str:
    """RFC 3986 5.2.4; empty segments stay."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _dropped(piece: str) -> bool:
    name, _, value = piece.partition("=")
    name = name.lower()
    if name in SESSION_NAMES or name in TRACKING_NAMES or name.startswith("utm_"):
        return True
    # A short `sid` is a section's number on many sites; only a long one is a session.
    return name == "sid" and SESSION_VALUE.fullmatch(value) is not None


def origin(url: str) -> tuple[str, int]:
    """Host, without brackets, and port of a normalised URL."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def root(url: str) -> str:
    """Scheme and authority of a normalised URL, without a slash at the end."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def same_site(url: str, home: str) -> bool:
    """Whether both are on one host, with or without www., and one port; http and https on their own ports are one."""
    here, there = urlsplit(url), urlsplit(home)
    hosts = [(parts.hostname or "").removeprefix("www.") for parts in (here, there)]
    ports = [None if parts.port == DEFAULT_PORTS.get(parts.scheme) else parts.port for parts in (here, there)]
    return hosts[0] == hosts[1] and ports[0] == ports[1]


def on_origin_of(url: str, home: str) -> str:
    """An own URL with the home page's scheme and host, so that http, https and www. do not make two pages of one."""
    here, there = urlsplit(url), urlsplit(home)
    return urlunsplit(here._replace(scheme=there.scheme, netloc=there.netloc))


def segments(url: str) -> tuple[str, ...]:
    return tuple(part for part in urlsplit(url).path.split("/") if part)


def looks_like_page(url: str) -> bool:
    """Whether the address does not name a file that is no HTML."""
    last = urlsplit(url).path.rpartition("/")[2]
    extension = last.rpartition(".")[2].lower() if "." in last else ""
    return extension not in FILES


def is_trap(url: str) -> bool:
    """Whether the address looks made up by a loop: endless paths, segments that repeat, queries that grow."""
    parts = segments(url)
    query = urlsplit(url).query
    return (
        len(url) > MAX_URL_CHARS
        or len(parts) > MAX_SEGMENTS
        or any(parts.count(part) > MAX_SAME_SEGMENT for part in parts)
        or query.count("&") >= MAX_PARAMETERS
        or len(query) > MAX_QUERY_CHARS
    )


def shape(url: str) -> str | None:
    """What all pages of a calendar or of a filtered list share: the path with its numbers blotted out.

    None for an address that has no query and fewer than two numbers in its path.
    """
    parts = urlsplit(url)
    path, numbers = re.subn(r"\d+", "#", parts.path)
    if parts.query:
        names = "&".join(sorted(piece.partition("=")[0] for piece in parts.query.split("&")))
        return f"{path}?{names}"
    return path if numbers >= 2 else None
