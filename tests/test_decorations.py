r"""What decorates a formula changes nothing in it: braces with notes, labels over and under relations, conditions, spacing, sizes, references."""

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Unreadable, name

GIVEN = r"Let $a, b, c \in \mathbb{R}$ and $w, v \in \mathbb{R}^n$."

# a step with a sign in it that makes it wrong, and the reason that is kept
DECORATED = [
    (r"\underbrace{a+b}_{\text{total}} SIGN b = a", "-", "+", "total"),
    (r"\overbrace{a\cdot b}^{\text{product}}\, SIGN c = c + ab", "+", "-", "product"),
    (r"\underbrace{(a+b)^2}_{A} = a^2 SIGN 2ab + b^2", "+", "-", "A"),
    (r"\underbrace{a+b}_{=: s} SIGN b = a", "-", "+", "=: s"),
    (r"\underbrace{\begin{pmatrix} a & b\\ b & c\end{pmatrix}}_{2\times 2} = \begin{pmatrix} a & b\\ SIGN b & c\end{pmatrix}", "", "-", r"2\times 2"),
    (r"\|w - v\|^2 = \|w\|^2 SIGN 2 \underbrace{w^\top v}_{\text{cross term}} + \|v\|^2", "-", "+", "cross term"),
    (r"a + b \overset{(a)}{=} b SIGN a", "+", "-", "(a)"),
    (r"a + b \underset{(i)}{=} b SIGN a", "+", "-", "(i)"),
    (r"a + b \stackrel{\eqref{x}}{=} b SIGN a", "+", "-", r"\eqref{x}"),
    (r"a+b\;\;\overset{\mathclap{\text{comm.}}}{=}\;\; b SIGN a", "+", "-", "comm."),
    (r"a + \phantom{b} b \mathrel{=} b \mathbin{SIGN} a \nonumber", "+", "-", ""),
    (r"\textstyle \ensuremath{a+b} \!= \;b\hspace{1em} SIGN \hspace*{2pt} a \vspace{3mm} \notag \label{eq:one} \qedhere", "+", "-", ""),
    (r"\footnotesize a + b = b SIGN a \tag{1}", "+", "-", "1"),
    (r"a + b = b SIGN a \eqno(3)", "+", "-", "(3)"),
    (r"a + b = b SIGN a \eqno{(3)}", "+", "-", "(3)"),
    (r"a + b = b SIGN a \quad (\text{by } \eqref{x})", "+", "-", r"(by \eqref{x})"),
    ("a + b = b SIGN a % = wrong", "+", "-", ""),
    ("a + b % first\n = b SIGN a", "+", "-", ""),
    (r"\underline{a + b} = b SIGN a", "+", "-", ""),
    (r"\color{red} a + {\color{blue} b} = \textcolor{green}{b SIGN a}", "+", "-", ""),
]  # fmt: skip


def judged(formula: str) -> tuple[list[str], list[str], list[str]]:
    page = read_page("page.md", formulas(f"{GIVEN}\n\n$$\n{formula}\n$$\n"))
    return (
        [name(v) for v in judge_page(page).verdicts],
        [getattr(c, "reason", "") for c in page.claims],
        [item.text for item in page.skipped],
    )


@pytest.mark.parametrize(("formula", "right", "wrong", "reason"), DECORATED)
def test_decoration_changes_nothing(formula: str, right: str, wrong: str, reason: str) -> None:
    verdicts, reasons, _ = judged(formula.replace("SIGN", right))
    assert (verdicts, reasons) == (["proved"], [reason])
    assert judged(formula.replace("SIGN", wrong))[0] == ["refuted"]


@pytest.mark.parametrize("note", [r"=0", r"\ge 0", r"= a \text{ by symmetry}", r"\to 0"])
def test_a_note_that_claims_something_is_refused(note: str) -> None:
    page = read_page("page.md", formulas(rf"{GIVEN} $$\underbrace{{a+b}}_{{{note}}} - b = a$$"))
    (verdict,) = judge_page(page).verdicts
    assert isinstance(verdict, Unreadable)
    assert verdict.reason == f"`{note}` beside a brace claims something, expected it as a step of its own"


def test_what_is_demanded_is_a_condition() -> None:
    assert judged(r"a^2 - 1 \overset{!}{=} 0") == ([], [], [r"a^2 - 1 \overset{!}{=} 0"])
    verdicts, _, skipped = judged(r"a + b = b + a \stackrel{!}{=} c")
    assert (verdicts, skipped) == (["proved"], [r"a + b = b + a \stackrel{!}{=} c"])
    assert judged(r"2a - 2 \overset{!}{=} 0 \iff a = 1")[0] == ["proved"]
    assert judged(r"2a - 2 \overset{!}{=} 0 \iff a = 2")[0] == ["refuted"]
    assert judged(r"a + b = b - a \overset{!}{=} 0")[0] == ["refuted"]
