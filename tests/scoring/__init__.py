"""The scores, worked out by hand beside the code."""
