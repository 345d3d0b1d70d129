"""What is different between two nights of a series and why: finds the nights, the upgrades between, and the proof."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

from db.documents import DocumentError, load_audit
from db.evidence import EvidenceError
from db.figures import audit_in_figures
from db.history import PageScore, nights_of, page_scores
from db.issues import issues_changed
from db.peers import changed_features, failing_counts
from model.audit import Audit
from model.change import Difference
from model.history import IssueSpan, Night, changes
from model.municipality import Series
from pipeline.errors import SetupError
from pipeline.municipalities import series_named
from pipeline.spans import spans_of
from pipeline.workplace import Workplace, methodology_of
from reports.language import ZONE, riga_day
from scoring.methodology import Methodology
from scoring.moves import feature_changes, issue_changes, moves
from scoring.noise import AROUND, wavering
from scoring.steps import HOME, Step, Surroundings, place_of

# Two documents are read for each.
MOST_UPGRADES = 24
# Of years of nights those that a difference asks for, as a rule: before it and after it.
ENOUGH = timedelta(days=90)


def difference_between(workplace: Workplace, target: str, from_day: date, to_day: date) -> Difference:
    """The last nights at or before these days that saw the site. Raises SetupError where there are none to compare."""
    if to_day < from_day:
        raise SetupError(f"--to {to_day} is before --from {from_day}.")
    series = series_named(workplace, target)
    since, until = (datetime.combine(day, time(), ZONE) for day in (from_day - ENOUGH, to_day + ENOUGH))
    differ = _Differ(workplace, series, since, until)
    return (differ if differ.reaches(from_day, to_day) else _Differ(workplace, series)).between(from_day, to_day)


def difference_since(workplace: Workplace, series: Series, before: Audit, after: Audit) -> Difference | None:
    """Between two audits of the series that saw it and are in hand; None where the database does not hold them."""
    return _Differ(workplace, series).since(before, after)


class _Differ:
    """Everything that is known of one series while two of its nights are compared."""

    def __init__(
        self, workplace: Workplace, series: Series, since: datetime | None = None, until: datetime | None = None
    ) -> None:
        self._workplace = workplace
        self._database = workplace.database
        self._series = series
        self._nights = nights_of(workplace.database, series, since=since, until=until)
        self._seen = [night for night in self._nights if not night.failed]
        self._audits: dict[int, Audit] = {}
        self._whole = True

    def reaches(self, first: date, last: date) -> bool:
        """Whether as many nights around these days are known as noise is told by, or all that there are."""
        if not self._seen:
            return False
        moments = [night.started_at for night in self._nights]
        whole = moments[0] <= min(known.first for known in self._series.sites)
        ended = moments[-1] >= max(known.newest for known in self._series.sites)
        days = [riga_day(night.started_at) for night in self._seen]
        before, after = sum(day <= first for day in days), sum(day > last for day in days)
        return (whole or before > AROUND) and (ended or after >= AROUND)

    def between(self, from_day: date, to_day: date) -> Difference:
        return self._difference(self._last(from_day), self._last(to_day), from_day, to_day)

    def since(self, before: Audit, after: Audit) -> Difference | None:
        early, late = (self._night_of(audit) for audit in (before, after))
        if early is None or late is None:
            return None
        return self._difference(early, late, *(riga_day(night.started_at) for night in (early, late)))

    def _night_of(self, audit: Audit) -> Night | None:
        mine = (audit.run, audit.started_at)
        found = next((night for night in self._seen if (night.run, night.started_at) == mine), None)
        if found is not None:
            self._audits[found.audit_id] = audit
        return found

    def _difference(self, before: Night, after: Night, from_day: date, to_day: date) -> Difference:
        between = [night for night in self._seen if before.started_at <= night.started_at <= after.started_at]
        spans = self._spans(between)
        upgrades = list(self._upgrades(between, spans))
        looked_at = sorted(upgrades, key=_weight_of, reverse=True)[:MOST_UPGRADES]
        chain = [before, *(night for pair in sorted(looked_at, key=_time_of) for night in pair), after]
        steps = [self._step(*pair, upgrade=pair in looked_at) for pair in pairwise(chain) if pair[0] != pair[1]]
        until = riga_day(after.started_at)
        return Difference(
            asked_from=from_day,
            asked_to=to_day,
            before=before,
            after=after,
            failed=[
                one for one in self._nights if one.failed and from_day <= riga_day(one.started_at) <= max(to_day, until)
            ],
            marks=[(late, change) for early, late in pairwise(between) for change in changes(early, late)],
            moves=moves(steps or [self._step(before, after)], self._methodology),
            issues=issue_changes(steps, spans) if steps else (),
            features=feature_changes(steps) if steps else (),
            whole=self._whole,
            upgrades_passed_over=len(upgrades) - len(looked_at),
        )

    def _last(self, day: date) -> Night:
        """The last night that saw the site on the day or before; where none did, the first after it."""
        if not self._seen:
            raise SetupError(f"no audit of {self._series.present.site.url} has seen the site yet.")
        return next((night for night in reversed(self._seen) if riga_day(night.started_at) <= day), self._seen[0])

    def _spans(self, between: Sequence[Night]) -> Sequence[IssueSpan]:
        """Of the sites that stood for the municipality in these nights; of one site those of what changed in them."""
        urls = {night.site.url for night in between}
        stood = [known for known in self._series.sites if known.site.url in urls]
        if len(stood) > 1:
            return spans_of(self._database, stood)
        return issues_changed(self._database, stood[0].site, between[0].started_at, between[-1].started_at)

    def _upgrades(self, between: Sequence[Night], spans: Iterable[IssueSpan]) -> Iterator[tuple[Night, Night]]:
        """The neighbours of different versions between which anything happened."""
        moments = {moment for span in spans for moment in (span.first_seen, span.closed_at)}
        for early, late in pairwise(between):
            upgraded = early.versions != late.versions or early.methodology != late.methodology
            if upgraded and (_figures(early) != _figures(late) or late.started_at in moments):
                yield early, late

    def _step(self, before: Night, after: Night, *, upgrade: bool = False) -> Step:
        was, now = before.versions, after.versions
        return Step(
            before=self._audit(before),
            after=self._audit(after),
            axe=upgrade and was.axe != now.axe,
            tool=upgrade and was.tool != now.tool,
            browser=upgrade and was.browser != now.browser,
            around=self._surroundings(before, after, upgrade=upgrade),
        )

    def _surroundings(self, before: Night, after: Night, *, upgrade: bool) -> Surroundings:
        to_and_fro = self._wavering(before, after)
        if not upgrade:
            return Surroundings(wavering=to_and_fro)
        was, now = (failing_counts(self._database, night.run) for night in (before, after))
        others = (was.keys() & now.keys()) - {*self._series.ids}
        moved = {name: Counter[str]() for name in ("rose", "fell")}
        for other in others:
            for rule in was[other].keys() | now[other].keys():
                more = now[other].get(rule, 0) - was[other].get(rule, 0)
                if more:
                    moved["rose" if more > 0 else "fell"][rule] += 1
        changed = changed_features(self._database, after.run)
        return Surroundings(
            rules_before=frozenset(rule for rules in was.values() for rule in rules),
            rules_after=frozenset(rule for rules in now.values() for rule in rules),
            others=len(others),
            rose=moved["rose"],
            fell=moved["fell"],
            features=Counter(feature for other in others for feature in changed.get(other, ())),
            wavering=to_and_fro,
        )

    def _wavering(self, before: Night, after: Night) -> frozenset[str]:
        """The pages that go to and fro around one of the two nights, under the versions of that night."""
        found: set[str] = set()
        for night in (before, after):
            around = self._around(night)
            scores = page_scores(self._database, [one.audit_id for one in (*around, before, after)])
            was, now, *nights = (_by_place(scores.get(one.audit_id, ())) for one in (before, after, *around))
            found |= wavering(nights, was, now)
        return frozenset(found)

    def _around(self, night: Night) -> Sequence[Night]:
        at = self._seen.index(night)
        near = self._seen[max(at - AROUND, 0) : at + AROUND + 1]
        return [one for one in near if one.versions == night.versions]

    def _audit(self, night: Night) -> Audit:
        """The audit's document; where it cannot be read its figures, which tell less."""
        if night.audit_id not in self._audits:
            self._audits[night.audit_id] = self._read(night)
        return self._audits[night.audit_id]

    def _read(self, night: Night) -> Audit:
        try:
            return load_audit(self._workplace.store.get(night.result_ref))
        except (EvidenceError, DocumentError):
            self._whole = False
            methodology = self._methodology(night.methodology or "")
            sections = methodology.sections if methodology else ()
            indicators = {section.id: [one.id for one in section.indicators] for section in sections}
            return audit_in_figures(self._database, night.audit_id, indicators)

    def _methodology(self, name: str) -> Methodology | None:
        return self._workplace.methodology if name == self._workplace.methodology.id else _other_methodology(name)


@cache
def _other_methodology(name: str) -> Methodology | None:
    """None for one whose folder is gone."""
    try:
        return methodology_of(name)
    except SetupError:
        return None


def _by_place(pages: Sequence[PageScore]) -> Mapping[str, float]:
    home = next((page.url for page in pages if page.role == HOME), "")
    return {place_of(page.url, home): page.score for page in pages}


def _figures(night: Night) -> tuple[object, ...]:
    return night.index, night.sections, night.wcag_score, night.mobile_score


def _weight_of(pair: tuple[Night, Night]) -> float:
    """By how much the scores of the site itself are others."""
    early, late = pair
    scores = ((early.index, late.index), (early.wcag_score, late.wcag_score), (early.mobile_score, late.mobile_score))
    return sum(abs(now - was) for was, now in scores if was is not None and now is not None)


def _time_of(pair: tuple[Night, Night]) -> datetime:
    return pair[0].started_at
