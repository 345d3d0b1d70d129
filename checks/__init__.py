"""Evidence to findings: one file per check, every check a pure function of what it declared to need."""
