"""Why a measure, or what is made of measures, has no score: the closed list, with a sentence for each."""

from enum import StrEnum

from model.text import Text


class Reason(StrEnum):
    SURVEY_SILENT = "survey_silent"
    REGISTER_SILENT = "register_silent"
    NOT_TOLD = "not_told"
    TOO_FEW_TOLD = "too_few_told"
    GRADE_NOT_TOLD = "grade_not_told"
    KIND_NOT_TOLD = "kind_not_told"
    NO_PAGE_JUDGED = "no_page_judged"
    NO_LINK_CHECKED = "no_link_checked"
    NOT_MEASURED = "not_measured"
    TOO_LITTLE_MEASURED = "too_little_measured"
    NOTHING_SCORED = "nothing_scored"


REASONS: dict[Reason, Text] = {
    Reason.SURVEY_SILENT: Text(lv="Aptaujā nav atbildes.", en="The survey gives no answer."),
    Reason.REGISTER_SILENT: Text(lv="Reģistrā nav datu.", en="The register gives no data."),
    Reason.NOT_TOLD: Text(
        lv="Vietnē to nevarēja noteikt.",
        en="It could not be told from the site.",
    ),
    Reason.TOO_FEW_TOLD: Text(
        lv="Vietnē varēja noteikt pārāk maz no vērtējamā.",
        en="Too little of it could be told from the site.",
    ),
    Reason.GRADE_NOT_TOLD: Text(
        lv="Saite ir, bet nevarēja noteikt, kurp tā ved.",
        en="There is a link, but where it leads could not be told.",
    ),
    Reason.KIND_NOT_TOLD: Text(
        lv="Tērzēšana ir, bet nevarēja noteikt, vai atbild cilvēks vai robots.",
        en="There is a chat, but whether a person or a bot answers could not be told.",
    ),
    Reason.NO_PAGE_JUDGED: Text(lv="Nav novērtēta neviena lapa.", en="No page could be judged."),
    Reason.NO_LINK_CHECKED: Text(lv="Nav pārbaudīta neviena saite.", en="No link could be checked."),
    Reason.NOT_MEASURED: Text(lv="Nekas no rādītāja nav izmērīts.", en="Nothing of the indicator was measured."),
    Reason.TOO_LITTLE_MEASURED: Text(
        lv="Izmērīta pārāk maza rādītāja daļa, lai to vērtētu.",
        en="Too little of the indicator was measured to score it.",
    ),
    Reason.NOTHING_SCORED: Text(lv="Nav vērtēts neviens rādītājs.", en="No indicator was scored."),
}
