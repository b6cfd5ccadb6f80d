"""What a report says, word for word."""

import json
from dataclasses import replace
from typing import Any

import pytest

from checks import notation as n
from checks.latex import latex
from checks.model import Claim, Derivation, Listed, Page, Place, Report, Step, Unread, claims_of
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.report.diagnostic import plain, shown
from checks.report.json import as_json
from checks.report.page import as_page, verdict_list
from checks.report.text import as_text
from checks.terms import Defined
from checks.verdicts import (
    Agrees,
    Conditional,
    Counterexample,
    Evidence,
    Proved,
    Refuted,
    Undecided,
    Unreadable,
    Verdict,
)

d = n.size("d")
theta, x, y = n.vector(r"\theta", d), n.vector("x", d), n.binary("y")
z = Defined("z", theta.T @ x)
GIVEN = n.given(theta, x, y)
LEFT, RIGHT = x * (y * (1 - n.sigma(z)) - (1 - y) * n.sigma(z)), x * (y + n.sigma(z))

ALGEBRA = Evidence(witness="algebra", says="equal for every d")
AUTODIFF = Evidence(witness="autodiff", says="agrees", points=256)
POINT = Counterexample(at={r"\theta": ("0",), "x": ("1",), "y": "0"}, sizes={"d": 1}, left="-1/2", right="1/2", bits=53, entry=(1,))
REFUTED = Refuted(
    counterexample=POINT,
    reason="",
    evidence=(
        Evidence(witness="ball", says="the sides differ", points=1),
        Evidence(witness="autodiff", says="of the first line gives −1/2: it sides with step 2", points=1),
    ),
    help="with `y − σ` in place of `y + σ` the step holds",
)


def claim(step: int, **changes: Any) -> Claim:
    place = Place(line=8 + step, column=4, end_line=8 + step, end_column=30)
    made = Claim(left=LEFT, relation="=", right=RIGHT, given=GIVEN, chain=1, step=step, place=place)
    return replace(made, **changes)


def report(*pairs: tuple[Claim | Unread, Verdict], **listings: tuple[Listed, ...]) -> Report:
    page = Page(path="answer.md", claims=tuple(claim for claim, _ in pairs), **listings)
    return Report(page=page, verdicts=tuple(verdict for _, verdict in pairs))


HOLDS = (claim(1, reason="chain rule"), Proved(evidence=(ALGEBRA, AUTODIFF)))
FAILS = (claim(3, left_source="(y-2)x", right_source="x\\,(y+\n  \\sigma(z))"), REFUTED)


def test_a_step_that_stands_takes_one_line_that_says_what_was_done() -> None:
    assert as_text(report(HOLDS)) == (
        "answer.md:9:4: proved: step 1 (chain rule): algebra: equal for every d; autodiff: agrees, 256 points\nanswer.md: proved · 1 proved"
    )


def test_a_refuted_step_shows_place_lines_numbers_and_help() -> None:
    assert as_text(report(HOLDS, FAILS)) == "\n".join(
        (
            "answer.md:9:4: proved: step 1 (chain rule): algebra: equal for every d; autodiff: agrees, 256 points",
            "answer.md:11:4: refuted: step 3 does not follow",
            "   |  2   (y-2)x",
            r"   |  3   = x\,(y+ \sigma(z))",
            "   = at d=1: θ=0, x=1, y=0   step 2 is −1/2, step 3 is 1/2   (certified, 53 bits)",
            "   = autodiff of the first line gives −1/2: it sides with step 2",
            "help: with `y − σ` in place of `y + σ` the step holds",
            "answer.md: refuted · 1 proved, 1 refuted",
        )
    )


