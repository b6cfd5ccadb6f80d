r"""Infinite products of rational functions, in closed form, which SymPy's own ``doit`` does not find.

Π_{n ≥ low} Π(n − rᵢ)/Π(n − sⱼ) with as many roots rᵢ above as sⱼ below: where Σrᵢ = Σsⱼ it is ΠΓ(low − sⱼ)/ΠΓ(low − rᵢ), and where
Σrᵢ > Σsⱼ the partial products tend to 0, like a power of n.

Verb: ``with_products_closed``.  Source: Whittaker & Watson, A Course of Modern Analysis, section 12.13.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

MOST_DEGREE = 4  # roots by formula


def with_products_closed(expression: Any) -> Any:
    """The expression with each infinite product replaced by its closed form, where it has one here."""
    found: dict[Any, Any] = {product: _closed(product) for product in expression.atoms(sp.Product)}
    return expression.xreplace({product: value for product, value in found.items() if value is not None})


def _closed(product: Any) -> Any:
    if len(product.limits) != 1:
        return None
    running, low, high = product.limits[0]
    if high is not sp.oo:
        return None
    above, below = sp.fraction(sp.cancel(sp.together(product.function)))
    if not (above.is_polynomial(running) and below.is_polynomial(running)):
        return None
    above, below = sp.Poly(above, running), sp.Poly(below, running)
    if above.degree() != below.degree() or above.degree() > MOST_DEGREE or below.LC().is_zero is not False:
        return None
    if sp.simplify(above.LC() - below.LC()) != 0:
        return None
    roots, poles = sp.roots(above), sp.roots(below)
    if sum(roots.values()) != above.degree() or sum(poles.values()) != below.degree():
        return None
    gain: Any = sp.simplify(_weighted(poles) - _weighted(roots))
    if gain.is_negative:
        return sp.Integer(0)
    return _gammas(low, poles) / _gammas(low, roots) if gain == 0 else None


def _weighted(roots: dict[Any, int]) -> Any:
    return sum((root * times for root, times in roots.items()), sp.Integer(0))


def _gammas(low: Any, roots: dict[Any, int]) -> Any:
    return sp.Mul(*(sp.gamma(low - root) ** times for root, times in roots.items()))
