"""What is different since the audit that a municipality was last written about, and whether that is worth a mail."""

from dataclasses import dataclass

from model.audit import Audit
from reports.changes import Changes, changes, turned

INDEX_MOVES = 0.1


@dataclass(frozen=True, slots=True)
class MailChanges:
    """`scores` is None where one of the two audits saw nothing of the site; gained and lost are ids of features."""

    scores: Changes | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    other_status: bool

    @property
    def worth_a_mail(self) -> bool:
        if self.other_status or self.gained or self.lost:
            return True
        if self.scores is None:
            return False
        # Free of binary fractions: 61.4 - 61.3 is a move of 0.1.
        moved = self.scores.index is not None and round(abs(self.scores.index), 6) >= INDEX_MOVES
        return moved or self.scores.new > 0 or self.scores.gone > 0


def mail_changes(audit: Audit, since: Audit) -> MailChanges:
    """A feature that could not be told on one of the days was neither gained nor lost."""
    return MailChanges(
        scores=changes(audit, since),
        gained=tuple(one.id for one in turned(audit, since, found=True)),
        lost=tuple(one.id for one in turned(audit, since, found=False)),
        other_status=audit.status is not since.status,
    )
