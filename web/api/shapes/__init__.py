"""What the answers of the API look like: the JSON that reports/ writes, as models that OpenAPI tells."""
