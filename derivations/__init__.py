"""The library: one file a result, a hand derivation in it and the same quantity as a JAX program."""
