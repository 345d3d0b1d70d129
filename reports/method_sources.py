"""Where a methodology takes its parts from, in the language of the reader: published ones say it in English."""

import re

from reports.language import N_, Words

# An indicator's source: the index of a year, its section by the Latvian name, and what there is to say about it.
OF_SECTION = re.compile(r"(?P<index>[^,;]+), section (?P<section>[^;]+)(?:; (?P<note>.+))?")

# What published methodologies say of their sources beyond names and addresses. One of somebody's own stays as it is.
SAID = (
    N_("Slides of the 2019 e-index results, mana.latvija.lv/e-indeksa-rezultati"),
    N_(
        "The frame of the 2019 e-index (slides, mana.latvija.lv/e-indeksa-rezultati), with the law and services in "
        "force in November 2026 as the sources below name them"
    ),
    N_("the WCAG score and visitors' experience stand among its results and prerequisites"),
    N_("the test of 2019 was Google's, closed in December 2023"),
    N_("the test of 2019 was Google's, closed in December 2023: this is the own test of the same five parts"),
    N_("the parts that Google's test judged until it closed"),
    N_("the slides count replies within an hour"),
    N_("the slides name adapted content, recommended content and a chat robot"),
    N_("the slides name adapted content, recommended content and a chat robot: the state offers one now"),
    N_("the slides count helpers, computers with card readers and WiFi"),
    N_("chat, Skype or another instant channel, telephone"),
    N_("chat or another instant channel, telephone"),
    N_("for institutions that provide services"),
    N_("the portal is latvija.gov.lv now, and links to latvija.lv still lead there"),
    N_("Regulation No. 445 and EN 301 549 V3.2.1 for accessibility"),
    N_("Regulation No. 445 on high-value datasets; TAPIS on geolatvija.lv"),
    N_("Local Government Law for what is no longer voluntary"),
    N_("In force since 1 January 2023; quoted at cirava.lv; recordings within five working days: ludzasnovads.lv"),
    N_("varam.gov.lv/lv/ar-pasvaldibu-likumu-saistitie-jautajumi; the platform geolatvija.lv: esfondi.lv"),
    N_("livani.lv, retv.lv (100 or 300 signatures)"),
    N_("likumi.lv/ta/id/316109; last change seen 10 October 2023 (high-value datasets)"),
    N_(
        "The only version with legal effect since 12 February 2022; no citation of V4.1.1 in the Official Journal was "
        "found"
    ),
    N_("hugo.lv; seen on more than fifty sites of the platform"),
)


def source_in(words: Words, source: str) -> str:
    """The source of a methodology, of an indicator, or the place in a law that is cited."""
    of_section = OF_SECTION.fullmatch(source)
    if of_section is None:
        return words.gettext(source)
    index, section, note = of_section.group("index", "section", "note")
    said = words.gettext("%(index)s, section %(section)s", index=index, section=section)
    return f"{said}; {words.gettext(note)}" if note else said
