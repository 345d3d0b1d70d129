"""The results as the slides of 2019 tell them, and the lists that they count."""
