"""Sources that published methodologies name in English only, in Latvian: beside their files, which never change."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from model.text import Text

SECTION = re.compile("e-indekss 2019, section (.+)")
LATVIAN: Mapping[str, str] = {
    "Slides of the 2019 e-index results, mana.latvija.lv/e-indeksa-rezultati": (
        "2019. gada e-indeksa rezultātu slaidi, mana.latvija.lv/e-indeksa-rezultati"
    ),
    "The frame of the 2019 e-index (slides, mana.latvija.lv/e-indeksa-rezultati), with the law and services in force "
    "in November 2026 as the sources below name them": (
        "2019. gada e-indeksa ietvars (slaidi, mana.latvija.lv/e-indeksa-rezultati) ar tiesību aktiem un "
        "pakalpojumiem, kas ir spēkā 2026. gada novembrī, kā tos nosauc zemāk minētie avoti"
    ),
    "the WCAG score and visitors' experience stand among its results and prerequisites": (
        "WCAG vērtējums un apmeklētāju pieredze ir starp tās rezultātiem un priekšnoteikumiem"
    ),
    "the parts that Google's test judged until it closed": "daļas, ko līdz slēgšanai vērtēja Google tests",
    "the test of 2019 was Google's, closed in December 2023": (
        "2019. gadā izmantoja Google testu, ko slēdza 2023. gada decembrī"
    ),
    "the test of 2019 was Google's, closed in December 2023: this is the own test of the same five parts": (
        "2019. gadā izmantoja Google testu, ko slēdza 2023. gada decembrī: šis ir pašu tests ar tām pašām piecām daļām"
    ),
    "the slides count replies within an hour": "slaidi skaita atbildes, kas sniegtas stundas laikā",
    "the slides name adapted content, recommended content and a chat robot": (
        "slaidi min pielāgotu saturu, ieteiktu saturu un tērzēšanas robotu"
    ),
    "the slides name adapted content, recommended content and a chat robot: the state offers one now": (
        "slaidi min pielāgotu saturu, ieteiktu saturu un tērzēšanas robotu: tagad tādu piedāvā valsts"
    ),
    "the slides count helpers, computers with card readers and WiFi": (
        "slaidi skaita palīgus, datorus ar karšu lasītājiem un WiFi"
    ),
    "chat, Skype or another instant channel, telephone": "tērzēšana, Skype vai cits tūlītējās saziņas kanāls, tālrunis",
    "chat or another instant channel, telephone": "tērzēšana vai cits tūlītējās saziņas kanāls, tālrunis",
    "for institutions that provide services": "iestādēm, kas sniedz pakalpojumus",
    "the portal is latvija.gov.lv now, and links to latvija.lv still lead there": (
        "portāls tagad ir latvija.gov.lv, un saites uz latvija.lv joprojām ved uz to"
    ),
    "Local Government Law for what is no longer voluntary": "Pašvaldību likums par to, kas vairs nav brīvprātīgs",
    "Regulation No. 445 and EN 301 549 V3.2.1 for accessibility": (
        "noteikumi Nr. 445 un EN 301 549 V3.2.1 par piekļūstamību"
    ),
    "Regulation No. 445 on high-value datasets": "noteikumi Nr. 445 par augstvērtīgām datu kopām",
    "TAPIS on geolatvija.lv": "TAPIS vietnē geolatvija.lv",
    "In force since 1 January 2023": "Spēkā kopš 2023. gada 1. janvāra",
    "quoted at cirava.lv": "citēts vietnē cirava.lv",
    "recordings within five working days: ludzasnovads.lv": "ieraksti piecu darba dienu laikā: ludzasnovads.lv",
    "the platform geolatvija.lv: esfondi.lv": "platforma geolatvija.lv: esfondi.lv",
    "livani.lv, retv.lv (100 or 300 signatures)": "livani.lv, retv.lv (100 vai 300 parakstu)",
    "last change seen 10 October 2023 (high-value datasets)": (
        "pēdējās redzētās izmaiņas 2023. gada 10. oktobrī (augstvērtīgas datu kopas)"
    ),
    "The only version with legal effect since 12 February 2022": (
        "Vienīgā redakcija, kurai kopš 2022. gada 12. februāra ir juridisks spēks"
    ),
    "no citation of V4.1.1 in the Official Journal was found": "V4.1.1 publicējums Oficiālajā Vēstnesī nav atrasts",
    "seen on more than fifty sites of the platform": "redzēts vairāk nekā piecdesmit šīs platformas vietnēs",
}


def in_both(stated: Any) -> Any:
    """A text that stands in one language, as one in two: where nobody translated it, it reads the same in both."""
    if not isinstance(stated, str):
        return stated
    return Text(lv="; ".join(map(_latvian, stated.split("; "))), en=stated)


def _latvian(part: str) -> str:
    if (section := SECTION.fullmatch(part)) is not None:
        return f"e-indekss 2019, sadaļa „{section[1]}”"
    return LATVIAN.get(part, part)


# A new methodology gives both languages, as for its titles.
Stated = Annotated[Text, BeforeValidator(in_both)]
