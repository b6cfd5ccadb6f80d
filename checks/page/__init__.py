"""Documents to formulas, formulas to syntax, syntax to claims about terms."""
