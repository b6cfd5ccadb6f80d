r"""Named laws of one number: ``\mathcal N(\mu,\sigma^2)``, ``\operatorname{Poisson}(\lambda)`` and kin.

Verb: ``named_law`` (what the letter runs over, its density and the logarithm of that, written out).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from checks.functions import exp, log, sqrt
from checks.page import syntax as s
from checks.page.context import Context, refuse
from checks.page.letters import latex
from checks.terms import Apply, Constant, Index, Term, Variable, as_term

INFINITY, PI = Constant("infinity"), Constant("pi")
Density = Callable[[Term], Term]
Named = tuple[Index | tuple[Variable, Term, Term], Density, Density]


def _normal(name: str, mean: Term, variance: Term) -> Named:
    def square(x: Term) -> Term:
        return (x - mean) ** 2 / (2 * variance)

    run = (Variable(name), -INFINITY, INFINITY)
    return run, lambda x: exp(-square(x)) / sqrt(2 * PI * variance), lambda x: -square(x) - log(2 * PI * variance) / 2


def _exponential(name: str, rate: Term) -> Named:
    run = (Variable(name), as_term(0), INFINITY)
    return run, lambda x: rate * exp(-(rate * x)), lambda x: log(rate) - rate * x


def _poisson(name: str, rate: Term) -> Named:
    def factorial(k: Term) -> Term:
        return Apply("gamma", k + 1)

    run = Index(name, as_term(0), INFINITY)
    return run, lambda k: rate**k * exp(-rate) / factorial(k), lambda k: k * log(rate) - rate - log(factorial(k))


def _bernoulli(name: str, p: Term) -> Named:
    run = Index(name, values=(Fraction(0), Fraction(1)))
    return run, lambda x: p**x * (1 - p) ** (1 - x), lambda x: x * log(p) + (1 - x) * log(1 - p)


LAWS: dict[str, tuple[int, Callable[..., Named]]] = {
    "N": (2, _normal), "Normal": (2, _normal), "Exp": (1, _exponential), "Exponential": (1, _exponential),
    "Poisson": (1, _poisson), "Pois": (1, _poisson), "Poi": (1, _poisson), "Bernoulli": (1, _bernoulli), "Bern": (1, _bernoulli),
    "Ber": (1, _bernoulli),
}  # fmt: skip


def named_law(items: tuple[s.Node, ...], name: str, ctx: Context) -> Named | None:
    r"""The law that ``\mathcal N(a, b)`` and kin mean; ``None`` for what is no such name with a bracket.

    Raises ``UnreadableFormula`` for another number of parameters, or one that is no number.
    """
    if len(items) != 2 or not isinstance(items[0], s.Name) or not isinstance(items[1], s.Bracketed):
        return None
    text = items[0].text
    word = text[text.index("{") + 1 : -1] if text.endswith("}") and "{" in text else ""
    if word not in LAWS or ctx.scope.find(text) is not None:
        return None
    count, build = LAWS[word]
    parts = items[1].parts
    if len(parts) != count:
        refuse(f"{latex(items[0])} has {count} parameters here, not {len(parts)}", items[1])
    parameters = [ctx.term(part) for part in parts]
    if any(parameter.shape != () for parameter in parameters):
        refuse(f"{latex(items[0])} is read for numbers, not for arrays", items[1])
    return build(name, *parameters)
