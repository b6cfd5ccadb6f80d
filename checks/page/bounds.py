r"""``\left[\frac{x^3}{3}\right]_0^1``: what an expression is at the upper bound less what it is at the lower one.

Verbs: ``difference``.
"""

from __future__ import annotations

from checks.page import syntax as s
from checks.page.context import Context, refuse
from checks.page.letters import key, latex, names_in
from checks.page.names import Declared
from checks.page.values import CONSTANTS
from checks.page.words import GREEK
from checks.terms import At, Constant, Limit, Negative, Term, Variable, free_variables

INFINITE = (Constant("infinity"), Negative(Constant("infinity")))


def difference(body: s.Node, below: s.Node, above: s.Node, ctx: Context) -> Term | None:
    r"""The value of ``[body]`` between its bounds; ``None`` where the scripts are an index and a power.

    The letter that runs is the one that the page does not know (it was an integral's), or else the only number in it.
    Raises ``UnreadableFormula`` where several letters may run.
    """
    named = below
    if isinstance(below, s.Related):
        letter, named = _written(below)
    else:
        letter = _unknown(body, ctx)
    if letter is not None and ctx.scope.find(letter) is None:
        ctx = ctx.where(letter, Variable(letter))
    value = ctx.fitting.settle(ctx.term(body))
    if value.shape != ():
        return None
    variable = _variable(letter, value, body, ctx)
    upper = above.sides[-1] if isinstance(above, s.Related) else above
    if upper is None:
        refuse(f"nothing stands behind the relation in {latex(above)}", above)
    return _at(value, variable, ctx.term(upper)) - _at(value, variable, ctx.term(named))


def _at(value: Term, variable: Variable, bound: Term) -> Term:
    return Limit(value, variable, bound) if bound in INFINITE else At(value, ((variable, bound),))


def _written(below: s.Related) -> tuple[str, s.Node]:
    r"""The letter and the lower bound of ``[F]_{x=0}^{1}``."""
    match below:
        case s.Related((left, right), ("=",)) if left is not None and right is not None and key(left) is not None:
            return key(left) or "", right
        case _:
            return refuse(f'a lower bound is a number, or "letter = number", not {latex(below)}', below)


def _unknown(body: s.Node, ctx: Context) -> str | None:
    """The only letter in it that the page does not know."""
    letters = [name for name in sorted(names_in(body)) if (len(name) == 1 and name.isalpha()) or name in GREEK]
    unknown = [name for name in letters if ctx.scope.find(name) is None and name not in ctx.scope.runs and name not in CONSTANTS]
    return unknown[0] if len(unknown) == 1 else None


def _variable(letter: str | None, value: Term, body: s.Node, ctx: Context) -> Variable:
    if letter is not None:
        known = ctx.term(s.Name(letter, body.span))
        if isinstance(known, Variable):
            return known
    numbers = [variable for variable in free_variables(value) if variable.shape == ()]
    if letter is None and len(numbers) == 1 and isinstance(ctx.scope.find(numbers[0].name), Declared):
        return numbers[0]
    return refuse(f"which letter runs between the bounds of {latex(body)}? write it below, as in [F]_{{x=a}}^{{b}}", body)
