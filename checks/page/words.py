r"""The vocabulary of LaTeX mathematics as this reader knows it: tables only, no code but ``function_word`` and ``unicode_latex``.

``RELATIONS`` maps a relation to its canonical spelling, ``GREEK`` names letters, ``FONTS`` and ``ACCENTS`` map a command to its
canonical one, ``UNICODE`` a character to the LaTeX that it stands for.  What is in no table is not read.
"""

from __future__ import annotations

import unicodedata

from checks.functions import SPELLINGS

GREEK = frozenset(
    "\\" + name
    for name in (
        "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi omicron pi varpi rho varrho "
        "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega digamma "
        "ell hbar imath jmath"
    ).split()
)

_LATEX_FUNCTIONS = "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det dim ker Pr".split()
_MORE_FUNCTIONS = "softmax logsumexp tr Tr trace diag vec sgn sech csch lse LSE".split()
_LETTERS_TOO = {"sigma", "Gamma", "psi"}  # rows of the table that are written with a Greek letter, so no words
FUNCTION_WORDS = frozenset({*_LATEX_FUNCTIONS, *_MORE_FUNCTIONS, *SPELLINGS} - _LETTERS_TOO)
# words that some pages write as commands of their own, with one possible meaning
WORD_COMMANDS = {r"\KL": "KL", r"\Var": "Var", r"\Cov": "Cov"}
# what these stand for, in KaTeX or by universal habit
SHORTHANDS = {
    r"\R": r"\mathbb{R}",
    r"\Reals": r"\mathbb{R}",
    r"\N": r"\mathbb{N}",
    r"\natnums": r"\mathbb{N}",
    r"\Z": r"\mathbb{Z}",
    r"\E": r"\mathbb{E}",
    r"\dd": "d",
    r"\argmax": r"\arg\max",
    r"\argmin": r"\arg\min",
    r"\surd": r"\sqrt",
}

OPERATOR_COMMANDS = frozenset(r"\sum \prod \int \lim \max \min \sup \inf \limsup \liminf \arg\max \arg\min \mathbb{E}".split())
OPERATOR_WORDS = {
    "argmax": r"\arg\max",
    "argmin": r"\arg\min",
    **{word: "\\" + word for word in ("max", "min", "sup", "inf", "lim", "sum", "prod")},
}

ARROW = r"\xrightarrow"  # a relation that says what goes where
RELATIONS = {
    "=": "=",
    "<": "<",
    ">": ">",
    r"\lt": "<",
    r"\gt": ">",
    ":=": ":=",
    "=:": "=:",
    r"\coloneqq": ":=",
    r"\coloneq": ":=",
    r"\triangleq": ":=",
    r"\defeq": ":=",
    r"\eqqcolon": "=:",
    r"\leq": r"\le",
    r"\leqslant": r"\le",
    r"\geq": r"\ge",
    r"\geqslant": r"\ge",
    r"\ne": r"\neq",
    r"\rightarrow": r"\to",
    r"\longrightarrow": r"\to",
    r"\longmapsto": r"\mapsto",
    r"\thicksim": r"\sim",
    r"\varpropto": r"\propto",
    r"\colon": ":",
    ":": ":",
    r"\preccurlyeq": r"\preceq",
    r"\succcurlyeq": r"\succeq",
    **{
        relation: relation
        for relation in (
            r"\le \ge \neq \equiv \approx \sim \simeq \cong \propto \in \notin \ni \subset \subseteq \supset \supseteq "
            r"\to \mapsto \succ \succeq \prec \preceq \ll \gg \perp \lesssim \gtrsim \asymp \doteq"
        ).split()
    },
}
IMPLICATIONS = {
    r"\iff": r"\iff",
    r"\Leftrightarrow": r"\iff",
    r"\Longleftrightarrow": r"\iff",
    r"\implies": r"\implies",
    r"\Rightarrow": r"\implies",
    r"\Longrightarrow": r"\implies",
    r"\impliedby": r"\impliedby",
    r"\Leftarrow": r"\impliedby",
    r"\Longleftarrow": r"\impliedby",
}
NEGATED = {"=": r"\neq", r"\in": r"\notin", r"\equiv": r"\neq"}

SIGNS = {"+": "+", "-": "-", r"\pm": r"\pm", r"\mp": r"\mp"}
PRODUCTS = {
    r"\cdot": r"\cdot",
    r"\times": r"\times",
    r"\odot": r"\odot",
    r"\circ": r"\circ",
    r"\otimes": r"\otimes",
    r"\oslash": r"\oslash",
    r"\div": "/",
    "/": "/",
}
DOTS = {name: r"\dots" for name in (r"\dots", r"\ldots", r"\cdots", r"\dotsc", r"\dotsb", r"\dotsm", r"\dotsi", r"\dotso")}
SYMBOLS = {
    **DOTS,
    **{name: name for name in (r"\nabla", r"\partial", r"\infty", r"\vdots", r"\ddots", r"\top", r"\emptyset", r"\bot")},
    r"\varnothing": r"\emptyset",
    r"\intercal": r"\top",
}
# signs that may stand alone as a superscript or subscript
LONE_SCRIPTS = {
    "+": "+",
    "-": "-",
    "*": r"\star",
    r"\ast": r"\star",
    r"\star": r"\star",
    r"\dagger": r"\dagger",
    r"\circ": r"\circ",
    r"\perp": r"\perp",
    r"\pm": r"\pm",
}

