r"""Functions and their arguments: known functions, the page's own, distributions, and words for arrays (``\det``, ``\tr``, ``softmax``).

Verbs: ``head_of`` (what a node is as a function), ``apply`` (its value at arguments), ``primed`` (its derivative there).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from checks.functions import SPELLINGS
from checks.notation import logsumexp, softmax
from checks.page import syntax as s
from checks.page.binding import fresh, replace_variables
from checks.page.context import Context, not_yet, refuse
from checks.page.letters import key, latex, word
from checks.page.names import Arbitrary, Distribution, Distributions, Quantity, RandomLetter
from checks.page.values import entity_of, index_term, is_transpose, raised
from checks.terms import (
    Apply,
    At,
    Call,
    Defined,
    Derivative,
    Determinant,
    Diagonal,
    Entry,
    Index,
    Power,
    Quotient,
    Size,
    Table,
    Term,
    Trace,
    Variable,
    Vec,
    as_term,
    free_variables,
    show,
    walk,
)

# functions written with a letter: they are applied to a bracket only, since `\sigma x` is read as a product by most
GREEK_FUNCTIONS = {r"\sigma": "sigma", r"\Gamma": "gamma", r"\psi": "digamma"}
ARRAY_WORDS = frozenset({"det", "tr", "Tr", "trace", "diag", "softmax", "logsumexp", "lse", "LSE", "vec"})
PROBABILITY = frozenset({r"\Pr", r"\mathbb{P}", r"\mathrm{P}"})
# words after which `f(a)^b` is refused: printed mathematics has both readings
AMBIGUOUS_POWER = frozenset(SPELLINGS.values()) - {"sigma", "softplus", "relu", "gamma", "digamma", "erf", "sign", "logit", "trigamma"}


@dataclass(frozen=True)
class Known:
    """A row of ``checks.functions``; ``bare`` where it may stand without a bracket."""

    function: str
    bare: bool


@dataclass(frozen=True)
class OfArrays:
    """A word for what is made of a whole array."""

    word: str


@dataclass(frozen=True)
class OfDistributions:
    r"""A divergence, an entropy, a variance: what is made of distributions."""

    kind: Literal["KL", "H", "Var", "Cov", "Pr"]


@dataclass(frozen=True)
class Own:
    """A function of the page's own; ``parameter`` is what a family of distributions is taken at."""

    entity: Quantity | Arbitrary | Distributions
    name: str
    parameter: Term | None = None


Head: TypeAlias = Known | OfArrays | OfDistributions | Own


def head_of(node: s.Node, ctx: Context) -> Head | None:
    """What ``node`` is as a function; ``None`` where it is none."""
    match node:
        case s.Name():
            return _plain_head(node, ctx)
        case s.Scripted(s.Name() as base, subscript, _, _):
            whole = s.Scripted(base, subscript, None, 0, node.span) if subscript is not None else base
            if node.superscript is not None and entity_of(s.Scripted(base, subscript, node.superscript, 0, node.span), ctx):
                return _own(s.Scripted(base, subscript, node.superscript, 0, node.span), ctx)
            return _plain_head(whole, ctx) if subscript is None else _subscripted_head(base, whole, subscript, ctx)
        case _:
            return None


def _own(node: s.Node, ctx: Context) -> Own | None:
    entity = entity_of(node, ctx)
    if isinstance(entity, Arbitrary | Distributions) or (isinstance(entity, Quantity) and entity.parameters):
        return Own(entity, key(node) or "")
    return None


