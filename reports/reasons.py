"""Why a score moved, in words: the causes, the biggest first, each with what it speaks of."""

from collections.abc import Sequence

from model.change import Cause, Contribution, FeatureChange, IssueChange, Matter, Move
from reports.language import N_, Words
from reports.shown import shown
from reports.texts import ReportTexts

DETAIL_LIMIT = 160
# What is shown with one decimal as no change.
LEAST_POINTS = 0.05
# So many matters of each cause are named.
MATTERS_NAMED = 3
CAUSES = {
    Cause.SITE: N_("the site itself"),
    Cause.SAMPLE: N_("other pages in the sample"),
    Cause.DOWNS: N_("what could not be reached or told"),
    Cause.RULES: N_("other versions of the rules"),
    Cause.ENGINE: N_("another browser"),
    Cause.METHODOLOGY: N_("another methodology"),
    Cause.ANSWERS: N_("answers and decisions of people, or the register"),
    Cause.NOISE: N_("noise: it goes to and fro"),
}
SCORES = {"index": N_("Index"), "wcag": N_("WCAG score"), "mobile": N_("Pages that pass on a phone")}
MATTERS = {
    Matter.LINKS: N_("broken links"),
    Matter.REDESIGN: N_("the site was made anew"),
    Matter.SCORE: N_("computed otherwise"),
}


class Reasons:
    """Says scores, causes and matters in one language."""

    def __init__(self, texts: ReportTexts, words: Words) -> None:
        self._texts = texts
        self._words = words

    def score(self, name: str) -> str:
        if name in SCORES:
            return self._words.gettext(SCORES[name])
        return self._texts.title(self._texts.sections, name, self._words.language)

    def why(self, move: Move) -> Sequence[str]:
        """One line a cause; none for what would be shown as no change."""
        lines = []
        for cause, points in sorted(move.by_cause().items(), key=lambda pair: -abs(pair[1])):
            parts = [part for part in move.contributions if part.cause is cause]
            if abs(points) < LEAST_POINTS and all(abs(part.points) < LEAST_POINTS for part in parts):
                continue
            named = [part for part in parts[:MATTERS_NAMED] if abs(part.points) >= LEAST_POINTS]
            what = ", ".join(self._part(part) for part in named)
            rest = points - sum(part.points for part in named)
            if named and abs(rest) >= LEAST_POINTS:
                what += self._words.gettext(", the rest %(points)s", points=self._words.change(rest))
            said = f"{self._words.change(points)} {self._words.gettext(CAUSES[cause])}"
            lines.append(said + (f": {what}" if what else ""))
        return lines

    def cause(self, change: IssueChange | FeatureChange) -> str:
        return self._words.gettext(CAUSES[change.cause]) + self._doubt(change)

    def _part(self, part: Contribution) -> str:
        return f"{self._matter(part)} {self._words.change(part.points)}{self._doubt(part)}"

    def _doubt(self, told: Contribution | IssueChange | FeatureChange) -> str:
        """What else it may have been, where two things changed in one night."""
        if told.certain:
            return ""
        if told.cause is Cause.SITE:
            return self._words.gettext(" (perhaps the rules)")
        return self._words.gettext(" (perhaps the site itself)")

    def _matter(self, part: Contribution) -> str:
        language = self._words.language
        if part.matter is Matter.RULE:
            return self._texts.rule_title(part.name, language)
        if part.matter is Matter.FEATURE:
            return self._texts.feature_title(part.name, language)
        if part.matter in MATTERS:
            return self._words.gettext(MATTERS[part.matter])
        indicator = part.name.partition(".")[0]
        return shown(self._texts.title(self._texts.indicators, indicator, language), DETAIL_LIMIT)
