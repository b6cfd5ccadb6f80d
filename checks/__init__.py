"""handcheck: is each step of a derivation right?"""
