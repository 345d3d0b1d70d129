"""The dashboard and the API: results as people and programs look at them."""