def _plain_head(node: s.Node, ctx: Context) -> Head | None:
    if entity_of(node, ctx) is not None:
        return _own(node, ctx)
    name, spelled = key(node), word(node)
    if name in GREEK_FUNCTIONS:
        return Known(GREEK_FUNCTIONS[name], bare=False)
    if name in PROBABILITY or (name == "P" and any(isinstance(known, RandomLetter) for known in ctx.scope.names.values())):
        return OfDistributions("Pr")
    if name is None or spelled is None or (len(spelled) == 1 and spelled not in {"H"}):
        return None
    if spelled in {"KL", "Var", "Cov"}:
        return OfDistributions(spelled)  # type: ignore[arg-type]
    if name in {"H", r"\mathrm{H}", r"\mathbb{H}"}:
        return OfDistributions("H")
    if spelled in ARRAY_WORDS:
        return OfArrays(spelled)
    if spelled in SPELLINGS and name not in GREEK_FUNCTIONS:
        return Known(SPELLINGS[spelled], bare=True)
    return None


def _subscripted_head(base: s.Name, whole: s.Node, subscript: s.Node, ctx: Context) -> Head | None:
    if entity_of(whole, ctx) is not None:
        return _own(whole, ctx)
    name = key(whole) or ""
    if word(base) in {"D", "KL"} and latex(subscript) in {"KL", "kl", r"\mathrm{KL}", r"\mathrm{kl}"}:
        return OfDistributions("KL")
    family = entity_of(base, ctx)
    if isinstance(family, Distributions):
        with_parameter = [law for law in family.members if law.parameter is not None]
        if with_parameter and with_parameter[0].parameter is not None:
            return Own(Distributions(tuple(with_parameter)), name, ctx.term(subscript))
    if family is None and base.text in PROBABILITY:
        return OfDistributions("Pr")
    if family is None and (word(base) in {"log", "KL", "Var", "Cov", "softmax"}):
        return _plain_head(base, ctx)
    return None


# ── values ────────────────────────────────────────────────────────────────────────────────────────


def elementwise(make: Callable[[Term], Term], argument: Term) -> Term:
    """A function of one number at each entry of an array."""
    if argument.shape == ():
        return make(argument)
    taken = {part.name for part in walk(argument) if isinstance(part, Index)}
    names = [name for name in ("r", "s", "r'", "s'", "r''", "s''") if name not in taken][: len(argument.shape)]
    indices = tuple(index_over(name, dim) for name, dim in zip(names, argument.shape, strict=True))
    return Table(indices, make(Entry(argument, indices)))


def index_over(name: str, dim: int | Size) -> Index:
    """An index from 1 to a length."""
    return Index(name, as_term(1), as_term(dim))


def apply(head: Head, node: s.Node, bracket: s.Bracketed, ctx: Context) -> Term:
    """The value of a function at the arguments in ``bracket``; ``node`` is where the function stands."""
    match head:
        case Known():
            return apply_known(head.function, node, _only(bracket, node, ctx), ctx)
        case OfArrays():
            inside = replace(ctx, entrywise=True) if head.word == "diag" else ctx  # diag(σ²): the diagonal is a vector
            return apply_array_word(head.word, node, _only(bracket, node, inside), ctx)
        case Own(Distributions() as laws, name, parameter):
            return probability(laws, name, parameter, bracket, ctx)
        case Own(Quantity() as quantity):
            return call(quantity, bracket, ctx)
        case Own(Arbitrary(function)):
            argument = _only(bracket, node, ctx)
            ctx.fitting.agree((argument.shape, function.domain))
            return Call(function, ctx.fitting.settle(argument))
        case _:
            not_yet(f"{latex(node)} here", node)
    return None


def _only(bracket: s.Bracketed, node: s.Node, ctx: Context) -> Term:
    if len(bracket.parts) != 1:
        refuse(f"{latex(node)} takes one argument, not {len(bracket.parts)}: {latex(bracket)}", bracket)
    return ctx.term(bracket.parts[0])


def apply_known(function: str, node: s.Node, argument: Term, ctx: Context) -> Term:
    """A known function, entry by entry; the base of a logarithm stands below it."""
    argument = ctx.fitting.settle(argument)
    match node:
        case s.Scripted(_, subscript, _, _) if subscript is not None:
            if function != "log":
                refuse(f"the subscript {latex(subscript)} is no base: only a logarithm has one", node)
            below = Apply("log", ctx.term(subscript))
            return elementwise(lambda entry: Quotient(Apply("log", entry), below), argument)
        case _:
            return Apply(function, argument)


