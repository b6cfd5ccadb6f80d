"""What a derivation is, what a page claims, and what is reported about it: frozen values.

A ``Derivation`` is a module of the library; ``claims_of`` turns it into the ``Claim``s that a page turns into as well,
so that there is one judge for both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from checks.domains import Given
from checks.pictures import Picture
from checks.terms import ShapeError, Term, Variable, show
from checks.verdicts import Verdict

Asked: TypeAlias = Literal["", "start", "result"]
StepRelation: TypeAlias = Literal["=", "≤", "≥", "<", ">", "⇔", "⇒", "⇐", "≈", "∝"]


@dataclass(frozen=True)
class Place:
    """Where something stands: lines and columns count from 1, ``end_column`` is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """``… relation to``, because of ``because``: one line of a derivation module.

    It may be written in plain SymPy, like the first line of a chain: the ``Derivation`` makes terms of both.
    A step that is known to be ``false`` is kept for its counterexample: a claim often made, beside the right one.
    """

    to: Term
    because: str = ""
    relation: StepRelation = "="
    false: bool = False


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A line, and the lines that follow from it, each from the one above."""

    start: Term
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a program that runs something takes and returns: along its first axis, ``value`` while ``along`` is 0, 1, 2, ….

    Where ``relation`` is no equality, what the program returns stands in that relation to ``value``.
    """

    takes: tuple[Variable, ...]
    along: Variable
    value: Term
    relation: Literal["=", "≤", "≥", "<", ">"] = "="


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """One result with its hand derivation and, written independently, the same quantity as a JAX program.

    ``program`` takes the given variables that ``start`` depends on, in the order of ``given.variables`` (arrays of their
    shapes, floats), and returns what ``start`` is before anything is differentiated by hand; or it takes and returns what
    ``run`` says.  ``claims`` are further chains about what is given; ``source`` cites where the result is from; ``picture``
    runs the program and gives panels to be drawn.  Raises ``ShapeError`` where a line cannot follow the one above because
    its shape differs, ``TypeError`` for a line that is neither a term nor SymPy's form of one.
    """

    title: str
    source: str
    given: Given
    start: Term
    steps: tuple[Step, ...]
    claims: tuple[Chain, ...] = ()
    program: Callable[..., Any]
    run: Run | None = None
    picture: Picture | None = None

    def __post_init__(self) -> None:
        first, *others = (_in_terms(chain, self.given) for chain in self.chains)
        object.__setattr__(self, "start", first.start)
        object.__setattr__(self, "steps", first.steps)
        object.__setattr__(self, "claims", tuple(others))
        for chain in self.chains:
            if not chain.steps:
                raise ValueError(f"{self.title!r} has no steps below {chain.start!r}")
            line = chain.start
            for number, step in enumerate(chain.steps, start=1):
                if step.to.shape != line.shape:
                    raise ShapeError(
                        f"step {number} of {self.title!r} has shape {show(step.to.shape)}, but the line above has shape {show(line.shape)}"
                    )
                line = step.to

    @property
    def chains(self) -> tuple[Chain, ...]:
        """All of its chains, the first one that of ``start`` and ``steps``."""
        return (Chain(start=self.start, steps=self.steps), *self.claims)


def _in_terms(chain: Chain, given: Given) -> Chain:
    """The chain with what is written in SymPy made terms."""
    steps = tuple(replace(step, to=_in_term(step.to, given)) for step in chain.steps)
    return Chain(start=_in_term(chain.start, given), steps=steps)


def _in_term(line: Any, given: Given) -> Term:
    if isinstance(line, Term):
        return line
    from checks.symbolic.decoding import from_sympy  # SymPy is loaded where a module is written in it

    return from_sympy(line, given)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One step to be judged: ``left relation right`` for every value of ``given``.

    ``asked`` where it is no step of the page: it says that the page starts, or ends, as its key asks; the key's side is the left.
    ``doubt`` is how a part was read that has another reading as well: under that, which is not known here, the claim may hold.
    """

    left: Term
    relation: StepRelation
    right: Term
    given: Given
    chain: int
    step: int
    left_source: str = ""
    right_source: str = ""
    reason: str = ""
    up_to: Term | None = None
    place: Place | None = None
    asked: Asked = ""
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A claim that could not be read; ``message`` shows the offending text and what was expected.

    ``misfit`` where it was understood, and a side of it is a product of shapes that do not fit, or is not what was
    ``asked``: the claim is no more true than a wrong one, and its sides and relation are kept.
    """

    message: str
    source: str
    place: Place
    chain: int
    step: int
    misfit: bool = False
    left_source: str = ""
    relation: str = ""
    right_source: str = ""
    asked: Asked = ""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Something on a page that is no claim: a declaration, a definition, a condition, or mathematics passed over.

    ``terms`` are the names that it introduced (a definition's with its meaning), or the facts that it states.
    """

    text: str
    place: Place
    why: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page says, read and not yet judged; ``claims`` in page order, the unreadable ones among them.

    What its key asks comes behind its own claims; ``notes`` are about the page as a whole.
    """

    path: str
    claims: tuple[Claim | Unread, ...]
    declared: tuple[Listed, ...] = ()
    defined: tuple[Listed, ...] = ()
    skipped: tuple[Listed, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """A page with a verdict beside each of its claims."""

    page: Page
    verdicts: tuple[Verdict, ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.verdicts) != len(self.page.claims):
            raise ValueError(f"{len(self.verdicts)} verdicts for {len(self.page.claims)} claims")


def claims_of(derivation: Derivation) -> tuple[Claim, ...]:
    """The steps of a derivation module as claims, chain by chain."""
    return tuple(
        Claim(
            left=left,
            relation=step.relation,
            right=step.to,
            given=derivation.given,
            chain=chain_number,
            step=number,
            reason=step.because,
        )
        for chain_number, chain in enumerate(derivation.chains, start=1)
        for number, (left, step) in enumerate(zip(_lefts(chain), chain.steps, strict=True), start=1)
    )


def _lefts(chain: Chain) -> tuple[Term, ...]:
    return (chain.start, *(step.to for step in chain.steps[:-1]))
