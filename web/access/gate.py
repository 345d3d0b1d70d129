"""What a route asks of whoever comes: the public ones ask nothing, and say so."""

from fastapi import Depends


def public() -> None:
    """Anybody may read this."""


PUBLIC = Depends(public)
