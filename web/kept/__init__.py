"""What many pages need of the data: computed once, and kept until the data change."""
