"""The error that ends a command before its work begins."""


class SetupError(Exception):
    """The set-up lacks something; the text is one sentence for the person at the terminal, with what to do."""
