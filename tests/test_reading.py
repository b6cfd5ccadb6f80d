"""How a page was understood can be shown: ``handcheck read``, in plain mathematics with shapes, without a witness."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from checks import cli
from checks.judge import judge_page
from checks.latex import plain, plain_latex
from checks.model import Page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.report.reading import as_json, as_text
from checks.terms import Size, Variable
from checks.verdicts import name

GIVEN = (
    r"Let $x, u, \theta \in \mathbb{R}^d$, $X \in \mathbb{R}^{n\times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$, "
    r"$a, b, c \in \mathbb{R}$, $A \in \mathbb{R}^{d\times d}$, $\Sigma \in \mathbb{S}^d_{++}$."
)


def page(text: str) -> Page:
    return read_page("page.md", formulas(text))


def claims(formula: str) -> list[str]:
    lines = as_text(page(f"{GIVEN}\n\n$$ {formula} $$\n")).splitlines()
    return [line.split(": ", 2)[2] for line in lines if ": claim " in line or ": unreadable: " in line]


READ = {
    r"\theta^\top x = θ^⊤ x": ["θᵀ x = θᵀ x : number"],
    r"X w - y = -y + Xw": ["X w − y = −y + X w : (n)"],
    r"\log\det\Sigma = \log|\Sigma|": ["log(det(Σ)) = log(det(Σ)) : number"],
    r"c\log\sigma(a) = \log\sigma(a)\cdot c": ["c log(σ(a)) = log(σ(a)) c : number"],
    r"\sin a\cos b = \cos b\sin a": ["sin(a) cos(b) = cos(b) sin(a) : number"],
    r"\log 2\pi = \log(2\pi)": ["log(2 π) = log(2 π) : number"],
    r"\tfrac12\frac{a+b}{c} = \bigl(a+b\bigr)/c": ["1/2 (a + b)/c = (a + b)/c : number"],
    r"\nabla_x (x^\top A x) = \nabla_x \langle x, Ax\rangle": ["∇ₓ [xᵀ A x] = ∇ₓ [xᵀ (A x)] : (d)"],
    r"\operatorname*{arg\,min}_{x} \|x\|^2 = \underset{x}{\arg\min}\ \|x\|": ["arg minₓ ‖x‖² = arg minₓ ‖x‖ : (d)"],
    r"\sum_{i\neq j} A_{ij} = \sum_i\sum_{j\neq i} A_{ij}": ["∑_(j=1)^d ∑_(i ≠ j) Aᵢⱼ = ∑_(i=1)^d ∑_(j ≠ i) Aᵢⱼ : number"],
    r"x_1 + \dots + x_d = x_1 + x_2 + \cdots + x_d": ["∑_(i'=1)^d x_(i') = ∑_(i'=1)^d x_(i') : number"],
    r"a + x_1u_1 + \dots + x_du_d = x^\top u": ["a + ∑_(i'=1)^d x_(i') u_(i') = xᵀ u : number"],
    r"a + b = b + a \text{ and } c = c": ["a + b = b + a : number", "c = c : number"],
    r"1_{a>0} = \mathbf{1}_{\{a > 0\}} = 1_{\{a>0\}}": ["1[a > 0] = 1[a > 0] : number"] * 2,
    r"a - \cancel{b} + \cancel{b} = a": ["a − b + b = a : number"],
    r"\sqrt{a^2} = |a|": ["√(a²) = |a| : number"],
}  # fmt: skip


@pytest.mark.parametrize("formula", READ)
def test_a_formula_is_shown_as_it_was_understood(formula: str) -> None:
    assert claims(formula) == READ[formula]


# the formula, the column of the page at which it is refused (the formula begins in column 4), what is said
REFUSED = [
    (r"\log\sigma(a) b = 1", 4, r"two readings: \log(\sigma(a)) b or \log(\sigma(a) b); write the bracket"),
    (r"\log\det(A) b = 1", 4, r"two readings: \log(\det(A)) b or \log(\det(A) b); write the bracket"),
    ("a/2b = 1", 6, "two readings: (a/2) b or a/(2 b); write the bracket"),
    (r"\frac{d}{da}(a^2) b = 1", 4, r"two readings: \frac{d}{da}[(a^2)] b or \frac{d}{da}[(a^2) b]; write the square bracket"),
    (r"\log(a)^b = 1", 8, r"two readings: (\log(a))^{b} or \log((a)^{b})"),
    ("|x| = a", 4, r"|…| of shape (d) has two readings, a norm or entry by entry: write \|…\|"),
    (r"1 + 3 + \dots + c = a", 4, r"the terms before the dots do not go up by one: write 3 and its like with \sum"),
    (r"1 + 4 + \dots + c^2 = a", 4, r"what runs from 4 to c^2 is not plain: write \sum_{i=1}^{n} and the term with the index i"),
    (r"(A_{1,1} + \dots + A_{1,d}) + \dots + (A_{d,1} + \dots + A_{d,d}) = a", 4, "is not plain"),
    (r"x_1 - \dots - x_d = a", 4, r"the dots of a sum stand between two terms, as in x_1 + \dots + x_n: write it with \sum"),
    ("1,000 a = a", 6, "a comma between digits has two readings: for one number write the digits without it"),
    (r"a = 1 \text{ or } a = 2", 4, r'"or" between relations is read beside \iff or \implies only'),
    (r"a \propto 2a", 4, r"\propto needs the variable that it is up to, for example \propto_\theta"),
    (r"\tan^{-1} a = b", 4, r"write \frac{1}{…} or the name of the inverse"),
    (r"\|A\|_2 = a", 10, r"spectral norm, which is not read: \|A\|_F is the Frobenius norm"),
    ("x^2 = u", 6, r"write \odot, or x^\top x"),
    ("a = q", 8, r"the name q is not declared: it first stands here; say what it is before, for example $q \in \mathbb{R}$"),
    ("a + [b)^2 = c", 10, "found `)`, expected `]` for `[`"),
    (r"w^\top y = a", 4, "cannot multiply shapes (1 × d) and (n)"),
    (r"\nabla (x^\top A x)^\top u = a", 11, r"depends on x, A: say by which the gradient is taken, for example \nabla_x"),
    (r"\frac{\partial^2 a^3}{\partial a} = 6a", 4, "the orders above (2) and below (1) differ"),
    (r"\operatorname{tr}(A)^2 = a", 21, r"two readings: (\tr(A))^{2} or \tr((A)^{2})"),
    (r"c + \partial_a b a^2 = a", 8, r"two readings: (\partial_a b) a^2 or \partial_a (b a^2); write the bracket"),
    (r"u \otimes x = u x^\top", 4, r"two readings of \otimes between columns: the outer product, written u v^\top"),
    (r"\sum_j a_j = a", 11, "the name a_j is not declared"),
    (r"c + \mathbb{E}[x] = u", 8, r"\mathbb{E} needs its distribution below it, for example \mathbb{E}_{x\sim p}"),
    (r"\max_j \{x_j = a", 11, r"`\{` is never closed, expected `\}`"),
    ("b + [a]_- = 0", 8, r"two readings of [a]_-: \max(0, -a) or \min(0, a); write the one that is meant"),
    (r"b - \Delta a = 0", 8, r"write a Laplacian as \operatorname{tr}(\nabla^2 f)"),
    (r"a + \Pr(x > 0) = a", 8, r"needs its distribution: write p(x) of a declared table, or \Pr_{x\sim p}(x = 1)"),
    (r"\underbrace{a}_{= b} = c", 20, "`= b` beside a brace claims something, expected it as a step of its own"),
    (r"a b \quad c = 1", 14, "`c = 1` stands apart, expected a relation in it"),
    ("a^{-1} x^{-1} = u", 14, "a power of shape (d) has two readings"),
    (r"a + \frac{x}{u^\top A} = a", 8, "cannot divide shape (d) by shape (1 × d)"),
    (r"a \star b = c", 6, r"found `\star`, expected it only as a superscript"),
    (r"\sqrt{x} = u", 4, "a root of shape (d): write it entry by entry"),
    (r"b\foo{a} = b", 5, r"found `\foo`, expected a command that this reader knows"),
    ("A^{1/2} = A", 7, "a matrix to the power 1/2 is not read yet"),
    (r"a + \det X = a", 8, "a determinant needs a square matrix, not shape (n × d)"),
    ("a = e^{A}", 11, "A as an exponent has two readings, entry by entry, or the function of the matrix"),
    ("a = b = ", 10, "nothing stands behind ="),
    ("a > = b", 6, "nothing here, expected a term"),
    ("2 3 = 6", 4, r"two numbers side by side: `2 3`, expected one number or \cdot between them"),
    (r"a - \begin{pmatrix} a & b \\ c \end{pmatrix} = A", 8, "the rows of a matrix have [1, 2] entries"),
    (r"c + \nabla^3 a^3 = 6", 8, r"\nabla^3 (read are orders 1 and 2) is not read yet"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "column", "said"), REFUSED)
def test_what_has_two_readings_is_refused_at_its_place_and_says_what_to_write(formula: str, column: int, said: str) -> None:
    lines = as_text(page(f"{GIVEN}\n\n$$ {formula} $$\n")).splitlines()
    assert any(line.startswith(f"page.md:3:{column}: unreadable: ") and said in line for line in lines), lines


def test_a_number_added_to_an_array_is_said_so() -> None:
    text = as_text(page(f"{GIVEN}\n\n$$ x + a = a + x $$\n"))
    assert "a number added to an array is added to each entry: a in x + a" in text


@pytest.mark.parametrize(
    ("formula", "layout"),
    [
        (r"\nabla_x (u^\top x) = u", "a gradient has the shape of its variable"),
        (r"\frac{\partial (Xw)}{\partial w} = X", "the derivative of a vector (m) by a vector (n) is (m × n)"),
    ],
)
def test_the_layout_of_a_derivative_is_said(formula: str, layout: str) -> None:
    assert layout in as_text(page(f"{GIVEN}\n\n$$ {formula} $$\n"))
    assert layout not in as_text(page(f"{GIVEN}\n\n$$ x = u $$\n"))


def test_everything_on_a_page_is_listed_in_its_order() -> None:
    text = as_text(page("Let $a > 0$, $z = a^2$.\n\n$$ z = q $$\n\nSetting $z = 0$ is $O(n)$, and $z = a a$.\n"))
    assert [line for line in text.splitlines() if not line.startswith("   =")] == [
        "page.md:1:6: declared: a ∈ ℝ; a > 0",
        "page.md:1:15: defined: z := a² : number",
        "page.md:3:8: unreadable: the name q is not declared: it first stands here; say what it is before, for example $q \\in \\mathbb{R}$",
        "page.md:5:10: condition: z = 0",
        "page.md:5:21: skipped: O(n)",
        "page.md:5:35: claim 2.1: z = a a : number",
    ]


def test_json_holds_the_same() -> None:
    shown = json.loads(as_json(page("Let $a > 0$.\n\n$$ a + a = 2a $$\n")))
    assert (shown["schema"], shown["path"]) == (1, "page.md")
    declared, claim = shown["read"]
    assert (declared["kind"], declared["understood"]) == ("declared", "a ∈ ℝ; a > 0")
    assert (claim["kind"], claim["understood"], claim["line"], claim["text"]) == ("claim 1.1", "a + a = 2 a : number", 3, "a + a = 2a")


def test_a_script_without_small_letters_stays_behind_its_mark() -> None:
    assert plain_latex(r"x_i^{2} + x^{-1} + \mathbb{R}^{n \times d} + x_{new}") == "xᵢ² + x⁻¹ + ℝ^(n × d) + x_new"
    assert plain(Variable(r"\hat{\theta}", (Size("d"),)).T) == "θ̂ᵀ"


def test_the_command_ends_with_2_where_a_formula_is_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.md").write_text("Let $a > 0$. $$ a = 2a $$", encoding="utf-8")
    (tmp_path / "bad.md").write_text("$$ a = 2a $$", encoding="utf-8")
    assert cli.main(["read", str(tmp_path / "good.md")]) == 0
    assert "claim 1.1: a = 2 a : number" in capsys.readouterr().out
    assert cli.main(["read", str(tmp_path / "bad.md")]) == 2
    assert cli.main(["read", str(tmp_path / "none.md")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_reading_loads_no_witness(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("Let $a > 0$. $$ a = 2a $$", encoding="utf-8")
    code = (
        "import sys; from checks import cli; cli.main(sys.argv[1:]); "
        "print([m for m in sys.modules if m.split('.')[0] in {'jax', 'sympy', 'flint'} or m.startswith(('checks.witnesses', 'checks.judge'))])"
    )
    done = subprocess.run([sys.executable, "-c", code, "read", str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_dots_and_and_are_judged_and_not_passed_over() -> None:
    dots = judge_page(page(r"Let $x, u \in \mathbb{R}^d$. $$x_1u_1 + \dots + x_du_d = x^\top u = x_1 + \dots + x_d$$")).verdicts
    assert [name(verdict) for verdict in dots] == ["proved", "refuted"]
    both = judge_page(page(r"Let $a, b \in \mathbb{R}$. $$a + b = b + a \text{ and } a b = a$$")).verdicts
    assert [name(verdict) for verdict in both] == ["proved", "refuted"]


def test_a_sized_bracket_keeps_its_size_in_what_was_written() -> None:
    claim = page("Let $a > 0$.\n\n$$ \\bigl(a+1\\bigr)a = \\Bigl[ a+1\\Bigr] a $$\n").claims[0]
    assert (claim.left_source, claim.right_source) == (r"\bigl(a+1\bigr)a", r"\Bigl[ a+1\Bigr] a")


def test_a_page_that_cannot_be_read_is_an_object_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.md").write_text("Let $x > 0$.\n", encoding="utf-8")
    (tmp_path / "bad.md").write_bytes(b"$x=\xff$")
    assert cli.main(["read", "--format", "json", str(tmp_path / "bad.md"), str(tmp_path / "good.md")]) == 2
    told = capsys.readouterr()
    bad, good = map(json.loads, told.out.splitlines())
    said = f"{tmp_path / 'bad.md'}: the byte 0xff at offset 3, expected UTF-8 text"
    assert bad == {"schema": 1, "path": str(tmp_path / "bad.md"), "read": [], "message": said}
    assert [line["kind"] for line in good["read"]] == ["declared"]
    assert told.err == f"handcheck: error: {said}\n"
