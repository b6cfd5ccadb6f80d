"""A layer norm does not change when its input is shifted."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import given, index, real, size, sqrt, total, vector

d = size("d")
x, c = vector("x", d), real("c")
i = index("i", d)


def normalised(u):
    """(u − mean) / √(variance + 1)."""
    mean = total(i, u[i]) / d
    return (u - mean) / sqrt(total(i, (u[i] - mean) ** 2) / d + 1)


def layer_norm(x, c):
    """As an engineer writes it; x (d,)."""
    moved = x + c
    return (moved - jnp.mean(moved)) / jnp.sqrt(jnp.var(moved) + 1)


derivation = Derivation(
    title="a layer norm does not change when its input is shifted",
    source="Ba, Kiros and Hinton (2016), Layer normalization",
    given=given(x, c),
    start=normalised(x + c),
    steps=(
        Step(
            to=(x + c - (total(i, x[i]) / d + c)) / sqrt(total(i, (x[i] + c - (total(i, x[i]) / d + c)) ** 2) / d + 1),
            because="the mean moves too",
        ),
        Step(to=normalised(x)),
    ),
    program=layer_norm,
)
