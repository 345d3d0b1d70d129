"""Screenshots and pictures of proof inside the report: each embedded once, in bounded number and size."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from model.audit import PageAudit

Device = Literal["desktop", "phone"]
Screenshots = Callable[[PageAudit, str], bytes | None]
# A picture by its content address, None where it is gone.
Pictures = Callable[[str], bytes | None]

MAX_PICTURES = 12
MAX_PICTURE_BYTES = 300_000
# Of a worst site the words come to 1.2 MB; in base64 these three are 1.6 MB, so that the page stays under 3 MB.
MAX_ALBUM_BYTES = 300_000
MAX_PROOF_BYTES = 450_000
MAX_FAULT_BYTES = 450_000

# The first bytes of the formats that a screenshot may have; anything else is not shown.
SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class Picture:
    """One screenshot; `source` is a data: URI, `anchor` its id on the page."""

    anchor: str
    page: str
    device: Device
    source: str


class Album:
    """Hands out the picture of a page, embedding it when first asked, while the bounds allow."""

    def __init__(self, pages: Iterable[PageAudit], screenshots: Screenshots) -> None:
        self._pages: dict[str, PageAudit] = {}
        for page in pages:
            self._pages.setdefault(page.url, page)
        for page in pages:
            if page.final_url:
                self._pages.setdefault(page.final_url, page)
        self._screenshots = screenshots
        self._asked: dict[tuple[str, Device], Picture | None] = {}
        self._bytes = 0

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """What was embedded, in the order it was asked for."""
        return tuple(picture for picture in self._asked.values() if picture is not None)

    def picture(self, urls: Iterable[str], device: Device) -> Picture | None:
        """A picture of one of these pages: one embedded already before a new one."""
        pages = [page for page in (self._pages.get(url) for url in urls) if page is not None]
        for page in pages:
            known = self._asked.get((page.url, device))
            if known is not None:
                return known
        for page in pages:
            if (page.url, device) not in self._asked:
                self._asked[page.url, device] = picture = self._embed(page, device)
                if picture is not None:
                    return picture
        return None

    def _embed(self, page: PageAudit, device: Device) -> Picture | None:
        number = len(self.pictures) + 1
        if number > MAX_PICTURES:
            return None
        image = self._screenshots(page, device)
        source = embedded(image, MAX_ALBUM_BYTES - self._bytes)
        if not image or source is None:
            return None
        self._bytes += len(image)
        return Picture(f"picture-{number}", page.final_url or page.url, device, source)


class ProofAlbum:
    """Hands out the picture of a proof or a finding, the same one once, while the bounds allow."""

    def __init__(self, pictures: Pictures, most_bytes: int | None = None) -> None:
        self._pictures = pictures
        self._most_bytes = MAX_PROOF_BYTES if most_bytes is None else most_bytes
        self._given: set[str] = set()
        self._bytes = 0

    def source(self, ref: str | None) -> str | None:
        """A data: URI."""
        if not ref or ref in self._given:
            return None
        self._given.add(ref)
        image = self._pictures(ref)
        source = embedded(image, self._most_bytes - self._bytes)
        self._bytes += len(image) if image and source else 0
        return source


def embedded(image: bytes | None, most_bytes: int) -> str | None:
    """The image as a data: URI; None for what is none, or is too big."""
    kind = next((kind for start, kind in SIGNATURES.items() if image and image.startswith(start)), None)
    if not image or kind is None or len(image) > min(MAX_PICTURE_BYTES, most_bytes):
        return None
    return f"data:{kind};base64,{base64.b64encode(image).decode()}"
