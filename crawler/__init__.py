"""One site to evidence: what to visit, how politely, through which guard, and what to keep."""
