r"""``\text{for } x > 0`` beside a formula of a display: it holds for that line, before what it is said of, and for no line behind it."""

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import name

GIVEN = r"Let $a, b \in \mathbb{R}$, $y \in \{0, 1\}$, $s \in (0,1)$."


def verdicts(*displays: str) -> list[str]:
    page = read_page("page.md", formulas(GIVEN + "".join(f"\n\n$$\n{display}\n$$" for display in displays) + "\n"))
    return [name(verdict) for verdict in judge_page(page).verdicts]


@pytest.mark.parametrize(
    "line",
    [
        r"\sqrt{a^2} = a \quad \text{if } a > 0",
        r"\sqrt{a^2} = a, \quad \text{for all } a \ge 0.",
        r"\sqrt{a^2} = a && \text{whenever } a > 0",
        r"\sqrt{a^2} = a \qquad (a > 0)",
        r"\sqrt{a^2} = a \quad [a \ge 0],",
        r"\sqrt{a^2} = a, \quad a > 0",
        r"\text{For } a > 0: \quad \sqrt{a^2} = a",
        "\\text{For } a > 0: \\\\\n \\sqrt{a^2} = a",
        r"a^2 = a \quad \text{if } a = 1",
        r"\sqrt{a^2} - a = b - b \quad (0 < a < 1)",
    ],
)
def test_a_condition_holds_for_its_own_line_only(line: str) -> None:
    step = line.split(r"\quad")[0] if "For" not in line and "&&" not in line and "qquad" not in line else r"\sqrt{a^2} = a"
    first, second = verdicts(line, step.strip(" ,"))
    assert first == "proved"
    assert second in {"conditional", "refuted"}


def test_each_line_has_its_own() -> None:
    lines = r"\begin{aligned} \sqrt{a^2} &= a && (a > 0) \\ \sqrt{a^2} &= -a && (a < 0) \\ \sqrt{a^2} &= |a| \end{aligned}"
    assert verdicts(lines) == ["proved", "proved", "proved"]
    assert verdicts(lines.replace("a < 0", "a > 0")) == ["proved", "refuted", "proved"]


def test_a_wrong_step_stays_wrong_under_its_condition() -> None:
    assert verdicts(r"\sqrt{a^2} = -a \qquad (a > 0)", r"a + b = a - b \quad \text{for } a > 0") == ["refuted", "refuted"]
    assert verdicts(r"y\log s + (1-y)\log(1-s) = \log s \quad \text{if } y = 0") == ["refuted"]


def test_the_domain_of_a_definition_lasts() -> None:
    assert verdicts(r"f(a) = \sqrt{a}, \quad \text{for } a > 0", r"f(a)^2 = a", r"\sqrt{a^2} = a") == ["proved", "proved"]


def test_labels_in_brackets_are_no_conditions() -> None:
    assert verdicts(r"a + b = b + a \quad (1)", r"a + b = b + a \quad (\text{by } y)", r"a + b = b + a && (*)") == ["proved"] * 3