def test_the_entry_is_named_where_there_are_several() -> None:
    point = replace(POINT, at={"x": ("0", "1")}, sizes={"d": 2, r"\mathcal{X}": 3}, entry=(2,))
    text = as_text(report((claim(1), replace(REFUTED, counterexample=point))))
    assert "   = at d=2, |𝒳|=3: x=(0, 1)   left side is −1/2, right side is 1/2 in entry 2   (certified, 53 bits)\n" in text


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            Agrees(evidence=(AUTODIFF,), remarks=("both sides undefined at x = 0",)),
            ["agrees: step 1: autodiff: agrees, 256 points", "   = both sides undefined at x = 0"],
        ),
        (
            Conditional(holds_where="where d = 1", outside=None, evidence=(AUTODIFF,)),
            [
                "conditional: step 1 holds only where d = 1",
                r"   |      x (y (1 - \sigma(z)) - (1 - y) \sigma(z))",
                r"   |  1   = x (y + \sigma(z))",
                "   = autodiff: agrees, 256 points",
            ],
        ),
        (
            Conditional(holds_where="equal in the other layout convention", outside=None, evidence=()),
            [
                "conditional: step 1: equal in the other layout convention",
                r"   |      x (y (1 - \sigma(z)) - (1 - y) \sigma(z))",
                r"   |  1   = x (y + \sigma(z))",
            ],
        ),
        (
            Refuted(counterexample=None, reason="the left side has shape (d), the right side (d × d)", evidence=()),
            [
                "refuted: step 1 does not follow: the left side has shape (d), the right side (d × d)",
                r"   |      x (y (1 - \sigma(z)) - (1 - y) \sigma(z))",
                r"   |  1   = x (y + \sigma(z))",
            ],
        ),
        (
            Undecided(reason="no point of the domain was found"),
            [
                "undecided: step 1 is neither proved nor refuted: no point of the domain was found",
                r"   |      x (y (1 - \sigma(z)) - (1 - y) \sigma(z))",
                r"   |  1   = x (y + \sigma(z))",
            ],
        ),
    ],
    ids=["agrees", "conditional", "layout", "shapes", "undecided"],
)
def test_each_verdict_has_its_words(verdict: Verdict, expected: list[str]) -> None:
    *lines, _ = as_text(report((claim(1), verdict))).split("\n")
    assert lines == [f"answer.md:9:4: {expected[0]}", *expected[1:]]


def test_a_formula_that_cannot_be_read_is_shown_as_it_stands() -> None:
    unread = Unread(message="", source=r"x = \foo y", place=Place(4, 8, 4, 12), chain=1, step=1)
    verdict = Unreadable(reason=r"\foo is not declared: say what it is before line 4")
    assert as_text(report((unread, verdict))) == "\n".join(
        (
            r"answer.md:4:8: unreadable: \foo is not declared: say what it is before line 4",
            r"   |  x = \foo y",
            "answer.md: unreadable · 1 unreadable",
        )
    )


def test_the_chain_is_named_where_there_are_several_and_the_cell_in_a_notebook() -> None:
    second = claim(1, chain=2, place=Place(line=2, column=1, end_line=2, end_column=9, cell=3))
    first_line, second_line, _ = as_text(report(HOLDS, (second, Agrees(evidence=(ALGEBRA,))))).split("\n")
    assert first_line.startswith("answer.md:9:4: proved: step 1 of chain 1 (chain rule): ")
    assert second_line == "answer.md:cell 3:2:1: agrees: step 1 of chain 2: algebra: equal for every d"


def test_a_page_without_a_step_is_undecided() -> None:
    assert as_text(report()) == "answer.md: undecided · the page claims nothing: it has no step to check"


def test_verbose_lists_what_claims_nothing() -> None:
    place = Place(3, 5, 3, 9)
    text = as_text(
        report(
            HOLDS,
            declared=(Listed(text=r"x \in \mathbb{R}^d", place=place),),
            skipped=(Listed(text="O(n)", place=place, why="no relation"),),
        ),
        verbose=True,
    )
    assert text.split("\n")[1:3] == [
        r"answer.md:3:5: declared: x \in \mathbb{R}^d",
        "answer.md:3:5: skipped: O(n)   (no relation)",
    ]


def test_colour_paints_the_verdict_words_only() -> None:
    painted = as_text(report(FAILS), color=True)
    assert "answer.md:11:4: \x1b[1;31mrefuted\x1b[0m: step 3 does not follow" in painted
    assert "\x1b" not in as_text(report(FAILS))


def test_a_page_cannot_send_control_characters_to_the_terminal() -> None:
    text = as_text(report((claim(2, right_source="x \x1b[2J\u202e y"), REFUTED)))
    assert "= x �[2J� y" in text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-1/2", "−1/2"),
        (("3",), "3"),
        (("1", "-2"), "(1, −2)"),
        ((("1", "0"), ("0", "1")), "(1, 0; 0, 1)"),
        ((("1",),), "1"),
    ],
    ids=["number", "one entry", "vector", "matrix", "1×1"],
)
def test_values_take_one_line(value: Any, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (r"\theta", "θ"),
        (r"\Sigma", "Σ"),
        (r"\lambda", "λ"),
        ("x", "x"),
        (r"\hat{p}", r"\hat{p}"),
        (r"\ell", r"\ell"),
        (r"P_\theta(y\mid x)", "P_θ(y|x)"),
    ],
)
def test_greek_letters_are_letters_on_a_terminal(name: str, expected: str) -> None:
    assert plain(name) == expected