FONTS = {
    **{name: r"\mathbf" for name in (r"\mathbf", r"\boldsymbol", r"\bm", r"\bf", r"\pmb", r"\mathbold", r"\vec", r"\symbf")},
    **{name: name for name in (r"\mathcal", r"\mathfrak", r"\mathsf", r"\mathtt", r"\mathit", r"\mathbb")},
    r"\mathscr": r"\mathcal",
    r"\cal": r"\mathcal",
    r"\mathds": r"\mathbb",
    r"\mathbbm": r"\mathbb",
    r"\mathnormal": "",
}
WORD_FONTS = frozenset({r"\mathsf", r"\mathtt", r"\mathit"})  # fonts in which a run of letters is one word
ACCENTS = {
    r"\hat": r"\hat",
    r"\widehat": r"\hat",
    r"\bar": r"\bar",
    r"\overline": r"\bar",
    r"\tilde": r"\tilde",
    r"\widetilde": r"\tilde",
    **{name: name for name in (r"\dot", r"\ddot", r"\check", r"\breve", r"\mathring", r"\underline")},
}

ROW_ENVIRONMENTS = frozenset(
    "equation align aligned gather gathered split multline multlined eqnarray alignat alignedat flalign math displaymath".split()
)
GRID_ENVIRONMENTS = frozenset(
    "cases dcases rcases matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array psmallmatrix bsmallmatrix".split()
)

TEXT_COMMANDS = frozenset(
    r"\text \textrm \textit \textbf \textsf \texttt \textnormal \textup \mbox \hbox \emph \intertext \shortintertext".split()
)
WORD_COMMANDS_WITH_ARGUMENT = frozenset({r"\mathrm", r"\operatorname", r"\operatorname*", r"\symup"})
CONNECTIVES = {
    "and": r"\land",
    "or": r"\lor",
    "und": r"\land",
    "oder": r"\lor",
    "et": r"\land",
    "ou": r"\lor",
}
# single words that are prose and no name, wherever they stand outside a script
PROSE = frozenset(
    "if otherwise else for all where with when and or since because as provided unless let then so thus hence given any every each by "
    "using therefore is are via falls sonst wenn für wo mit also da sei for whenever from note assume suppose everywhere".split()
)

SIZES = frozenset(r"\big \Big \bigg \Bigg \bigm \Bigm \biggm \Biggm".split())
OPENING_SIZES = frozenset(r"\bigl \Bigl \biggl \Biggl".split())
CLOSING_SIZES = frozenset(r"\bigr \Bigr \biggr \Biggr".split())
DROPPED = frozenset(
    r"\, \; \: \! \> \  \enspace \thinspace \medspace \thickspace \negthinspace \displaystyle \textstyle \scriptstyle \scriptscriptstyle "
    r"\limits \nolimits \nonumber \notag \allowbreak \nobreak \mathop \mathrel \mathbin \mathord \mathopen \mathclose \mathpunct "
    r"\ensuremath \boxed \cancel \bcancel \xcancel \smash \strut \mathstrut \hline \hfill \relax \null \noindent \centering \displaylimits \protect \/ \xspace "
    r"\qedhere \qed \blacksquare \Box \square \tiny \scriptsize \footnotesize \small \normalsize \large \Large \LARGE \huge \Huge \mathclap \mathrlap \mathllap".split(
        " "
    )
) | {"\\ ", "\\\n", "\\\t"}
DROPPED_WITH_ARGUMENT = frozenset(r"\label \phantom \hphantom \vphantom \hspace \vspace \color \hspace* \vspace* \textcolor".split())

# of other places of the page: a reason, and no mathematics
REFERENCES = frozenset(r"\ref \eqref \cref \Cref \autoref \cite \citep \citet \footnote \hyperref".split())

