"""What Google's Mobile-Friendly Test judged until December 2023, and the findings that stand beside it."""
