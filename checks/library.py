"""The library of derivations: found by walking packages and folders, loaded one at a time.

A derivation is a module with one ``Derivation`` in it, called ``derivation``; nothing is registered.  The project's own stand in the
package ``derivations``; an installed distribution adds a package of its own by the entry-point group ``handcheck.derivations``, and
any folder may be added for one command.  Listing reads the files without running them, so that it costs neither SymPy nor JAX.

Verbs: ``catalogue`` (what there is, and what is wrong with it), ``resolve`` (a name in full), ``load`` (one of them).
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib
import reprlib
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.model import Derivation

PACKAGE = "derivations"
OWN = "handcheck"
GROUP = "handcheck.derivations"
LONGEST = 200  # characters of what a module raises, as it is shown


class Unusable(Exception):
    """A package, a folder or a module without the derivations that are looked for in it: one line that says why."""


@dataclass(frozen=True)
class Shelf:
    """A package, or a folder, of derivations; ``origin`` is who brought it."""

    origin: str
    package: str
    folder: Path


@dataclass(frozen=True)
class Module:
    """A file that holds a derivation, and the derivation's name (``logistic/gradient``)."""

    name: str
    shelf: Shelf
    file: Path


@dataclass(frozen=True)
class Entry:
    """A derivation as it is listed; ``false`` where some step is false and marked so, kept for its counterexample."""

    name: str
    title: str
    origin: str
    false: bool


def catalogue(libraries: Sequence[str] = ()) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Each derivation, in alphabetical order, and one line for each pack or file that holds none that can be used."""
    shelves, troubles = _shelves(libraries)
    modules, twice = _modules(shelves)
    entries: list[Entry] = []
    said = [*troubles, *twice]
    for module in modules.values():
        try:
            entries.append(_entry(module))
        except Unusable as error:
            said.append(str(error))
    return tuple(sorted(entries, key=lambda entry: entry.name)), tuple(said)


def resolve(name: str, libraries: Sequence[str] = ()) -> str:
    """The full name of a derivation named in full, by its file, or by its file's stem where only one has that stem.

    Raises ``LookupError`` with what was asked for and what comes near.
    """
    return _found(name, libraries).name


def load(name: str, libraries: Sequence[str] = ()) -> Derivation:
    """The derivation of that name; its module is imported.

    Raises ``LookupError`` for an unknown name, and ``Unusable`` where the module cannot be imported or holds no ``derivation``.
    """
    return loaded(_found(name, libraries))


def loaded(module: Module) -> Derivation:
    """The derivation in a module.  Raises ``Unusable``."""
    from checks.model import Derivation

    dotted = f"{module.shelf.package}.{module.name.replace('/', '.')}"
    try:
        imported = importlib.import_module(dotted)
    except (Exception, SystemExit) as error:  # a module of somebody else's: whatever it raises is why it cannot be used
        frames = traceback.extract_tb(error.__traceback__)
        line = next((f", line {frame.lineno}" for frame in reversed(frames) if Path(frame.filename) == module.file.resolve()), "")
        raise Unusable(f"{module.file}{line}: cannot be imported: {_said(error)}") from error
    found = getattr(imported, "derivation", None)
    if not isinstance(found, Derivation):
        raise Unusable(f"{module.file}: no Derivation called 'derivation' in it, but {reprlib.repr(found)}")
    return found


def _said(error: BaseException) -> str:
    """What somebody else's module raised, on one line that is not too long."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # an exception that cannot say itself
        text = ""
    kind = type(error).__name__
    return f"{kind}: {text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}" if text else kind


def folder_shelf(folder: str) -> Shelf:
    """A folder as a package of its own, so that its modules may import one another.  Raises ``Unusable``."""
    path = Path(folder)
    if "\0" in folder or not path.is_dir():
        raise Unusable(f"{folder}: no such folder of derivations")
    absolute = path.resolve()
    package = f"_library_{hashlib.sha256(bytes(absolute)).hexdigest()[:16]}"
    if package not in sys.modules:
        module = ModuleType(package)
        module.__path__ = [str(absolute)]
        sys.modules[package] = module
    return Shelf(folder, package, absolute)


def modules_in(shelf: Shelf) -> Iterator[Module]:
    """The files in a package or folder; those that begin with an underscore are its own business."""
    return _walk(shelf.folder, "", shelf, frozenset())


# ── shelves and modules ───────────────────────────────────────────────────────────────────────────


