"""Reading a traced JAX program with an arithmetic of one's own: no compilation.

``jax.make_jaxpr`` costs 1–5 ms where XLA takes 80 ms and more, so a program is traced once and its equations are
carried out here, by numpy over all points at once or by balls (``balls.py``) at a few of them.

Every array has the points as its *last* axis, of length 1 where a value is the same at all points.  JAX's own axis
numbers then stay right as they are, and a number (points,) broadcasts against an array (*shape, points).

Verbs: ``read``, ``is_readable``; ``FLOATS`` is the arithmetic of numpy.
"""

# pyright: reportUnknownLambdaType=false
# Rules take whatever a primitive takes: there is nothing to declare about their arguments.

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:  # loading jax.extend takes as long as judging a dozen steps; here these classes are told apart by their attributes
    from jax.extend.core import ClosedJaxpr

Array: TypeAlias = "np.ndarray[Any, Any]"
Rule: TypeAlias = Callable[..., Any]
Step: TypeAlias = "Callable[[list[Array]], list[Array]]"


class UnknownPrimitive(Exception):
    """A program uses a JAX primitive (or a variant of one) that no arithmetic here knows; the message names it."""


@dataclass(frozen=True)
class Arithmetic:
    """What a primitive's name does to arrays (``rules[name](params, *arrays)``), and how a constant is taken in."""

    rules: Mapping[str, Rule]
    constant: Callable[[Any], Array]


# Calls of inner programs, and where each keeps the program.
_CALLS = {
    "jit": "jaxpr",
    "pjit": "jaxpr",
    "closed_call": "call_jaxpr",
    "custom_jvp_call": "call_jaxpr",
    "custom_vjp_call": "call_jaxpr",
    "custom_lin": "call_jaxpr",
    "remat2": "jaxpr",
    "checkpoint": "jaxpr",
    "scan": "jaxpr",
}


def read(program: ClosedJaxpr, arguments: Sequence[Array], arithmetic: Arithmetic) -> list[Array]:
    """The program's results at the arguments, both with the points last.

    Raises ``UnknownPrimitive``.
    """
    return _read(program.jaxpr, [arithmetic.constant(_with_points(c)) for c in program.consts], arguments, arithmetic)


def is_readable(program: ClosedJaxpr, arithmetic: Arithmetic) -> bool:
    """Whether every primitive in it, inner programs included, is known by name."""
    return all(_is_known(equation, arithmetic) for equation in program.jaxpr.eqns)


def count(program: ClosedJaxpr) -> int:
    """How many equations it has, inner programs included."""
    return sum(1 + _rounds(equation) * (count(inner) if (inner := _inner(equation)) is not None else 0) for equation in program.jaxpr.eqns)


def _rounds(equation: Any) -> int:
    """How often an inner program is carried out."""
    return equation.params["length"] if equation.primitive.name == "scan" else 1


def _is_known(equation: Any, arithmetic: Arithmetic) -> bool:
    inner = _inner(equation)
    if inner is not None:
        return is_readable(inner, arithmetic)
    return equation.primitive.name in arithmetic.rules


@dataclass(frozen=True)
class _WithoutConstants:
    """An inner program that JAX gives without its list of constants, as it has none."""

    jaxpr: Any
    consts: tuple[Any, ...] = ()


def _inner(equation: Any) -> Any:
    key = _CALLS.get(equation.primitive.name)
    if key is None or key not in equation.params:
        return None
    found = equation.params[key]
    return found if hasattr(found, "consts") else _WithoutConstants(found)


def _with_points(constant: Any) -> Array:
    array = np.asarray(constant)
    return array[..., None] if array.ndim else array


def _is_written(variable: Any) -> bool:
    """Whether it is a number of the program, with a value of its own."""
    return hasattr(variable, "val")


def _live(jaxpr: Any) -> list[Any]:
    """The equations that some result needs: a gradient leaves the value's own equations behind."""
    needed = {variable for variable in jaxpr.outvars if not _is_written(variable)}
    kept: list[Any] = []
    for equation in reversed(jaxpr.eqns):
        if not needed.isdisjoint(equation.outvars):
            kept.append(equation)
            needed.update(variable for variable in equation.invars if not _is_written(variable))
    return kept[::-1]


def _read(jaxpr: Any, constants: Sequence[Array], arguments: Sequence[Array], arithmetic: Arithmetic) -> list[Array]:
    known: dict[Any, Array] = dict(zip(jaxpr.constvars, constants, strict=True))
    known.update(zip(jaxpr.invars, arguments, strict=True))

    def take(variable: Any) -> Array:
        return arithmetic.constant(_with_points(variable.val)) if _is_written(variable) else known[variable]

    for equation in _live(jaxpr):
        results = _carry_out(equation, [take(variable) for variable in equation.invars], arithmetic)
        known.update(zip(equation.outvars, results, strict=True))
    return [take(variable) for variable in jaxpr.outvars]


