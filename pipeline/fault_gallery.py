"""The pictures of a site's findings: one of each cause, with its element outlined, while its page is open anyway."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from checks.catalogue import catalogue
from checks.issues import EXAMPLES_KEPT, element_fingerprint
from db.evidence import SCREENSHOT, EvidenceDamaged, EvidenceMissing, EvidenceStore
from model.finding import Element, Example, Impact, Issue, Outcome, Party, Proof, Standard, Verdict

MAX_PICTURES = 40
# Each takes a tenth of a second, on a busy machine two tenths.
MAX_A_PAGE = 5
MAX_A_PHONE = 2
# Of a cause that cannot be seen where it was looked for.
MAX_TRIES = 2

# A box round the whole page points at nothing, and the head is not to be seen.
FRAME = frozenset({"html", "head", "body", "title", "meta", "link", "base", "script", "style"})
BINDING = frozenset({Standard.WCAG21, Standard.MOBILE})
IMPACTS = (*Impact, None)


class FaultGallery:
    """A picture of each cause that fails. `known` are the issues of the last audit: what was taken once is had."""

    def __init__(self, store: EvidenceStore, known: Iterable[Issue] = ()) -> None:
        self._store = store
        self._known = _pictured(known)
        # By fingerprint, with the picture: empty where nothing could be seen.
        self._hung: dict[str, Example] = {}
        self._asked: dict[Proof, tuple[str, Example]] = {}
        self._passed: set[str] = set()
        self._tries: Counter[str] = Counter()
        self._shown_by: Counter[str] = Counter()

    def wanted_of(self, page: str, verdicts: Iterable[Verdict], *, phone: bool = False) -> tuple[Proof, ...]:
        """The places on this page to be pictured, the causes that weigh most first; of a phone those seen on phones."""
        examples = self._shown_on(page, verdicts, phone=phone)
        lacking = [name for name, example in examples.items() if self._is_wanted(name, example)]
        left = MAX_PICTURES - sum(bool(example.picture) for example in self._hung.values())
        wanted = lacking[: max(min(MAX_A_PHONE if phone else MAX_A_PAGE, left), 0)]
        self._tries.update(wanted)
        asked = {Proof(page, name, selector=examples[name].selector): (name, examples[name]) for name in wanted}
        self._asked |= asked
        return tuple(asked)

    def pass_by(self, page: str, verdicts: Iterable[Verdict]) -> None:
        """A page that is not opened: what the last audit took of it hangs again, nothing else is wanted."""
        verdicts = tuple(verdicts)
        for phone in (False, True):
            for name, example in self._shown_on(page, verdicts, phone=phone).items():
                self._is_wanted(name, example)

    def _shown_on(self, page: str, verdicts: Iterable[Verdict], *, phone: bool) -> Mapping[str, Example]:
        """The causes on a page, each at the place that a picture would show."""
        self._passed.add(page)
        causes = _causes(verdicts, phone=phone)
        examples = {name: Example(page, one.selector, one.snippet) for name, one in causes.items()}
        self._shown_by.update(examples.keys())
        return examples

    def asked(self, proof: Proof) -> bool:
        """Whether it was this gallery that wanted the picture."""
        return proof in self._asked

    def keep(self, proof: Proof, image: bytes | None) -> None:
        """None where nothing was to be seen. Raises EvidenceError."""
        name, example = self._asked[proof]
        self._hung[name] = replace(example, picture=self._store.put(image, SCREENSHOT) if image is not None else "")

    def hung(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """The issues with their pictures, each at the example that it shows."""
        return tuple(self._with_picture(issue) for issue in issues)

    def _is_wanted(self, name: str, example: Example) -> bool:
        hung = self._hung.get(name)
        if (hung is not None and hung.picture) or self._tries[name] >= MAX_TRIES:
            return False
        if self._shown_by[name] > EXAMPLES_KEPT:
            return False  # the issue will name other pages
        known = self._known.get(name)
        if known is None:
            return True
        if replace(known, picture=None) == example:
            self._hung[name] = known = replace(known, picture=self._still_there(known.picture))
            return known.picture is None
        # What the last audit took stands on a page that is yet to come.
        return not known.picture or known.page in self._passed

    def _still_there(self, ref: str | None) -> str | None:
        """The picture of the last audit, if it is whole. Put once more it is young again, and retention spares it."""
        try:
            return self._store.put(self._store.get(ref), SCREENSHOT) if ref else ref
        except (EvidenceMissing, EvidenceDamaged):
            return None

    def _with_picture(self, issue: Issue) -> Issue:
        hung = self._hung.get(issue.fingerprint)
        if hung is None:
            return issue
        place = replace(hung, picture=None)
        return replace(issue, examples=tuple(hung if one == place else one for one in issue.examples))


class HungFaultGallery(FaultGallery):
    """The gallery of a saved audit that is judged again: its pictures hang where they hung, kept or pruned since."""

    def __init__(self, store: EvidenceStore, known: Iterable[Issue]) -> None:
        super().__init__(store)
        self._hung = dict(_pictured(known))


def _pictured(issues: Iterable[Issue]) -> Mapping[str, Example]:
    return {issue.fingerprint: example for issue in issues for example in issue.examples if example.picture is not None}


def _causes(verdicts: Iterable[Verdict], *, phone: bool) -> Mapping[str, Element]:
    """The first element of each cause that fails on the page and can be pointed at."""
    found: dict[str, Element] = {}
    for verdict in sorted(verdicts, key=_weight):
        if verdict.standard is None or (verdict.rule in _seen_on_phones()) is not phone:
            continue
        for element in verdict.elements:
            if _can_be_shown(element):
                found.setdefault(element_fingerprint(verdict, element), element)
    return found


def _can_be_shown(element: Element) -> bool:
    if element.outcome is not Outcome.FAIL or element.party is not Party.OWN or not element.selector:
        return False
    last = element.path[-1] if element.path else ""
    return last.partition("#")[0].partition(".")[0] not in FRAME


def _weight(verdict: Verdict) -> tuple[bool, int, int, str]:
    return verdict.standard not in BINDING, IMPACTS.index(verdict.impact), -verdict.failed, verdict.rule


@cache
def _seen_on_phones() -> frozenset[str]:
    return frozenset(name for name, listed in catalogue().items() if "mobile" in listed.check.needs)
