"""The country on one page, as a map of tiles and over time."""
