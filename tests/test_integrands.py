r"""Sums that an integral or a sum sign takes whole without a bracket: up to the ``dx``, and behind a sign."""

import pytest

from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.report.reading import as_text


def reading(claim: str) -> str:
    page = read_page("page.md", formulas(rf"Let $a > 0$ and $p \in \Delta_K$. $$0 = {claim}$$"))
    return as_text(page)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\int_0^1 3x^2 - 2x\,dx", "∫₀¹ (3 x² − 2 x)dx"),
        (r"\int_0^1 -x\,dx", "∫₀¹ (−x)dx"),
        (r"a + \int_0^1 x + x^2\,dx - a", "a + ∫₀¹ (x + x²)dx − a"),
        (r"\int_0^1 x\,dx + a", "∫₀¹ xdx + a"),
        (r"\int_0^1 2x - 1\,dx + \int_0^1 x - a\,dx", "∫₀¹ (2 x − 1)dx + ∫₀¹ (x − a)dx"),
        (r"\sum_{k=1}^K -p_k + a", "∑_(k=1)^K (−pₖ) + a"),
        (r"\sum_{k=1}^K p_k - a", "∑_(k=1)^K pₖ − a"),
    ],
)
def test_what_is_taken(written: str, read: str) -> None:
    assert read in reading(written)


def test_an_integral_that_nothing_closes_is_not_read() -> None:
    assert "needs its variable" in reading(r"\int_0^1 a + a^2")
