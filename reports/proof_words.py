"""What a proof says: a page's words as they are, the auditor's names of its parts in the reader's language."""

from collections.abc import Mapping

from model.finding import Proof
from reports.language import N_, Words

# Stand in the name of a rule that matched a part of a page: `structures.text_form`, `names[0] > structures.prose`.
OF_STRUCTURE = ("structures.", "anywhere.", "worded.")
# As checks/structures.py calls them.
STRUCTURES: Mapping[str, str] = {
    "chat": N_("chat"),
    "cookie notice": N_("cookie notice"),
    "form for news by e-mail": N_("form for news by e-mail"),
    "form that opens a topic": N_("form that opens a topic"),
    "form with a date or a time": N_("form with a date or a time"),
    "form with a message": N_("form with a message"),
    "form with a message and its sender": N_("form with a message and its sender"),
    "form with a place or a photo": N_("form with a place or a photo"),
    "form with a question": N_("form with a question"),
    "form with questions": N_("form with questions"),
    "page of results": N_("page of results"),
    "question with buttons": N_("question with buttons"),
    "rating form": N_("rating form"),
    "search form": N_("search form"),
    "telephone numbers": N_("telephone numbers"),
    "topics with their posts": N_("topics with their posts"),
}


def proof_words(proof: Proof, words: Words) -> str:
    if not any(rule in (proof.by or "") for rule in OF_STRUCTURE):
        return proof.what
    if proof.what in STRUCTURES:
        return words.gettext(STRUCTURES[proof.what])
    number, _, things = proof.what.partition(" ")
    return (_counted(int(number), things, words) if number.isdecimal() else None) or proof.what


def _counted(number: int, things: str, words: Words) -> str | None:
    match things:
        case "links":
            return words.ngettext("%(num)s link", "%(num)s links", number)
        case "data files":
            return words.ngettext("%(num)s data file", "%(num)s data files", number)
        case "times to choose":
            return words.ngettext("%(num)s time to choose", "%(num)s times to choose", number)
        case "topics":
            return words.ngettext("%(num)s topic", "%(num)s topics", number)
        case _:
            return None
