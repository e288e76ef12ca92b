"""The top of the web: home, search across rooms, style page, health."""
