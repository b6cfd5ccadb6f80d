r"""Derivatives: ``\frac{\partial f}{\partial x}`` in all its forms, ``\nabla``, Jacobians, and evaluation bars.

A derivative by a defined intermediate varies it freely: wherever the body names it, a variable of its own stands instead, and
an evaluation bar puts the meaning back.

Verbs: ``differential_of`` (a fraction as a derivative), ``differentiate``, ``gradient``, ``jacobian``, ``evaluated``.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.page import syntax as s
from checks.page.applications import Head, Own, derivative_at, head_of
from checks.page.binding import fresh, replace_variables
from checks.page.context import Context, not_yet, refuse, side_by_side
from checks.page.letters import key, latex
from checks.page.names import Arbitrary, Declared, Quantity
from checks.page.values import entity_of, is_transpose
from checks.terms import At, Call, Defined, Derivative, Entry, Index, Term, Variable, free_variables, rebuild

PARTIAL = r"\partial"
NABLA = r"\nabla"
STRAIGHT = frozenset({"d", r"\mathrm{d}"})


@dataclass(frozen=True)
class Differential:
    """A fraction that is a derivative: what is differentiated (``None``: what follows), and by what."""

    body: s.Node | None
    targets: tuple[s.Node, ...]
    node: s.Fraction


def is_nabla(node: s.Node) -> bool:
    r"""Whether ``node`` is ``\nabla`` with or without scripts, or ``\partial_x``, which is a gradient by what stands below it."""
    match node:
        case s.Symbol(text) | s.Scripted(s.Symbol(text), _, _, _):
            return text == NABLA or is_partial(node)
        case _:
            return False


def is_partial(node: s.Node) -> bool:
    r"""``\partial_x`` or ``\partial_x^2``."""
    return isinstance(node, s.Scripted) and isinstance(node.base, s.Symbol) and node.base.text == PARTIAL and node.subscript is not None


def _mark(node: s.Node) -> tuple[str, int] | None:
    r"""``\partial``, ``d``, ``\partial^2`` as a mark and an order."""
    match node:
        case s.Symbol(text) if text == PARTIAL:
            return PARTIAL, 1
        case s.Name(text) if text in STRAIGHT:
            return "d", 1
        case s.Scripted(base, None, s.Numeral(digits), 0) if (inner := _mark(base)) and digits.isdigit():
            return inner[0], int(digits)
        case _:
            return None


def _split(node: s.Node) -> tuple[s.Node, ...]:
    return node.items if isinstance(node, s.Juxtaposition) else (node,)


def differential_of(node: s.Node, ctx: Context) -> Differential | None:
    """A fraction as a derivative, or ``None`` where it is a fraction.

    Raises ``UnreadableFormula`` where the orders above and below differ, or where ``d`` is declared as a number.
    """
    if not isinstance(node, s.Fraction) or node.style != "frac":
        return None
    above, below = _split(node.numerator), _split(node.denominator)
    mark = _mark(above[0])
    if mark is None or len(below) < 2 or (first := _mark(below[0])) is None or first[0] != mark[0]:
        return None
    targets = _targets(below, mark[0], node)
    if mark[0] == "d" and isinstance(known := ctx.scope.find("d"), Declared) and not known.soft:
        refuse(f"{latex(node)} has two readings, since d is declared: a derivative, or a fraction of products with d", node)
    if len(targets) != mark[1]:
        refuse(f"the orders above ({mark[1]}) and below ({len(targets)}) differ in {latex(node)}", node)
    return Differential(side_by_side(above[1:]) if len(above) > 1 else None, targets, node)


def with_fractions(items: tuple[s.Node, ...], ctx: Context) -> tuple[s.Node, ...]:
    r"""The factors, ``\partial f/\partial x`` on one line as a fraction: one variable stands below, and a sign or a derivative behind it.

    Raises ``UnreadableFormula`` where more factors behind it leave two readings.
    """
    slash = next((at for at, item in enumerate(items) if isinstance(item, s.Symbol) and item.text == "/"), len(items))
    start = next((at for at in range(min(slash, len(items))) if _mark(items[at])), slash)
    if (
        slash + 2 >= len(items)
        or start == slash
        or (mark := _mark(items[slash + 1])) is None
        or (_mark(items[start]) or mark)[0] != mark[0]
    ):
        return items
    if any(_mark(item) or (isinstance(item, s.Symbol) and item.text != NABLA) for item in items[start + 1 : slash]):
        return items
    below, rest = items[slash + 1 : slash + 3], items[slash + 3 :]
    span = s.Span(items[start].span.start, below[-1].span.end)
    fraction = s.Fraction(side_by_side(items[start:slash]), side_by_side(below), "frac", span)
    if mark[0] == "d" and isinstance(known := ctx.scope.find("d"), Declared) and not known.soft:
        return items
    if rest and not (isinstance(rest[0], s.Symbol) or _mark(rest[0]) or isinstance(rest[0], s.Fraction)):
        refuse(
            f"two readings: does {latex(rest[0])} belong below the slash of {latex(fraction)}? write \\frac or \\cdot",
            side_by_side(items[start:]),
        )
    return (*items[:start], fraction, *with_fractions(rest, ctx))


def _targets(below: tuple[s.Node, ...], mark: str, node: s.Fraction) -> tuple[s.Node, ...]:
    """The variables below, each as often as it is differentiated by."""
    groups: list[list[s.Node]] = []
    for item in below:
        found = _mark(item)
        if found is not None and found[0] == mark:
            groups.append([])
        elif not (isinstance(item, s.Symbol) and item.text == ","):
            groups[-1].append(item)
    targets: list[s.Node] = []
    for group in groups:
        if len(group) != 1:
            what = latex(side_by_side(tuple(group))) if group else "nothing"
            refuse(f"a derivative is by a variable or an entry of one, not by {what}", node)
        targets.extend(_repeated(group[0]))
    return tuple(targets)


def _repeated(node: s.Node) -> list[s.Node]:
    match node:
        case s.Scripted(base, subscript, s.Numeral(digits), 0) if digits.isdigit():
            plain = base if subscript is None else s.Scripted(base, subscript, None, 0, node.span)
            return [plain] * int(digits)
        case _:
            return [node]


def _untransposed(node: s.Node, ctx: Context) -> tuple[s.Node, bool]:
    match node:
        case s.Scripted(base, subscript, superscript, 0) if is_transpose(superscript, ctx):
            return (base if subscript is None else s.Scripted(base, subscript, None, 0, node.span)), True
        case _:
            return node, False


def differentiate(body: Term, nodes: tuple[s.Node, ...], ctx: Context) -> Term:
    r"""``body`` by the written variables: ``\partial^2 f/\partial x\,\partial y`` differentiates by y first.

    Raises ``UnreadableFormula`` where a target is no variable, or a defined intermediate that the body does not mention.
    """
    plain = [_untransposed(node, ctx) for node in nodes]
    ordered = plain if plain[-1][1] else plain[::-1]
    opened: dict[Term, Variable] = {}
    targets: list[Term] = []
    for node, _ in ordered:
        target, body = _target(node, body, opened, ctx)
        targets.append(target)
    body = ctx.fitting.settle(body)
    derived = Derivative(body, tuple(ctx.fitting.settle(target) for target in targets))
    back = {variable: meaning for meaning, variable in opened.items()}
    return At(derived, tuple(back.items())) if back else derived


def _target(node: s.Node, body: Term, opened: dict[Term, Variable], ctx: Context) -> tuple[Term, Term]:
    """The target that ``node`` names, and the body in which a defined intermediate varies freely."""
    value = ctx.term(node)
    base = value.array if isinstance(value, Entry) else value
    match base:
        case Variable():
            return value, body
        case Defined():
            if base not in opened:
                own = fresh(Variable(base.name, base.shape), body)
                varied = _varied(body, base, own)
                if varied == body:
                    refuse(f"what is differentiated does not mention {base.name}, so a derivative by it has no meaning", node)
                opened[base], body = own, varied
            own = opened[base]
            return (Entry(own, value.indices) if isinstance(value, Entry) else own), body
        case Index():
            refuse(f"{base.name} runs over integers or a finite set, so there is no derivative by it", node)
        case _:
            refuse(f"a derivative is by a variable, by an entry of one or by a defined quantity, not by {latex(node)}", node)
    return None


def _varied(body: Term, intermediate: Defined, own: Variable) -> Term:
    def visit(part: Term) -> Term:
        if isinstance(part, Defined) and part.meaning == intermediate.meaning and _called(part.name, intermediate.name):
            return own
        return rebuild(part, visit)

    return visit(body)


def _called(name: str, other: str) -> bool:
    return name.partition("(")[0] == other.partition("(")[0]


# ── gradients ─────────────────────────────────────────────────────────────────────────────────────


def _order(node: s.Node) -> tuple[int, s.Node | None]:
    r"""The order of ``\nabla`` (1) or ``\nabla^2`` (2) and its subscript."""
    match node:
        case s.Symbol():
            return 1, None
        case s.Scripted(_, subscript, None, 0):
            return 1, subscript
        case s.Scripted(_, subscript, s.Numeral("2"), 0):
            return 2, subscript
        case _:
            not_yet(f"{latex(node)} (read are orders 1 and 2)", node)
    return None


def gradient(nabla: s.Node, operand: tuple[s.Node, ...], ctx: Context) -> Term:
    r"""``\nabla`` of an operand: by its subscript, or in the operand's own argument, or by the one variable there is."""
    order, subscript = _order(nabla)
    if (head := _applied(operand, ctx)) is not None:
        own = _gradient_of_function(nabla, head, operand, ctx)
        if own is not None:
            return own
    body = ctx.product(operand)
    if subscript is not None:
        several = is_partial(nabla) and isinstance(subscript, s.Juxtaposition | s.Listing)
        return differentiate(body, (subscript.items if several else (subscript,)) * order, ctx)  # pyright: ignore[reportAttributeAccessIssue]
    return _derivative(body, _only_variable(body, operand, ctx), order, ctx)


