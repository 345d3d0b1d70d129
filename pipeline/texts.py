"""The words of checks, features and methodology, gathered for reports, which may not import those rooms."""

import socket

from checks.catalogue import rule_texts
from checks.remedies import remedies
from checks.usability.statement_faults import fault_texts
from checks.watch import FEATURES
from crawler.ip_addresses import is_public
from model.text import Text
from pipeline.settings import Settings
from reports.texts import FeatureText, ReportTexts
from scoring.methodology import Methodology
from scoring.reasons import REASONS


def own_public_address() -> str:
    """This machine's address where it stands on the internet itself; empty behind a translator (NAT)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: the system only says from where it would.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        address = str(probe.getsockname()[0])
    return address if is_public(address) else ""


def report_texts(settings: Settings, methodology: Methodology) -> ReportTexts:
    contact = settings.contact.strip()
    return ReportTexts(
        rules=rule_texts(),
        remedies=remedies(),
        features={
            name: FeatureText(title=feature.title, group=feature.group, advice=feature.advice)
            for name, feature in FEATURES.items()
        },
        sections={section.id: section.title for section in methodology.sections},
        indicators={indicator.id: indicator.title for indicator in methodology.indicators},
        measures={
            f"{indicator.id}.{measure.id}": measure.title
            for indicator in methodology.indicators
            for measure in indicator.measures
        },
        questions={question.id: question.text for section in methodology.sections for question in section.questions},
        maturity={level.level: (level.name, level.meaning) for level in methodology.levels},
        prerequisites={item.id: item.title for section in methodology.sections for item in section.prerequisites},
        reasons={reason.value: text for reason, text in REASONS.items()},
        statement_faults={name: (fault.title, fault.advice) for name, fault in fault_texts().items()},
        user_agent=settings.user_agent,
        public_address=settings.public_address or own_public_address(),
        contact=Text(contact, contact) if contact else None,
    )
