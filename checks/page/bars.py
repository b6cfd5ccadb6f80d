r"""What a bare ``|`` or ``\|`` is: absolute value, conditional bar, or "taken at"; decided by structure, refused where two readings remain.

At the place of an operand a bar opens.  Behind an operand it closes the value that it is in; outside any, the number of bars left
up to the end of the surrounding bracket decides: an even number come in pairs, an odd one has a bar that separates.

Verbs: ``count_bars``, ``is_evaluation``, ``adjacent``.
"""

from __future__ import annotations

from collections.abc import Sequence

from checks.page.tokens import Token, nesting

BARS = ("|", r"\|")


def is_bar(token: Token | None) -> bool:
    return token is not None and token.text in BARS and token.kind in ("mark", "command")


def adjacent(tokens: Sequence[Token], at: int) -> bool:
    """Two bare bars without a space between: ``||``."""
    if at + 1 >= len(tokens):
        return False
    one, two = tokens[at], tokens[at + 1]
    return one.kind == two.kind == "mark" and one.text == two.text == "|" and one.end == two.start


def is_evaluation(tokens: Sequence[Token], at: int) -> bool:
    """A single bar with a subscript that holds a relation: ``|_{x=0}``."""
    if tokens[at].text != "|" or [t.text for t in tokens[at + 1 : at + 3]] != ["_", "{"]:
        return False
    depth = 0
    for token in tokens[at + 2 :]:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0:
            return False
        if depth == 1 and token.text in ("=", r"\to"):
            return True
    return False


def count_bars(tokens: Sequence[Token]) -> dict[int, int]:
    """For each bare bar, how many of its kind are left in the same bracket, itself included."""
    left: dict[int, int] = {}
    if not any(map(is_bar, tokens)):
        return left
    levels: list[dict[str, list[int]]] = [{"|": [], r"\|": []}]

    def close() -> None:
        for positions in levels.pop().values():
            left.update({position: len(positions) - rank for rank, position in enumerate(positions)})

    for at, token in enumerate(tokens):
        turn = nesting(token)
        if turn > 0:
            levels.append({"|": [], r"\|": []})
        elif turn < 0:
            if len(levels) > 1:
                close()
        elif is_bar(token) and not is_evaluation(tokens, at):
            levels[-1][token.text].append(at)
    while levels:
        close()
    return left
