"""Documents: which text is mathematics, where it stands in the file, what prose is around it, and hostile files."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from checks.page.documents import DocumentError, formulas, read_document
from checks.page.parser import parse_formula, parse_rows
from checks.page.sources import Formula


def texts(text: str, suffix: str = ".md") -> list[str]:
    return [formula.text for formula in formulas(text, suffix)]


def in_file(text: str, formula: Formula, start: int = 0, end: int | None = None) -> str:
    """What stands in the file at the place of a formula's part."""
    place = formula.place(start, end)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    middle = lines[place.line : place.end_line - 1]
    return "\n".join([lines[place.line - 1][place.column - 1 :], *middle, lines[place.end_line - 1][: place.end_column - 1]])


FOUND = {
    "a $x$ b": ["x"],
    r"a \(x\) b \[y\] c": ["x", "y"],
    "a $$x$$ b": ["x"],
    "$$\nx\n$$": ["x"],
    "$$x$$ {#eq-x}": ["x"],
    "$$\nx\n$$ (label)": ["x"],
    "\\begin{align*}\na &= b \\\\\n&= c\n\\end{align*}": ["\\begin{align*}\na &= b \\\\\n&= c\n\\end{align*}"],
    r"so \begin{equation}x\end{equation} holds": [r"\begin{equation}x\end{equation}"],
    "```math\nx = 1\n```": ["x = 1"],
    "```{math}\n:label: eq\n\nx = 1\n```": ["x = 1"],
    "~~~math\nx\n~~~": ["x"],
    "$`x`$ and `$y$`": ["x"],
    "$5 and $10": [],
    "between $5 and $10, so $x$ is": ["x"],
    "costs $5 and ($x$)": ["x"],
    "5 $ and 6 $. 20$ or $30": [],
    r"\$5 and $y$": ["y"],
    "$ x $": ["x"],
    "`$x$` ``a ` $b$``": [],
    "```python\n$x$\n```": [],
    "```\n$$x$$": [],
    "text\n\n    $x$\n": [],
    "<!-- $x$ --> $y$": ["y"],
    "<!--\n$x$\n\n$z$ -->\n$y$": ["y"],
    "---\ntitle: $x$\n---\n$y$": ["y"],
    "# On $x$\n\nUnder $y$\n=====\n": ["x", "y"],
    "text\n$$\na\n- b\n= c\n$$\ntext": ["a\n- b\n= c"],
    "$$\na\n\nb\n$$": ["a\n\nb"],
    "- a\n\n  $$x$$\n- $y$\n  1. $z$": ["x", "y", "z"],
    "> $x$\n> $$\n> a\n> = b\n> $$": ["x", "a\n= b"],
    "$a$b$c$": ["a", "c"],
    "$x$, $y$ and $z$": ["x", "y", "z"],
    "$$x$$$$y$$": ["x", "y"],
    r"$$x \text{ if $y$}$$ and $x \text{ if $y$} z$": [r"x \text{ if $y$}", r"x \text{ if $y$} z"],
    r"| a | $|x|$ |": ["|x|"],
    "*$x$* [$y$](url) _$z$_": ["x", "y", "z"],
    "$x\n= y$": ["x\n= y"],
    r"see \[1\] and \(2\)": ["1", "2"],
    r"a \( b": [],
    "": [],
}


@pytest.mark.parametrize("text", FOUND)
def test_what_is_mathematics_in_markdown(text: str) -> None:
    assert texts(text) == FOUND[text]


@pytest.mark.parametrize("text", FOUND)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places_lead_back_to_the_file(text: str, newline: str) -> None:
    for formula in formulas(text.replace("\n", newline)):
        at = text.replace("> ", "").replace("  ", "").find(formula.text.split("\n")[0])
        assert at >= 0
        for start, character in enumerate(formula.text):
            if character != "\n":
                assert in_file(text, formula, start, start + 1) == character


def test_places_in_quotations_lists_and_behind_tabs() -> None:
    text = "> a $x$\n> > $$\n> > y\n> > = z\n> > $$\n\n1. b\n\t$w$\n"
    x, display, w = formulas(text)
    place = x.place()
    assert (place.line, place.column, place.end_line, place.end_column) == (1, 6, 1, 7)
    place = display.place()
    assert (place.line, place.column, place.end_line, place.end_column) == (3, 5, 4, 8)
    assert in_file(text, display, 2, 5) == "= z"
    assert w.place().line == 8 and w.place().column == 3


