"""The texts of the example audit: titles and advice of what it shows, in both languages."""

from model.text import Text
from reports.texts import FeatureText, ReportTexts
from tests.reports.example_audit import USER_AGENT


def text(lv: str, en: str) -> Text:
    return Text(lv=lv, en=en)


TEXTS = ReportTexts(
    rules={
        "color-contrast": (
            text("Teksta kontrasts ir par mazu", "Text contrast is too low"),
            text("Palieliniet kontrastu vismaz līdz 4,5 : 1.", "Raise the contrast to at least 4.5 : 1."),
        ),
        "image-alt": (
            text("Attēlam nav tekstuālās alternatīvas", "Image has no text alternative"),
            text("Pievienojiet attēlam aprakstu atribūtā alt.", "Describe the image in its alt attribute."),
        ),
        "tap-targets": (
            text("Saites un pogas ir pārāk mazas vai pārāk tuvu", "Links and buttons are too small or too close"),
            text("Palieliniet tās vismaz līdz 48 px.", "Make them at least 48 px large."),
        ),
        "reflow": (
            text("Saturs nepārkārtojas šaurā ekrānā", "Content does not reflow on a narrow screen"),
            text("Neliedziet saturam pārkārtoties.", "Let the content reflow."),
        ),
        "broken-links": (
            text("Saites ved uz lapām, kuru vairs nav", "Links lead to pages that are gone"),
            text("Salabojiet vai noņemiet saites.", "Mend or remove the links."),
        ),
    },
    features={
        "participatory_budget": FeatureText(text("Līdzdalības budžets", "Participatory budget"), "participation"),
        "forum": FeatureText(
            text("Forums", "Forum"),
            "participation",
            text("Atveriet iedzīvotājiem vietu sarunai.", "Open a place for residents to talk."),
        ),
        "chat": FeatureText(text("Tērzēšana", "Chat"), "participation"),
        "newsletter": FeatureText(text("Jaunumu vēstule", "Newsletter"), "participation"),
        "latvija_lv_link": FeatureText(text("Saite uz Latvija.lv", "Link to Latvija.lv"), "services"),
        "open_data_page": FeatureText(
            text("Atvērto datu lapa", "Open data page"),
            "open_data",
            text("Izveidojiet lapu ar savām datu kopām.", "Make a page with your data sets."),
        ),
        "accessibility_statement": FeatureText(
            text("Piekļūstamības paziņojums", "Accessibility statement"), "usability"
        ),
    },
    sections={
        "communication": text("Saziņa ar sabiedrību un līdzdalība", "Communication and participation"),
        "services": text("Pakalpojumu nodrošināšana", "Services"),
    },
    indicators={
        "website_usability": text("Tīmekļvietnes lietojamība", "Website usability"),
        "social_media": text("Komunikācija sociālajos tīklos", "Social media"),
        "service_quality": text("Pakalpojumu kvalitāte", "Service quality"),
    },
    statement_faults={
        "template-placeholder": (
            text("Paziņojumā palicis veidlapas teksts", "Template text is left in the statement"),
            text("Ierakstiet savas ziņas.", "Put your own facts in its place."),
        ),
        "old-date": (
            text("Vietne nav izvērtēta vairāk nekā gadu", "The site has not been evaluated for over a year"),
            text("Izvērtējiet vietni no jauna.", "Evaluate the site again."),
        ),
    },
    maturity={
        3: (
            text("Definēts", "Defined"),
            text("Formulētas, dokumentētas un aprakstītas prakses.", "Practices are stated and documented."),
        )
    },
    prerequisites={
        "wcag_highest": text("Atbilstība WCAG augstākajā līmenī (virs 95 %)", "WCAG conformity over 95 %"),
        "participation": text("Daudzveidīgas e-līdzdalības iespējas", "Varied means of e-participation"),
    },
    reasons={"survey_silent": text("Aptaujā nav atbildes.", "The survey gives no answer.")},
    user_agent=USER_AGENT,
    contact=text("Rakstiet uz audits@example.test.", "Write to audits@example.test."),
)
