"""A fault that a platform or a theme brings to many sites is one fault; what only looks alike is not."""

import pytest

from checks.shared_faults import Place, SharedFault, maker_of, shared_faults

MENU = "header.region-header nav.tvp-menu a.tvp-menu__link"


def place(key: str, component: str = MENU, rule: str = "link-name", outcome: str = "fail", party: str = "own") -> Place:
    return Place(key, rule, outcome, party, component)


def sites(faults: tuple[SharedFault, ...]) -> list[list[str]]:
    return [[one.key for one in fault.places] for fault in faults]


def test_the_same_component_on_three_sites_is_one_fault() -> None:
    (fault,) = shared_faults([place("a"), place("b"), place("c"), place("d", rule="label")])
    assert (fault.rule, fault.component, fault.maker) == ("link-name", MENU, "Drupal")
    assert [one.key for one in fault.places] == ["a", "b", "c"]


def test_what_a_site_named_itself_is_left_out() -> None:
    theirs = "header.vizla-top div#logo-{} a.vizla-brand"
    (fault,) = shared_faults([place(key, theirs.format(key)) for key in ("liepas", "ozoli")])
    assert fault.component == "header.vizla-top div a.vizla-brand"


@pytest.mark.parametrize(
    "component",
    [
        "main img",
        "div.container div.row a.btn.btn-primary",
        "nav.menu a.vizla-link",
        "https://www.example.lv/pazudusi",
        "html",
        "",
    ],
)
def test_what_any_maker_writes_makes_no_two_faults_one(component: str) -> None:
    assert shared_faults([place("a", component), place("b", component)]) == ()


def test_on_one_platform_a_single_name_is_enough() -> None:
    places = [place(key, "nav.menu a.vizla-link") for key in "abc"]
    assert sites(shared_faults(places, {"a": "shared_platform", "b": "shared_platform"})) == [["a", "b"]]
    assert shared_faults(places, {"a": "shared_platform", "b": "own"}) == ()


@pytest.mark.parametrize("other", [{"rule": "label"}, {"outcome": "needs_review"}, {"party": "other"}])
def test_another_rule_outcome_or_party_is_another_fault(other: dict[str, str]) -> None:
    assert shared_faults([place("a"), place("b", **other)]) == ()


def test_twice_on_one_site_is_not_shared() -> None:
    assert shared_faults([place("a"), place("a")]) == ()


def test_the_most_shared_stand_first() -> None:
    few = [place(key, rule="button-name") for key in "ab"]
    many = [place(key, rule="link-name") for key in "abc"]
    assert [fault.rule for fault in shared_faults([*few, *many])] == ["link-name", "button-name"]


@pytest.mark.parametrize(
    ("component", "maker"),
    [
        ("main.site div.wp-block-image img", "WordPress"),
        ("div.field--name-body a", "Drupal"),
        ("div.moduletable a", "Joomla"),
        ("div.elementor-widget div.views-row a", None),
        ("div.vizla a", None),
    ],
)
def test_the_maker_is_told_by_its_names(component: str, maker: str | None) -> None:
    assert maker_of(component) == maker
