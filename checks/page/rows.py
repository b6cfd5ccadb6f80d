r"""The lines of a display: which tokens make one formula, which are the writer's reasons, which line continues another.

A line is split at ``&&``-columns, at ``\quad`` and at words; a line that begins with a sign or ends with an operator is one formula with its
neighbour.  Nothing here knows what a formula means.

Verbs: ``parts_of_display``, ``parts_of_line``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from checks.page import words
from checks.page.prose import connective, drop_punctuation, is_prose, plain_words
from checks.page.syntax import Span, UnreadableFormula
from checks.page.tokens import Token, excerpt, nesting

COLUMN = "&&"  # the quad that stands for the end of an alignment column
# words behind which mathematics stays mathematics; behind any other ("since", "by") it belongs to the writer's reason
CUES = frozenset([
    "also", "and", "assume", "for", "for all", "for any", "for each", "for every", "given", "hence", "i.e.", "if", "is", "let", "or",
    "provided", "provided that", "s.t.", "so", "such that", "suppose", "that", "that is", "then", "therefore", "thus", "unless", "when",
    "whenever", "where", "with", "für", "mit", "wenn", "wo",
])  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One formula of a display, as tokens; ``trouble`` where it is already known to be unreadable."""

    tokens: tuple[Token, ...]
    lead: str = ""
    reasons: tuple[str, ...] = ()
    line: int = 0
    column: int = 0
    indented: bool = False
    trouble: UnreadableFormula | None = field(default=None, compare=False)

    @property
    def span(self) -> Span:
        return Span(self.tokens[0].start, self.tokens[-1].end) if self.tokens else Span(0, 0)


def parts_of_display(text: str, tokens: Sequence[Token]) -> tuple[Part, ...]:
    """The formulas of a display in their order, whatever environments are around it and in it."""
    environment, inner, tags = _strip(list(tokens))
    parts: list[Part] = []
    lead = ""
    for number, line in enumerate(_lines(inner)):
        nested = _strip(line)
        if nested[0] and len(_lines(nested[1])) > 1:
            parts.extend(replace(part, line=number) for part in parts_of_display(text, line))
            continue
        cells = line if not nested[0] else nested[1]
        found, rest = parts_of_line(text, _columns(cells, nested[0] or environment), number)
        if found and lead:
            found = (replace(found[0], lead=f"{lead} {found[0].lead}".strip()), *found[1:])
        lead = "" if found else f"{lead} {rest}".strip()
        if parts and found and _continues(parts[-1], found[0], environment):
            parts[-1] = _joined(parts[-1], found[0])
            found = found[1:]
        parts.extend(found)
    if parts and tags:
        parts[-1] = replace(parts[-1], reasons=(*parts[-1].reasons, *tags))
    return tuple(parts)


def _strip(tokens: list[Token]) -> tuple[str, list[Token], tuple[str, ...]]:
    """The innermost environment that is around everything, what stands in it, and the tags beside it."""
    environment, tags = "", list[str]()
    while True:
        bare = drop_punctuation([t for t in tokens if t.kind != "tag"] if _encloses(tokens) else tokens)
        if not _encloses(bare):
            return environment, bare, tuple(tags)
        tags += [t.text for t, depth in _nested(tokens) if t.kind == "tag" and depth == 0]
        first = next(at for at, t in enumerate(tokens) if t.kind == "begin")
        last = max(at for at, t in enumerate(tokens) if t.kind == "end")
        environment = tokens[first].text
        tokens = _without_options(tokens[first + 1 : last], environment)


def _encloses(tokens: Sequence[Token]) -> bool:
    """Whether one environment of rows is around all the mathematics."""
    bare = drop_punctuation([t for t in tokens if t.kind != "tag"])
    if len(bare) < 2 or bare[0].kind != "begin" or bare[-1].kind != "end":
        return False
    if bare[0].text not in words.ROW_ENVIRONMENTS and not _aligns(bare):
        return False
    depth = 0
    for at, token in enumerate(bare):
        depth += {"begin": 1, "end": -1}.get(token.kind, 0)
        if depth == 0:
            return at == len(bare) - 1 and token.text == bare[0].text
    return False


