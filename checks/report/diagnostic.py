"""What is said about one step: a value, the same for every renderer.

A message is one line that stands alone, lower case, without a full stop; only ``help`` says what to do about it.
Verbs: ``diagnose`` (a step and its verdict), ``diagnostics`` (all of a report), ``page_verdict``, ``counts``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from checks.latex import latex
from checks.model import Claim, Place, Report, Unread
from checks.terms import split_length
from checks.verdicts import (
    Agrees,
    Conditional,
    Counterexample,
    Evidence,
    Nested,
    Proved,
    Refuted,
    Undecided,
    Unreadable,
    Verdict,
    name,
    worst,
)

RELATIONS = {
    "=": "=",
    "≤": r"\le",
    "≥": r"\ge",
    "<": "<",
    ">": ">",
    "⇔": r"\iff",
    "⇒": r"\implies",
    "⇐": r"\impliedby",
    "≈": r"\approx",
    "∝": r"\propto",
}


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """``lines`` are pairs of a label and the writer's LaTeX; ``notes`` are the numbers and what the witnesses say."""

    verdict: str
    message: str
    place: Place
    on_page: bool
    lines: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    help: str = ""


def diagnostics(report: Report) -> tuple[Diagnostic, ...]:
    """One for each step, in page order."""
    several = len({claim.chain for claim in report.page.claims if not claim.asked}) > 1
    pairs = zip(report.page.claims, report.verdicts, strict=True)
    return tuple(diagnose(claim, verdict, several_chains=several) for claim, verdict in pairs)


def diagnose(claim: Claim | Unread, verdict: Verdict, *, several_chains: bool) -> Diagnostic:
    """What is said about ``claim``; the chain is named where the page has more than one."""
    step = f"step {claim.step} of chain {claim.chain}" if several_chains else f"step {claim.step}"
    step = f"the {claim.asked}" if claim.asked else step
    return Diagnostic(
        verdict=name(verdict),
        message=_message(step, claim, verdict),
        place=place_of(claim),
        on_page=claim.place is not None,
        lines=_lines(claim),
        notes=_notes(claim, verdict),
        remarks=() if isinstance(verdict, Unreadable) else tuple(map(plain, verdict.remarks)),
        help=verdict.help if isinstance(verdict, Refuted) else "",
    )


def place_of(claim: Claim | Unread) -> Place:
    """Where it stands; a step of the library, which stands on no page, is on the line of its number."""
    return claim.place or Place(line=claim.step, column=1, end_line=claim.step, end_column=1)


def page_verdict(report: Report) -> Verdict:
    """The worst of its steps; a page that claims nothing is undecided."""
    found = worst(report.verdicts)
    return Undecided(reason="the page claims nothing: it has no step to check") if found is None else found


def counts(report: Report) -> tuple[tuple[str, int], ...]:
    """How many steps have each verdict that occurs, from the best to the worst."""
    names = [name(verdict) for verdict in report.verdicts]
    order = ("proved", "agrees", "conditional", "refuted", "undecided", "unreadable")
    return tuple((verdict, names.count(verdict)) for verdict in order if verdict in names)


def source_of(claim: Claim) -> tuple[str, str]:
    """Both sides as the writer wrote them; as LaTeX of the terms where nobody wrote them."""
    return claim.left_source or latex(claim.left), claim.right_source or latex(claim.right)


def says(evidence: Evidence) -> str:
    """``autodiff: agrees, 256 points``; ``autodiff of the first line gives 1/2``."""
    counted = f", {evidence.points} points" if evidence.points > 1 else ""
    return plain(f"{evidence.witness}{' ' if evidence.says.startswith('of ') else ': '}{evidence.says}{counted}")


# ── the message ───────────────────────────────────────────────────────────────────────────────────


def _message(step: str, claim: Claim | Unread, verdict: Verdict) -> str:
    match verdict:
        case Proved(evidence=evidence) | Agrees(evidence=evidence):
            reason = f" ({claim.reason})" if isinstance(claim, Claim) and claim.reason else ""
            return f"{step}{reason}: {'; '.join(map(says, evidence)) or 'no evidence kept'}"
        case Conditional(holds_where=where):
            return f"{step}{' holds only' if where.startswith(('where', 'on', 'for')) else ':'} {plain(where)}"
        case Refuted(counterexample=point, reason=reason):
            fails = "is not what was asked" if claim.asked else "does not follow"
            return f"{step} {fails}" if point is not None else f"{step} {fails}: {reason}"
        case Undecided(reason=reason):
            return f"{step} is neither proved nor refuted: {reason}"
        case Unreadable(reason=reason):
            return reason


