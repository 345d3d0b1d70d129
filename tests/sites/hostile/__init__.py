"""The hostile site: what servers and pages do to a crawler, each behaviour with the outcome that it must get."""