def _aligns(tokens: Sequence[Token]) -> bool:
    r"""Whether an ``array`` aligns steps at relations in a column of their own, as an ``eqnarray`` does."""
    marks = [token.kind == "mark" and token.text == "&" for token in tokens]
    return tokens[0].text == "array" and any(marks[at] and _is_relation(tokens[at + 1]) and marks[at + 2] for at in range(len(tokens) - 2))


def _without_options(tokens: list[Token], environment: str) -> list[Token]:
    """Without the ``[t]`` of an aligned, the ``{2}`` of an alignat or the ``{rcl}`` of an array."""
    texts = [token.text for token in tokens]
    if texts[:1] == ["["] and texts[2:3] == ["]"] and texts[1] in ("t", "b", "c"):
        return _without_options(tokens[3:], environment)
    if texts[:1] == ["{"] and "}" in texts and environment in ("alignat", "alignedat", "array"):
        return tokens[texts.index("}") + 1 :]
    return tokens


def _nested(tokens: Sequence[Token]) -> list[tuple[Token, int]]:
    """Each token with the number of environments, braces and brackets around it (its own not counted)."""
    depth, found = 0, list[tuple[Token, int]]()
    for token in tokens:
        turn = nesting(token)
        if turn < 0:
            depth = max(0, depth - 1)
        found.append((token, depth))
        if turn > 0:
            depth += 1
    return found


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    r"""Split at the ``\\\\`` that are in no environment; an open brace does not reach over one."""
    lines: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth = max(0, depth + {"begin": 1, "end": -1}.get(token.kind, 0))
        if token.kind == "break" and depth == 0:
            lines.append([])
        else:
            lines[-1].append(token)
    return lines


def _columns(line: Sequence[Token], environment: str) -> list[Token]:
    """Without alignment marks: every second one ends a column, except where the environment has but one."""
    found: list[Token] = []
    marks = depth = 0
    for token in line:
        depth = max(0, depth + {"begin": 1, "end": -1}.get(token.kind, 0))
        if token.kind != "mark" or token.text != "&" or depth:
            found.append(token)
            continue
        marks += 1
        if not found:  # indentation: the line continues what is above
            found.append(Token("quad", "&", token.start, token.end))
        elif marks % 2 == 0 and environment not in ("eqnarray", "split", "array"):
            found.append(Token("quad", COLUMN, token.start, token.end))
        elif marks % 2 == 0:
            found.append(Token("quad", r"\quad", token.start, token.end))
    return found


@dataclass
class _Segment:
    """What stands between two separators; ``after`` is the separator before it."""

    after: str
    lead: list[Token]
    tokens: list[Token]
    column: int


def parts_of_line(text: str, tokens: Sequence[Token], line: int = 0) -> tuple[tuple[Part, ...], str]:
    """The formulas of one line, and the words of a line that has none."""
    indented = bool(tokens) and tokens[0].kind == "quad" and tokens[0].text == "&"
    tags = tuple(t.text for t in tokens if t.kind == "tag")
    parts: list[Part] = []
    lead = ""
    for segment in _segments([t for t in tokens if t.kind != "tag"]):
        if not drop_punctuation(segment.tokens):
            said = plain_words(" ".join(t.text for t in segment.lead))
            if parts:
                parts[-1] = _because(parts[-1], said)
            else:
                lead = f"{lead} {said}".strip()
            continue
        _place(text, segment, parts, lead, line, indented=indented)
        lead = ""
    if parts and tags:
        parts[-1] = replace(parts[-1], reasons=(*parts[-1].reasons, *tags))
    return tuple(parts), lead or (" ".join(tags) if not parts else "")


