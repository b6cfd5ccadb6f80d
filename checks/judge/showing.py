"""A failing point as a reader is shown it.  Verb: ``counterexample``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from flint import arb, fmpq

from checks import instances
from checks import terms as t
from checks.domains import Point, lengths
from checks.sizes import index_values
from checks.verdicts import Counterexample, Nested
from checks.witnesses import ball
from checks.witnesses.ball import Different

DIGITS = 6


def counterexample(
    original: tuple[t.Term, t.Term],
    point: Point,
    outcome: Different,
    solved: tuple[tuple[t.Variable, t.Term], ...] = (),
) -> Counterexample:
    """The point under the page's own names; arbitrary functions, families and ``solved`` variables by what they are there."""
    point = _with_solved(point, solved)
    hidden = {c for f in _functions(original) for c in (*instances.coefficients(f), instances.parameter(f))}
    at: dict[str, Nested] = {
        variable.name: nested([str(value) for value in values], lengths(variable.shape, point.sizes))
        for variable, values in point.values.items()
        if variable not in hidden
    }
    for index, value in point.indices.items():
        at[index.name] = str(value)
    at |= dict(_families(original, point))
    at |= {f.name: _formula(f, point) for f in _functions(original) if not f.name.startswith("logits of ")}
    return Counterexample(
        at=at,
        sizes={size.name: length for size, length in point.sizes.items()},
        left=number(outcome.left),
        right=number(outcome.right),
        bits=outcome.bits,
        entry=outcome.entry,
    )


def _with_solved(point: Point, solved: tuple[tuple[t.Variable, t.Term], ...]) -> Point:
    """The point with constrained variables in place of the free ones that they are made from."""
    made = {v for _, value in solved for v in t.free_variables(value) if v.name.split(" free")[0] in {w.name for w, _ in solved}}
    values = {v: entries for v, entries in point.values.items() if v not in made}
    for v, value in solved:
        entries = ball.enclose(value, point, 106)
        values[v] = tuple(Fraction(*_dyadic(entry.mid())).limit_denominator(10**6) for entry in entries)
    chosen = {index for _, value in solved for index in t.free_indices(value)}
    return Point(point.sizes, values, {index: place for index, place in point.indices.items() if index not in chosen})


def _functions(terms: tuple[t.Term, ...]) -> tuple[t.Function, ...]:
    return tuple(dict.fromkeys(f for term in terms for f in t.functions_in(term)))


def nested(flat: Iterable[str], shape: tuple[int, ...]) -> Nested:
    """Entries in row order as nested tuples of the shape."""
    items: list[Nested] = list(flat)
    for length in reversed(shape[1:]):
        items = [tuple(items[k : k + length]) for k in range(0, len(items), length)]
    return tuple(items) if shape else items[0]


def _families(terms: tuple[t.Term, ...], point: Point) -> Mapping[str, Nested]:
    """The tables that stand for arbitrary families at this point, to six digits."""
    found: dict[str, Nested] = {}
    for term in terms:
        for part in t.walk(term):
            if isinstance(part, t.Defined) and _is_family(part) and part.name not in found:
                (concrete,) = instances.concrete(part)
                rows: list[str] = []
                for indices in index_values((concrete,), point.sizes):
                    here = Point(point.sizes, point.values, indices)
                    rows.append(number(ball.enclose(concrete, here, 106)[0]))
                ranges = [len({i[index] for i in index_values((concrete,), point.sizes)}) for index in t.free_indices(concrete)]
                found[part.name] = nested(rows, tuple(ranges))
    return found


def _is_family(part: t.Defined) -> bool:
    return (
        isinstance(part.meaning, t.Quotient)
        and any(f.name == f"logits of {part.name}" for f in t.functions_in(part.meaning))
        and set(t.free_variables(instances.concrete(part)[0])) <= _known(part)
    )


def _known(part: t.Defined) -> set[t.Variable]:
    """The variables that a point has values for: those of the instance, with the parameter the page wrote."""
    return set(t.free_variables(instances.concrete(part)[0]))


def _formula(function: t.Function, point: Point) -> str:
    """``u ↦ 1 + 2 u − u^2 + sin u`` with the coefficients of the point."""
    if function.dims or function.domain:
        return f"a smooth function with coefficients {_coefficients(function, point)}"
    names = ("", "u", "u^2", "sin u")
    parts: list[str] = []
    for coefficient, name in zip(instances.coefficients(function), names, strict=True):
        (value,) = point.values[coefficient]
        if value:
            size = "" if abs(value) == 1 and name else f"{abs(value)} ".strip()
            parts.append(("− " if value < 0 else "+ ") + f"{size} {name}".strip())
    text = " ".join(parts) or "0"
    return "u ↦ " + text.removeprefix("+ ").replace("− ", "−", 1 if text.startswith("− ") else 0)


def _coefficients(function: t.Function, point: Point) -> str:
    return "; ".join(", ".join(map(str, point.values[c])) for c in instances.coefficients(function))


MOST_WRITTEN_OUT = arb(10) ** 300  # floats, by which digits are written, end at 10^308


def number(value: arb) -> str:
    """A ball as a reader wants it: the simple fraction inside it where there is one, else its first digits."""
    if not value.is_finite() and value.is_exact():
        return "∞" if value > 0 else "−∞"
    if not value.is_finite():
        return "undefined" if value.is_nan() else "not known"
    middle, radius = value.mid(), value.rad()
    if abs(middle) > MOST_WRITTEN_OUT or 0 < abs(middle) < 1 / MOST_WRITTEN_OUT:
        return str(middle.str(DIGITS, radius=False))
    exact = Fraction(*_dyadic(middle))
    simple = exact.limit_denominator(1000)
    if value.contains(fmpq(simple.numerator, simple.denominator)) and radius < arb(1e-9):
        return str(simple)
    return f"{float(exact):.{DIGITS}g}"


def _dyadic(middle: arb) -> tuple[int, int]:
    mantissa, exponent = middle.man_exp()
    power = int(exponent)
    return (int(mantissa) << power, 1) if power >= 0 else (int(mantissa), 1 << -power)
