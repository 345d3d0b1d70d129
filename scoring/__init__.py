"""Findings to scores: measures, indicators, sections, the index, maturity; the methodology is data."""
