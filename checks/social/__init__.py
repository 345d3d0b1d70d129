"""Social networks: the profiles that are the municipality's own."""
