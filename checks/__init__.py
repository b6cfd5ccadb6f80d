"""Is each step of a derivation right?  The engine of ``handcheck``."""
