"""When sites are audited: nights, who of several schedulers leads, and the queue of the sites' turns."""
