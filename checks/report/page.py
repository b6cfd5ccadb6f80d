"""A derivation of the library as a page in the page language, which can be verified again.

Verbs: ``as_page`` (the derivation), ``verdict_list`` (what was found about its steps).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.latex import declaration, definition, is_family, latex
from checks.model import Chain, Derivation, Report
from checks.report.diagnostic import RELATIONS, Diagnostic, diagnostics
from checks.terms import Defined, Term, children, functions_in


def as_page(derivation: Derivation) -> str:
    """Title, source, what is given, definitions and the chains, as Markdown; no verdicts."""
    parts = [f"# {_prose(derivation.title)}", f"Source: {_prose(derivation.source)}" if derivation.source else ""]
    parts.extend(_given(derivation))
    parts.extend(map(_chain, derivation.chains))
    return "\n\n".join(part for part in parts if part) + "\n"


def verdict_list(report: Report) -> str:
    """One item of a Markdown list for each step: its verdict and what was said."""
    return "\n".join(line for diagnostic in diagnostics(report) for line in _item(diagnostic)) + "\n"


def _given(derivation: Derivation) -> Iterator[str]:
    lines = tuple(line for chain in derivation.chains for line in (chain.start, *(step.to for step in chain.steps)))
    functions = dict.fromkeys(function for line in lines for function in functions_in(line))
    named = _definitions((*derivation.given.facts, *lines))
    families = [name for name in named if is_family(name)]
    arbitrary = [function for function in functions if not function.name.startswith("logits of ")]
    declared = [declaration(name) for name in (*derivation.given.variables, *arbitrary, *families)]
    facts = [latex(fact) for fact in derivation.given.facts]
    if declared:
        with_facts = f" with {_listed(facts)}" if facts else ""
        yield f"Let {_listed(declared)}{with_facts}."
    defined = [definition(name) for name in named if not is_family(name)]
    if defined:
        yield f"Write {_listed(defined)}."


def _definitions(lines: tuple[Term, ...]) -> tuple[Defined, ...]:
    """Every defined name, each behind those that its meaning uses."""
    found: dict[Defined, None] = {}
    seen: set[Term] = set()

    def visit(term: Term) -> None:
        if term in seen:
            return
        seen.add(term)
        for child in children(term):
            visit(child)
        if isinstance(term, Defined):
            found[term] = None

    for line in lines:
        visit(line)
    return tuple(found)


def _chain(chain: Chain) -> str:
    rows: list[str] = []
    for number, step in enumerate(chain.steps):
        left = f"{latex(chain.start)} " if number == 0 else " "
        said = "; ".join(part for part in (step.because, "known to be false" if step.false else "") if part)
        because = rf" && \text{{{_reason(said)}}}" if said else ""
        rows.append(f"{left}&{RELATIONS[step.relation]} {latex(step.to)}{because}")
    return "$$\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}$$"


def _listed(formulas: list[str]) -> str:
    quoted = [f"${formula}$" for formula in formulas]
    return " and ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)


def _item(diagnostic: Diagnostic) -> Iterator[str]:
    yield f"- **{diagnostic.verdict}** {_code(diagnostic.message)}"
    for note in (*diagnostic.notes, *diagnostic.remarks, diagnostic.help):
        if note:
            yield f"  - {_code(note)}"


def _prose(text: str) -> str:
    """Text that says the same on a page and holds no mathematics."""
    return re.sub(r"([$\\`*<])", r"\\\1", " ".join(text.split()))


def _reason(text: str) -> str:
    return re.sub(r"[\\{}$&%#]", "", " ".join(text.split()))


def _code(text: str) -> str:
    """As it is, or as code where Markdown or the page reader would see more than text in it."""
    return f"``{text.replace('``', '')}``" if re.search(r"[$\\`*_<|]", text) else text
