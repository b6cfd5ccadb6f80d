r"""The formula reader: every construct of the page language, what is refused and how, places, displays, hostile text.

Trees are compared in a short notation (``shown``): a name is itself, ``[a b]`` factors, ``(+ a - b)`` terms, ``a;sub;sup`` scripts (``_`` for none), ``<\nabla>``
a symbol, ``@\sum`` an operator, ``a = b`` relations, ``{a , b}`` a list, ``"…"`` words.
"""

import random

import pytest

from checks.page import syntax as s
from checks.page.parser import Row, parse_formula, parse_rows
from checks.page.tokens import tokenize


def shown(node: s.Node | s.UnreadableFormula | None) -> str:
    match node:
        case None:
            return "_"
        case s.UnreadableFormula():
            return f"unreadable: {node.reason}"
        case s.Numeral(text) | s.Name(text):
            return text
        case s.Symbol(text):
            return f"<{text}>"
        case s.Operator(text):
            return f"@{text}"
        case s.Words(text):
            return f'"{text}"'
        case s.Scripted(base, sub, sup, primes):
            return f"{shown(base)}{chr(39) * primes}" + (f";{shown(sub)};{shown(sup)}" if sub or sup else "")
        case s.Bracketed(opening, closing, parts, separators):
            inner = shown(parts[0]) + "".join(f" {sep} {shown(part)}" for sep, part in zip(separators, parts[1:], strict=True))
            return f"{opening}{inner}{closing}"
        case s.Fraction(above, below, style):
            return f"{style}({shown(above)}, {shown(below)})"
        case s.Root(radicand, degree):
            return f"root({shown(radicand)}, {shown(degree)})"
        case s.Juxtaposition(items):
            return f"[{' '.join(map(shown, items))}]"
        case s.Additive(signs, terms):
            return f"({' '.join(f'{sign} {shown(term)}' for sign, term in zip(signs, terms, strict=True))})"
        case s.Related(sides, relations, subscripts):
            steps = zip(relations, subscripts, sides[1:], strict=True)
            return shown(sides[0]) + "".join(f" {r}{shown(u) if u else ''} {shown(t)}" for r, u, t in steps)
        case s.Listing(items, separators):
            rest = "".join(f" {sep} {shown(item)}" for sep, item in zip(separators, items[1:], strict=True))
            return f"{{{shown(items[0])}{rest}}}"
        case s.Grid(environment, rows):
            return f"{environment}{[[shown(cell) for cell in row] for row in rows]}"


