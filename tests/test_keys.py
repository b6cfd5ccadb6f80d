"""A key lends its declarations and definitions, and says what an answer starts from and arrives at."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from checks import library
from checks.judge import judge_page
from checks.keys import Key, NoKey, answered, key_of, key_of_derivation
from checks.model import Report
from checks.page.documents import formulas
from checks.report.json import as_json
from checks.report.page import as_page
from checks.report.text import as_text
from checks.tasks import NothingToCheck, Source, page_of
from checks.verdicts import Agrees, Proved, Refuted, Unreadable, name
from tests.library_cases import ENTRIES

PROBLEM = r"""For $X \in \mathbb{R}^{n\times d}$, $y\in\mathbb{R}^n$, $w\in\mathbb{R}^d$, $\lambda > 0$ let $J(w) = \|Xw-y\|_2^2 + \lambda\|w\|^2$.
$$\nabla J = 2X^\top(Xw-y) + 2\lambda w.$$"""


@cache
def key(wanted: str) -> Key:
    if wanted == "ridge.md":
        return key_of(wanted, formulas(PROBLEM))
    return key_of_derivation(wanted, library.load(wanted))


def report(text: str, wanted: str = "logistic/gradient") -> Report:
    return judge_page(answered("answer.md", formulas(text), key(wanted)))


def words(text: str, wanted: str = "logistic/gradient") -> tuple[list[str], str, str]:
    """The verdicts on the steps, on the start and on the result."""
    found = report(text, wanted)
    steps = [name(v) for c, v in zip(found.page.claims, found.verdicts, strict=True) if not c.asked]
    assert [claim.asked for claim in found.page.claims[-2:]] == ["start", "result"]
    return steps, name(found.verdicts[-2]), name(found.verdicts[-1])


RIGHT = {
    "steps only": (r"$$\nabla_\theta \ell = (y-\sigma(z)) x = x(y-\sigma(\theta^\top x))$$", "logistic/gradient"),
    "another letter": (r"$$\nabla_w \ell = x(y-\sigma(w^\top x))$$", "logistic/gradient"),
    "declared again": (
        r"""Let $w, x\in\mathbb{R}^m$, $y\in\{0,1\}$, $p = \sigma(w^\top x)$ and $L(w) = y\log p+(1-y)\log(1-p)$.
        $$\nabla_w L = (y - p)\,x$$""",
        "logistic/gradient",
    ),
    "by component": (r"$$\frac{\partial\ell}{\partial\theta_j} = (y-\sigma(\theta^\top x))x_j$$", "logistic/gradient"),
    "its own definition": (r"Write $z = 2\theta^\top x$. $$\nabla_\theta \ell = x(y-\sigma(z/2))$$", "logistic/gradient"),
    "in two chains": (
        r"$$\nabla_\theta \ell = (y-\sigma(z))x$$ where $$(y-\sigma(z))x = x(y-\sigma(\theta^\top x))$$",
        "logistic/gradient",
    ),
    "beside another chain": (
        r"$$\sigma'(z) = \sigma(z)(1-\sigma(z))$$ so $$\nabla_\theta \ell = (y-\sigma(z))x$$ $$y+z = z+y$$",
        "logistic/gradient",
    ),
    "a teacher's page": (r"$$\nabla J = 2(X^\top X + \lambda I)w - 2X^\top y$$", "ridge.md"),
    "every letter another": (
        r"""Let $\theta \in \mathbb{R}^p$, $X\in\mathbb{R}^{N\times p}$, $y\in\mathbb{R}^N$, $\alpha>0$ and
        $L(\theta) = (X\theta-y)^\top(X\theta-y)+\alpha\theta^\top\theta$.
        $$\nabla_\theta L = 2X^\top X\theta - 2X^\top y + 2\alpha\theta$$""",
        "ridge.md",
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_answer_starts_and_ends_as_asked(case: str) -> None:
    steps, start, result = words(*RIGHT[case])
    assert steps
    assert {*steps, start, result} == {"proved"}


WRONG = {
    "a sign": (r"$$\nabla_\theta \ell = x(y+\sigma(\theta^\top x))$$", "logistic/gradient", (["refuted"], "proved", "refuted")),
    "not the asked start": (r"$$y x - \sigma(z)x = x(y-\sigma(z))$$", "logistic/gradient", (["proved"], "proved", "proved")),
    "another question": (r"$$\nabla_x \ell = \theta(y-\sigma(z))$$", "logistic/gradient", (["proved"], "refuted", "refuted")),
    "another shape": (r"$$\ell - \ell = 0$$", "logistic/gradient", (["proved"], "refuted", "refuted")),
    "a derivative is left": (r"$$\nabla_\theta\ell = \nabla_\theta\ell$$", "logistic/gradient", (["proved"], "proved", "refuted")),
    "a definition of its own": (r"Let $J(w) = \|Xw-y\|^2$. $$\nabla J = 2X^\top(Xw-y)$$", "ridge.md", (["proved"], "refuted", "refuted")),
    "a letter of its own": (
        r"Let $c \in \{2, 3\}$. $$\nabla J = 2X^\top(Xw-y) + 2\lambda w + c w - cw$$",
        "ridge.md",
        (["proved"], "proved", "unreadable"),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_told_where(case: str) -> None:
    text, wanted, expected = WRONG[case]
    assert words(text, wanted) == expected


def test_what_was_asked_is_not_narrowed_by_the_answer() -> None:
    assert words(r"Let $w^\top w = 0$. $$\nabla J = 2X^\top(Xw-y)$$", "ridge.md")[1:] == ("proved", "refuted")


def test_an_equation_is_to_be_solved_where_the_key_solves_it() -> None:
    asked = key_of("k.md", formulas(r"Let $a > 0$ and $x, b \in \mathbb{R}$. $$a x - b = 0 \iff x = b/a$$"))
    for text, expected in ((r"$$a x - b = 0 \iff a x = b \iff x = \frac{b}{a}$$", Proved), (r"$$a x - b = 0 \iff a x = b$$", Refuted)):
        start, result = judge_page(answered("a.md", formulas(text), asked)).verdicts[-2:]
        assert isinstance(start, Proved)
        assert isinstance(result, expected), result


def test_a_name_that_is_asked_is_claimed_and_not_defined() -> None:
    asked = key_of("k.md", formulas(r"Let $a, b \in \mathbb{R}$ and $s = (a+b)^2$. $$s = a^2+2ab+b^2$$"))
    for text, expected in (
        (r"$$s = a^2+ab+ba+b^2$$", Proved),
        (r"$$s = a^2+b^2$$", Refuted),
        (r"Let $s = a^2+b^2$. $$s = a^2+b^2$$", Refuted),
    ):
        assert isinstance(judge_page(answered("a.md", formulas(text), asked)).verdicts[-1], expected), text


@pytest.mark.parametrize("text", ["Nothing but $x$.", "$$x_j$$"])
def test_an_answer_without_a_chain_is_told_so(text: str) -> None:
    steps, start, result = words(text)
    assert (steps, start, result) == ([], "unreadable", "unreadable")


def test_letters_that_could_stand_for_each_other_are_refused() -> None:
    with pytest.raises(NoKey, match=r"in 2 ways: w for θ, u for x; or w for x, u for θ"):
        report(r"$$\nabla_w \ell = (y-\sigma(w^\top u)) u$$")


def test_a_page_without_a_chain_and_a_false_derivation_are_no_keys() -> None:
    with pytest.raises(NoKey, match="has no chain of steps"):
        key_of("k.md", formulas(r"Let $a \in \mathbb{R}$."))
    with pytest.raises(NoKey, match=r"line 1: the name b is not declared"):
        key_of("k.md", formulas(r"Let $a \in \mathbb{R}$. $$a = b$$"))
    false = next(each.name for each in ENTRIES if each.false and any(step.false for step in library.load(each.name).steps))
    with pytest.raises(NoKey, match="known to be false"):
        key_of_derivation(false, library.load(false))


def test_the_report_says_what_stands_for_what() -> None:
    found = report(r"$$\nabla_w \ell = x(y+\sigma(w^\top x))$$")
    text = as_text(found)
    assert "answer.md: note: w stands for θ of logistic/gradient" in text
    assert "refuted: the result is not what was asked\n   |  asked   x (y - \\sigma(w^\\top x))\n" in text
    assert "what was asked is −1/2, the line here is 1/2" in text
    page = json.loads(as_json(found))
    assert [step.get("asked") for step in page["steps"]] == [None, "start", "result"]
    assert page["notes"] == [r"w stands for \theta of logistic/gradient"]


def test_the_command_finds_the_key(tmp_path: Path) -> None:
    problem = tmp_path / "problem.md"
    problem.write_text(PROBLEM)
    answer = rb"$$\nabla J = 2X^\top(Xw-y) + 2\lambda w$$"
    assert [claim.asked for claim in page_of(Source("-", answer, key=str(problem))).claims] == ["", "start", "result"]
    for source, said in (
        (Source("-", answer, key="nonsense"), "no derivation is called 'nonsense'"),
        (Source("-", answer, key=str(tmp_path / "none.md")), "no such file"),
        (Source("logistic/gradient", key="logistic/gradient"), "a derivation of the library, expected a page"),
    ):
        with pytest.raises(NothingToCheck, match=said):
            page_of(source)


SPREAD = ("information/kl_decomposition", "likelihood/bernoulli", "matrices/gp_evidence", "regression/ridge_solution", "softmax/jacobian")


@pytest.mark.parametrize("wanted", SPREAD)
def test_a_derivation_answers_itself(wanted: str) -> None:
    found = report(as_page(library.load(wanted)), wanted)
    assert all(isinstance(verdict, Proved | Agrees) for verdict in found.verdicts), found.verdicts
    assert not any(isinstance(verdict, Unreadable) for verdict in found.verdicts)
