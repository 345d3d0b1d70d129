"""What is kept: the tables, the queries by name, the documents and the evidence store."""
