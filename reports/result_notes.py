"""What is to be said about results beside their figures, on the terminal and on slides alike."""

from collections.abc import Iterable

from model.results import Ranking, Results
from reports.result_words import ResultWords


def movers_title(results: Results, words: ResultWords) -> str:
    """With both days."""
    return words.words.gettext(
        "Who moved: %(since)s – %(on)s",
        since=words.words.date(results.since or results.on),
        on=words.words.date(results.on),
    )


def basis_note(results: Results, words: ResultWords) -> str:
    """How many were scored, and how much of the index was measured of them."""
    return words.words.gettext(
        "%(measured)s of %(num)s municipalities have an index; %(share)s of it was measured on average.",
        measured=results.measured,
        num=results.municipalities,
        share=words.words.share(results.mean_coverage or 0.0),
    )


def decided_notes(results: Results, words: ResultWords) -> list[str]:
    """Where people had a say, that is said."""
    if not results.decided:
        return []
    return [
        words.words.ngettext(
            "In the figures of %(num)s municipality decisions of people count.",
            "In the figures of %(num)s municipalities decisions of people count.",
            results.decided,
        )
    ]


def place_notes(words: ResultWords) -> list[str]:
    return [
        words.words.gettext(
            "A range such as 2–5 says which places are open: pages were sampled, and not all was measured."
        )
    ]


def unranked_notes(rankings: Iterable[Ranking], words: ResultWords) -> list[str]:
    """Of whom too little was measured for a place, once for all."""
    unranked = {place.site.url for ranking in rankings for place in ranking.places if place.rank is None}
    if not unranked:
        return []
    return [
        words.words.ngettext(
            "%(num)s municipality has no place in at least one of the tables: too little of it was measured.",
            "%(num)s municipalities have no place in at least one of the tables: too little of them was measured.",
            len(unranked),
        )
    ]
