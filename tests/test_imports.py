"""The house stands: imports go downward only, and nothing that a page says can reach an evaluator of code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "checks").rglob("*.py"))
DERIVATIONS = sorted((ROOT / "derivations").rglob("*.py"))

# From the ground up; a module imports from floors below its own, and within its own floor without cycles.
FLOORS = (
    ("sets", "workers", "pictures"),
    ("terms",),
    ("functions", "sizes"),
    ("polynomials", "calculus", "events"),
    ("laws",),
    ("domains", "verdicts", "edits"),
    ("symbolic",),
    ("model", "notation", "instances"),
    ("latex", "witnesses", "library"),
    ("page", "judge", "report", "drawing"),
    ("keys", "writing"),
    ("tasks",),
    ("checking", "inputs"),
    ("cli", "pytest_plugin"),
)
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}
FOR_DERIVATIONS = {
    "checks.notation",
    "checks.model",
    "checks.pictures",
    "checks.terms",
    "checks.sets",
    "sympy",
    "jax",
    "__future__",
    "math",
    "fractions",
    "typing",
}
EVALUATORS = {"sympify", "parse_expr", "lambdify", "eval", "exec", "compile", "pickle", "marshal", "shelve"}


def name_of(source: Path) -> str:
    parts = source.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(source): source for source in SOURCES}


def imported(source: Path) -> Iterator[str]:
    """The modules that a file names in its imports, also those inside functions; a relative import is named in full."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                for alias in names:
                    full = f"{module}.{alias.name}"
                    yield full if full in MODULES else str(module)
            case ast.ImportFrom():
                raise AssertionError(f"{source}:{node.lineno}: a relative import; name the module in full")
            case _:
                pass


def part_of(module: str) -> str:
    """``witnesses`` for ``checks.witnesses.ball.scalars``."""
    return module.split(".")[1] if "." in module else ""


def own_imports(module: str) -> set[str]:
    return {name for name in imported(MODULES[module]) if name.split(".")[0] in {"checks", "derivations"}} - {module}


@pytest.mark.parametrize("module", [name for name in MODULES if name != "checks"])
def test_imports_go_downward_only(module: str) -> None:
    mine = part_of(module)
    assert mine in FLOOR_OF, f"{module} stands on no floor: say in this test where"
    for other in own_imports(module):
        assert other.startswith("checks."), f"{module} imports {other}"
        theirs = part_of(other)
        assert theirs == mine or FLOOR_OF[theirs] < FLOOR_OF[mine], f"{module} imports {other}, which stands no lower"


def test_there_is_no_cycle() -> None:
    below = {module: own_imports(module) & set(MODULES) for module in MODULES}
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, f"a cycle: {' -> '.join((*above, module))}"
        if module not in done:
            for other in below[module]:
                visit(other, (*above, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())


def test_no_witness_imports_another() -> None:
    for module in MODULES:
        if module.startswith("checks.witnesses."):
            witness = module.split(".")[2]
            others = {name for name in own_imports(module) if name.startswith("checks.witnesses.")}
            assert {name.split(".")[2] for name in others} <= {witness}, f"{module} imports {sorted(others)}"


@pytest.mark.parametrize(
    ("part", "foreign"),
    [
        ("witnesses/algebra", {"jax"}),
        ("witnesses/autodiff", {"sympy"}),
        ("witnesses/ball", {"sympy", "jax"}),
        ("report", {"sympy", "jax", "flint", "numpy"}),
        ("page", {"sympy", "jax", "flint", "numpy"}),
    ],
)
def test_each_part_is_built_on_its_own_ground(part: str, foreign: set[str]) -> None:
    for source in SOURCES:
        if source.is_relative_to(ROOT / "checks" / part) or source == ROOT / "checks" / f"{part}.py":
            assert not {name.split(".")[0] for name in imported(source)} & foreign, source


def test_reports_only_render() -> None:
    allowed = {"model", "verdicts", "latex", "terms", "sets", "report"}
    for module in MODULES:
        if module.startswith("checks.report."):
            assert {part_of(name) for name in own_imports(module)} <= allowed, module


@pytest.mark.parametrize("source", DERIVATIONS, ids=lambda source: str(source.relative_to(ROOT)))
def test_a_derivation_needs_the_vocabulary_and_its_libraries_only(source: Path) -> None:
    for name in imported(source):
        known = any(name == allowed or name.startswith(f"{allowed}.") for allowed in FOR_DERIVATIONS)
        assert known or name.startswith("derivations."), f"{source} imports {name}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(ROOT)))
def test_nothing_evaluates_code(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="S") | ast.Attribute(attr="S")):
                raise AssertionError(f"{source}:{node.lineno}: sympy.S evaluates text")
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                regular_expression = isinstance(node, ast.Attribute) and ast.unparse(node) == "re.compile"
                assert name not in EVALUATORS or regular_expression, f"{source} uses {name}"
            case _:
                pass
