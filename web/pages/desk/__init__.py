"""The desk of those who are known: what they do with runs, objections, decisions and accounts, and the way in."""
