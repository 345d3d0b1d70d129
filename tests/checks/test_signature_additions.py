"""An analyst's file adds to the built-in signatures, entry by entry, and one page can be tried by them."""

import pytest

from checks.signature_files import SignatureError, additions, joined
from checks.signatures import Signature
from checks.trial import EXAMPLE_DAY, EXAMPLE_SITE, Trial, example_faults, try_page
from checks.watch import signatures
from tests.checks.feature_site import document

KNOWN = signatures()
FORUM = """
[forum]
names = ["sarunu istab\\\\w*"]
slugs = ["sarunu-istaba"]
targets = [{ host = "sarunas\\\\.example", path = "^/avoti", grade = "working" }]
traps = ["bišu"]
examples = [
    { html = '<main><a href="https://sarunas.example/avoti">Runā</a></main>', found = true, grade = "working" },
    { html = '<main><a href="https://sarunas.example/citi">Runā</a></main>', found = false },
]
"""


def grown(text: str) -> dict[str, Signature]:
    return {**KNOWN, **{more.id: joined(KNOWN[more.id], more) for more in additions(KNOWN, text, "x.toml")}}


def tried(html: str, text: str = FORUM, feature: str = "forum", path: str = "/lapa") -> Trial:
    trials = try_page(document(path, html), EXAMPLE_SITE, grown(text), EXAMPLE_DAY)
    return next(one for one in trials if one.feature.id == feature)


def test_entries_are_added_behind_the_built_in_ones() -> None:
    base, forum = KNOWN["forum"], grown(FORUM)["forum"]
    assert forum.targets[: len(base.targets)] == base.targets
    assert forum.names[: len(base.names)] == base.names
    assert (forum.title, forum.grades, forum.structures) == (base.title, base.grades, base.structures)
    trial = tried('<main><a href="https://sarunas.example/avoti">Runā</a></main>')
    assert trial.feature.found is True
    assert trial.seen[0].by == f"targets[{len(base.targets)}]"


def test_an_added_trap_holds_back_and_says_so() -> None:
    trial = tried('<main><a href="https://sarunas.example/avoti">Bišu sarunas</a></main>')
    assert trial.feature.found is False
    (held,) = [one for one in trial.held if one.by.startswith("targets")]
    assert held.why == f"traps[{len(KNOWN['forum'].traps)}]"
    assert "bisu" in held.words


def test_stems_stay_context_where_a_context_is_added() -> None:
    bare = next(one for one in KNOWN.values() if one.stems and not one.context)
    more = grown(f'[{bare.id}]\ncontext = ["runāt kopā"]\n')[bare.id]
    assert more.context[: len(bare.stems)] == bare.stems
    assert more.speaks_of("runat kopa")


def test_examples_are_run_and_what_they_do_not_give_is_said() -> None:
    known = grown(FORUM)
    assert list(example_faults(known["forum"], known)) == []
    known = grown(FORUM.replace("sarunas.example/citi", "sarunas.example/avoti"))
    (fault,) = example_faults(known["forum"], known)
    assert "found is True, not False; grade is 'working', not None (matched: targets[" in fault


def test_every_built_in_example_holds() -> None:
    assert [fault for one in KNOWN.values() for fault in example_faults(one, KNOWN)] == []


def test_a_trial_tells_every_feature_once() -> None:
    trials = try_page(
        document("/", "<main><p>Šajā lapā pagaidām nav nekā.</p></main>"), EXAMPLE_SITE, KNOWN, EXAMPLE_DAY
    )
    assert [trial.feature.id for trial in trials] == list(KNOWN)
    assert {(trial.feature.found, trial.seen) for trial in trials} == {(False, ())}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[forums]\nnames = []", r"x\.toml: forums: no feature is called so"),
        ('[forum]\ntitle = { lv = "a", en = "b" }', r"x\.toml: forum: no key is called “title”; the keys are anywhere"),
        ('[forum]\ngrades = ["a"]', r"x\.toml: forum: no key is called “grades”"),
        ('[forum]\nnames = ["("]', r"x\.toml: forum\.names\[0\]: “\(” is no regular expression"),
        ("[forum]\nnames = [3]", r"x\.toml: forum: a value is of another kind"),
        ("[forum]\nstructures = 3", r"x\.toml: forum\.structures: a table is wanted here"),
        ("[forum]\ntargets = [{ host = 'a', path = 3 }]", r"x\.toml: forum: a value is of another kind"),
        ("[forum]\ntargets = [{ host = 'a', grade = 'stream' }]", r"x\.toml: forum\.targets\[0\]\.grade: “stream”"),
        ('[chat]\nkinds = { cilvēks = ["a"] }', r"x\.toml: .*"),
        ('[chat]\nkinds = { robot = ["a"] }', r"x\.toml: chat\.kinds: no key is called “robot”"),
        ("forum = 3", r"x\.toml: forum: a table is wanted here"),
        ("[forum", r"x\.toml: "),
    ],
)
def test_a_mistake_is_named_by_file_and_entry(text: str, complaint: str) -> None:
    with pytest.raises(SignatureError, match=complaint):
        grown(text)


def test_a_grade_that_is_there_is_not_changed() -> None:
    base = next(one for one in KNOWN.values() if one.structures)
    name = next(iter(base.structures))
    with pytest.raises(SignatureError, match=rf"{base.id}\.structures\.{name}: the built-in signature has its grade"):
        grown(f'[{base.id}]\nstructures = {{ {name} = "mentioned" }}')
