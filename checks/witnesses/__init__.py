"""Three independent witnesses of a claim; none imports another."""
