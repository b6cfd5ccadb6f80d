r"""``\partial_x f``, ``f_x``, ``\partial f/\partial x`` on one line, and ``[a]_+``: right steps are proved, wrong ones refuted, doubtful ones refused."""

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Unreadable, Verdict, name

GIVEN = (
    r"Let $a, b \in \mathbb{R}$, $x, t \in \mathbb{R}$, $v \in \mathbb{R}^d$, $f(v) = v^\top v$, $g(a,b) = a^2 b^3$, $h : \mathbb{R} \to \mathbb{R}$, "
    r"$s(x) = x^3$, $p(a,b) = ab$ and $u(x,t) = e^{-t}\sin x$. "
)


def judged(formula: str) -> list[Verdict]:
    return list(judge_page(read_page("page.md", formulas(f"{GIVEN}\n\n$${formula}$$\n"))).verdicts)


@pytest.mark.parametrize(
    "formula",
    [
        r"\partial_v f = 2v",
        r"\partial_{v_j} f(v) = 2v_j",
        r"\partial_a g(a,b) = 2ab^3",
        r"\partial_a g(1,2) = 16",
        r"\partial_a^2 g = 2b^3",
        r"\partial_a\partial_b g = \partial_{ab} g = 6ab^2",
        r"\partial_b^2 \partial_a g = 12ab",
        r"\partial_a (ab) + \partial_b(ab) = a + b",
        r"\partial_a \log(1 + a^2) = \frac{2a}{1+a^2}",
        r"\frac{\partial_a g}{b} = 2ab^2",
        r"\partial_x h(x) = h'(x)",
        r"u_t = u_{xx}",
        r"u_t(0, t) = 0",
        r"u_x(0, t) = e^{-t}",
        r"g_a = 2ab^3",
        r"g_{ab}(a,b) = 6ab^2",
        r"(g_a)^2 = g_a^2 = 4a^2b^6",
        r"\log g_b(1, 2) = \log 12",
        r"2 g_a\, g_b = 12 a^3 b^5",
        r"\partial g/\partial a = 2 a b^3",
        r"\partial^2 g/\partial a^2 = 2 b^3",
        r"\partial g/\partial a \cdot b + \partial g/\partial b \cdot a = 2ab^4 + 3a^3b^2",
        r"dg/da\; dg/db = 6a^3b^5",
        r"[a]_+ = (a)_+ = \max(0, a)",
        r"[a]_+^2 + [-a]_+^2 = a^2",
        r"\|[v]_+\|^2 = \sum_j \max(0, v_j)^2",
    ],
)  # fmt: skip
def test_right_steps_are_proved(formula: str) -> None:
    verdicts = judged(formula)
    assert verdicts
    assert {name(verdict) for verdict in verdicts} == {"proved"}


@pytest.mark.parametrize(
    "formula",
    [
        r"\partial_v f = v",
        r"\partial_a g(1,2) = 0",
        r"\partial_a^2 g = 2ab^3",
        r"\partial_a\partial_b g = 6a^2b^2",
        r"\partial_x h(x) = h(x)",
        r"u_t = -u_{xx}",
        r"u_x(0, t) = 0",
        r"g_a = 3ab^3",
        r"g_a^2 = 2b^3",
        r"\partial g/\partial a = 3 a^2 b^2",
        r"[a]_+ - [-a]_+ = a^2",
        r"[a]_+^2 + [-a]_+^2 = 2a^2",
    ],
)  # fmt: skip
def test_wrong_steps_are_refuted(formula: str) -> None:
    assert [name(verdict) for verdict in judged(formula)] == ["refuted"]


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"\partial_a a b = b", r"two readings: (\partial_a a) b or \partial_a (a b)"),
        (r"\partial g/\partial a b = 2ab^4", r"two readings: does b belong below the slash"),
        (r"s_x = 3x^2", r"s_x may be a new name or a derivative: write := or \partial_{x} s"),
        (r"p_a = b", r"p_a may be a new name or a derivative"),
        (r"[a]_- = \max(0, -a)", r"two readings of [a]_-: \max(0, -a) or \min(0, a)"),
        (r"\Delta g = 2b^3 + 6a^2b", r"write a Laplacian as \operatorname{tr}(\nabla^2 f)"),
        (r"g_c = 0 \cdot g_c", "the name g_c is not declared"),
        (r"g_a(1) = 2", "2 arguments are expected, not 1"),
    ],
)  # fmt: skip
def test_two_readings_are_refused(formula: str, said: str) -> None:
    (verdict,) = judged(formula)
    assert isinstance(verdict, Unreadable)
    assert said in verdict.reason


@pytest.mark.parametrize("formula", [r"g_1 = 3", r"g_c = 3", r"s_x := 3", r"g_a := 7"])
def test_other_subscripts_and_plain_definitions_stay_names(formula: str) -> None:
    page = read_page("page.md", formulas(f"{GIVEN}\n\n$${formula}$$\n"))
    assert not page.claims
    assert page.defined[-1].text == formula
