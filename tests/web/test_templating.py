"""What the dashboard's own filters make of a text."""

from web.templating import jointed


def test_a_name_in_data_breaks_between_its_words_and_stays_a_text() -> None:
    assert jointed("open_data.site-datasets") == "open_<wbr>data.<wbr>site-<wbr>datasets"
    assert jointed("wcag") == "wcag"
    assert jointed("a_<b>.") == "a_&lt;b&gt;."
