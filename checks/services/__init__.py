"""Services: what leads a resident to an electronic service or mailbox."""
