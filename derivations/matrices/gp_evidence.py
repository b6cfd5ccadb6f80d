"""The slope of a Gaussian process evidence by its noise."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, derivative, det, given, identity, inverse, log, positive, positive_definite, size, trace, vector

n = size("n")
K, y, s = positive_definite("K", n), vector("y", n), positive("s")
C = defined("C", K + s * identity(n))
α = defined(r"\alpha", inverse(C) @ y)


def log_evidence(K, y, s):
    """Up to a constant; K (n, n), y (n,), noise variance s."""
    C = K + s * jnp.eye(y.shape[0])
    return -jnp.dot(y, jnp.linalg.solve(C, y)) / 2 - jnp.linalg.slogdet(C)[1] / 2


derivation = Derivation(
    title="the slope of a Gaussian process evidence by its noise",
    source="Rasmussen and Williams, Gaussian Processes for Machine Learning, eq. 5.9",
    given=given(K, y, s),
    start=derivative(-(y.T @ inverse(C) @ y) / 2 - log(det(C)) / 2, s),
    steps=(
        Step(to=y.T @ inverse(C) @ inverse(C) @ y / 2 - trace(inverse(C)) / 2, because="∂C⁻¹ = −C⁻¹C⁻¹"),
        Step(to=trace(α @ α.T - inverse(C)) / 2),
    ),
    program=log_evidence,
)