def _lines(claim: Claim | Unread) -> tuple[tuple[str, str], ...]:
    if isinstance(claim, Unread):
        return (("", claim.source),) if claim.source else ()
    left, right = source_of(claim)
    if claim.asked:
        return (("asked", left), ("here", right))
    above = str(claim.step - 1) if claim.step > 1 else ""
    return ((above, left), (str(claim.step), f"{RELATIONS[claim.relation]} {right}"))


def _notes(claim: Claim | Unread, verdict: Verdict) -> tuple[str, ...]:
    match verdict:
        case Proved() | Agrees() | Unreadable():
            return ()
        case Conditional(outside=point, evidence=evidence):
            return (*_numbers(claim, point), *map(says, evidence))
        case Refuted(counterexample=point, reason=reason, evidence=evidence):
            because = (reason,) if point is not None and reason else ()
            others = [item for item in evidence if point is None or item.witness != "ball"]
            return (*_numbers(claim, point), *because, *map(says, others))
        case Undecided(evidence=evidence):
            return tuple(map(says, evidence))


def _numbers(claim: Claim | Unread, point: Counterexample | None) -> tuple[str, ...]:
    """``at d=1: θ=0, x=1   step 2 is −1/2, step 3 is 1/2   (certified, 53 bits)``."""
    if point is None:
        return ()
    sizes = ", ".join(f"{_length(letter)}={size}" for letter, size in point.sizes.items())
    values = ", ".join(f"{plain(letter)}={shown(value)}" for letter, value in point.at.items())
    where = ": ".join(part for part in (sizes, values) if part)
    left, right = _names_of_sides(claim)
    entry = f" in entry {_entry(point.entry)}" if point.entry and _several_entries(claim, point) else ""
    sides = f"{left} is {_minus(point.left)}, {right} is {_minus(point.right)}{entry}"
    certified = f"(certified, {point.bits} bits)" if point.bits else "(exact)"
    return ("   ".join(part for part in (f"at {where}" if where else "", sides, certified) if part),)


def _names_of_sides(claim: Claim | Unread) -> tuple[str, str]:
    if claim.asked:
        return "what was asked", "the line here"
    return ("left side", "right side") if claim.step == 1 else (f"step {claim.step - 1}", f"step {claim.step}")


def _entry(entry: tuple[int, ...]) -> str:
    return str(entry[0]) if len(entry) == 1 else str(entry)


def _several_entries(claim: Claim | Unread, point: Counterexample) -> bool:
    """Whether the sides have more than one entry at the lengths of this point."""
    shape = () if isinstance(claim, Unread) else claim.left.shape
    number, letters = split_length(shape)
    return number > 1 or any(point.sizes.get(letter.name, 2) > 1 for letter in letters)


def shown(value: Nested) -> str:
    """A value of a point on one line: ``−1/2``, ``(0, 1)``, ``(1, 0; 0, 1)``; an array of one entry is that entry."""
    if isinstance(value, str):
        return _minus(value)
    if len(value) == 1:
        return shown(value[0])
    if all(isinstance(row, tuple) and all(isinstance(entry, str) for entry in row) for row in value):
        return "(" + "; ".join(", ".join(map(shown, row)) for row in value) + ")"
    return "(" + ", ".join(map(shown, value)) + ")"


def _minus(number: str) -> str:
    return "−" + number[1:] if number.startswith("-") else number


def plain(text: str) -> str:
    r"""Names in a sentence, as a terminal has them: ``\theta_0`` is θ_0, ``\mathcal{X}`` is 𝒳; the rest stays LaTeX."""
    calligraphic = re.sub(r"\\mathcal(?:\{| )([A-Z])\}?", lambda written: _letter("SCRIPT CAPITAL", written), text)
    return re.sub(r"\\([A-Za-z]+)", _greek, calligraphic.replace(r"\mid ", "|").replace(r"\mid", "|"))


def _length(letter: str) -> str:
    """A length; of a finite set it is the number of its elements."""
    return f"|{plain(letter)}|" if letter.startswith(r"\mathcal") else plain(letter)


def _greek(written: re.Match[str]) -> str:
    case = "GREEK CAPITAL LETTER" if written[1][0].isupper() else "GREEK SMALL LETTER"
    return _letter(case, written)


def _letter(kind: str, written: re.Match[str]) -> str:
    """The Unicode letter of that kind, or what was written where there is none."""
    word = written[1].upper().replace("LAMBDA", "LAMDA")
    for full in (f"{kind} {word}", f"MATHEMATICAL {kind} {word}"):
        try:
            return unicodedata.lookup(full)
        except KeyError:
            continue
    return written[0]
