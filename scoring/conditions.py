"""A prerequisite's condition in words, for documentation and comparison."""

from scoring.declaration import Condition


def in_words(condition: Condition) -> str:
    """One line, with the ids that it speaks of."""
    if condition.all is not None:
        return " and ".join(map(_part, condition.all))
    if condition.any is not None:
        return " or ".join(map(_part, condition.any))
    if condition.survey is not None:
        return f"the survey’s full answer to {condition.survey}"
    if condition.features is not None:
        return f"{condition.at_least:g} of {', '.join(condition.features)} found"
    if condition.feature is not None:
        return f"{condition.feature} found" + (f" as {condition.kind}" if condition.kind else "")
    subject = condition.measure or condition.indicator
    bound = f"over {condition.above:g}" if condition.above is not None else f"at least {condition.at_least:g}"
    return f"{subject} {bound}"


def _part(condition: Condition) -> str:
    words = in_words(condition)
    return f"({words})" if condition.all is not None or condition.any is not None else words
