r"""Named laws as a page writes them: ``\mathcal N(\mu,\sigma^2)``, ``\operatorname{Poisson}(\lambda)`` and kin; densities as functions.

Verbs: ``named_law`` (the law that a name with its parameters means), ``density`` (``\mathcal N(x\mid\mu,\Sigma)``), ``is_law``, ``law_behind``,
``random_letters``.
"""

from __future__ import annotations

from collections.abc import Callable

from checks import laws
from checks.laws import NamedLaw
from checks.page import syntax as s
from checks.page.context import Context, refuse, side_by_side
from checks.page.fitting import is_open
from checks.page.letters import key, latex, word
from checks.page.names import Declared, Distributions, LawName, Quantity, RandomLetter
from checks.sets import Integers, Structure
from checks.terms import Index, Shape, Size, Term, Variable, Zeros, as_term, show

BARS = frozenset({r"\mid", "|", ";"})
FONTS = (r"\mathcal{", r"\mathbf{", r"\mathbb{", r"\mathscr{")
LAWS: dict[str, tuple[int, Callable[..., NamedLaw]]] = {
    "N": (2, laws.normal), "Normal": (2, laws.normal), "Exp": (1, laws.exponential), "Exponential": (1, laws.exponential),
    "Poisson": (1, laws.poisson), "Pois": (1, laws.poisson), "Poi": (1, laws.poisson), "Bernoulli": (1, laws.bernoulli),
    "Bern": (1, laws.bernoulli), "Ber": (1, laws.bernoulli), "Laplace": (2, laws.laplace), "Lap": (2, laws.laplace),
    "Gamma": (2, laws.gamma), "Gam": (2, laws.gamma), "Ga": (2, laws.gamma), "Beta": (2, laws.beta), "U": (2, laws.uniform),
    "Uniform": (2, laws.uniform), "Unif": (2, laws.uniform), "Binomial": (2, laws.binomial), "Bin": (2, laws.binomial),
    "Binom": (2, laws.binomial), "Geometric": (1, laws.geometric), "Geom": (1, laws.geometric), "Geo": (1, laws.geometric),
}  # fmt: skip
CATEGORICAL = frozenset({"Cat", "Categorical"})  # over the labels 1, …, K
# letters that stand for a rate in one book and for its reciprocal in the next
DOUBTFUL = {laws.gamma: {r"\theta"}, laws.exponential: {r"\theta", r"\beta", r"\mu", r"\tau"}}


def _spelled(node: s.Node) -> str:
    text = word(node) or ""
    for font in FONTS:
        text = text.removeprefix(font.replace("\\", ""))
    return text.rstrip("}")


def named_law(items: tuple[s.Node, ...], ctx: Context, letter: str = "") -> NamedLaw | None:
    r"""The law that ``\mathcal N(a, b)`` and kin mean, of ``letter``; ``None`` for what is no such name with a bracket.

    Raises ``UnreadableFormula`` for another number of parameters, shapes that are none of a law's, or a name that has two readings.
    """
    if len(items) != 2 or not isinstance(items[0], s.Name) or not isinstance(items[1], s.Bracketed):
        return None
    spelled = _spelled(items[0])
    if spelled not in LAWS or ctx.scope.find(items[0].text) is not None:
        return None
    count, build = LAWS[spelled]
    parts = items[1].parts
    if len(parts) != count:
        refuse(f"{latex(items[0])} has {count} parameters here, not {len(parts)}", items[1])
    if key(parts[-1]) in DOUBTFUL.get(build, ()):
        written = latex(side_by_side(items))
        refuse(
            f"{written} has two readings, {latex(parts[-1])} as the rate or as its reciprocal: write 1/{latex(parts[-1])} or the density",
            items[1],
        )
    if build is laws.geometric:
        return laws.geometric(ctx.fitting.settle(ctx.term(parts[0])), _first_of(letter, side_by_side(items), ctx))
    return _law(spelled, items[0], [ctx.fitting.settle(ctx.term(part)) for part in parts], items[1])


def _first_of(letter: str, law: s.Node, ctx: Context) -> int:
    """The first value of a geometric law: that of the set that its letter is declared in."""
    known = ctx.scope.find(letter)
    values = known.variable.values if isinstance(known, Declared | RandomLetter) else None
    first = values.low if isinstance(values, Integers) else None
    if first is not None and first in {0, 1}:
        return first
    name = letter or "N"
    return refuse(
        rf"{latex(law)} has two readings, from 0 or from 1 on: declare ${name} \in \mathbb{{N}}_0$ or ${name} \in \mathbb{{N}}$ before", law
    )


def categorical(items: tuple[s.Node, ...], ctx: Context) -> s.Node | None:
    r"""The vector of probabilities in ``\operatorname{Cat}(\pi)``; ``None`` for anything else."""
    match items:
        case (s.Name(text) as name, s.Bracketed(_, _, (vector,))) if _spelled(name) in CATEGORICAL and ctx.scope.find(text) is None:
            return vector
        case _:
            return None


def _law(spelled: str, name: s.Node, parameters: list[Term], bracket: s.Node) -> NamedLaw:
    _, build = LAWS[spelled]
    if spelled in {"N", "Normal"} and len(parameters[1].shape) == 2:
        return _of_a_vector(parameters[0], parameters[1], bracket)
    if any(parameter.shape != () for parameter in parameters):
        refuse(f"{latex(name)} is read for numbers, not for arrays", bracket)
    return build(*parameters)


