"""WCAG: the axe engine's rules, and our own checks for what it leaves out."""
