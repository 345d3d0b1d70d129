"""Participation: what lets a resident ask, propose, vote and follow the council."""