def _of_a_vector(mean: Term, covariance: Term, bracket: s.Node) -> NamedLaw:
    size = covariance.shape[0]
    if mean == as_term(0):
        mean = Zeros((size,))
    if mean.shape != (size,) or covariance.shape != (size, size):
        refuse(f"a normal vector needs a mean (d) and a covariance (d × d), not {show(mean.shape)} and {show(covariance.shape)}", bracket)
    if isinstance(covariance, Variable) and covariance.structure is Structure.FREE:
        name = covariance.name
        refuse(f"{name} is a covariance here: declare it positive definite, for example ${name} \\in \\mathbb{{S}}^d_{{++}}$", bracket)
    return laws.multinormal(mean, covariance)


def is_law(node: s.Node | None) -> bool:
    r"""Whether ``node`` is the name of a law, in a font or of several letters, with its parameters: ``\mathcal N(\mu, \sigma^2)``."""
    match node:
        case s.Juxtaposition((s.Name(text) as name, s.Bracketed() as bracket)):
            return _spelled(name) in LAWS and len(text) > 1 and set(bracket.separators) <= {","}
        case _:
            return False


def law_behind(node: s.Node, letter: s.Node) -> s.Node | None:
    r"""The law whose density ``node`` is at ``letter``: ``\mathcal N(\mu, \sigma^2)`` for ``\mathcal N(x; \mu, \sigma^2)``."""
    match node:
        case s.Juxtaposition((s.Name() as name, s.Bracketed(opening, closing, (at, *parameters), separators, span))):
            if _spelled(name) in LAWS and separators and separators[0] in BARS and latex(at) == latex(letter):
                bracket = s.Bracketed(opening, closing, tuple(parameters), separators[1:], span)
                return s.Juxtaposition((name, bracket), node.span)
            return None
        case _:
            return None


def random_letters(names: tuple[s.Node, ...], law: s.Node, ctx: Context) -> list[tuple[str, Variable]]:
    r"""The letters before a ``\sim``: ``X, Y``; a sample as a vector, ``X_1, \dots, X_n``, or ``X_i`` where the page gives the range of i.

    Raises ``UnreadableFormula`` for what is no name, and for vectors of no known length.
    """
    if not _is_some_law(law, ctx):
        refuse(f"the relation \\sim is not read here: {latex(law)} is no law that this page or the reader knows", law)
    dims = _dims(law, ctx)
    runs = ctx.scope.runs
    match names:
        case (s.Scripted(s.Name(letter), _, None), s.Symbol(), s.Scripted(s.Name(last), s.Name(size), None)) if letter == last and not dims:
            return [(letter, Variable(letter, (Size(size),)))]
        case (s.Scripted(s.Name(letter), s.Name(index), None),) if not dims and index in runs and (length := _size_of(runs[index])):
            return [(letter, Variable(letter, (length,)))]
        case _ if all(key(name) for name in names):
            return [(key(name) or "", Variable(key(name) or "", dims)) for name in names]
        case _:
            refuse("the relation \\sim is read behind the names of random variables", names[0])
    return []


def _is_some_law(node: s.Node, ctx: Context) -> bool:
    """Whether it is a named law, a name for one, or a distribution of the page."""
    match node:
        case s.Juxtaposition((s.Name() as name, s.Bracketed())) if _spelled(name) in LAWS.keys() | CATEGORICAL:
            return True
        case s.Juxtaposition((head, s.Bracketed())):
            return _is_some_law(head, ctx)
        case s.Scripted(base) if key(node) is None or ctx.scope.find(key(node) or "") is None:
            return _is_some_law(base, ctx)
        case _:
            entity = ctx.scope.find(key(node) or "")
            vector = isinstance(entity, Declared) and len(entity.variable.shape) == 1
            return vector or isinstance(entity, LawName | Distributions) or (isinstance(entity, Quantity) and entity.law is not None)


def _dims(law: s.Node, ctx: Context) -> Shape:
    """The shape of what a law is over; a number where its letters are not known yet."""
    try:
        named = named_law(law.items if isinstance(law, s.Juxtaposition) else (law,), ctx)
    except s.UnreadableFormula:
        return ()
    dims = () if named is None else ctx.fitting.settle(named.centre).shape
    if any(is_open(dim) for dim in dims):
        refuse(f"how long a vector of the law {latex(law)} is has to be said: write its mean or its covariance with the length", law)
    return dims


def _size_of(index: Index) -> Size | None:
    return index.high if isinstance(index.high, Size) and index.low == as_term(1) else None


def density(items: tuple[s.Node, ...], ctx: Context) -> Term | None:
    r"""The density that ``\mathcal N(x\mid\mu,\Sigma)`` or ``\mathcal N(x;\mu,\sigma^2)`` means; ``None`` for anything else."""
    if len(items) != 2 or not isinstance(items[0], s.Name) or not isinstance(items[1], s.Bracketed):
        return None
    bracket, spelled = items[1], _spelled(items[0])
    separated = bracket.separators and bracket.separators[0] in BARS and set(bracket.separators[1:]) <= {","}
    if not separated or spelled not in LAWS or ctx.scope.find(items[0].text) is not None:
        return None
    if len(bracket.parts) != LAWS[spelled][0] + 1:
        refuse(f"{latex(items[0])} has {LAWS[spelled][0]} parameters, not {len(bracket.parts) - 1}", bracket)
    at, *parameters = [ctx.fitting.settle(ctx.term(part)) for part in bracket.parts]
    law = _law(spelled, items[0], parameters, bracket)
    ctx.fitting.agree((at.shape, law.dims))
    if ctx.fitting.settle(at).shape != ctx.fitting.settle(law.centre).shape:
        refuse(f"{latex(items[0])} is over shape {show(law.dims)}, and {latex(bracket.parts[0])} has shape {show(at.shape)}", bracket)
    return law.density(at)
