r"""Claims that two sides are proportional in a variable: ``\propto_\theta``.

Left = c right, with c free of the variable and not zero: then left(θ) right(θ') = left(θ') right(θ) for any two values of it.
Algebra may prove that, a ball refutes it; that c is not zero is seen where neither side vanishes.

Verb: ``judged``.
"""

from __future__ import annotations

from dataclasses import replace

from checks import terms as t
from checks.judge import equality
from checks.model import Claim
from checks.verdicts import Agrees, Proved, Refuted, Undecided, Verdict


def judged(claim: Claim) -> Verdict:
    """The verdict on a proportionality between numbers."""
    variable = claim.up_to.array if isinstance(claim.up_to, t.Entry) else claim.up_to
    if not isinstance(variable, t.Variable):
        return Undecided(reason="what the proportionality is up to is no declared variable")
    if claim.left.shape != () or claim.right.shape != ():
        return Undecided(reason="a proportionality between arrays is read, and not judged")
    other = replace(variable, name=f"{variable.name}'")
    given = replace(claim.given, variables=(*claim.given.variables, other), facts=(*claim.given.facts, *_elsewhere(claim, variable, other)))
    left, right = (t.At(side, ((variable, other),)) for side in (claim.left, claim.right))
    crossed = replace(claim, left=claim.left * right, relation="=", right=left * claim.right, given=given)
    verdict = equality.judged(crossed, crossed.left)
    match verdict:
        case Proved() | Agrees() if _vanishes(claim):
            return Undecided(reason="a side is zero throughout, and zero is proportional to nothing")
        case Refuted():
            return replace(verdict, reason=f"the quotient of the sides depends on {variable.name}")
        case _:
            return verdict


def _elsewhere(claim: Claim, variable: t.Variable, other: t.Variable) -> tuple[t.Term, ...]:
    """The facts on the variable hold of its other value too."""
    return tuple(t.substitute(fact, {variable: other}) for fact in claim.given.facts if variable in t.free_variables(fact))


def _vanishes(claim: Claim) -> bool:
    zero = t.as_term(0)
    sides = (claim.left, claim.right)
    return any(isinstance(equality.judged(replace(claim, left=side, relation="=", right=zero), side), Proved | Agrees) for side in sides)
