"""What `eindekss doctor` looks at: one file per part of an installation; examination.py lists the checks."""
