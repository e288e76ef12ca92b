"""Who may do what in Deliver."""
