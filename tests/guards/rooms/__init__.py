"""What each room adds to the small world, and what its routes answer to every role."""