READ = {
    # names
    r"xy": "[x y]",
    r"\hat y \bar x \tilde z \dot x": r"[\hat{y} \bar{x} \tilde{z} \dot{x}]",
    r"\widehat{y}_i \overline{x} \hat{x_i}": r"[\hat{y};i;_ \bar{x} \hat{x};i;_]",
    r"\mathbf x \boldsymbol\theta \bm{w} \vec{v} {\bf u}": r"[\mathbf{x} \mathbf{\theta} \mathbf{w} \mathbf{v} \mathbf{u}]",
    r"\mathcal L \mathscr{L} \mathfrak g \mathsf T \mathbb{R}": r"[\mathcal{L} \mathcal{L} \mathfrak{g} \mathsf{T} \mathbb{R}]",
    r"\mathbf{\hat x} \hat{\mathbf{x}} \boldsymbol{\theta}_0": r"[\hat{\mathbf{x}} \hat{\mathbf{x}} \mathbf{\theta};0;_]",
    r"\boldsymbol{\theta^\top x}": r"[\mathbf{\theta};_;<\top> \mathbf{x}]",
    r"\mathrm{KL} \operatorname{Var} \text{new} {\rm KL}": r"[\mathrm{KL} \mathrm{Var} \mathrm{new} \mathrm{KL}]",
    r"\log \operatorname{softmax} \mathrm{tr} \tr \text{diag}": r"[\log \softmax \tr \tr \diag]",
    r"x_{\text{new}} x_\text{new} x_{\mathrm{min}}": r"[x;\mathrm{new};_ x;\mathrm{new};_ x;\mathrm{min};_]",
    r"\mathrm{e}^x \mathrm{d}x \dd x": r"[\mathrm{e};_;x d x d x]",
    r"\mathbb 1[y=k] \mathbf 1[y=k] \mathbb{I}\{y=k\}": r"[\mathbb{1} [y = k] \mathbf{1} [y = k] \mathbb{I} \{y = k\}]",
    # scripts
    r"x^2_i x_i^2 X_{ij} x_{i,j}": "[x;i;2 x;i;2 X;[i j];_ x;{i , j};_]",
    r"x^{(i)} f^{(k)}(x)": "[x;_;(i) f;_;(k) (x)]",
    r"f' f'' f'^2 f_i' f^\prime f^{\prime\prime}": "[f' f'' f';_;2 f';i;_ f' f'']",
    r"\theta^\top x A^{-\top} A^T A^{\mathsf T} A^\intercal A^\mathrm{T}": (
        r"[\theta;_;<\top> x A;_;(- <\top>) A;_;T A;_;<\top> A;_;<\top> A;_;<\top>]"
    ),
    r"\theta^* \theta^\star \theta^{\ast} [x]_+ \mathbb{S}^d_{++}": (
        r"[\theta;_;<\star> \theta;_;<\star> \theta;_;<\star> [x];<+>;_ \mathbb{S};<++>;d]"
    ),
    r"\mathbb{R}_{>0} \mathbb{R}_{\ge 0} \mathbb{R}^{n\times d}": (
        r"[\mathbb{R};_ > 0;_ \mathbb{R};_ \ge 0;_ \mathbb{R};_;[n <\times> d]]"
    ),
    r"{x}^2 {x_i}^2": "[x;_;2 x;i;2]",
    # numbers, fractions, roots
    r"0.5 x 12 y .5": "[0.5 x 12 y .5]",
    r"\frac12 x + \frac1n y - \tfrac\pi2": r"(+ [frac(1, 2) x] + [frac(1, n) y] - frac(\pi, 2))",
    r"\frac{a}{b} \dfrac{a}{b} {a \over b}": "[frac(a, b) frac(a, b) frac(a, b)]",
    r"\binom nk {n \choose k}": "[binom(n, k) binom(n, k)]",
    r"\sqrt x \sqrt[3]{x} \sqrt2": "[root(x, _) root(x, 3) root(2, _)]",
    r"n! (n-1)!": "[n <!> ((+ n - 1)) <!>]",
    # products and sums
    r"a\cdot b\times c\odot d\circ e\otimes f/g": r"[a <\cdot> b <\times> c <\odot> d <\circ> e <\otimes> f </> g]",
    r"-x + 2\cdot -1": r"(- x + [2 <\cdot> (- 1)])",
    r"x = \pm 1 \mp y": r"x = (\pm 1 \mp y)",
    r"a_1 + \dots + a_n": r"(+ a;1;_ + <\dots> + a;n;_)",
    r"p(\cdot \mid x)": r"[p (<\cdot> \mid x)]",
    r"\log{x} f{(x)} {xy}z": r"[\log x f (x) x y z]",
    r"a{}= b {}+ c": "a = (+ b + c)",
    # brackets
    r"|x| |A|^2 \|x\|_2^2 \lVert x\rVert \lvert y\rvert": r"[|x| |A|;_;2 \|x\|;2;2 \|x\| |y|]",
    r"||x||^2 + |x||y| + ||x|-|y||": r"(+ \|x\|;_;2 + [|x| |y|] + |(+ |x| - |y|)|)",
    r"\bigl|x\bigr| \left|x\right| \bigl(y\bigr) \Big[z\Big]": "[|x| |x| (y) [z]]",
    r"\langle x,y\rangle \{0,1\} [0,\infty) (0,1] \left[0,1\right)": (r"[\langlex , y\rangle \{0 , 1\} [0 , <\infty>) (0 , 1] [0 , 1)]"),
    r"\left.\frac{df}{dx}\right|_{x=0}": ".frac([d f], [d x])|;x = 0;_",
    r"f'(x)|_{x=0} = \nabla f(x)|_{x=0}": r".[f' (x)]|;x = 0;_ = .[<\nabla> f (x)]|;x = 0;_",
    r"p(y\mid x) p(y|x) p(x;\theta)": r"[p (y \mid x) p (y \mid x) p (x ; \theta)]",
    r"\operatorname{KL}(p\,\|\,q) D(p||q)": r"[\mathrm{KL} (p \| q) D (p \| q)]",
    r"\mathbb{E}[|x| \,|\, y] p(y | |x|)": r"[@\mathbb{E} [|x| \mid y] p (y \mid |x|)]",
    r"\{x \mid x > 0\} \{x : x > 0\} \{x | x>0\}": r"[\{x \mid x > 0\} \{x : x > 0\} \{x \mid x > 0\}]",
    r"|a| \log |b|": r"[|a| \log |b|]",
    # operators with a range
    r"\sum_{i=1}^n x_i \prod\limits_i \sum_{i<j} \sum_{x\in\mathcal X}": (
        r"[@\sum;i = 1;n x;i;_ @\prod;i;_ @\sum;i < j;_ @\sum;x \in \mathcal{X};_]"
    ),
    r"\int_a^b f\,dx \lim_{t\to\infty}": r"[@\int;a;b f d x @\lim;t \to <\infty>;_]",
    r"\arg\min_\theta \operatorname*{argmin}_\theta \operatorname{arg\,max} \argmax \underset{w}{\arg\min}": (
        r"[@\arg\min;\theta;_ @\arg\min;\theta;_ @\arg\max @\arg\max @\arg\min;w;_]"
    ),
    r"\mathbb{E}_{x\sim p}[x] \mathbb E_p \max_{k=1,\dots,K}": (
        r"[@\mathbb{E};x \sim p;_ [x] @\mathbb{E};p;_ @\max;{k = 1 , <\dots> , K};_]"
    ),
    r"\nabla_\theta \nabla^2_\theta f \frac{\partial^2 f}{\partial x\,\partial y}": (
        r"[<\nabla>;\theta;_ <\nabla>;\theta;2 f frac([<\partial>;_;2 f], [<\partial> x <\partial> y])]"
    ),
    # relations and lists
    r"\theta, x \in \mathbb{R}^d": r"{\theta , x \in \mathbb{R};_;d}",
    r"i = 1,\dots,n": r"{i = 1 , <\dots> , n}",
    r"f : \mathbb{R}^d \to \mathbb{R}": r"f : \mathbb{R};_;d \to \mathbb{R}",
    r"f\colon X \rightarrow Y": r"f : X \to Y",
    r"a := b \coloneqq c \triangleq d \stackrel{\text{def}}{=} e \overset{\mathrm{def}}{=} f": "a := b := c := d := e := f",
    r"a \leq b \geqslant c \ne d \not= e \not\in f": r"a \le b \ge c \neq d \neq e \notin f",
    r"a \overset{!}{=} 0": r"a \overset{!}{=} 0",
    r"p \propto_\theta q \approx r": r"p \propto\theta q \approx r",
    r"\Sigma \succ 0 \preceq A": r"\Sigma \succ 0 \preceq A",
    r"x \mapsto x^2": r"x \mapsto x;_;2",
    r"y | x \sim N": r"y \mid x \sim N",
    r"x = 1 \land y = 2 \Leftrightarrow a = 0 \lor b = 0": r"{x = 1 \land y = 2} \iff {a = 0 \lor b = 0}",
    r"a = b \text{ and } c = d": r"{a = b \land c = d}",
    r"x, y, \text{ and } z \in R": r"{x , y \land z \in R}",
    r"a = b \implies c = d \impliedby e = f": r"a = b \implies c = d \impliedby e = f",
    r"\boxed{a = b}.": "a = b",
    r"= b": "_ = b",
    r"a =": "a = _",
    r"\iff a = b": r"_ \iff a = b",
    # grids
    r"\begin{cases} x, & \text{if } x > 0, \\ -x & x \le 0 \\ 0 & \text{otherwise.} \end{cases}": (
        """cases[['x', '["if" x > 0]'], ['(- x)', 'x \\\\le 0'], ['0', '"otherwise."']]"""
    ),
    r"\left\{\begin{array}{ll} x & \text{if $x>0$} \\ 0 & \text{else}\end{array}\right.": (
        """cases[['x', '["if" x > 0]'], ['0', '"else"']]"""
    ),
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^\top": r"pmatrix[['a', 'b'], ['c', 'd']];_;<\top>",
    # spacing, comments, Unicode
    "a\\!b\\;c~d\\hspace{1em}e % comment }\n f": "[a b c d e f]",
    r"\underbrace{a+b}_{\text{sum}} = c \label{eq}\nonumber": "(+ a + b) = c",
    "θ̂ = ∇ₓ‖Wx‖² ≤ 𝔼[x⊤y] · ½": r"\hat{\theta} = [<\nabla>;x;_ \|[W x]\|;_;2] \le [@\mathbb{E} [[x;_;<\top> y]] <\cdot> frac(1, 2)]",
    "x₁ ∈ ℝⁿ, ŷ ≠ ∑ᵢ √(x+1) − ∞": (r"{x;1;_ \in \mathbb{R};_;n , \hat{y} \neq (+ [@\sum;i;_ root(((+ x + 1)), _)] - <\infty>)}"),
    "𝒩(𝛍, 𝚺)": r"[\mathcal{N} (\mathbf{\mu} , \mathbf{\Sigma})]",
}


