"""Benchmarks: handcheck beside the tools that people use instead, in the same run, on the same steps.

None of it is a test, none of it is imported by one, and pytest collects no file of these names.  To run them:

    pip install -e '.[bench]'
    python -m tests.benchmarks.accuracy        # right, wrong and undecided, and the time of a step
    python -m tests.benchmarks.saturation      # Stan's wrong sign, and gradient checkers at their defaults
    python -m tests.benchmarks.scaling a.png   # cost against size
    python -m tests.benchmarks.reading         # formulas a second

Of a step the time is that of the clock: leave the machine to it, or compare the ratios alone.  Elsewhere times are CPU seconds, which other
work on the machine stretches less.
"""
