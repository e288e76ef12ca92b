"""Objects of each room for tests; `factories.Make` joins them."""