@pytest.mark.parametrize("text", READ)
def test_reads(text: str) -> None:
    assert shown(parse_formula(text)) == READ[text]


REFUSED = {
    r"x_12": ("12", "one digit, or braces: _{12}"),
    r"x^2^3": ("^", "one `^` for one base"),
    r"\frac123": (r"\frac123", "more digits than arguments"),
    r"10\,000": (r"10\,000", "two numbers side by side"),
    r"1{,}000": (",", "expected a term"),
    r"|a|b|c|": ("|a|b|c|", "read in two ways"),
    r"x {a+b}": ("{a+b}", "two readings remain"),
    r"\exp{a+b}": ("{a+b}", "two readings remain"),
    r"{xy}^2": ("{xy}", "two readings remain"),
    r"x \in {0,1}": ("{0,1}", r"\{…\} for a set"),
    r"\mathbf{Xw}": (r"\mathbf{Xw}", "one name or a product?"),
    r"a * b": ("*", r"expected \cdot"),
    r"\foo + 1": (r"\foo", "a command that this reader knows"),
    r"(a]": ("]", "expected `)`"),
    r"(a": ("(", "`(` is never closed"),
    r"a)": (")", "expected an operator or the end"),
    r"\left(a": (r"\left(", "never closed"),
    r"\left(a\right]": (r"\right]", r"expected `\right)`"),
    r"a +": ("+", "nothing behind `+`"),
    r"a + + + b": ("+", "behind another sign"),
    r"a \cdot": (r"\cdot", r"nothing behind `\cdot`"),
    r"\cdot a": (r"\cdot", "expected a factor before it"),
    r"a = < b": ("=", "nothing here, expected a term"),
    r"f()": (")", "expected a term"),
    r"\sum_{\substack{i \\ j}} x": (r"\substack{i \\ j}", r"as in \sum_{i<j}"),
    r"\begin{cases} a": (r"\begin{cases}", r"expected `\end{cases}`"),
    r"\text{if": (r"\text{if", "never closed"),
    r"\underbrace{x}_{=1}": ("=1", "beside a brace claims something"),
    r"y x(a)|_{x=0}": ("|", r"\left. … \right|"),
    r"p(x | a|y|)": ("|", r"\mid for a condition"),
    "x\0": ("\0", "U+0000"),
    "x\ud800": ("\ud800", "U+D800"),
    "ж": ("ж", "`ж` (U+0436)"),
    r"y = 2 \quad x": ("x", "stands apart"),
    r"": ("", "an empty formula"),
    r"x_": ("_", "expected a script"),
    r"\int x \, \oint y": (r"\oint", "a command that this reader knows"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_with_place_and_reason(text: str) -> None:
    place, reason = REFUSED[text]
    with pytest.raises(s.UnreadableFormula) as error:
        parse_formula(text)
    assert reason in error.value.reason
    assert text[error.value.span.start : error.value.span.end] == place
    assert "\n" not in error.value.reason


def named(node: object) -> list[s.Name]:
    if isinstance(node, s.Name):
        return [node]
    if isinstance(node, tuple):
        return [name for part in node for name in named(part)]
    fields = getattr(node, "__dataclass_fields__", {})
    return [name for field in fields if field != "span" for name in named(getattr(node, field))]


def test_the_span_of_a_name_is_its_source() -> None:
    text = r"\hat{p}_\theta(y\mid \mathbf x) = \frac{\mathrm{KL}(α, b)}{\operatorname{softmax}(z)} + \mathbf{\hat w} + ŷ + x̂"
    sources = [text[name.span.start : name.span.end] for name in named(parse_formula(text))]
    assert sources == [
        r"\hat{p}",
        r"\theta",
        "y",
        r"\mathbf x",
        r"\mathrm{KL}",
        "α",
        "b",
        r"\operatorname{softmax}",
        "z",
        r"\mathbf{\hat w}",
        "ŷ",
        "x̂",
    ]


@pytest.mark.parametrize("text", [t for t in READ if t.isascii()])
def test_the_span_of_every_letter_is_that_letter(text: str) -> None:
    for name in named(parse_formula(text)):
        source = text[name.span.start : name.span.end]
        if name.text.isalpha():
            assert name.text in source and len(source) <= len(rf"\mathrm{{{name.text}}}"), (name, source)
        else:
            assert source.lstrip("\\{")[:1].isalpha(), (name, source)


def rows(text: str) -> list[tuple[str, str]]:
    return [(shown(row.node), row.reason) for row in parse_rows(text)]


def test_an_aligned_display_gives_a_row_for_each_line_with_its_reason() -> None:
    text = r"""\begin{aligned}
        a &= \left(b\right) && \text{chain rule} \\
          &= c && \text{since $b=c$} \tag{3} \\[2pt]
          &\le d && (\text{clear}) \\*
          &\overset{(i)}{=} e. \label{x}
        \end{aligned}"""
    assert rows(text) == [
        ("a = (b)", "chain rule"),
        ("_ = c", "since $b=c$; 3"),
        (r"_ \le d", "(clear)"),
        ("_ = e", "(i)"),
    ]


@pytest.mark.parametrize(
    "environment",
    ["equation", "align", "align*", "aligned", "gather", "gathered", "split", "eqnarray", "eqnarray*", "flalign", "gather*"],
)
def test_outer_environments_are_stripped(environment: str) -> None:
    assert rows(rf"\begin{{{environment}}} a = b \\ = c \end{{{environment}}},") == [("a = b", ""), ("_ = c", "")]


def test_environments_within_environments_are_stripped() -> None:
    text = r"\begin{equation}\label{x}\begin{split}[t] a &= b \\ &= c \end{split}\tag{7}\end{equation}"
    assert rows(text) == [("a = b", ""), ("_ = c", "7")]
    assert rows(r"\begin{alignat}{2} a &= b &\quad& \text{why} \end{alignat}") == [("a = b", "why")]
    nested = r"\begin{gather} a = b \\ \begin{aligned} c &= d \\ &= e \end{aligned} \end{gather}"
    assert rows(nested) == [("a = b", ""), ("c = d", ""), ("_ = e", "")]


CONTINUED = {
    r"a &= b + c \\ &\quad + d \\ &= e": ["a = (+ b + c + d)", "_ = e"],
    r"a &= b + \\ &\phantom{=} c": ["a = (+ b + c)"],
    r"a &= b \\ &\cdot c": [r"a = [b <\cdot> c]"],
    r"a &= \left( b \right. \\ &\left. + c \right)": ["a = ((+ b + c))"],
    r"a &= ( b \\ & + c )": ["a = ((+ b + c))"],
    r"a = \\ b \\ = c": ["a = b", "_ = c"],
    r"-x &= y \\ -z &= w": ["(- x) = y", "(- z) = w"],
    r"&a \\ &\qquad = b": ["a", "_ = b"],
    r"a &= b & c &= d \\ &= e & &= f": ["a = b", "c = d", "_ = e", "_ = f"],
    r"\begin{multline} a = b \\ - c \\ = d \end{multline}": ["a = (+ b - c) = d"],
    r"\begin{eqnarray} a &=& b \\ &=& c \end{eqnarray}": ["a = b", "_ = c"],
}


@pytest.mark.parametrize("text", CONTINUED)
def test_lines_that_go_on(text: str) -> None:
    assert [shown(row.node) for row in parse_rows(text)] == CONTINUED[text]


PARTED = {
    r"\nabla J = a,\qquad \nabla^2 J = b.": [("", r"[<\nabla> J] = a"), ("", r"[<\nabla>;_;2 J] = b")],
    r"a = b \quad \text{and} \quad c = d": [("", r"{a = b \land c = d}")],
    r"a = b \quad\Rightarrow\quad c = d": [("", r"a = b \implies c = d")],
    r"x_1,\quad \dots, \quad x_n \in R": [("", r"{x;1;_ , <\dots> , x;n;_ \in R}")],
    r"f = g \quad \text{for } x > 0": [("", "f = g"), ("for", "x > 0")],
    r"f = g \quad \forall x \in X": [("", "f = g"), ("for all", r"x \in X")],
    r"\text{Thus } a = b": [("Thus", "a = b")],
    r"(1) \quad a = b": [("(1)", "a = b")],
    r"a \quad = b": [("", "a = b")],
}


@pytest.mark.parametrize("text", PARTED)
def test_formulas_side_by_side(text: str) -> None:
    assert [(row.lead, shown(row.node)) for row in parse_rows(text)] == PARTED[text]


def test_rows_know_their_line_and_column() -> None:
    found = parse_rows(r"\begin{align} a &= b & c &= d \\ &= e & &= f \end{align}")
    assert [(row.line, row.column) for row in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_an_unreadable_row_leaves_the_others() -> None:
    text = r"\begin{align} a &= ( \\ &= c \\ &= \foo \\ &= d{ \\ &= } \\ &= e \end{align}"
    found = parse_rows(text)
    assert [isinstance(row.node, s.UnreadableFormula) for row in found] == [True, False, True, True, True, False]
    bad = found[2].node
    assert isinstance(bad, s.UnreadableFormula)
    assert text[bad.span.start : bad.span.end] == r"\foo"
    assert text[found[5].span.start : found[5].span.end] == "= e"


def test_a_display_without_mathematics_has_no_rows() -> None:
    assert parse_rows(" ") == parse_rows(r"\quad .") == parse_rows(r"\\ & \\") == ()


HOSTILE = {
    "open braces": "{" * 100_000,
    "open brackets": "(" * 19_000,
    "bars": "|" * 5_000,
    "double bars": "||" * 4_000,
    "bars and letters": "p(" + "x|" * 3_000 + ")",
    "roots of roots": r"\sqrt" * 5_000 + "x",
    "towers": "x^" * 5_000 + "x",
    "digits": "1" * 1_001,
    "length": "x" * 100_001,
    "tokens": "x " * 20_001,
    "texts": r"\text{" * 5_000,
    "cases in cases": r"\begin{cases}" * 99 + "x" + r"\end{cases}" * 99,
    "braces within braces": "{" * 101 + "x" + "}" * 101,
    "surrogates": "\ud800" * 1_000,
    "NUL": "\0" * 1_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_refused_in_one_line(what: str) -> None:
    (row,) = parse_rows(HOSTILE[what])
    assert isinstance(row.node, s.UnreadableFormula)
    assert "\n" not in row.node.reason and len(row.node.reason) < 200 and row.node.reason.isprintable()


def test_what_the_caps_allow_is_read() -> None:
    assert shown(parse_formula("{" * 100 + "x" + "}" * 100)) == "x"
    assert shown(parse_formula("1" * 1_000)) == "1" * 1_000
    assert len(tokenize("x" * 20_000)) == 20_000
    deep = parse_formula("(" * 100 + "x" + ")" * 100)
    assert shown(deep).count("(") == 100


PIECES = (
    r"x 1 12 + - = ( ) [ ] { } | || \| ^ _ & \\ \quad , . \text{a|b} \text{and} \frac \sqrt \hat \mathbf \left( \right) \left. \right| \sum \mid "
    r"\cdot ' ! \begin{cases} \end{cases} \begin{aligned} \end{aligned} \over \stackrel{a}{=} \iff \land ² ∇ \{ \} \tag{1} \underset \arg \not := : ~ "
    r"\foo \forall \prime * \operatorname{KL} \mathrm{d} \substack{a} \big \bigl| \underbrace $ x̂ \0"
).split()


@pytest.mark.parametrize("seed", range(20))
def test_any_text_is_read_or_refused_with_a_place_in_it(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(100):
        text = " ".join(draw.choices(PIECES, k=draw.randint(1, 12))).replace("|b", " b")
        for row in parse_rows(text):
            spans = [row.span, row.node.span]
            assert all(0 <= span.start <= span.end <= len(text) for span in spans), (text, row)


def test_rows_are_values() -> None:
    assert parse_rows("a = b") == (Row(parse_formula("a = b"), "", s.Span(0, 5)),)
