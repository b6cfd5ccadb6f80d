"""Documents as people write them, in LaTeX, Markdown and notebooks: each right step is proved, each wrong one refuted, at its line and column."""

import json

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import name

Step = tuple[int, int, str]


def steps(text: str, suffix: str) -> list[Step]:
    """Line, column and verdict of each step."""
    page = read_page(f"page{suffix}", formulas(text, suffix))
    places = [claim.place for claim in page.claims if claim.place is not None]
    return [(place.line, place.column, name(v)) for place, v in zip(places, judge_page(page).verdicts, strict=True)]


def column(text: str, line: int, part: str) -> int:
    return text.split("\n")[line - 1].index(part) + 1


LATEX = r"""\documentclass[11pt]{amsart}
\usepackage{amsmath,amsthm,mathtools}
\newtheorem{theorem}{Theorem}
\newcommand{\R}{\mathbb{R}}
\newcommand{\norm}[2][2]{\left\lVert #2 \right\rVert_{#1}}
\newcommand{\deriv}[3][]{\frac{\partial^{#1} #2}{\partial #3^{#1}}}
\renewcommand{\vec}[1]{\mathbf{#1}}
\providecommand{\T}{^{\top}}
\let\eps\varepsilon
\newenvironment{solution}{\begin{proof}[Solution]}{\end{proof}}
\newcommand{\half}{\tfrac12}
\title{On $x = y + 1$}
\begin{document}
"""
GIVEN = r"Let $\vec{x}, \vec{w} \in \R^d$, $a, b \in \R$ and $\eps > 0$. "
# what stands in the document, and its steps: (the relation is looked for on this line of it, from 0), verdict
IN_LATEX: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "equation and split": (
        "With $f(\\vec w) = \\half\\norm{\\vec w - \\vec x}^2$:\n\\begin{equation}\\label{eq:g}\n\\begin{split}\n"
        "\\nabla f(\\vec w) &= \\vec w - \\vec x \\\\\n&= \\vec x - \\vec w.\n\\end{split}\n\\end{equation}",
        [(3, "= ", "proved"), (4, "= ", "refuted")],
    ),
    "a theorem and a proof": (
        "\\begin{theorem}[Sum]\\label{t}\n$a + b = b + a$.\n\\end{theorem}\n\\begin{solution}\n\\[ \\begin{aligned} (a+b)^2 &= a^2 + 2ab + b^2 \\\\"
        "\n &= a^2 + ab + b^2 \\end{aligned} \\]\n\\end{solution}",
        [(1, "= ", "proved"), (4, "= ", "proved"), (5, "= ", "refuted")],
    ),
    "eqnarray": (
        "\\begin{eqnarray}\n(a-b)^2 & = & a^2 - 2ab + b^2 \\nonumber \\\\\n & = & b^2 + a^2\n\\end{eqnarray}",
        [(1, "= ", "proved"), (2, "= ", "refuted")],
    ),
    "an array of steps": (
        "$$ \\begin{array}{rcl} (a+b)b & = & ab + b^2 \\\\\n & = & b(a-b) \\end{array} $$",
        [(0, "= ", "proved"), (1, "= ", "refuted")],
    ),
    "text between the rows": (
        "\\begin{align}\na + \\eps &= \\eps + a \\\\\n\\intertext{and with some more work,}\na - \\eps &= \\eps - a \\\\\n\\shortintertext{so that}\n"
        "a\\eps &= \\eps a\n\\end{align}",
        [(1, "= ", "proved"), (3, "= ", "refuted"), (5, "= ", "proved")],
    ),
    "subequations": (
        "\\begin{subequations}\n\\begin{align}\n\\norm[1]{\\vec w} &= \\sum_{i=1}^d |w_i| \\\\\n\\norm{\\vec w}^2 &= \\vec w \\vec w\\T\n"
        "\\end{align}\n\\end{subequations}",
        [(2, "= ", "proved"), (3, "= ", "refuted")],
    ),
    "a list with cases": (
        "\\begin{enumerate}[label=(\\alph*)]\n\\item First, $a + a = 2a$.\n\\item Second\n\\[ |a| = \\begin{cases} a & \\text{if } a \\ge 0, \\\\ "
        "a & \\text{otherwise.} \\end{cases} \\]\n\\end{enumerate}",
        [(1, "= ", "proved"), (3, "= ", "conditional")],
    ),
    "a table, a footnote, a caption": (
        "\\begin{tabular}{cc}\n$a+b$ & $a + b = b + a$ \\\\\n\\end{tabular}\nThis\\footnote{Here $a - a = 1$.} costs \\$5.\n"
        "\\begin{figure}\\caption{The case $a + 0 = a$}\\end{figure}",
        [(1, "= ", "proved"), (3, "= ", "refuted"), (4, "= ", "proved")],
    ),
    "commands with optional arguments": (
        "With $f(a) = a^3$: $\\deriv{f}{a} = 3a^2$ and\n$\\deriv[2]{f}{a} = 6a^2$.",
        [(0, "= 3", "proved"), (1, "= ", "refuted")],
    ),
    "multline and gather": (
        "\\begin{multline*}\n(a+b)^3 = a^3 + 3a^2b \\\\\n + 3ab^2 + b^3\n\\end{multline*}\n\\begin{gather}\na\\cdot 1 = a \\\\ b + 0 = 0\n\\end{gather}",
        [(1, "= ", "proved"), (5, "= a", "proved"), (5, "= 0", "refuted")],
    ),
    "alignat with reasons": (
        "\\begin{alignat}{2}\na+b &= b+a &\\quad& \\text{sum} \\\\\nab &= -ba && \\text{product}\n\\end{alignat}",
        [(1, "= ", "proved"), (2, "= ", "refuted")],
    ),
    "what is no mathematics": (
        "% \\[ a = b \\]\n\\begin{comment}\n\\[ a = b + 1 \\]\n\\end{comment}\n\\verb|$a = b$| and \\begin{verbatim} $a=b$ \\end{verbatim}\n$a = 2a$",
        [(5, "= ", "refuted")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_LATEX)
def test_latex(case: str) -> None:
    body, expected = IN_LATEX[case]
    text = f"{LATEX}{GIVEN}\n{body}\n\\end{{document}}\n$a = b + 7$\n"
    first = text[: text.index(body)].count("\n") + 1
    assert steps(text, ".tex") == [(first + line, column(text, first + line, at), verdict) for line, at, verdict in expected]


IN_MARKDOWN: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "a table": ("| a | b |\n|---|---|\n| one | $a + a = 2a$ |\n| two | $a + a = 3a$ |", [(2, "= ", "proved"), (3, "= ", "refuted")]),
    "a quotation": ("> Quoted: $a - a = 1$\n>\n> $$\n> (a+b)^2 = a^2 + 2ab + b^2\n> $$", [(0, "= ", "refuted"), (3, "= ", "proved")]),
    "nested lists": ("1. First\n   - nested $ab = ba$\n     $$ ab = -ba $$\n   - more", [(1, "= ", "proved"), (2, "= ", "refuted")]),
    "html": ("<details>\n<summary>Proof of $a b = b a$</summary>\n\nInside $a = 2a$.\n\n</details>", [(1, "= b", "proved"), (3, "= ", "refuted")]),
    "a fence": ("```{math}\n:label: eq-one\n:nowrap:\n\na^2 - b^2 = (a-b)(a-b)\n```", [(4, "= ", "refuted")]),
    "colons": (":::{math}\n:label: eq-two\n\na^2 - b^2 = (a-b)(a+b)\n:::\n\n$a = 2a$", [(3, "= ", "proved"), (6, "= ", "refuted")]),
    "a label of Quarto": ("$$ a + 0 = a $$ {#eq-x}\n\n$$\na + 1 = a\n$$ {#eq-y}", [(0, "= ", "proved"), (3, "= ", "refuted")]),
    "tags": ("$$ a \\cdot b = b \\cdot a \\tag{1} $$\n\n$$ a \\cdot b = b - a \\tag*{(2)} $$", [(0, "= ", "proved"), (2, "= ", "refuted")]),
    "a footnote": ("Text[^1].\n\n[^1]: In the note $a - b = b - a$.", [(2, "= ", "refuted")]),
    "money and code": ("It is `$a = b$`, \\$5 and \\$6, $5 and $10, $3.50, and $a = 2a$.", [(0, "= 2", "refuted")]),
    "roles": ("A role {math}`a + b = b + a` and {math}`a + b = b - a`.", [(0, "= b +", "proved"), (0, "= b -", "refuted")]),
    "doubled backslashes": ("\\\\(a + a = 2a\\\\) and \\\\[a + a = a\\\\]", [(0, "= 2", "proved"), (0, "= a", "refuted")]),
    "headings": ("## That $a = a$\n\nSetext $a = 2a$\n---------------", [(0, "= ", "proved"), (2, "= ", "refuted")]),
    "not shown": ("<!-- $a = b + 9$ -->\n\n    indented $a = b + 11$\n\n~~~\n$a = b + 12$\n~~~\n\n$a = 2a$", [(8, "= ", "refuted")]),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_MARKDOWN)