def test_the_place_of_a_name_in_a_display() -> None:
    text = "Let\n$$\\begin{aligned}\n a &= b \\\\\n   &= \\theta\n\\end{aligned}$$\n"
    (formula,) = formulas(text)
    row = parse_rows(formula.text)[1]
    place = formula.place(row.span.start, row.span.end)
    assert (place.line, place.column, place.end_line, place.end_column) == (4, 5, 4, 13)


def test_an_empty_part_has_a_place_too() -> None:
    (formula,) = formulas("a $xy$")
    assert formula.place(1, 1).column == 5
    assert formula.place(2, 2).column == 6
    assert formula.place(0, 99).end_column == 6


def prose(text: str, suffix: str = ".md") -> list[tuple[str, str, str, int, bool]]:
    return [(f.prose_before, f.text, f.prose_after, f.paragraph, f.opens) for f in formulas(text, suffix)]


def test_prose_reaches_to_the_neighbouring_formula_within_the_paragraph() -> None:
    assert prose("**Let** $x$, $y$ and\n$z$ be.\n\nFor $w$\n$$v$$\nwe know $u$.") == [
        ("Let", "x", ",", 0, True),
        (",", "y", "and", 0, False),
        ("and", "z", "be.", 0, False),
        ("For", "w", "", 1, True),
        ("", "v", "we know", 1, False),
        ("we know", "u", ".", 1, False),
    ]


def test_items_headings_and_quotations_are_paragraphs_of_their_own() -> None:
    found = prose("# On $a$\nwith $b$\n- where $c$\n- $d$\n\n> $e$\n\n$$f$$ {#eq}\n\n$g$")
    assert [item[3] for item in found] == [0, 1, 2, 3, 4, 5, 6]
    assert [item[0] for item in found] == ["# On", "with", "where", "", "", "", ""]


TROUBLE = {
    "$$ a = b\n\n$x$": ["`$$` is never closed", ""],
    r"so \[ a = b": [r"`\[` is never closed"],
    "\\begin{align}\na &= b\n\ntext": [r"`\begin{align}` is never closed"],
}


@pytest.mark.parametrize("text", TROUBLE)
def test_what_is_never_closed_is_told(text: str) -> None:
    found = formulas(text)
    assert [formula.trouble for formula in found] == TROUBLE[text]
    assert found[0].place().line == 1
    assert found[0].text.startswith(TROUBLE[text][0].split("`")[1])


# -- LaTeX

PAGE = r"""\documentclass{article}
\newcommand{\R}{\mathbb{R}} % $c$
\newcommand{\norm}[1]{\lVert #1\rVert}
\newcommand{\E}[2][p]{\mathbb{E}_{#1}\left[#2\right]}
\DeclareMathOperator*{\argm}{arg\,min}
\def\th{\theta}
\def\inner#1#2{\langle #1,#2\rangle}
\let\eps\varepsilon
\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}
\begin{document}
\section{On $h$}
Let $\th x \in \R^d$ % comment $x$
% a whole line
and $\norm{\th}^2 = 1$, \verb|$no$|.

\textbf{Then} \(\E{x} = \E[q]{\abs*{x}}\) costs \$5 where
\begin{align*} % $$
  a &= \argm_\th b \\
    &= \inner{\eps}{c} % \end{align*}
\end{align*}
\begin{verbatim}
$no$
\end{verbatim}
\iffalse $no$ \fi
$a \text{ if $b$} = c$
\end{document}
$after$
"""


def test_latex_documents() -> None:
    assert texts(PAGE, ".tex") == [
        "h",
        r"\theta x \in \mathbb{R}^d",
        r"\lVert \theta\rVert^2 = 1",
        r"\mathbb{E}_{p}\left[x\right] = \mathbb{E}_{q}\left[\lvert x \rvert\right]",
        "\\begin{align*} % $$\n  a &= \\operatorname*{arg\\,min}_\\theta b \\\\\n"
        "    &= \\langle \\varepsilon,c\\rangle % \\end{align*}\n\\end{align*}",
        r"a \text{ if $b$} = c",
    ]
    assert [item[0] for item in prose(PAGE, ".tex")] == ["On", "Let", "and", "Then", "costs $5 where", ""]
    paragraphs = [item[3] for item in prose(PAGE, ".tex")]
    assert paragraphs[1] == paragraphs[2] < paragraphs[3] == paragraphs[4] <= paragraphs[5]


