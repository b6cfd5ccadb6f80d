"""The algebra witness: exact; it may conclude that two sides are equal, and never that they differ."""