def _segments(tokens: Sequence[Token]) -> list[_Segment]:
    found = [_Segment("", [], [], 0)]
    for token, depth in _nested(tokens):
        if depth == 0 and token.kind == "quad":
            column = found[-1].column + (token.text == COLUMN)
            if token.text == COLUMN or found[-1].tokens or found[-1].lead:
                found.append(_Segment(COLUMN if COLUMN in (token.text, _empty(found[-1])) else "quad", [], [], column))
        elif depth == 0 and is_prose(token):
            if found[-1].tokens:
                found.append(_Segment("words", [], [], found[-1].column))
            found[-1].lead.append(token)
        else:
            found[-1].tokens.append(token)
    return [segment for segment in found if segment.tokens or segment.lead]


def _empty(segment: _Segment) -> str:
    return segment.after if not segment.tokens and not segment.lead else ""


def _place(text: str, segment: _Segment, parts: list[Part], lead: str, line: int, *, indented: bool) -> None:
    """Add a segment with mathematics in it to the parts: as a new one, as more of the last, or as its reason."""
    tokens = tuple(segment.tokens)
    said = plain_words(" ".join(t.text if t.text != r"\forall" else "for all" for t in segment.lead))
    new = Part(tokens, f"{lead} {said}".strip(), (), line, segment.column, indented)
    if not parts:
        parts.append(new)
    elif segment.lead:
        if said.strip(" ,.;:").lower() in CUES or _cue(said):
            parts.append(new)
        else:
            start, end = segment.lead[0].start, tokens[-1].end
            parts[-1] = _because(parts[-1], plain_words(text[start:end]))
    elif (condition := _bracketed_condition(tokens)) and _relates(parts[-1].tokens):
        parts.append(replace(new, tokens=condition, lead="if"))
    elif _more_of(parts[-1], segment):
        parts[-1] = replace(parts[-1], tokens=parts[-1].tokens + tokens)
    elif _is_label(tokens) or all(token.kind == "text" for token in drop_punctuation(tokens)):
        parts[-1] = _because(parts[-1], plain_words(text[tokens[0].start : tokens[-1].end]))
    elif _is_label(parts[-1].tokens) and len(parts) == 1:
        said = plain_words(text[parts[-1].span.start : parts[-1].span.end])
        parts[-1] = replace(new, lead=said)
    elif _relates(tokens) and _relates(parts[-1].tokens):
        parts.append(new)
    else:
        parts[-1] = _run_together(text, parts[-1], tokens)


def _cue(said: str) -> bool:
    first = said.split()[0].strip(" ,.;:").lower() if said.split() else ""
    return first in {"for", "if", "when", "where", "with", "whenever", "provided", "given", "für", "wo", "wenn", "mit"}


def _because(part: Part, reason: str) -> Part:
    said = reason.strip()
    return replace(part, reasons=(*part.reasons, said)) if said.strip(" .,;") else part


def _more_of(part: Part, segment: _Segment) -> bool:
    """Whether a segment goes on with the formula before it: an operator stands at the seam, or a list is not yet at its end."""
    first, last = drop_punctuation(segment.tokens)[0], part.tokens[-1]
    if _announces(part):
        return False
    if _is_infix(last) and last.text not in (",", ";"):
        return True
    if connective(first) is not None or _is_operation(first) or first.text in words.IMPLICATIONS:
        return True
    if _is_infix(first):
        separate = segment.after == COLUMN and _relates(part.tokens)
        return not separate
    both = _relates(part.tokens) and _relates(segment.tokens)
    return last.kind == "mark" and last.text in (",", ";") and not both and not _is_label(tuple(segment.tokens))


def _announces(part: Part) -> bool:
    r"""Whether a colon ends a condition, and the formula is what comes behind it: ``\text{For } x > 0: \quad …``."""
    return bool(part.lead) and part.tokens[-1].kind == "mark" and part.tokens[-1].text == ":" and _relates(part.tokens[:-1])


def _run_together(text: str, part: Part, tokens: tuple[Token, ...]) -> Part:
    found = excerpt(text[tokens[0].start : tokens[-1].end])
    trouble = UnreadableFormula(
        f"`{found}` stands apart, expected a relation in it, an operator before it, or words in \\text",
        Span(tokens[0].start, tokens[-1].end),
    )
    return replace(part, tokens=part.tokens + tokens, trouble=part.trouble or trouble)


