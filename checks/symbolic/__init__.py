"""Terms in SymPy, and SymPy in terms.

``encoding`` makes a SymPy expression of a term, ``decoding`` a term of a SymPy expression, ``zero`` shows by SymPy that a
difference is 0.  Nothing is imported here: SymPy takes half a second, and most steps do without it.
"""
