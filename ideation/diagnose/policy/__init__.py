"""Who may do what in Diagnose."""
