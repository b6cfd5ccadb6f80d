"""Derivations of the topic."""