def _relates(tokens: Sequence[Token]) -> bool:
    """Whether a relation stands outside all brackets."""
    return any(depth == 0 and _is_relation(token) for token, depth in _nested(tokens))


def _is_relation(token: Token) -> bool:
    if token.kind not in ("mark", "command"):
        return False
    known = token.text in words.RELATIONS or token.text in words.IMPLICATIONS
    return known or token.text in (r"\stackrel", r"\overset", words.ARROW)


def _is_operation(token: Token) -> bool:
    """A sign or a product sign."""
    return token.kind in ("mark", "command") and (token.text in words.SIGNS or token.text in words.PRODUCTS)


def _is_infix(token: Token) -> bool:
    if connective(token) is not None or _is_relation(token) or _is_operation(token):
        return True
    return token.kind == "mark" and token.text in ",;"


def _is_label(tokens: Sequence[Token]) -> bool:
    r"""``(1)``, ``(*)``, ``(a)``, ``(\\text{chain rule})``."""
    bare = drop_punctuation(tokens)
    shape = [t.text for t in bare]
    if len(bare) < 3 or (shape[0], shape[-1]) not in (("(", ")"), ("[", "]")):
        return False
    inner = bare[1:-1]
    stars = all(t.text in ("*", r"\ast", r"\star", r"\dagger") for t in inner)
    return stars or is_prose(inner[0]) or (len(inner) == 1 and inner[0].kind in ("number", "letter", "text", "word"))


def _bracketed_condition(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    r"""What is in a bracket that holds nothing but inequalities, ``(a > 0)`` behind a formula; nothing for anything else."""
    bare = drop_punctuation(tokens)
    shape = [t.text for t in bare]
    if len(bare) < 5 or (shape[0], shape[-1]) not in (("(", ")"), ("[", "]")) or any(depth == 0 for _, depth in _nested(bare)[1:-1]):
        return ()
    inner = tuple(bare[1:-1])
    relations = [words.RELATIONS.get(t.text, t.text) for t, depth in _nested(inner) if depth == 0 and _is_relation(t)]
    return inner if relations and all(relation in ("<", ">", r"\le", r"\ge", r"\neq") for relation in relations) else ()


def _continues(above: Part, below: Part, environment: str) -> bool:
    """Whether the line below is more of the formula above (a line that begins with a relation is a new step instead)."""
    if below.lead or above.trouble is not None or _announces(above):
        return False
    if environment in ("multline", "multlined"):
        return True
    first, last = drop_punctuation(below.tokens)[0], above.tokens[-1]
    begins = first.kind == "right" or (first.kind == "left" and first.text == ".")
    if begins or (last.kind == "right" and last.text == "." and _unclosed(above.tokens) >= 0):
        return True
    if _is_relation(first):
        return False
    if _is_infix(last) and not (last.kind == "mark" and last.text in ",;"):
        return True
    if first.kind in ("mark", "command") and first.text in words.PRODUCTS:
        return True
    if _is_operation(first):
        return below.indented or not _relates(below.tokens) or _unclosed(above.tokens) > 0
    return _unclosed(above.tokens) > 0 > _unclosed(below.tokens)


def _unclosed(tokens: Sequence[Token]) -> int:
    """Brackets opened less brackets closed."""
    plain = [t.text for t in tokens if t.kind in ("mark", "command")]
    return sum(text in words.OPENERS for text in plain) - sum(text in words.CLOSERS for text in plain)


def _joined(above: Part, below: Part) -> Part:
    r"""One formula on two lines; ``\\right.`` at the seam and ``\\left.`` behind it only satisfy LaTeX."""
    one, two = list(above.tokens), drop_punctuation(below.tokens)
    if one[-1].kind == "right" and one[-1].text == "." and two[0].kind == "left" and two[0].text == ".":
        one.pop()
        two.pop(0)
    return replace(above, tokens=(*one, *two), reasons=above.reasons + below.reasons, trouble=below.trouble)
