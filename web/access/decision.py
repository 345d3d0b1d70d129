"""What a route says of who may use it; the decision that anybody may."""

from fastapi import Depends


class Decision:
    """Who may use a route."""


class Public(Decision):
    """Anybody may read this."""

    def __call__(self) -> None:
        """Nothing is asked."""


PUBLIC = Depends(Public())