def apply_array_word(name: str, node: s.Node, argument: Term, ctx: Context) -> Term:
    """What is made of a whole array: determinant, trace, diagonal, softmax, log-sum-exp."""
    argument = ctx.fitting.settle(argument)
    match name:
        case "det":
            return Determinant(argument)
        case "tr" | "Tr" | "trace":
            return Trace(argument)
        case "diag":
            return Diagonal(argument)
        case "softmax":
            return softmax(_column(argument, node))
        case "logsumexp" | "lse" | "LSE":
            return logsumexp(_column(argument, node))
        case "vec":
            return Vec(argument)
        case _:
            not_yet(f"the word {name}", node)
    return None


def _column(argument: Term, node: s.Node) -> Term:
    if len(argument.shape) != 1:
        refuse(f"{latex(node)} takes a vector, not shape {show(argument.shape)}", node)
    return argument


def call(quantity: Quantity, bracket: s.Bracketed, ctx: Context) -> Term:
    """A defined function at its arguments; a function of numbers is applied to each entry of an array."""
    parameters = quantity.parameters
    if len(bracket.parts) != len(parameters):
        refuse(f"{quantity.name} takes {len(parameters)} arguments, not {len(bracket.parts)}: {latex(bracket)}", bracket)
    arguments = [ctx.term(part) for part in bracket.parts]
    for parameter, argument, part in zip(parameters, arguments, bracket.parts, strict=True):
        ctx.fitting.agree((parameter.shape, argument.shape))
        if parameter.shape != ctx.fitting.shape(argument.shape) and not (len(parameters) == 1 and parameter.shape == ()):
            shapes = f"{show(parameter.shape)}, not {show(argument.shape)}"
            refuse(f"the argument {parameter.name} of {quantity.name} has shape {shapes}", part)
    arguments = list(ctx.fitting.settled(arguments))
    name = f"{quantity.name}({', '.join(latex(part) for part in bracket.parts)})"
    if len(parameters) == 1 and arguments[0].shape != parameters[0].shape:
        return Defined(name, elementwise(lambda a: replace_variables(quantity.meaning, {parameters[0]: a}), arguments[0]))
    return Defined(name, replace_variables(quantity.meaning, dict(zip(parameters, arguments, strict=True))))


def choose_law(laws: Distributions, name: str, over: tuple[s.Node, ...], given: tuple[s.Node, ...], node: s.Node) -> Distribution:
    """Which distribution of this letter has so many letters before and behind the bar, and, where several do, these letters."""
    fitting = [law for law in laws.members if len(law.over) == len(over) and len(law.given) == len(given)]
    letters = tuple(key(part) for part in over)
    exact = [law for law in fitting if law.over == letters]
    if len(exact) == 1 or len(fitting) == 1:
        return (exact or fitting)[0]
    shown = "; ".join(describe_law(law) for law in laws.members)
    refuse(f"{latex(node)} fits none or several of the declared distributions of {name}: {shown}", node)
    return None


def describe_law(law: Distribution) -> str:
    r"""``p(y \mid x)``."""
    behind = rf" \mid {', '.join(law.given)}" if law.given else ""
    return f"{law.letter}({', '.join(law.over)}{behind})"


def parted(bracket: s.Bracketed) -> tuple[tuple[s.Node, ...], tuple[s.Node, ...]]:
    """The arguments of a distribution before and behind its bar."""
    over: list[s.Node] = [bracket.parts[0]]
    given: list[s.Node] = []
    for separator, part in zip(bracket.separators, bracket.parts[1:], strict=True):
        (given if given or separator in {r"\mid", "|"} else over).append(part)
    return tuple(over), tuple(given)


