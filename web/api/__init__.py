"""The API for programs: everything that the pages show, as JSON, under addresses that stay."""
