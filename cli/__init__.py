"""The `eindekss` command: reads arguments, calls the pipeline, prints for a person or for a pipe."""
