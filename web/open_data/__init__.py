"""The results as open data: files at addresses that stay, and what the catalogue says of them."""
