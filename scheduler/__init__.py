"""Nights and the queue of sites: when audits begin, who does them, and what the operator sees of it."""
