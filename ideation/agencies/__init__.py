"""Agencies, their units and mission areas, from the profiles of the source documents."""
