"""Usability: what every public site owes its visitors, and the checks of how pages are delivered."""