def test_what_a_macro_was_written_out_to_stands_at_its_use() -> None:
    _, let, norm, *_ = formulas(PAGE, ".tex")
    assert in_file(PAGE, let) == r"\th x \in \R^d"
    start = let.text.index(r"\mathbb")
    assert in_file(PAGE, let, start + 3, start + 9) == r"\R"
    assert in_file(PAGE, let, let.text.index("^d"), len(let.text)) == "^d"
    assert in_file(PAGE, norm, 3, 8) == r"\norm{\th}"
    assert in_file(PAGE, norm, norm.text.index("= 1")) == "= 1"


def test_a_latex_file_without_a_document_is_read_whole() -> None:
    assert texts("a $x$ % $no$\n\\[ y \\] $$z$$", ".tex") == ["x", "y", "z"]


WRITTEN_OUT = {
    (r"\newcommand{\t}{\theta}", r"\t x"): r"\theta x",
    (r"\newcommand\t{\theta}", r"2\t"): r"2\theta",
    (r"\newcommand{\b}[1]{\mathbf#1}", r"\b x"): r"\mathbf x",
    (r"\newcommand{\f}[2]{\frac{#1}{#2}}", r"\f12"): r"\frac{1}{2}",
    (r"\newcommand*{\p}{p_\theta(x)}", r"\p^2"): r"p_\theta(x)^2",
    (r"\newcommand{\a}{\b}\newcommand{\b}{c}", r"\a"): "c",
    (r"\newcommand{\a}{b}\renewcommand{\a}{c}", r"\a"): "c",
    (r"\DeclareMathOperator{\tr}{tr}", r"\tr(A)"): r"\operatorname{tr}(A)",
    (r"\def\half{\frac12}", r"x^\half"): r"x^\frac12",
    (r"\newcommand{\x}{x}", r"\nabla\x"): r"\nabla x",
    (r"\newcommand{\x}{x}", r"\xi\x\{\x\}"): r"\xi x\{x\}",
}


@pytest.mark.parametrize("case", WRITTEN_OUT)
def test_commands_are_written_out(case: tuple[str, str]) -> None:
    definitions, use = case
    assert texts(f"{definitions}\n${use}$", ".tex") == [WRITTEN_OUT[case]]
    assert texts(f"$${definitions}$$\n\ntext ${use}$", ".md") == [WRITTEN_OUT[case]]


def bomb(levels: int) -> str:
    name = "abcdefghijklmnopqrstuvwxyz"
    lines = [rf"\newcommand{{\z{name[n]}}}{{\z{name[n + 1]}\z{name[n + 1]}}}" for n in range(levels)]
    return "\n".join([*lines, rf"\newcommand{{\z{name[levels]}}}{{x}}"])


UNEXPANDABLE = {
    r"\newcommand{\a}{\a} $\a$ $x$": r"`\a` uses itself",
    r"\newcommand{\a}{\b}\newcommand{\b}{\a} $\a$ $x$": "uses itself",
    bomb(24) + r" $\za$ $x$": "used too often",
    r"\newcommand{\a}[1]{#1#1#1#1#1#1#1#1#1#1} $\a{\a{\a{\a{\a{\a{x}}}}}}$ $x$": "",
    r"\newcommand{\a}[1]{#1} $\a$ $x$": r"`\a` without its argument",
    r"\def\a#1.{#1} $\a x.$ $x$": "delimited arguments",
}


@pytest.mark.parametrize("text", UNEXPANDABLE)
def test_commands_that_cannot_be_written_out_are_told(text: str) -> None:
    first, *rest = formulas(text, ".tex")
    if UNEXPANDABLE[text]:
        assert UNEXPANDABLE[text] in first.trouble
    else:
        assert first.trouble or len(first.text) <= 100_000
    assert [formula.text for formula in rest] == ["x"]


def test_a_command_that_opens_a_display_is_told() -> None:
    text = r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}} \be x = 1 \ee $y$"
    opener, y = formulas(text, ".tex")
    assert "`\\be` opens a display" in opener.trouble and in_file(text, opener) == r"\be"
    assert y.text == "y"


# -- notebooks


