"""The pages of the dashboard: one file a subject, each a function from an address to what its template shows."""
