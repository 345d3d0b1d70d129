"""Results in words: whom a line is about, what was printed in 2019, what a figure rests on, which ranks are open."""

from collections.abc import Mapping, Sequence

from model.results import INDEX, Agreement, Among, Basis, BasisKind, Count, Place, Printed, StatementResult
from model.site import Centre
from reports.language import N_, Words
from reports.terms import CENTRES
from reports.texts import ReportTexts

AGREEMENTS: Mapping[str, str] = {
    Agreement.INCONSISTENT: N_("The figures contradict each other"),
    Agreement.TENSION: N_("It contradicts a recommendation"),
    Agreement.BASE_DIFFERS: N_("The base is another one"),
    Agreement.BASE_UNCLEAR: N_("The base is not clear"),
    Agreement.NO_BASE: N_("No base is named"),
    Agreement.APPROXIMATE: N_("Said in words only"),
}
BASES: Mapping[str, str] = {
    BasisKind.LEVEL: N_("maturity level"),
    BasisKind.SITE: N_("site"),
    BasisKind.FEATURE: N_("feature"),
    BasisKind.SURVEY: N_("survey"),
}
ORIGINS: Mapping[str, str] = {
    BasisKind.LEVEL: N_("levels"),
    BasisKind.SITE: N_("website"),
    BasisKind.FEATURE: N_("website"),
    BasisKind.SURVEY: N_("survey"),
}
ALL = N_("all")
NOT_MEASURED = N_("not measured")


class ResultWords:
    """The words of one language, with the titles that the methodology gives."""

    def __init__(self, words: Words, texts: ReportTexts) -> None:
        self.words = words
        self._texts = texts

    def subject(self, name: str | None) -> str:
        if name in (None, INDEX):
            return self.words.gettext("Index")
        return self._texts.title(self._texts.sections, str(name), self.words.language)

    def group(self, group: Centre | None) -> str:
        return self.words.gettext(ALL if group is None else CENTRES[group])

    def about(self, statement: StatementResult) -> str:
        """Whom today's count is about; a count of a level names it."""
        if statement.among is Among.COMMON_LEVEL or statement.level is not None:
            return self.level(statement.level)
        return self.group(None if statement.among is Among.ALL else Centre(statement.among.value))

    def level(self, level: int | None) -> str:
        return self.words.gettext("no level") if level is None else self.words.gettext("level %(level)s", level=level)

    def level_name(self, level: int) -> str:
        """Its number, and what the methodology calls it."""
        known = self._texts.maturity.get(level)
        return f"{level} {known[0].in_(self.words.language)}" if known else self.level(level)

    def level_meanings(self) -> list[str]:
        """A line for each level, as far as the methodology describes them."""
        language = self.words.language
        return [
            f"{level} {name.in_(language)}: {meaning.in_(language)}"
            for level, (name, meaning) in self._texts.maturity.items()
        ]

    def printed(self, printed: Printed) -> str:
        """The level that it was about, and the figure: in numbers where they agree, else as the slide has it."""
        figure = self._figure(printed)
        return figure if printed.level is None else f"{self.level(printed.level)}: {figure}"

    def _figure(self, printed: Printed) -> str:
        if printed.agreement is not Agreement.CONSISTENT:
            return f"“{printed.text}”"
        counted = self.words.gettext("%(count)s of %(base)s", count=printed.count, base=printed.base)
        return counted if printed.percent is None else f"{counted}, {self.words.percent(printed.percent)}"

    def basis(self, basis: Sequence[Basis]) -> str:
        """Each kind once, with what it is of; what nothing measures says so."""
        by_kind: dict[str, list[str]] = {}
        for one in basis:
            by_kind.setdefault(one.kind, []).append(one.id)
        said = [f"{self.words.gettext(BASES[kind])}: {', '.join(ids)}" for kind, ids in by_kind.items()]
        return "; ".join(said) or self.words.gettext(NOT_MEASURED)

    def origin(self, basis: Sequence[Basis]) -> str:
        """Only where it comes from, where there is no room for more."""
        kinds = dict.fromkeys(ORIGINS[one.kind] for one in basis)
        return ", ".join(map(self.words.gettext, kinds)) or self.words.gettext(NOT_MEASURED)

    def count(self, count: Count | None) -> str:
        """Of those of whom it could be told; nothing could be told of nobody."""
        if count is None:
            return self.words.gettext(NOT_MEASURED)
        if count.percent is None:
            return self.words.gettext("not known")
        counted = self.words.gettext("%(count)s of %(base)s", count=count.count, base=count.base)
        return f"{counted}, {self.words.percent(round(count.percent))}"

    def agreement(self, printed: Printed) -> str:
        return self.words.gettext(AGREEMENTS[printed.agreement])

    def oddity(self, printed: Printed) -> str:
        """How the figures disagree, and the note about it."""
        said = self.agreement(printed)
        return f"{said}. {printed.note.in_(self.words.language)}" if printed.note else said

    def place(self, place: Place) -> str:
        """The ranks that are open, or the one that is certain."""
        if place.best is None or place.worst is None:
            return ""
        return str(place.best) if place.best == place.worst else f"{place.best}–{place.worst}"
