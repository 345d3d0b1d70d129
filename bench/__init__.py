"""Measurements of the whole program: throughput against a floor, memory, and trials on pages nobody here wrote."""
