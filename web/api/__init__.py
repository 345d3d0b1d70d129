"""The API for programs: what the pages show and the desk does, as JSON, under addresses that stay."""