def _derivative(body: Term, variable: Variable, order: int, ctx: Context) -> Term:
    return Derivative(ctx.fitting.settle(body), (variable,) * order)


def _applied(operand: tuple[s.Node, ...], ctx: Context) -> Own | None:
    """The page's own function that the operand consists of, with or without its bracket."""
    if len(operand) > 2 or (len(operand) == 2 and not isinstance(operand[1], s.Bracketed)):
        return None
    head: Head | None = head_of(operand[0], ctx)  # pyright: ignore[reportGeneralTypeIssues]
    plain = isinstance(operand[0], s.Name) or (isinstance(operand[0], s.Scripted) and operand[0].superscript is None)  # pyright: ignore[reportGeneralTypeIssues]
    return head if isinstance(head, Own) and plain and not getattr(operand[0], "primes", 0) else None  # pyright: ignore[reportGeneralTypeIssues]


def _gradient_of_function(nabla: s.Node, head: Own, operand: tuple[s.Node, ...], ctx: Context) -> Term | None:
    r"""``\nabla J(z)``: in J's own argument, taken at z; ``None`` where the gradient is of a composed expression."""
    order, subscript = _order(nabla)
    bracket = operand[1] if len(operand) == 2 and isinstance(operand[1], s.Bracketed) else None
    match head.entity:
        case Quantity(name, meaning, parameters):
            chosen = _parameter(parameters, subscript, bracket, nabla, ctx)
            if chosen is None:
                return None
            values = _arguments(parameters, bracket, ctx)
            at = values.pop(chosen, chosen)
            shown = f"{name}({', '.join(parameter.name for parameter in parameters)})"
            body = Defined(shown, meaning) if not values else replace_variables(Defined(shown, meaning), values)
            return derivative_at(body, chosen, order, at)
        case Arbitrary(function) if bracket is not None and len(bracket.parts) == 1 and subscript is None:
            at = ctx.term(bracket.parts[0])
            ctx.fitting.agree((at.shape, function.domain))
            at = ctx.fitting.settle(at)
            variable = at if isinstance(at, Variable) else fresh(Variable("x", function.domain), at)
            return derivative_at(Call(function, variable), variable, order, at)
        case _:
            return None


