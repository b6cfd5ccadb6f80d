"""Derivations as Python: terms in the vocabulary, programs in JAX, and the one file that holds both."""