def notebook(*cells: tuple[str, str | list[str]]) -> str:
    made = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells]
    for cell in made:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def test_notebooks_are_their_markdown_cells() -> None:
    text = notebook(
        ("markdown", ["# A\n", "Let $x$"]),
        ("code", "y = '$no$'"),
        ("raw", "$no$"),
        ("markdown", r"$$\newcommand{\R}{\mathbb{R}}$$"),
        ("markdown", "$$\n\\R\n$$"),
    )
    x, r = formulas(text, ".ipynb")
    assert (x.text, r.text) == ("x", r"\mathbb{R}")
    assert (x.place().cell, x.place().line, x.place().column) == (1, 2, 6)
    assert (r.place().cell, r.place().line, r.place().column) == (5, 2, 1)
    assert x.paragraph < r.paragraph


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"cells": 1, "nbformat": 4}', "[" * 100_000, '"x"'])
def test_what_is_no_notebook_is_told_in_one_line(text: str) -> None:
    with pytest.raises(DocumentError) as error:
        formulas(text, ".ipynb")
    assert "\n" not in str(error.value) and str(error.value).startswith(("no", "nested"))


# -- files


def test_a_file_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(b"\xef\xbb\xbf$x$ and\r\n$y$\r\n")
    document = read_document(page)
    assert [formula.text for formula in document.formulas] == ["x", "y"]
    assert document.formulas[0].place().column == 2
    assert document.formulas[1].place().line == 2
    assert document.path == page


UNREADABLE = {
    "absent.md": (None, "no such file"),
    "folder.md": (None, "a directory, expected a file"),
    "page.txt": (b"$x$", "a file of the kind `.txt`, expected .md, .tex or .ipynb"),
    "page": (b"$x$", "a file without a suffix"),
    "empty.md": (b" \n", "an empty file"),
    "nul.md": (b"$x$\0", "a NUL byte at offset 3"),
    "utf16.md": ("$x$".encode("utf-16"), "UTF-16, expected UTF-8"),
    "latin.md": (b"caf\xe9 $x$", "the byte 0xe9 at offset 3"),
    "surrogate.md": (b"$\xed\xa0\x80$", "the byte 0xed at offset 1"),
    "large.md": (b"x" * 10_000_001, "more than 10 MB"),
    "dollars.md": (b"$" * 10_000_000, "10000000 dollar signs"),
    "lines.md": (b"x\n" * 1_000_000, "1000000 lines"),
    "broken.ipynb": (b"{", "no notebook"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_files_that_cannot_be_read_are_told_in_one_line(name: str, tmp_path: Path) -> None:
    data, says = UNREADABLE[name]
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    elif name.startswith("folder"):
        path.mkdir()
    with pytest.raises(DocumentError) as error:
        read_document(path)
    assert str(error.value).startswith(f"{path}: {says}")
    assert "\n" not in str(error.value)


HOSTILE = [
    "`", "`a``b```c", "[", "![", "*a ", "<", "<!--", "> ", "- ", r"\[", r"\(", r"\begin{align}", "\\begin{align}\n\n", "    ", "$x$ ", "$$ a = b\n\n",
    "$\\text{", "$a\\text{$", "$$a\n", "\\[a=b\n\n", "> - ", "$`", "a\n=\n", "- a\n", r"\def\a", r"\newcommand{\a}{", r"\verb|", r"\begin{verbatim}", "%",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("suffix", [".md", ".tex"])
def test_hostile_documents_have_formulas_in_them_or_a_message(piece: str, suffix: str) -> None:
    text = piece * (20_000 // len(piece))
    try:
        found: Iterable[Formula] = formulas(text, suffix)
    except DocumentError as error:
        found = ()
        assert "expected at most" in str(error)
    assert all(1 <= formula.place().line <= text.count("\n") + 1 for formula in found)


def test_an_open_verb_ends_with_its_line() -> None:
    assert texts("\\verb|$no$\n$x$", ".tex") == ["x"]


@pytest.mark.parametrize("name", ["logistic-single.md", "gp-evidence.tex", "softmax-policy.ipynb"])
def test_whole_pages_are_read(name: str) -> None:
    page = Path(__file__).parent / "pages" / name
    for formula in read_document(page).formulas:
        assert formula.trouble == ""
        if not formula.display:
            assert parse_formula(formula.text)
