"""A report for a program: one object on one line, schema 1 of the page language.

A step of the library stands on no page: its path is the derivation's name, its line the number of the step.
Verbs: ``as_json``, ``without_steps``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from checks.model import Claim, Listed, Report, Unread
from checks.report.diagnostic import Diagnostic, diagnostics, page_verdict, source_of
from checks.sets import Interval
from checks.verdicts import Conditional, Counterexample, Nested, Refuted, Unreadable, Verdict, name

SCHEMA = 1
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def as_json(report: Report) -> str:
    """The report as one line of JSON, without a newline at the end; every number in it is finite."""
    triples = zip(report.page.claims, report.verdicts, diagnostics(report), strict=True)
    page: dict[str, Json] = {
        "schema": SCHEMA,
        "path": report.page.path,
        "verdict": name(page_verdict(report)),
        "steps": [_step(claim, verdict, diagnostic) for claim, verdict, diagnostic in triples],
        "declared": [_listed(item) for item in report.page.declared],
        "defined": [_listed(item) for item in report.page.defined],
        "skipped": [_listed(item) for item in report.page.skipped],
    }
    if report.page.notes:
        page["notes"] = list(report.page.notes)
    return json.dumps(page, allow_nan=False)


def without_steps(path: str, verdict: str, message: str) -> str:
    """The line of JSON for a page that could not be read, or not in time: the same object, and why there are no steps."""
    page: dict[str, Json] = {"schema": SCHEMA, "path": path, "verdict": verdict, "steps": [], "declared": [], "defined": [], "skipped": []}
    return json.dumps({**page, "message": message}, allow_nan=False)


def _step(claim: Claim | Unread, verdict: Verdict, diagnostic: Diagnostic) -> dict[str, Json]:
    place = diagnostic.place
    left, right = (claim.left_source or claim.source, claim.right_source) if isinstance(claim, Unread) else source_of(claim)
    step: dict[str, Json] = {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "chain": claim.chain,
        "step": claim.step,
        "relation": claim.relation,
        "left": left,
        "right": right,
        "reason": "" if isinstance(claim, Unread) else claim.reason,
        "verdict": diagnostic.verdict,
        "evidence": _evidence(verdict),
        "counterexample": _counterexample(claim, verdict),
        "remarks": list(diagnostic.remarks),
        "message": diagnostic.message,
        "help": diagnostic.help,
    }
    if claim.asked:
        step["asked"] = claim.asked
    return step if place.cell is None else {"cell": place.cell, **step}


def _listed(item: Listed) -> dict[str, Json]:
    entry: dict[str, Json] = {"line": item.place.line, "text": item.text}
    if item.place.cell is not None:
        entry["cell"] = item.place.cell
    if item.why:
        entry["why"] = item.why
    return entry


def _evidence(verdict: Verdict) -> list[Json]:
    if isinstance(verdict, Unreadable):
        return []
    return [{"witness": item.witness, "says": item.says, "points": item.points} for item in verdict.evidence]


def _counterexample(claim: Claim | Unread, verdict: Verdict) -> dict[str, Json] | None:
    point: Counterexample | None = None
    if isinstance(verdict, Refuted):
        point = verdict.counterexample
    elif isinstance(verdict, Conditional):
        point = verdict.outside
    if point is None:
        return None
    continuous = _continuous(claim)
    shown: dict[str, Json] = {
        "at": _keyed({letter: _nested(value, continuous=letter in continuous) for letter, value in point.at.items()}),
        "left": _number(point.left, continuous=True),
        "right": _number(point.right, continuous=True),
        "dims": _keyed(dict(point.sizes)),
    }
    if point.entry:
        shown["entry"] = list(point.entry)
    return shown


def _continuous(claim: Claim | Unread) -> frozenset[str]:
    """The names whose values are reals, and so floats in the report even where they are whole."""
    if isinstance(claim, Unread):
        return frozenset()
    return frozenset(variable.name for variable in claim.given.variables if isinstance(variable.values, Interval))


def _nested(value: Nested, *, continuous: bool) -> Json:
    if isinstance(value, str):
        return _number(value, continuous=continuous)
    return [_nested(item, continuous=continuous) for item in value]


def _number(text: str, *, continuous: bool) -> Json:
    """The number that is written, or the text itself where JSON has none such (``true``, ``undefined``, 10^400)."""
    if re.search(r"e[+-]?\d{4}", text):  # 10^10^9 is not to be written out; no float is so large, or so small, anyway
        return text
    try:
        exact = Fraction(text)
        if exact.denominator == 1 and not continuous:
            return int(exact)
        rounded = float(exact)
    except (ValueError, OverflowError, ZeroDivisionError):
        return text
    return rounded if math.isfinite(rounded) else text


def _keyed(values: Mapping[str, Json]) -> dict[str, Json]:
    r"""Names without LaTeX's signs: ``\theta`` is ``theta``, ``\hat{p}`` is ``hat_p``; as written where two meet."""
    plain = {letter: re.sub(r"[\\{}_^ ]+", "_", letter).strip("_") for letter in values}
    taken = list(plain.values())
    return {plain[k] if taken.count(plain[k]) == 1 and plain[k] else k: value for k, value in values.items()}