def test_json_has_every_field_of_the_contract() -> None:
    written = as_json(
        report(
            (claim(3, left_source="a", right_source="b", reason="chain rule"), REFUTED),
            declared=(Listed(text=r"\theta, x \in \mathbb{R}^d", place=Place(3, 1, 3, 9)),),
        )
    )
    assert "\n" not in written
    assert json.loads(written) == {
        "schema": 1,
        "path": "answer.md",
        "verdict": "refuted",
        "steps": [
            {
                "line": 11,
                "column": 4,
                "end_line": 11,
                "end_column": 30,
                "chain": 1,
                "step": 3,
                "relation": "=",
                "left": "a",
                "right": "b",
                "reason": "chain rule",
                "verdict": "refuted",
                "evidence": [
                    {"witness": "ball", "says": "the sides differ", "points": 1},
                    {"witness": "autodiff", "says": "of the first line gives −1/2: it sides with step 2", "points": 1},
                ],
                "counterexample": {
                    "at": {"theta": [0.0], "x": [1.0], "y": 0},
                    "left": -0.5,
                    "right": 0.5,
                    "dims": {"d": 1},
                    "entry": [1],
                },
                "remarks": [],
                "message": "step 3 does not follow",
                "help": "with `y − σ` in place of `y + σ` the step holds",
            }
        ],
        "declared": [{"line": 3, "text": r"\theta, x \in \mathbb{R}^d"}],
        "defined": [],
        "skipped": [],
    }


def test_json_of_the_library_counts_steps_as_lines() -> None:
    library = report((claim(2, place=None), Proved(evidence=(ALGEBRA,))))
    step = json.loads(as_json(library))["steps"][0]
    assert (step["line"], step["column"], step["counterexample"]) == (2, 1, None)
    assert step["left"] == r"x (y (1 - \sigma(z)) - (1 - y) \sigma(z))"


def test_json_has_only_numbers_that_json_has() -> None:
    point = replace(POINT, at={"x": str(10**400), r"\hat{x}": "1", r"hat_x": "2"}, left="undefined", right=str(10**400))
    refuted = replace(REFUTED, counterexample=point)
    found = json.loads(as_json(report((claim(1), refuted))))["steps"][0]["counterexample"]
    assert found["at"] == {"x": str(10**400), r"\hat{x}": 1, "hat_x": 2}
    assert (found["left"], found["right"]) == ("undefined", str(10**400))


DERIVATION = Derivation(
    title="The gradient of the log-likelihood",
    source="Bishop (2006), eq. 4.91",
    given=n.given(theta, x, y, n.positive("a"), where=(n.indicator(x[1], "≠", 0).condition,)),
    start=n.gradient(n.defined(r"\ell", y * n.log(n.sigma(z))), theta),
    steps=(Step(to=y * (1 - n.sigma(z)) * x, because="chain rule, σ′ = σ(1−σ)"), Step(to=x * (y - y * n.sigma(z)))),
    program=lambda *_: 0.0,
)


def test_a_derivation_is_shown_as_a_page() -> None:
    assert as_page(DERIVATION) == (
        "# The gradient of the log-likelihood\n\n"
        "Source: Bishop (2006), eq. 4.91\n\n"
        r"Let $\theta \in \mathbb{R}^{d}$, $x \in \mathbb{R}^{d}$, $y \in \{0, 1\}$ and $a \in \mathbb{R}_{>0}$"
        " with $x_1 \\neq 0$.\n\n"
        "Write $z := \\theta^\\top x$ and $\\ell := y \\log(\\sigma(z))$.\n\n"
        "$$\\begin{aligned}\n"
        r"\nabla_\theta \ell &= y (1 - \sigma(z)) x && \text{chain rule, σ′ = σ(1−σ)} \\"
        "\n"
        r" &= x (y - y \sigma(z))"
        "\n\\end{aligned}$$\n"
    )


def test_a_shown_page_is_read_again_as_the_same_claims() -> None:
    def said(claims: tuple[Claim | Unread, ...]) -> list[tuple[str, ...]]:
        return [(latex(claim.left), latex(claim.right), claim.reason) for claim in claims if isinstance(claim, Claim)]

    page = read_page("shown.md", formulas(as_page(DERIVATION)))
    assert len(page.claims) == len(DERIVATION.steps)
    assert said(page.claims) == said(claims_of(DERIVATION))
    assert [claim.given.facts for claim in page.claims if isinstance(claim, Claim)] == [DERIVATION.given.facts] * 2


def test_the_verdicts_of_a_shown_page_hold_no_mathematics() -> None:
    assert verdict_list(report(HOLDS, (claim(2, place=None), REFUTED))) == (
        "- **proved** step 1 (chain rule): algebra: equal for every d; autodiff: agrees, 256 points\n"
        "- **refuted** step 2 does not follow\n"
        "  - at d=1: θ=0, x=1, y=0   step 1 is −1/2, step 2 is 1/2   (certified, 53 bits)\n"
        "  - autodiff of the first line gives −1/2: it sides with step 2\n"
        "  - ``with `y − σ` in place of `y + σ` the step holds``\n"
    )
