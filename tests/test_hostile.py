"""Whatever a page holds, there is a verdict or one clear line: small pages that tried to hang, to crash or to fill the memory.

Each page is read and judged as the command does it, in a worker with little time, so that what hangs fails here.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.checking import Asked, Outcome, check
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.tasks import Rendered, Source, Trouble, opened
from checks.verdicts import Undecided
from checks.workers import Worker

PAGES = Path(__file__).parent / "pages"
DECLARED = r"Let $x \in \mathbb{R}$ and $n \in \mathbb{N}$."
CODE = "__import__('os').system('touch pwned')"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


def outcome_of(worker: Worker, text: str | bytes) -> Outcome:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    outcome = check(worker, Source("-", data), Asked(seconds=24, format="json"))
    assert outcome.tracebacks == ()
    return outcome


def verdicts_of(worker: Worker, text: str | bytes) -> list[str]:
    result = outcome_of(worker, text).result
    assert isinstance(result, Rendered), result
    return [step["verdict"] for step in json.loads(result.text)["steps"]]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (r"10^{10^{10}} = x", "refuted"),
        (r"2^{2^{2^{2^{2^2}}}} = x", "undecided"),
        (r"(10^9)! = x", "refuted"),
        (r"((n!)!)! = n", "refuted"),
        (r"\binom{10^9}{5\cdot 10^8} = x", "refuted"),
        (r"\sum_{i=1}^{10^{12}} i = x", "undecided"),
        (r"\prod_{i=1}^{10^9} i = x", "undecided"),
        (r"\exp(\exp(\exp(\exp(x)))) = 1", "refuted"),
        (r"\int_0^x x\int_0^x x\,dx\,dx = 1", "undecided"),
        (r"1" * 1000 + " = x", "refuted"),
        ("9" * 900 + "^{" + "9" * 900 + "} = x", "undecided"),
        ("x^{" + "9" * 900 + "} = x^{" + "9" * 900 + "}", "proved"),
        (r"\frac{x}{0} = x", "refuted"),
        ("(" * 50 + "x" + ")" * 50 + " = x", "proved"),
        ("(" * 1000 + "x" + ")" * 1000 + " = x", "unreadable"),
        ("x^{" * 20_000 + "x" + "}" * 20_000 + " = x", "unreadable"),
        ("{" * 100_000 + " = x", "unreadable"),
        (r"\log" * 1000 + " x = x", "unreadable"),
        (r"\sqrt" * 1000 + " x = x", "unreadable"),
        (r"\sum_{i=1}^2 " * 1000 + "x = x", "unreadable"),
        (r"\int_0^1 " * 1000 + "x" + r"\,dx" * 1000 + " = x", "unreadable"),
        (r"\begin{pmatrix}" + r"\\".join(["x & " * 999 + "x"] * 100) + r"\end{pmatrix} = x", "unreadable"),
        (rf"{CODE} = x", "unreadable"),
        (rf"\operatorname{{{CODE}}}(x) = x", "unreadable"),
        (rf"\mathrm{{{CODE}}} = x", "unreadable"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_step_gets_a_verdict(step: str, expected: str, worker: Worker) -> None:
    assert verdicts_of(worker, f"{DECLARED}\n\n$${step}$$\n") == [expected]
    assert not Path("pwned").exists()


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (r"Let $y \in (1, 0)$.", ["unreadable", "unreadable"]),
        (r"Let $y > 0$, $y < 0$.", ["undecided"]),
        (r"Let $y \in \{0,1\}$ with $y \neq 0$, $y \neq 1$.", ["undecided"]),
        (r"Let $y \in \mathbb{R}^{10^9}$.", ["unreadable", "unreadable"]),
        (r"Let $y \in \mathbb{R}^{-3}$.", ["unreadable", "unreadable"]),
        (r"Let $y \in \{1,\dots,10^9\}$.", ["refuted"]),
        (r"Let $y \in \{0,1\}^{1000000}$.", ["undecided"]),
    ],
)
def test_a_strange_set_is_no_trap(declared: str, expected: list[str], worker: Worker) -> None:
    assert verdicts_of(worker, f"{declared}\n\n$$y = 2y$$\n") == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "-: an empty file, expected a page"),
        (b"\xef\xbb\xbf", "-: an empty file, expected a page"),
        ("$x=x$".encode("utf-16"), "-: UTF-16, expected UTF-8 text"),
        (b"$x=\0x$", "-: a NUL byte at offset 3, expected UTF-8 text"),
        (b"\xff$x=x$", "-: the byte 0xff at offset 0, expected UTF-8 text"),
        (b"$x=\xed\xa0\x80$", "-: the byte 0xed at offset 3, expected UTF-8 text"),
        (b"$" * 10_000_000, "-: 10000000 dollar signs, expected at most 100000"),
        (b"a" * 10_000_001, "-: more than 10 MB, expected at most that"),
        (b"a" * 10_000_000, "-: no mathematics found, expected formulas between dollar signs"),
        (b"[" * 100_000, "-: no mathematics found, expected formulas between dollar signs"),
    ],
    ids=["empty", "mark", "utf-16", "nul", "byte", "surrogate", "dollars", "large", "line", "brackets"],
)
def test_what_is_no_page_is_one_clear_line(data: bytes, message: str, worker: Worker) -> None:
    result = outcome_of(worker, data).result
    assert isinstance(result, Trouble)
    assert result.message == message


def test_a_pipe_a_device_and_a_loop_are_no_pages(tmp_path: Path, worker: Worker) -> None:
    pipe, loop, device = tmp_path / "pipe.md", tmp_path / "loop.md", tmp_path / "device.md"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    device.symlink_to("/dev/zero")
    told = [check(worker, Source(str(path)), Asked(seconds=9)).result for path in (pipe, loop, device)]
    assert [result.message.split(": ", 1)[1] for result in told if isinstance(result, Trouble)] == [
        "no regular file, expected one; - reads standard input",
        "cannot be read: too many levels of symbolic links",
        "no regular file, expected one; - reads standard input",
    ]


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "null", "1e999", "[" * 100_000, '{"cells": 3}', '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}'],
)
def test_a_wrong_notebook_is_one_clear_line(text: str, tmp_path: Path, worker: Worker) -> None:
    page = tmp_path / "page.ipynb"
    page.write_text(text)
    result = check(worker, Source(str(page)), Asked(seconds=9)).result
    assert isinstance(result, Trouble)
    assert "notebook" in result.message


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (r"\mathbb{E}[", "]"),
        (r"\operatorname{Var}(1 + ", ")"),
        (r"\nabla_y (y + ", ")"),
        (r"\nabla_y (y)^\top ", ""),
        (r"\frac{d}{dy}[y + ", "]"),
        (r"\int_0^y y", r"\,dy"),
    ],
)
def test_an_operator_within_operators_is_read_once(opening: str, closing: str, worker: Worker) -> None:
    declared = r"Let $X \sim \mathcal{N}(0, 1)$ and $y \in \mathbb{R}$."
    assert worker.call(opened, Source("-", f"{declared}\n\n$${opening * 30} y {closing * 30} = 1$$\n".encode()), 20) == 1


# ── pages that nobody wrote ───────────────────────────────────────────────────────────────────────

PIECES = st.sampled_from(
    r"x n y \theta A 1 2 0 10^9 + - = \le < \iff \propto ( ) [ ] { } | \| \left( \right) ^ _ ^\top ^{-1} ! ' , . / & \\ \cdot \odot \in \mathbb{R} "
    r"\mathbb{R}^n \frac{x}{ \sqrt \log \exp \sin \max \sum_i \sum_{i=1}^n \prod_{i=1}^{3} \int \nabla \nabla_x \frac{d}{dx} \partial \det "
    r"\operatorname{tr} \mathbb{E} \mathbf{1} \begin{pmatrix} \end{pmatrix} \begin{cases} \end{cases} \text{if} \dots := \infty \sigma \arg\min_x "
    "\\binom{n}{2} \u202e \u200b é 𝑥 ² $".split()
)
FORMULAS = st.lists(PIECES, min_size=1, max_size=14).map(" ".join)


def _places_are_inside(text: str) -> None:
    lines = text.split("\n")
    for claim in read_page("page.md", formulas(text)).claims:
        assert claim.place is not None
        assert 1 <= claim.place.line <= claim.place.end_line <= len(lines)
        assert 1 <= claim.place.column <= len(lines[claim.place.line - 1]) + 1


@given(st.lists(FORMULAS, min_size=1, max_size=4))
@settings(max_examples=150)
def test_any_row_of_signs_is_read_or_refused(written: list[str]) -> None:
    _places_are_inside("\n\n".join([DECLARED, *(f"$${formula}$$" for formula in written)]) + "\n")


MUTATED = sorted(path.read_text(encoding="utf-8") for path in PAGES.rglob("*.md"))


@given(st.sampled_from(MUTATED), st.data())
@settings(max_examples=60)
def test_a_page_with_signs_lost_doubled_or_put_in_is_read_or_refused(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 6))
        put = data.draw(st.one_of(PIECES, st.just(""), st.just(text[at : at + 2 * length])))
        text = text[:at] + put + text[at + length :]
    _places_are_inside(text.replace("\r", "\n"))


@given(st.lists(FORMULAS.map(lambda text: text.replace("$", "")), min_size=1, max_size=2))
@settings(max_examples=15)
def test_any_row_of_signs_gets_a_verdict(worker: Worker, written: list[str]) -> None:
    result = outcome_of(worker, f"{DECLARED}\n\n$${' = '.join(written)} = x$$\n").result
    assert not isinstance(result, Undecided) or result.reason.startswith(("time", "memory"))