DELIMITERS = {
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lparen": "(",
    r"\rparen": ")",
    r"\vert": "|",
    r"\Vert": r"\|",
    r"\parallel": r"\|",
    r"\lt": r"\langle",
    r"\gt": r"\rangle",
    "<": r"\langle",
    ">": r"\rangle",
}
OPENERS = {
    "(": ")",
    "[": "]",
    r"\{": r"\}",
    r"\lvert": r"\rvert",
    r"\lVert": r"\rVert",
    r"\langle": r"\rangle",
    r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil",
}
CLOSERS = frozenset(OPENERS.values())

_UNICODE_LINES = r"""
α\alpha β\beta γ\gamma δ\delta ε\varepsilon ϵ\epsilon ζ\zeta η\eta θ\theta ϑ\vartheta ι\iota κ\kappa λ\lambda μ\mu µ\mu ν\nu ξ\xi π\pi ϖ\varpi
ρ\rho ϱ\varrho σ\sigma ς\varsigma τ\tau υ\upsilon φ\varphi ϕ\phi χ\chi ψ\psi ω\omega Γ\Gamma Δ\Delta Θ\Theta Λ\Lambda Ξ\Xi Π\Pi Σ\Sigma Φ\Phi
Ψ\Psi Ω\Omega ∆\Delta ∂\partial ∇\nabla ∞\infty ∫\int ∑\sum ∏\prod √\sqrt ∈\in ∉\notin ∋\ni ≤\le ≥\ge ⩽\le ⩾\ge ≠\neq ≈\approx ∼\sim ≃\simeq ≅\cong
≡\equiv ∝\propto →\to ⟶\to ↦\mapsto ⟼\mapsto ⇒\implies ⟹\implies ⇐\impliedby ⟸\impliedby ⇔\iff ⟺\iff ≪\ll ≫\gg ⊂\subset ⊆\subseteq ⊃\supset ⊇\supseteq
≻\succ ⪰\succeq ≽\succeq ≺\prec ⪯\preceq ≼\preceq ≜\triangleq ≔\coloneqq ≕\eqqcolon ×\times ÷\div ·\cdot ⋅\cdot ∙\cdot ∘\circ ⊙\odot ⊗\otimes
±\pm ∓\mp −- –- ∗* ⋆\star ⊤\top ⊺\intercal ⊥\perp †\dagger ′' ″'' ‴''' ’' …\dots ⋯\dots ⋮\vdots ⋱\ddots ∀\forall ‖\| ∥\| ∣\mid ⟨\langle ⟩\rangle
〈\langle 〉\rangle ⌊\lfloor ⌋\rfloor ⌈\lceil ⌉\rceil ∧\land ∨\lor ℓ\ell ℝ\mathbb{R} ℕ\mathbb{N} ℤ\mathbb{Z} ℚ\mathbb{Q} ℂ\mathbb{C} ℙ\mathbb{P} ℒ\mathcal{L}
ℋ\mathcal{H} ℱ\mathcal{F} ℛ\mathcal{R} ℰ\mathcal{E} ℬ\mathcal{B} ℳ\mathcal{M} ℐ\mathcal{I} ∅\emptyset ⁄/ ∶: ∕/ ⇤\gets
"""
UNICODE = {entry[0]: entry[1:] for entry in _UNICODE_LINES.split() if entry[0] != "⇤"}
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵏᵐᵈ", "0123456789+-()nikmd", strict=True)) | {"ᵀ": r"\top ", "ᵗ": r"\top "}
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₘₙₜₓₐₑₚₛ", "0123456789+-=()ijkmntxaeps", strict=True))
COMBINING = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0305": r"\bar", "\u0303": r"\tilde", "\u0307": r"\dot"}
_STYLES = (
    ("MATHEMATICAL BOLD SCRIPT ", r"\mathcal"),
    ("MATHEMATICAL BOLD FRAKTUR ", r"\mathfrak"),
    ("MATHEMATICAL BOLD ", r"\mathbf"),
    ("MATHEMATICAL ITALIC ", ""),
    ("MATHEMATICAL SCRIPT ", r"\mathcal"),
    ("MATHEMATICAL FRAKTUR ", r"\mathfrak"),
    ("MATHEMATICAL DOUBLE-STRUCK ", r"\mathbb"),
    ("MATHEMATICAL SANS-SERIF ", r"\mathsf"),
)


def function_word(word: str) -> str:
    r"""The canonical name of an upright word: ``\log``, ``\softmax`` for a known function, else ``\mathrm{word}``."""
    return "\\" + word if word in FUNCTION_WORDS else rf"\mathrm{{{word}}}"


def unicode_latex(character: str) -> str | None:
    """The LaTeX that a character outside ASCII stands for; ``None`` where there is none."""
    if character in UNICODE:
        return UNICODE[character]
    name = unicodedata.name(character, "")
    plain = unicodedata.normalize("NFKC", character)
    if name.startswith("VULGAR FRACTION ") and plain.count("⁄") == 1:
        above, below = plain.split("⁄")
        return rf"\frac{{{above}}}{{{below}}}"
    for prefix, font in _STYLES:
        if name.startswith(prefix) and len(plain) == 1:
            letter = UNICODE.get(plain, plain)
            return rf"{font}{{{letter}}}" if font else letter
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in COMBINING:
        return rf"{COMBINING[parts[1]]}{{{parts[0]}}}"
    return None
