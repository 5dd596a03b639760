"""What the observatory knows of the world: services, their parts, names and symptoms."""
