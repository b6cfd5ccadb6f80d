"""A wrong sign where everything is small: Stan once had −exp(−θ) for exp(−θ) in a branch beyond θ = 20, and no test saw it."""

from fractions import Fraction
from pathlib import Path

from checks.judge import judge_page
from checks.page.reading import read_file
from checks.verdicts import Conditional, Proved, Refuted

PAGE = Path(__file__).parent / "pages" / "bernoulli-logit.md"


def test_the_sign_is_found_beyond_the_cut():
    wrong, mended, alone = judge_page(read_file(PAGE)).verdicts
    assert isinstance(wrong, Conditional)  # the other branches are right
    assert wrong.outside is not None
    assert float(Fraction(str(wrong.outside.at[r"\theta"]))) > 20
    assert isinstance(mended, Proved)
    assert isinstance(alone, Refuted)
    assert alone.counterexample is not None
    assert (alone.counterexample.left, alone.counterexample.right) == ("7.58256e-10", "-7.58256e-10")