def probability(laws: Distributions, name: str, parameter: Term | None, bracket: s.Bracketed, ctx: Context) -> Term:
    r"""A probability, ``p(x)`` or ``P_\theta(y\mid x)``, at indices."""
    over, given = parted(bracket)
    law = choose_law(laws, name, over, given, bracket)
    terms = tuple(index_term(part, size, ctx) for part, size in zip((*given, *over), law.sizes, strict=True))
    value = law.value(terms[: len(given)], terms[len(given) :], parameter)
    behind = rf" \mid {', '.join(latex(part) for part in given)}" if given else ""
    return Defined(f"{name}({', '.join(latex(part) for part in over)}{behind})", value) if law.parameter else value


# ── derivatives of functions of one variable ──────────────────────────────────────────────────────


def primed(head: Head | None, node: s.Node, order: int, argument: Term | None, ctx: Context) -> Term:
    """The ``order``-th derivative of a function of one variable, at ``argument`` or (``None``) where it stands anyway."""
    match head:
        case Known(function) if argument is not None:
            variable = fresh(Variable("a"), argument)
            body = Apply(function, variable)
            return elementwise(lambda at: At(_nth(body, variable, order), ((variable, at),)), argument)
        case Own(Arbitrary(function)) if argument is not None:
            return elementwise(lambda at: Call(function, at, order), argument)
        case Own(Quantity(name, meaning, (parameter,))):
            if parameter.shape != ():
                refuse(f"a prime needs a function of one number, but {name} takes shape {show(parameter.shape)}", node)
            value = parameter if argument is None else argument
            return elementwise(lambda at: derivative_at(Defined(f"{name}({parameter.name})", meaning), parameter, order, at), value)
        case Own(Quantity(name, _, parameters)):
            refuse(f"a prime needs a function of one variable, but {name} takes {len(parameters)}", node)
        case _:
            refuse(f"{latex(node)} needs the argument at which the derivative is taken", node)
    return None


def _nth(body: Term, variable: Variable, order: int) -> Term:
    return Derivative(body, (variable,) * order)


def derivative_at(body: Term, variable: Variable, order: int, at: Term) -> Term:
    """The derivative of ``body`` by ``variable``, taken at ``at``; by the variable itself it needs no evaluation bar."""
    if at == variable:
        return _nth(body, variable, order)
    own = fresh(variable, body, at)
    return At(_nth(replace_variables(body, {variable: own}), own, order), ((own, at),))


def primed_quantity(quantity: Quantity, node: s.Node, order: int) -> Term:
    """The derivative of a quantity that depends on one number, by that number; of a constant it is 0."""
    depends = free_variables(quantity.meaning)
    if not depends:
        return Defined(quantity.name + "'" * order, as_term(0))
    if len(depends) > 1 or depends[0].shape != ():  # pyright: ignore[reportGeneralTypeIssues]
        listed = ", ".join(variable.name for variable in depends)
        refuse(f"a prime needs a quantity that depends on one number, but {quantity.name} depends on {listed}", node)
    return _nth(Defined(quantity.name, quantity.meaning), depends[0], order)  # pyright: ignore[reportGeneralTypeIssues]


def powered(head: Head, value: Term, superscript: s.Node, node: s.Node, ctx: Context) -> Term:
    r"""The value of ``f^k(x)``: a power of the value; ``f^{-1}`` has two readings."""
    match superscript:
        case s.Additive(("-",), _):
            inverse = f"the inverse function {latex(node)}"
            refuse(f"{inverse} and the reciprocal are written alike: write \\frac{{1}}{{…}} or the name of the inverse", node)
        case _ if is_transpose(superscript, ctx):
            return raised(value, superscript, ctx)
        case _:
            exponent = ctx.term(superscript)
            return Power(value, exponent)
    return None


def order_of(superscript: s.Node | None) -> int | None:
    """The order that ``f^{(k)}`` writes; ``None`` where the superscript is no order."""
    match superscript:
        case s.Bracketed("(", ")", (s.Numeral(text),)) if text.isdigit() and int(text) >= 1:
            return int(text)
        case _:
            return None