def _shelves(libraries: Sequence[str]) -> tuple[list[Shelf], list[str]]:
    """The project's own, the installed packs in alphabetical order, and the folders; and those that cannot be used."""
    packages = [(OWN, PACKAGE)]
    packages += sorted((entry.dist.name if entry.dist else entry.name, entry.module) for entry in entry_points(group=GROUP))
    shelves: list[Shelf] = []
    troubles: list[str] = []
    for origin, package in packages:
        try:
            shelves.append(_package_shelf(origin, package))
        except Unusable as error:
            troubles.append(str(error))
    for folder in libraries:
        try:
            shelves.append(folder_shelf(folder))
        except Unusable as error:
            troubles.append(str(error))
    return shelves, troubles


def _package_shelf(origin: str, package: str) -> Shelf:
    try:
        spec = find_spec(package)  # of a package within another, that one is imported
    except Exception as error:
        raise Unusable(f"{origin}: the package {package} cannot be imported: {type(error).__name__}: {error}") from error
    if spec is None or not spec.submodule_search_locations:
        raise Unusable(f"{origin}: {package} is {'no module' if spec is None else 'a module'}, expected a package of derivations")
    return Shelf(origin, package, Path(next(iter(spec.submodule_search_locations))))


def _modules(shelves: Sequence[Shelf]) -> tuple[dict[str, Module], list[str]]:
    """The modules by name, and the files whose name another has that was found before."""
    found: dict[str, Module] = {}
    twice: list[str] = []
    for shelf in shelves:
        for module in modules_in(shelf):
            first = found.setdefault(module.name, module)
            if first is not module:
                twice.append(f"{module.file}: the name {module.name} is taken by {first.file}, which is used")
    return found, twice


def _walk(folder: Path, prefix: str, shelf: Shelf, around: frozenset[Path]) -> Iterator[Module]:
    """Those in a folder and in the folders in it, but not where a link leads back to a folder ``around``."""
    around |= {folder.resolve()}
    for item in sorted(folder.iterdir()):
        if item.name.startswith(("_", ".")):
            continue
        if item.is_dir():
            if item.resolve() not in around:
                yield from _walk(item, f"{prefix}{item.name}/", shelf, around)
        elif item.name.endswith(".py"):
            yield Module(prefix + item.name.removesuffix(".py"), shelf, item)


def _found(name: str, libraries: Sequence[str]) -> Module:
    shelves, troubles = _shelves(libraries)
    known = _modules(shelves)[0]
    if name.endswith(".py") and "\0" not in name and Path(name).is_file():
        return _in_file(Path(name), known)
    wanted = name.strip("/").removesuffix(".py").removeprefix(f"{PACKAGE}/").replace(".", "/")
    if wanted in known:
        return known[wanted]
    same_stem = [full for full in known if full.rpartition("/")[2] == wanted]
    if len(same_stem) == 1:
        return known[same_stem[0]]
    if same_stem:
        raise LookupError(f"{name!r} names {len(same_stem)} derivations: {', '.join(same_stem)}")
    raise LookupError("; ".join((f"no derivation is called {name!r}{_near(wanted, list(known))}", *troubles)))


def _in_file(file: Path, known: Mapping[str, Module]) -> Module:
    """The module of the library in that file, or else the file in a folder of its own."""
    of_the_library = (module for module in known.values() if module.file.samefile(file))
    return next(of_the_library, None) or Module(file.stem, folder_shelf(str(file.parent)), file)


def _near(wanted: str, known: list[str]) -> str:
    stems = {full.rpartition("/")[2]: full for full in known}
    close = [stems.get(match, match) for match in difflib.get_close_matches(wanted, [*known, *stems], n=4, cutoff=0.5)]
    if close:
        return f"; near it: {', '.join(dict.fromkeys(close))}"
    return "; 'handcheck list' lists them all" if known else ": the library is empty"


# ── what a file says without being run ────────────────────────────────────────────────────────────


def _entry(module: Module) -> Entry:
    if module.file.exists() and not module.file.is_file():  # reading a pipe may take for ever
        raise Unusable(f"{module.file}: no regular file, expected one")
    try:
        tree = ast.parse(module.file.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        raise Unusable(f"{module.file}{line}: cannot be read: {said}") from error
    if not holds_a_derivation(tree):
        raise Unusable(f"{module.file}: no derivation in it, expected derivation = Derivation(…)")
    title = (ast.get_docstring(tree) or "").partition("\n")[0].strip().removesuffix(".")
    return Entry(module.name, title, module.shelf.origin, _marks_a_step_false(tree))


def holds_a_derivation(tree: ast.Module) -> bool:
    """Whether the module gives the name ``derivation`` a value."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == "derivation" for target in targets):
            return True
    return False


def _marks_a_step_false(tree: ast.Module) -> bool:
    words = (node for node in ast.walk(tree) if isinstance(node, ast.keyword))
    return any(word.arg == "false" and isinstance(word.value, ast.Constant) and word.value.value is True for word in words)
