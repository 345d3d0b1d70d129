"""Who may do what: each route says it, and a route that says nothing is refused by the tests."""