def _carry_out(equation: Any, operands: list[Array], arithmetic: Arithmetic) -> Sequence[Array]:
    inner, name = _inner(equation), equation.primitive.name
    if inner is not None:
        constants = [arithmetic.constant(_with_points(c)) for c in inner.consts]
        step: Step = lambda arguments: _read(inner.jaxpr, constants, arguments, arithmetic)  # noqa: E731
        return _scanned(equation.params, operands, step) if name == "scan" else step(operands)
    rule = arithmetic.rules.get(name)
    if rule is None:
        raise UnknownPrimitive(f"no arithmetic here knows JAX's primitive {name}")
    result = rule(equation.params, *operands)
    return result if equation.primitive.multiple_results and isinstance(result, list) else [result]


def _scanned(params: Mapping[str, Any], operands: list[Array], step: Step) -> list[Array]:
    """A loop of known length: what is carried from round to round, then each round's results stacked along the first axis."""
    fixed, carried = params["num_consts"], params["num_carry"]
    constants, carry, rows = operands[:fixed], operands[fixed : fixed + carried], operands[fixed + carried :]
    rounds = range(params["length"])
    kept: list[list[Array]] = []
    for k in reversed(rounds) if params["reverse"] else rounds:
        results = step([*constants, *carry, *(row[k] for row in rows)])
        carry = results[:carried]
        kept.append(results[carried:])
    ordered = kept[::-1] if params["reverse"] else kept
    return [*carry, *(np.stack(_spread(column)) for column in zip(*ordered, strict=True))]


# ── moving entries about: the same for floats and for balls ───────────────────────────────────────


def _broadcast_in_dim(params: Mapping[str, Any], x: Array) -> Array:
    shape, axes = params["shape"], params["broadcast_dimensions"]
    x = x if x.ndim else x[None]
    lengths = [1] * len(shape)
    for axis, length in zip(axes, x.shape[:-1], strict=True):
        lengths[axis] = length
    return np.broadcast_to(x.reshape((*lengths, x.shape[-1])), (*shape, x.shape[-1]))


def _reshape(params: Mapping[str, Any], x: Array) -> Array:
    if params.get("dimensions") is not None:
        raise UnknownPrimitive("no arithmetic here knows a reshape that transposes")
    return x.reshape((*params["new_sizes"], _points(x)))


def _points(*arrays: Array) -> int:
    return max((x.shape[-1] for x in arrays if x.ndim), default=1)


def _spread(arrays: Sequence[Array]) -> list[Array]:
    """The arrays with one common number of points, so that they can be joined."""
    points = _points(*arrays)
    return [np.broadcast_to(x if x.ndim else x[None], (*x.shape[:-1], points)) for x in arrays]


def _slice(params: Mapping[str, Any], x: Array) -> Array:
    strides = params["strides"] or (1,) * len(params["start_indices"])
    return x[tuple(map(slice, params["start_indices"], params["limit_indices"], strides))]


def _pad(params: Mapping[str, Any], x: Array, filler: Array) -> Array:
    config = params["padding_config"]
    x, filler = _spread([x, filler])
    grown = [(max(low, 0), max(high, 0), gap) for low, high, gap in config]
    spans = [length + max(length - 1, 0) * gap for (_, _, gap), length in zip(config, x.shape[:-1], strict=True)]
    padded = np.empty((*(low + span + high for (low, high, _), span in zip(grown, spans, strict=True)), x.shape[-1]), dtype=x.dtype)
    padded[...] = filler
    padded[tuple(slice(low, low + span, gap + 1) for (low, _, gap), span in zip(grown, spans, strict=True))] = x
    # a negative length cuts off what stands there
    kept = tuple(slice(max(-low, 0), length - max(-high, 0)) for (low, high, _), length in zip(config, padded.shape, strict=False))
    return padded[kept]


def _split(params: Mapping[str, Any], x: Array) -> list[Array]:
    return np.split(x, np.cumsum(params["sizes"])[:-1], axis=params["axis"])


def _iota(params: Mapping[str, Any]) -> Array:
    shape, axis = params["shape"], params["dimension"]
    lengths = [length if number == axis else 1 for number, length in enumerate(shape)]
    return np.broadcast_to(np.arange(shape[axis], dtype=params["dtype"]).reshape(lengths), shape)[..., None]


def _dot_general(params: Mapping[str, Any], x: Array, y: Array) -> Array:
    """One broadcast product and one sum: the arrays are small, and it works for balls as it is."""
    x, y = (array if array.ndim else array[None] for array in (x, y))  # a written constant has no points
    (x_sum, y_sum), (x_batch, y_batch) = params["dimension_numbers"]
    x_free = [axis for axis in range(x.ndim - 1) if axis not in {*x_sum, *x_batch}]
    y_free = [axis for axis in range(y.ndim - 1) if axis not in {*y_sum, *y_batch}]
    x = x.transpose((*x_batch, *x_free, *x_sum, -1))
    y = y.transpose((*y_batch, *y_free, *y_sum, -1))
    between = len(x_batch) + len(x_free)
    x = x.reshape((*x.shape[:between], *(1,) * len(y_free), *x.shape[between:]))
    y = y.reshape((*y.shape[: len(y_batch)], *(1,) * len(x_free), *y.shape[len(y_batch) :]))
    first = between + len(y_free)
    return np.add.reduce(x * y, axis=tuple(range(first, first + len(x_sum)))) if x_sum else x * y


