"""σ′ = σ(1 − σ), in plain SymPy."""

from typing import Any

import jax
import sympy as sp

from checks.model import Derivation, Step
from checks.notation import given, real

a: Any = sp.Symbol("a", real=True)
e: Any = sp.exp(-a)
σ = 1 / (1 + e)
slope: Any = sp.Derivative(σ, a)  # not carried out: that is what the steps do

derivation = Derivation(
    title="σ′ = σ(1 − σ), in plain SymPy",
    source="homework 1.2a; Bishop, Pattern Recognition and Machine Learning, eq. 4.88",
    given=given(real("a")),
    start=slope,
    steps=(
        Step(to=e / (1 + e) ** 2, because="chain rule"),
        Step(to=σ * (1 - σ)),
        Step(to=σ * σ.subs(a, -a)),
    ),
    program=jax.nn.sigmoid,
)
