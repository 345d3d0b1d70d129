"""The order of the work. Read audit.py first: crawl, check, score, save."""
