"""The API: what the pages show and the desk does, for programs."""
