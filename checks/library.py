"""The library of derivations: found by walking the package, loaded one at a time.

A derivation is a module of ``derivations`` with one ``Derivation`` in it, called ``derivation``; nothing is registered.
Listing reads the files without running them, so that it costs neither SymPy nor JAX.

Verbs: ``names`` (what there is), ``known_to_be_false`` (which of them hold a false claim), ``load`` (one of them).
"""

from __future__ import annotations

import ast
import difflib
import importlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.model import Derivation

PACKAGE = "derivations"


def names() -> tuple[tuple[str, str], ...]:
    """Each derivation's name (``logistic/gradient``) and title, in alphabetical order."""
    return tuple((name, _title(module)) for name, module in _modules())


def known_to_be_false() -> frozenset[str]:
    """The derivations of which some step is false and marked so (``false=True``): kept for the counterexample."""
    return frozenset(name for name, module in _modules() if _marks_a_step_false(module))


def resolve(name: str) -> str:
    """The full name of a derivation named in full, or by its file's stem where only one has that stem.

    Raises ``LookupError`` with what was asked for and what comes near.
    """
    known = [full for full, _ in _modules()]
    wanted = name.strip("/").removesuffix(".py").removeprefix(f"{PACKAGE}/").replace(".", "/")
    if wanted in known:
        return wanted
    same_stem = [full for full in known if full.rpartition("/")[2] == wanted]
    if len(same_stem) == 1:
        return same_stem[0]
    if same_stem:
        raise LookupError(f"{name!r} names {len(same_stem)} derivations: {', '.join(same_stem)}")
    raise LookupError(f"no derivation is called {name!r}{_near(wanted, known)}")


def load(name: str) -> Derivation:
    """The derivation of that name; its module is imported.

    Raises ``LookupError`` for an unknown name, and ``TypeError`` where the module holds no ``derivation``.
    """
    from checks.model import Derivation

    module = importlib.import_module(f"{PACKAGE}.{resolve(name).replace('/', '.')}")
    found = getattr(module, "derivation", None)
    if not isinstance(found, Derivation):
        raise TypeError(f"{module.__name__} has no Derivation called 'derivation', but {found!r}")
    return found


def _near(wanted: str, known: list[str]) -> str:
    stems = {full.rpartition("/")[2]: full for full in known}
    close = [stems.get(match, match) for match in difflib.get_close_matches(wanted, [*known, *stems], n=4, cutoff=0.5)]
    if close:
        return f"; near it: {', '.join(dict.fromkeys(close))}"
    return "; 'handcheck list' lists them all" if known else ": the library is empty"


def _modules() -> list[tuple[str, Traversable]]:
    return sorted(_walk(resources.files(PACKAGE), ""), key=lambda found: found[0])


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.name.startswith(("_", ".")):
            continue
        if item.is_dir():
            yield from _walk(item, f"{prefix}{item.name}/")
        elif item.name.endswith(".py"):
            yield prefix + item.name.removesuffix(".py"), item


def _title(module: Traversable) -> str:
    """The first line of the module's docstring, without its full stop."""
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0].strip().removesuffix(".")


def _marks_a_step_false(module: Traversable) -> bool:
    words = (node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.keyword))
    return any(word.arg == "false" and isinstance(word.value, ast.Constant) and word.value.value is True for word in words)
