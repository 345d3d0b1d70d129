"""Open data: pages, files, licences and links by which data can be used again."""
