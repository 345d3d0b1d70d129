"""The municipality's own profiles in social networks, told from share buttons, single posts and others' profiles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

from checks.addresses import host_of, parts
from checks.check import selector_of
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen
from checks.page_name import PageName
from checks.sights import Frame, Link, Sights, Whose
from checks.signatures import Signature
from checks.words import fold
from model.finding import Feature, Proof

# Who made the site signs it in the footer.
VENDOR = re.compile(
    r"\b(?:izstrad|dizain|majas lap\w* |veidots|veidoj|uzturetaj|programmet|design|develop|powered|created)"
)
# Others whose profiles a municipality's pages list.
INSTITUTION = re.compile(r"bibliot|muzej|skol|turism|tourism|sport|jauniesu|kultur|bernudarz|policij|slimnic|orkestr")
OWNING = re.compile(
    r"\b(?:musu|novada|pasvaldibas|domes|pilsetas) (?:\w+ )?(?:lap|profil|kont|kanal|isfilm|video|zin|grup"
    r"|facebook|instagram|tiktok|linkedin|telegram|whatsapp)"
)
FOLLOW = re.compile(r"\b(?:seko|socialaj|socialie|musu kont|musu profil|atrodi mus)")
# What a link to one's own profile says besides the network's name; anything else is a name.
PLAIN_WORDS = re.compile(
    r"\b(?:seko\w*|pievieno\w*|grup\w*|skat\w*|rakst\w*|zvan\w*|abon\w*|te|seit|vairak|apmekl\w*|atrod\w*"
    r"|sazin\w*|mums|mus|musu|mes|musejie|musejais|vai|ari|un|uz|lapa\w*|profil\w*|kont\w*|kanal\w*|socialaj\w*"
    r"|tikl\w*|novad\w*|pasvaldib\w*"
    r"|dome\w*|pilset\w*|oficial\w*|follow|us|on|our|page|the|official|ikona|logo|icon|atver\w*|jaun\w*|log\w*"
    r"|saite|link)\b"
)
NETWORK_WORDS = re.compile(
    r"facebook|\bfb\b|instagram|\binsta\b|youtube|\byt\b|twitter|\bx\b|tik ?tok|linkedin|draugiem(?:\.lv)?"
    r"|draug\w*|telegram\w*"
    r"|whats ?app|feisbuk\w*|tvit\w*|civin\w*|video\w*|isfilm\w*|foto\w*|attel\w*|zin\w*"
)
PAGES_THAT_PROVE = 3
HANDLES_KEPT = 500
NEAR_CHARS = 60


@dataclass(slots=True)
class Profile:
    """One handle of one network: where it was seen and the best proof of it."""

    handle: str
    url: str
    proof: Proof
    order: tuple[object, ...]
    places: set[str] = field(default_factory=set)
    at_edge: bool = False
    named_at_home: bool = False
    claimed: bool = False
    foreign: bool = False


class Profiles:
    """Own is a profile in the header or footer, named on the home page, on three pages, or with the own name."""

    def __init__(self, whose: Whose, networks: Sequence[Signature]) -> None:
        self.networks = tuple(one.id for one in networks)
        self._whose = whose
        self._signatures = {one.id: one for one in networks}
        self._profiles: dict[str, dict[str, Profile]] = {one: {} for one in self.networks}

    def knows(self, url: str) -> bool:
        """Whether the address is somebody's profile."""
        return any(handle_of(signature, url) for signature in self._signatures.values())

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        for link in sights.links:
            if link.url.startswith("http") and not self._whose.owns(link.url):
                self._take(sights, link, link.url)
        for frame in sights.frames:
            page = parse_qs(parts(frame.url).query).get("href", [""])[0]
            self._take(sights, frame, page or frame.url)
        yield from ()

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        own = [one for one in self._profiles[feature.id].values() if self._is_own(one)]
        own.sort(key=lambda one: (not self._resembles(one), not one.at_edge, -len(one.places), one.handle))
        living = [one for one in own if alive(one.url) is not False]
        evidence = tuple(one.proof for one in living or own)[:5]
        if living:
            # No network shows its posts to who has not logged in, so their age cannot be told.
            details = {"handles": [one.handle for one in living][:5], "newest_post": None}
            return replace(
                feature, found=True, grade="linked", evidence=evidence, alive=alive(living[0].url), details=details
            )
        return replace(feature, found=False, grade=None, evidence=evidence, alive=False) if own else feature

    def _take(self, sights: Sights, sight: Link | Frame, url: str) -> None:
        for network, signature in self._signatures.items():
            handle = handle_of(signature, url)
            if handle:
                self._keep(network, handle, sights, sight, url)

    def _keep(self, network: str, handle: str, sights: Sights, sight: Link | Frame, url: str) -> None:
        words = sight.words if isinstance(sight, Link) else sight.title
        near = fold(sight.near[-NEAR_CHARS:]) if isinstance(sight, Link) else ""
        at_edge = sight.zone in ("header", "footer", "nav", "aside")
        what = (sight.text if isinstance(sight, Link) else sight.title) or handle
        order = (not sights.is_home, len(sights.url), sights.url, what, url)
        known = self._profiles[network]
        one = known.get(handle)
        if one is None or order < one.order:
            proof = Proof(sights.url, what, url, selector_of(sight.element), "targets")
            kept = one or Profile(handle, url, proof, order)
            kept.url, kept.proof, kept.order = url, proof, order
            known[handle] = one = kept
        if len(one.places) < PAGES_THAT_PROVE:
            one.places.add(sights.place)
        others = INSTITUTION.search(f"{words} {handle}") is not None and not at_edge
        vendor = VENDOR.search(f"{near} {words}") is not None or self._names_another(what, handle)
        one.foreign |= others or vendor
        one.at_edge |= at_edge
        invited = network in words or FOLLOW.search(f"{words} {sight.heading} {near}") is not None
        one.named_at_home |= sights.is_home and invited
        # "Our channel" in the text of any page, where the words are nobody else's name.
        claimed = OWNING.search(f"{near} {words} {sight.heading}") is not None
        one.claimed |= claimed and not others and not sights.is_article
        if len(known) > HANDLES_KEPT:
            del known[max(known)]

    def _names_another(self, text: str, handle: str) -> bool:
        """Whether the link's text is a name, and neither it nor the handle is the municipality's."""
        words = fold(text)
        left = NETWORK_WORDS.sub(" ", PLAIN_WORDS.sub(" ", words))
        named = text[:1].isupper() and any(len(word) > 2 for word in re.findall(r"[^\W\d_]+", left))
        return named and not self._whose.resembles(words) and not self._whose.resembles(fold(handle))

    def _is_own(self, one: Profile) -> bool:
        if one.foreign:
            return False
        seen_often = len(one.places) >= PAGES_THAT_PROVE
        return one.at_edge or one.named_at_home or one.claimed or seen_often or self._resembles(one)

    def _resembles(self, one: Profile) -> bool:
        return self._whose.resembles(fold(one.handle)) and not INSTITUTION.search(fold(one.handle))


def handle_of(signature: Signature, url: str) -> str | None:
    """The profile's name in lower case, where the address is one of the network's profiles."""
    host, split = host_of(url), parts(url)
    rest = split.path + (f"?{split.query}" if split.query else "")
    for target in signature.targets:
        if target.host is None or not target.host.fullmatch(host) or (target.not_path and target.not_path.search(rest)):
            continue
        match = target.path.search(rest)
        if match:
            return (match.groupdict().get("handle") or rest).strip("/@").lower()
    return None
