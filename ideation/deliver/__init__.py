"""Deliver: ideas are tried, put before a committee, decided and carried out (O4)."""
