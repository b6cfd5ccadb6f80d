"""The one file of a new derivation: from a template, or from a page whose steps all stand.

Verbs: ``template``, ``module_of`` (a page to the text of a module), ``CannotWrite``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from checks import terms as t
from checks.domains import Given
from checks.model import Chain, Claim, Page, Step
from checks.terms import Term
from checks.writing.code import Code, Names, quoted
from checks.writing.programs import NoProgram, program
from checks.writing.vocabulary import Writer, reserved

WIDTH = 140
TEMPLATE = '''"""{title}."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import dot, given, gradient, norm, size, vector

d = size("d")
x, c = vector("x", d), vector("c", d)


def loss(x, c):
    """Half the squared distance, as an engineer writes it; x and c (d,)."""
    return jnp.sum((x - c) ** 2) / 2


derivation = Derivation(
    title="{title}",
    source="",
    given=given(x, c),
    start=gradient(norm(x - c) ** 2 / 2, x),
    steps=(
        Step(to=gradient(dot(x - c, x - c) / 2, x), because="the norm, written out"),
        Step(to=x - c),
    ),
    program=loss,
)
'''


class CannotWrite(ValueError):
    """A page that no module can be written of: one line that says why."""


def title_of(name: str) -> str:
    """``logistic/gradient_by_row`` is "Gradient by row"."""
    words = name.rpartition("/")[2].replace("_", " ")
    return words[:1].upper() + words[1:]


def template(name: str) -> str:
    """A derivation that stands, to be written over."""
    return TEMPLATE.format(title=title_of(name))


def module_of(name: str, page: Page) -> str:
    """The page's chains in the vocabulary, and the program of what it starts from.

    Raises ``CannotWrite`` where the page has no steps, unreadable ones, or relations that no module has.
    """
    claims = [claim for claim in page.claims if isinstance(claim, Claim)]
    if not claims or len(claims) < len(page.claims):
        raise CannotWrite(f"{page.path}: {'some steps could not be read' if page.claims else 'no steps'}, expected a page that verifies")
    if strange := next((claim.relation for claim in claims if claim.relation in {"∝", "≈"}), None):
        raise CannotWrite(f"{page.path}: a step with {strange}, which no module has")
    chains = [_chain(list(steps)) for _, steps in groupby(claims, key=lambda claim: claim.chain)]
    given = _given(page.path, claims)
    names = Names(reserved())
    written = [_program(chain.start, given, names) for chain in chains]
    first = next((k for k, each in enumerate(written) if each is not None), 0)
    ordered = [chains[first], *(chain for k, chain in enumerate(chains) if k != first)]
    return _module(name, page.path, given, ordered, written[first], names)


def _chain(claims: Sequence[Claim]) -> Chain:
    return Chain(start=claims[0].left, steps=tuple(Step(to=claim.right, because=claim.reason, relation=claim.relation) for claim in claims))


def _given(path: str, claims: Sequence[Claim]) -> Given:
    variables = tuple(dict.fromkeys(variable for claim in claims for variable in claim.given.variables))
    facts = tuple(dict.fromkeys(fact for claim in claims for fact in claim.given.facts))
    letters = [variable.name for variable in variables]
    if twice := next((letter for letter in letters if letters.count(letter) > 1), None):
        raise CannotWrite(f"{path}: {twice} is declared in two ways, expected one derivation with one meaning for each letter")
    return Given(variables, facts)


# ── the program ───────────────────────────────────────────────────────────────────────────────────


def _program(start: Term, given: Given, names: Names) -> tuple[tuple[t.Variable, ...], str, frozenset[str]] | None:
    """The arguments, the expression and the modules of what is differentiated first; ``None`` where there is no program."""
    body = start
    while isinstance(body, t.Derivative | t.Defined):
        body = body.body if isinstance(body, t.Derivative) else body.meaning
    body = body.objective if isinstance(body, t.Optimisers) else body
    arguments = tuple(variable for variable in given.variables if variable in t.free_variables(body))
    try:
        text, modules = program(body, arguments, names)
    except NoProgram:
        return None
    return (arguments, text, modules) if arguments and not t.free_indices(body) else None


# ── the text ──────────────────────────────────────────────────────────────────────────────────────


def _module(
    name: str,
    path: str,
    given: Given,
    chains: Sequence[Chain],
    written: tuple[tuple[t.Variable, ...], str, frozenset[str]] | None,
    names: Names,
) -> str:
    writer = Writer(names)
    variables = [writer.term(variable).text for variable in given.variables]
    facts = [writer.term(fact) for fact in given.facts]
    start = writer.term(chains[0].start)
    steps = [line for step in chains[0].steps for line in _step(step, writer, 8)]
    claims = [line for chain in chains[1:] for line in _claims(chain, writer)]
    where = [f"where=({', '.join(fact.text for fact in facts)},)"] if facts else []
    given_call = f"given({', '.join((*variables, *where))})"
    arguments = ", ".join(names.of(each, each.name) for each in written[0]) if written else "*given"
    modules = written[2] if written else frozenset[str]()
    lines = [
        f'"""{title_of(name)}."""',
        "",
        *_imports(writer, modules, several=len(chains) > 1),
        "",
        *writer.declarations.values(),
        "",
        "",
        f"def program({arguments}):",
        '    """What the first line is of, as it stands there; better as an engineer writes it."""',
        f"    return {written[1]}" if written else '    raise NotImplementedError("the same quantity as the first line, as a JAX program")',
        "",
        "",
        "derivation = Derivation(",
        f"    title={quoted(title_of(name))},",
        f"    source={quoted(f'written from {path}')},",
        f"    given={given_call},",
        *_broken("    start=", start),
        *_tuple("steps", steps, 4),
        *_tuple("claims", claims, 4),
        "    program=program,",
        ")",
    ]
    return "\n".join(lines) + "\n"


def _imports(writer: Writer, modules: Iterable[str], *, several: bool) -> list[str]:
    jax = {"jax": "import jax", "jnp": "from jax import numpy as jnp"}
    found = writer.imports()
    found.setdefault("checks.notation", []).append("given")
    found["checks.model"] = ["Derivation", "Step", *(["Chain"] if several else [])]
    standard = [line for module in ("fractions",) if module in found for line in _import(module, found.pop(module))]
    outside = [jax[module] for module in ("jax", "jnp") if module in modules]
    own = [line for module in sorted(found) for line in _import(module, found[module])]
    blocks = [block for block in (standard, outside, own) if block]
    return [line for block in blocks for line in (*block, "")][:-1]


def _import(module: str, names: Sequence[str]) -> list[str]:
    ordered = sorted(set(names), key=lambda name: (not name[:1].isupper(), name))
    line = f"from {module} import {', '.join(ordered)}"
    return [line] if len(line) <= WIDTH else [f"from {module} import (", *(f"    {name}," for name in ordered), ")"]


def _step(step: Step, writer: Writer, indent: int) -> list[str]:
    blank = " " * indent
    line = writer.term(step.to)
    because = [f"because={quoted(step.because)}"] if step.because else []
    others = [*because, *([f"relation={quoted(step.relation)}"] if step.relation != "=" else [])]
    whole = f"{blank}Step({', '.join((f'to={_certain(line, writer)}', *others))}),"
    if len(whole) <= WIDTH:
        return [whole]
    return [f"{blank}Step(", *_broken(f"{blank}    to=", line), *(f"{blank}    {other}," for other in others), f"{blank}),"]


def _certain(line: Code, writer: Writer) -> str:
    """A line that is a bare number as a term."""
    if not line.literal:
        return line.text
    writer.used["number"] = "checks.notation"
    return f"number({line.text})"


def _claims(chain: Chain, writer: Writer) -> list[str]:
    start = writer.term(chain.start)
    steps = [line for step in chain.steps for line in _step(step, writer, 16)]
    return ["        Chain(", *_broken("            start=", start), *_tuple("steps", steps, 12), "        ),"]


def _tuple(name: str, lines: Sequence[str], indent: int) -> list[str]:
    """A tuple of what stands on these lines; one item stays on one line where it fits."""
    blank = " " * indent
    short = f"{blank}{name}=({lines[0].strip()}),".replace("\n", "") if len(lines) == 1 else ""
    if not lines or (short and len(short) <= WIDTH):
        return [short] if lines else []
    return [f"{blank}{name}=(", *lines, f"{blank}),"]


def _broken(head: str, line: Code) -> list[str]:
    """An argument on one line; a long sum a term a line, as ruff breaks it."""
    whole = f"{head}{line.text},"
    if len(whole) <= WIDTH:
        return [whole]
    blank = " " * (len(head) - len(head.lstrip()))
    parts = _summands(line.text)
    return [f"{head}{parts[0]}", *(f"{blank}{part}" for part in parts[1:-1]), f"{blank}{parts[-1]},"] if len(parts) > 1 else [whole]


def _summands(text: str) -> list[str]:
    """A sum cut before each sign that stands in no bracket."""
    depth, cuts = 0, [0]
    for at, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and text.startswith((" + ", " - "), at):
            cuts.append(at + 1)
    return [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