def _arguments(parameters: tuple[Variable, ...], bracket: s.Bracketed | None, ctx: Context) -> dict[Variable, Term]:
    """The values written for the parameters, where they differ from them."""
    if bracket is None:
        return {}
    if len(bracket.parts) != len(parameters):
        refuse(f"{len(parameters)} arguments are expected, not {len(bracket.parts)}: {latex(bracket)}", bracket)
    pairs: dict[Variable, Term] = {}
    for parameter, part in zip(parameters, bracket.parts, strict=True):
        value = ctx.term(part)
        ctx.fitting.agree((parameter.shape, value.shape))
        value = ctx.fitting.settle(value)
        if value.shape != parameter.shape:
            refuse(f"the argument {parameter.name} has another shape than {latex(part)}", part)
        if value != parameter:
            pairs[parameter] = value
    return pairs


def _parameter(
    parameters: tuple[Variable, ...], subscript: s.Node | None, bracket: s.Bracketed | None, nabla: s.Node, ctx: Context
) -> Variable | None:
    """The parameter that the gradient is taken in; ``None``: by the subscript, through everything that stands there."""
    if subscript is None:
        if len(parameters) == 1:
            return parameters[0]
        listed = " or ".join(rf"\nabla_{{{parameter.name}}}" for parameter in parameters)
        refuse(f"{latex(nabla)} of a function of {len(parameters)} arguments: by which? write {listed}", nabla)
    target = ctx.term(subscript)
    if not isinstance(target, Variable) or target not in parameters or bracket is None:
        return None
    changed = _arguments(parameters, bracket, ctx)
    if target not in changed:
        return None
    if any(target in free_variables(value) for value in changed.values()):
        name = latex(subscript)
        refuse(
            f"{latex(nabla)} at an argument that depends on {name} has two readings: the gradient taken there, or that of the composition",
            nabla,
        )
    return target


