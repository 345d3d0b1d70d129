"""Screenshots and pictures of proof of the report: each once, in bounded number and size, inside the page or beside."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from model.audit import PageAudit

Device = Literal["desktop", "phone"]
Screenshots = Callable[[PageAudit, str], bytes | None]
# A picture by its content address, None where it is gone.
Pictures = Callable[[str], bytes | None]
# Puts a picture somewhere: from its bytes and type to its address in the page.
Place = Callable[[bytes, str], str]

MAX_PICTURES = 12
MAX_PICTURE_BYTES = 300_000
# Of a worst site the words come to 1.2 MB; in base64 these three are 1.6 MB, so that the page stays under 3 MB.
MAX_ALBUM_BYTES = 300_000
MAX_PROOF_BYTES = 450_000
MAX_FAULT_BYTES = 450_000

# The first bytes of the formats that a screenshot may have; anything else is not shown.
SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class Picture:
    """One screenshot; `source` is its address in the page, `anchor` its id there."""

    anchor: str
    page: str
    device: Device
    source: str


def data_uri(image: bytes, kind: str) -> str:
    """Puts the picture into the page itself."""
    return f"data:{kind};base64,{base64.b64encode(image).decode()}"


class PictureFiles:
    """Puts pictures beside the page: `files` is what to write, by address relative to it."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def __call__(self, image: bytes, kind: str) -> str:
        name = f"pictures/{hashlib.sha256(image).hexdigest()[:16]}.{ENDINGS[kind]}"
        self.files[name] = image
        return name


class Album:
    """Hands out the picture of a page, placing it when first asked, while the bounds allow."""

    def __init__(self, pages: Iterable[PageAudit], screenshots: Screenshots, place: Place = data_uri) -> None:
        self._pages: dict[str, PageAudit] = {}
        for page in pages:
            self._pages.setdefault(page.url, page)
        for page in pages:
            if page.final_url:
                self._pages.setdefault(page.final_url, page)
        self._screenshots = screenshots
        self._place = place
        self._asked: dict[tuple[str, Device], Picture | None] = {}
        self._bytes = 0

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """What was placed, in the order it was asked for."""
        return tuple(picture for picture in self._asked.values() if picture is not None)

    def picture(self, urls: Iterable[str], device: Device) -> Picture | None:
        """A picture of one of these pages: one placed already before a new one."""
        pages = [page for page in (self._pages.get(url) for url in urls) if page is not None]
        for page in pages:
            known = self._asked.get((page.url, device))
            if known is not None:
                return known
        for page in pages:
            if (page.url, device) not in self._asked:
                self._asked[page.url, device] = picture = self._put(page, device)
                if picture is not None:
                    return picture
        return None

    def _put(self, page: PageAudit, device: Device) -> Picture | None:
        number = len(self.pictures) + 1
        if number > MAX_PICTURES:
            return None
        image = self._screenshots(page, device)
        source = placed(image, MAX_ALBUM_BYTES - self._bytes, self._place)
        if not image or source is None:
            return None
        self._bytes += len(image)
        return Picture(f"picture-{number}", page.final_url or page.url, device, source)


class ProofAlbum:
    """Hands out the picture of a proof or a finding, the same one once, while the bounds allow."""

    def __init__(self, pictures: Pictures, most_bytes: int | None = None, place: Place = data_uri) -> None:
        self._pictures = pictures
        self._most_bytes = MAX_PROOF_BYTES if most_bytes is None else most_bytes
        self._place = place
        self._given: set[str] = set()
        self._bytes = 0

    def source(self, ref: str | None) -> str | None:
        """Its address in the page."""
        if not ref or ref in self._given:
            return None
        self._given.add(ref)
        image = self._pictures(ref)
        source = placed(image, self._most_bytes - self._bytes, self._place)
        self._bytes += len(image) if image and source else 0
        return source


class LinkedAlbum(ProofAlbum):
    """Of a page that loads pictures one by one: `address` tells where a picture is had, None where it is gone."""

    def __init__(self, address: Callable[[str], str | None]) -> None:
        super().__init__(lambda ref: None)
        self._address = address

    def source(self, ref: str | None) -> str | None:
        return self._address(ref) if ref else None


def image_type(image: bytes) -> str | None:
    """By its first bytes; None for what may not be shown."""
    return next((kind for start, kind in SIGNATURES.items() if image.startswith(start)), None)


def placed(image: bytes | None, most_bytes: int, place: Place) -> str | None:
    """The address of the image, put in its place; None for what is none, or is too big."""
    kind = image_type(image) if image else None
    if not image or kind is None or len(image) > min(MAX_PICTURE_BYTES, most_bytes):
        return None
    return place(image, kind)
