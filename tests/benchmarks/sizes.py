"""Pages of any size, and what one costs.  Verbs: ``cost``, and the makers of pages in ``ROWS``."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """CPU seconds for reading a page and for judging it, and what the page's verdict was."""

    reading: float
    judging: float
    verdict: str

    @property
    def whole(self) -> float:
        """Both."""
        return self.reading + self.judging


def chain(steps: int) -> str:
    r"""``(x+1)^2 = x^2 + 2x + 1 + 1 - 1 = …``: each row is the first one with another number added and taken away."""
    rows = " \\\\\n".join(f"&= x^2 + 2x + 1 + {k} - {k}" for k in range(1, steps + 1))
    return f"Let $x \\in \\mathbb{{R}}$.\n$$\\begin{{aligned}}\n(x+1)^2 {rows}\n\\end{{aligned}}$$\n"


def gradient(entries: int) -> str:
    """The gradient of logistic loss in vectors of a fixed length."""
    space = f"\\mathbb{{R}}^{{{entries}}}"
    claim = r"$$\nabla_\theta \log(1 + e^{-\theta^\top x}) = -\sigma(-\theta^\top x)\,x$$"
    return f"Let $\\theta, x \\in {space}$.\n{claim}\n"


def quadratic(entries: int) -> str:
    """The gradient of a quadratic form with a matrix of a fixed size."""
    n = entries
    declared = f"$A \\in \\mathbb{{R}}^{{{n}\\times {n}}}$, $x \\in \\mathbb{{R}}^{{{n}}}$"
    return f"Let {declared}.\n$$\\nabla_x (x^\\top A x) = (A + A^\\top)x$$\n"


def long_sum(nodes: int) -> str:
    """A sum of some ``nodes`` nodes, and the same from its end to its front."""
    terms = [f"{k}x^{{{k % 7 + 1}}}\\sin(y)" for k in range(1, max(2, nodes // 7) + 1)]
    return f"Let $x, y \\in \\mathbb{{R}}$.\n$$ {' + '.join(terms)} = {' + '.join(reversed(terms))} $$\n"


def deep(nodes: int) -> str:
    """Nested as deep as some ``nodes`` nodes go, in bits of definitions: tanh of tanh of …."""
    count = max(2, nodes // 4)
    lines = [f"$y_{{{k}}} := \\tanh(y_{{{k - 1}}}) + {k}$." for k in range(1, count + 1)]
    claim = f"$$y_{{{count}}} - {count} = \\tanh(y_{{{count - 1}}})$$"
    return "Let $y_0 \\in \\mathbb{R}$.\n\n" + "\n\n".join(lines) + f"\n\n{claim}\n"


def paragraphs(count: int) -> str:
    """A page of ``count`` paragraphs, each with a name, a fact and a claim of its own."""
    names = [f"a_{{{k}}}" for k in range(1, count + 1)]
    return "\n\n".join(f"Let ${a} > 0$. Then\n$$ \\log({a}^2) = 2\\log {a} $$" for a in names)


ROWS: tuple[tuple[str, Callable[[int], str], tuple[int, ...]], ...] = (
    ("steps of a chain", chain, (10, 100, 1000)),
    ("entries, gradient of logistic loss", gradient, (1, 2, 5, 10, 20, 50)),
    ("rows, gradient of a quadratic form", quadratic, (1, 2, 5, 10, 20, 50)),
    ("nodes, a sum", long_sum, (10, 100, 1000, 10000)),
    ("paragraphs of a page", paragraphs, (10, 100, 1000)),
    ("nodes, nested definitions", deep, (10, 100, 1000)),
)


def cost(text: str) -> Cost:
    """What a page costs."""
    from checks.judge import judge_page
    from checks.page.documents import formulas
    from checks.page.statements import read_page
    from checks.verdicts import name, worst

    start = time.process_time()
    page = read_page("page.md", formulas(text))
    middle = time.process_time()
    verdicts = judge_page(page).verdicts
    end = time.process_time()
    verdict = worst(verdicts)
    return Cost(middle - start, end - middle, "nothing to check" if verdict is None else name(verdict))
