"""What is so of every request and answer, whichever page or program it concerns."""