def _join(params: Mapping[str, Any], *arrays: Array) -> Array:
    return np.concatenate(_spread(arrays), axis=params["dimension"])


def _same(_: Mapping[str, Any], x: Array) -> Array:
    return x


MOVES: dict[str, Rule] = {
    "broadcast_in_dim": _broadcast_in_dim,
    "reshape": _reshape,
    "squeeze": lambda params, x: np.squeeze(x, axis=params["dimensions"]),
    "expand_dims": lambda params, x: np.expand_dims(x, params["dimensions"]),
    "transpose": lambda params, x: x.transpose((*params["permutation"], -1)),
    "rev": lambda params, x: np.flip(x, axis=params["dimensions"]),
    "slice": _slice,
    "pad": _pad,
    "split": _split,
    "concatenate": _join,
    "stack": lambda params, *arrays: np.stack(_spread(arrays), axis=params["axis"]),
    "iota": _iota,
    "dot_general": _dot_general,
    "reduce_sum": lambda params, x: np.add.reduce(x, axis=params["axes"]),
    "cumsum": lambda params, x: _accumulate(np.add, params, x),
    "stop_gradient": _same,
    "copy": _same,
    "copy_p": _same,
    "reduce_precision": _same,
    "optimization_barrier": lambda _, *arrays: list(arrays),
}


def _accumulate(ufunc: np.ufunc, params: Mapping[str, Any], x: Array) -> Array:
    axis = params["axis"]
    return np.flip(ufunc.accumulate(np.flip(x, axis), axis), axis) if params["reverse"] else ufunc.accumulate(x, axis)


# ── floats ────────────────────────────────────────────────────────────────────────────────────────


def _plain(function: Callable[..., Any]) -> Rule:
    return lambda _, *arrays: function(*arrays)


def _divide(_: Mapping[str, Any], x: Array, y: Array) -> Array:
    if x.dtype.kind in "iu":
        raise UnknownPrimitive("no arithmetic here knows the division of integers")
    return np.divide(x, y)


def _integer_pow(params: Mapping[str, Any], x: Array) -> Array:
    return x * x if params["y"] == 2 else np.power(x, float(params["y"]))


def _select(_: Mapping[str, Any], which: Array, *cases: Array) -> Array:
    if len(cases) == 2:
        return np.where(which, cases[1], cases[0])
    return np.choose(which, cases)


def _reduced(ufunc: np.ufunc) -> Rule:
    return lambda params, x: ufunc.reduce(x, axis=params["axes"])


def _special(name: str) -> Callable[..., Array]:
    """A function of SciPy, which takes longer to load than most pages to be judged: only where one is met."""

    def function(*arguments: Array) -> Array:
        from scipy import special

        return getattr(special, name)(*arguments)

    return function


_NAMES = {
    "add": np.add, "add_any": np.add, "sub": np.subtract, "mul": np.multiply, "neg": np.negative, "max": np.maximum,
    "min": np.minimum, "abs": np.abs, "sign": np.sign, "floor": np.floor, "ceil": np.ceil, "exp": np.exp,
    "exp2": np.exp2, "log": np.log, "log1p": np.log1p, "expm1": np.expm1, "sin": np.sin, "cos": np.cos,
    "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2, "sinh": np.sinh,
    "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh,
    "sqrt": np.sqrt, "cbrt": np.cbrt, "square": np.square, "pow": np.power, "rem": np.fmod,
    "logistic": _special("expit"), "erf": _special("erf"), "erfc": _special("erfc"), "erf_inv": _special("erfinv"),
    "lgamma": _special("gammaln"), "digamma": _special("psi"), "zeta": _special("zeta"),
    "is_finite": np.isfinite, "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal,
    "gt": np.greater, "ge": np.greater_equal, "and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor,
    "not": np.invert, "shift_right_arithmetic": np.right_shift,
}  # fmt: skip

FLOATS = Arithmetic(
    rules={
        **MOVES,
        **{name: _plain(function) for name, function in _NAMES.items()},
        "div": _divide,
        "rsqrt": lambda _, x: 1 / np.sqrt(x),
        "integer_pow": _integer_pow,
        "polygamma": lambda _, n, x: _special("polygamma")(n.astype(int), x),
        "select_n": _select,
        "clamp": lambda _, low, x, high: np.minimum(np.maximum(x, low), high),
        "convert_element_type": lambda params, x: x.astype(params["new_dtype"]),
        "bitcast_convert_type": lambda params, x: x.view(params["new_dtype"]),
        "reduce_max": _reduced(np.maximum),
        "reduce_min": _reduced(np.minimum),
        "reduce_prod": _reduced(np.multiply),
        "reduce_and": _reduced(np.logical_and),
        "reduce_or": _reduced(np.logical_or),
        "argmax": lambda params, x: np.argmax(x, axis=params["axes"][0]).astype(params["index_dtype"]),
        "argmin": lambda params, x: np.argmin(x, axis=params["axes"][0]).astype(params["index_dtype"]),
    },
    constant=np.asarray,
)
