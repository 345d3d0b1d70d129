"""What the dashboard's own filters make of a text."""

from web.templating import seamed


def test_a_name_in_data_breaks_between_its_words_and_stays_a_text() -> None:
    assert seamed("open_data.site-datasets") == "open_<wbr>data.<wbr>site-datasets"
    assert seamed("by open_data.site_datasets.") == "by open_<wbr>data.<wbr>site_<wbr>datasets."
    assert seamed("wcag") == "wcag"
    assert seamed("long_names_a_<b>.") == "long_<wbr>names_<wbr>a_&lt;b&gt;."