def test_markdown(case: str) -> None:
    body, expected = IN_MARKDOWN[case]
    text = f'---\ntitle: "The case $a = b + 1$"\n---\n\nLet $a, b \\in \\mathbb{{R}}$.\n\n{body}\n'
    assert steps(text, ".md") == [(7 + line, column(text, 7 + line, at), verdict) for line, at, verdict in expected]


CELLS = [
    ("markdown", r"Let $a, b \in \mathbb{R}$."),
    ("raw", "$a = b + 1$"),
    ("code", "# $a = b + 2$"),
    ("markdown", "![i](attachment:x.png)\n\n$$a + b = b + a$$\n\n<b>$a - b = b - a$</b>"),
]


def _cell(kind: str, source: str, version: int) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
    output = {"output_type": "display_data", "data": {"text/latex": "$a = b + 3$"}, "metadata": {}}
    if kind == "code" and version == 4:
        cell |= {"outputs": [output], "execution_count": 1}
    if kind == "code" and version == 3:
        cell = {
            "cell_type": "code",
            "metadata": {},
            "input": source,
            "language": "python",
            "outputs": [],
            "collapsed": False,
            "prompt_number": 1,
        }
    return cell | ({"attachments": {"x.png": {"image/png": "aGk="}}} if "attachment" in source and version == 4 else {})


@pytest.mark.parametrize("version", [3, 4])
def test_notebooks(version: int) -> None:
    cells = [_cell(kind, source, version) for kind, source in CELLS]
    content = {"cells": cells} if version == 4 else {"worksheets": [{"cells": cells, "metadata": {}}]}
    text = json.dumps({**content, "metadata": {}, "nbformat": version, "nbformat_minor": 4 if version == 4 else 0})
    page = read_page("page.ipynb", formulas(text, ".ipynb"))
    places = [(claim.place.cell, claim.place.line, claim.place.column) for claim in page.claims if claim.place is not None]
    assert places == [(4, 3, 9), (4, 5, 11)]
    assert [name(verdict) for verdict in judge_page(page).verdicts] == ["proved", "refuted"]