def _only_variable(body: Term, operand: tuple[s.Node, ...], ctx: Context) -> Variable:
    depends = free_variables(body)
    if len(depends) == 1:
        return depends[0]
    node = side_by_side(operand)
    listed = ", ".join(variable.name for variable in depends) or "nothing"
    refuse(rf"{latex(node)} depends on {listed}: say by which the gradient is taken, for example \nabla_x", node)
    return None


def jacobian(node: s.Scripted, bracket: s.Bracketed, ctx: Context) -> Term | None:
    r"""``J_f(x)``, where ``J`` is no name of the page and ``f`` is a function of it."""
    if not isinstance(node.base, s.Name) or node.base.text not in {"J", r"\mathbf{J}"} or node.subscript is None:
        return None
    if entity_of(node, ctx) is not None or ctx.scope.find(node.base.text) is not None:
        return None
    head = _applied((node.subscript, bracket), ctx)
    mark = s.Symbol(NABLA, node.span)
    return None if head is None else _gradient_of_function(mark, head, (node.subscript, bracket), ctx)


def subscript_derivative(node: s.Node, bracket: s.Bracketed | None, ctx: Context) -> Term | None:
    r"""``f_x`` or ``f_{xy}(1, 2)`` of a function of the page, by its own arguments; ``None`` where the subscript is anything else."""
    quantity, targets = partials_of(node, ctx)
    if quantity is None:
        return None
    values = _arguments(quantity.parameters, bracket, ctx)
    shown = f"{quantity.name}({', '.join(parameter.name for parameter in quantity.parameters)})"
    body: Term = Defined(shown, quantity.meaning)
    own = {parameter: fresh(parameter, body, *values.values()) for parameter in values}
    derived = Derivative(replace_variables(body, dict(own)), tuple(own.get(target, target) for target in targets))
    return At(derived, tuple((own[parameter], value) for parameter, value in values.items())) if values else derived


def partials_of(node: s.Node, ctx: Context) -> tuple[Quantity | None, tuple[Variable, ...]]:
    r"""The function and the arguments that ``f_{xy}`` differentiates by; no function where the page has the name, or the subscript is none of them."""
    match node:
        case s.Scripted(s.Name() as base, below, None, 0) if below is not None and entity_of(node, ctx) is None:
            quantity = entity_of(base, ctx)
        case _:
            return None, ()
    if not isinstance(quantity, Quantity) or quantity.meaning.shape != ():
        return None, ()
    named = {parameter.name: parameter for parameter in quantity.parameters}
    letters = [key(item) or "" for item in (below.items if isinstance(below, s.Juxtaposition) else (below,))]
    found = all(letter in named for letter in letters)
    return (quantity, tuple(named[letter] for letter in letters)) if found else (None, ())


# ── evaluation bars ───────────────────────────────────────────────────────────────────────────────


def evaluated(body: s.Node, node: s.Node, ctx: Context) -> Term:
    r"""``\left.…\right|_{x=0}``: the body where variables take values; a letter that the page does not know is the bar's own.

    Raises ``UnreadableFormula`` where the subscript does not say ``variable = value``.
    """
    pairs: list[tuple[Variable, Term]] = []
    for part in node.items if isinstance(node, s.Listing) else (node,):
        match part:
            case s.Related((s.Name() | s.Scripted() as left, right), ("=",)) if left is not None and right is not None:  # pyright: ignore[reportUnnecessaryComparison]
                value, letter = ctx.fitting.settle(ctx.term(right)), key(left)
            case _:
                refuse(f'an evaluation bar needs "variable = value", not {latex(part)}', part)
        if letter is not None and ctx.scope.find(letter) is None and letter not in ctx.scope.runs and entity_of(left, ctx) is None:
            ctx = ctx.where(letter, Variable(letter, value.shape))
        variable = ctx.term(left)
        if not isinstance(variable, Variable):
            refuse(f"{latex(left)} is no declared variable, so it cannot take a value here", left)
        variable, value = variable, ctx.fitting.balanced(variable, value)[1]
        pairs.append((variable, value))
    return At(ctx.fitting.settle(ctx.term(body)), tuple(pairs))
