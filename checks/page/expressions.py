r"""One formula, tokens to syntax tree: strict recursive descent over brackets, scripts and arguments.

``Reader.sequence`` reads terms and infix operators side by side up to the end of a bracket; ``grouping.fold`` makes a tree of
them.  Nothing is guessed: what is not understood raises ``UnreadableFormula`` with the place, what stands there and what was
expected.

Verbs: ``read`` (a formula), ``read_worded`` (a formula with prose in it: a cell of ``cases``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from checks.page import bars, words
from checks.page.grouping import Element, Group, Level, Op, fold, juxtaposed, parts_of, visible
from checks.page.syntax import (
    Additive,
    Bracketed,
    Fraction,
    Grid,
    Juxtaposition,
    Listing,
    Name,
    Node,
    Numeral,
    Operator,
    Related,
    Root,
    Scripted,
    Span,
    Symbol,
    UnreadableFormula,
    Words,
)
from checks.page.tokens import Token, excerpt, tokenize

MAX_TRIALS = 50  # `||` may open a norm or two absolute values: both are tried, but not without end
_WORD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*")
_BAR_NAMES = {r"\lvert": "|", r"\rvert": "|", r"\lVert": r"\|", r"\rVert": r"\|"}
_INTERVAL = {"(", "["}, {")", "]"}
_ENDS = frozenset({"}", *words.CLOSERS})
_SIGNS_OF_PRODUCT = frozenset(words.PRODUCTS.values())


def read(text: str, tokens: Sequence[Token], *, partial: bool = True) -> tuple[Node, tuple[str, ...]]:
    r"""The tree of a formula and the labels over its relations (``\overset{(a)}{=}``).

    Raises ``UnreadableFormula``.
    """
    try:
        reader = Reader(text, tokens)
        elements = reader.sequence()
        reader.expect_end()
        return fold(elements, whole=reader.whole, partial=partial), tuple(reader.labels)
    except RecursionError:
        raise UnreadableFormula("a formula nested too deeply to be read", _whole(tokens)) from None


def read_worded(text: str, tokens: Sequence[Token]) -> Node:
    r"""A formula with prose before, between or behind: one node, or a ``Juxtaposition`` of ``Words`` and nodes in their order."""
    pieces: list[Node] = []
    run: list[Token] = []
    for token in (*tokens, None):
        if token is not None and not is_prose(token):
            run.append(token)
            continue
        run = drop_punctuation(run)
        if run:
            pieces.append(read(text, run)[0])
        run = []
        if token is not None:
            pieces.extend(_prose(text, token))
    if not pieces:
        raise UnreadableFormula("an empty cell, expected a formula", _whole(tokens))
    return pieces[0] if len(pieces) == 1 else Juxtaposition(tuple(pieces), _whole(tokens))


def is_prose(token: Token) -> bool:
    r"""``\text{…}`` (or ``\mathrm{if}``) that is neither a name nor a connective."""
    if token.kind == "word":
        return token.text in words.PROSE
    if token.kind == "command":
        return token.text == r"\forall"
    if token.kind != "text" or connective(token) is not None:
        return False
    content = token.text.strip()
    return bool(content) and (content in words.PROSE or _WORD_NAME.fullmatch(content) is None)


def connective(token: Token) -> str | None:
    r"""``\land`` or ``\lor`` where the token says so, in a sign or in a word."""
    if token.kind in ("text", "word"):
        return words.CONNECTIVES.get(token.text.strip(" ,~").lower())
    if token.kind == "command":
        return {r"\land": r"\land", r"\wedge": r"\land", r"\lor": r"\lor", r"\vee": r"\lor"}.get(token.text)
    return None


def drop_punctuation(tokens: Sequence[Token]) -> list[Token]:
    """Without full stops, commas and spaces at the end, and without spaces at the start."""
    run = list(tokens)
    while run and (run[-1].kind == "quad" or _is_empty(run[-1]) or (run[-1].kind == "mark" and run[-1].text in ".,;:")):
        run.pop()
    while run and (run[0].kind == "quad" or _is_empty(run[0]) or (run[0].kind == "mark" and run[0].text in ",;")):
        run.pop(0)
    return run


def _is_empty(token: Token) -> bool:
    return token.kind == "text" and not token.text.strip(" .,;~")


def _prose(text: str, token: Token) -> list[Node]:
    r"""``\text{if $x>0$}`` is words and mathematics."""
    span = Span(token.start, token.end)
    if token.text == r"\forall":
        return [Words("for all", span)]
    pieces = token.text.split("$")
    if len(pieces) % 2 == 0 or len(pieces) == 1:
        return [Words(token.text.strip(), span)]
    nodes: list[Node] = []
    at = text.index(token.text, token.start)
    for number, piece in enumerate(pieces):
        if number % 2 == 0 and piece.strip(" .,;"):
            nodes.append(Words(piece.strip(), Span(at, at + len(piece))))
        elif number % 2:
            nodes.append(read(text, drop_punctuation(tokenize(text, at, at + len(piece))))[0])
        at += len(piece) + 1
    return nodes


def _whole(tokens: Sequence[Token]) -> Span:
    return Span(tokens[0].start, tokens[-1].end) if tokens else Span(0, 0)


class Reader:
    """A cursor over the tokens of one formula."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = [t for t in tokens if t.kind not in ("quad", "tag") and not _is_empty(t)]
        self.whole = _whole(self.tokens)
        self.at = 0
        self.labels: list[str] = []
        self._inside: list[str] = []
        self._font = ""
        self._trials = 0
        self._bars = bars.count_bars(self.tokens)

    # -- the cursor

    def peek(self, ahead: int = 0) -> Token | None:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise UnreadableFormula("the formula ends here, expected a term", self._last())
        self.at += 1
        return token

    def expect(self, text: str, opening: Token) -> Token:
        token = self.peek()
        if token is None or token.text != text or token.kind == "text":
            raise self.unclosed(opening, text)
        return self.take()

    def expect_end(self) -> None:
        token = self.peek()
        if token is not None:
            raise self.unexpected(token, "an operator or the end of the formula")

    def unexpected(self, token: Token, expected: str) -> UnreadableFormula:
        span = Span(token.start, token.end)
        if token.kind == "bad":
            return UnreadableFormula(token.text, span)
        if is_prose(token):
            return UnreadableFormula(f"words inside a formula: `{excerpt(token.text)}`, expected {expected}", span)
        return UnreadableFormula(f"found `{excerpt(self.text[token.start : token.end])}`, expected {expected}", span)

    def unclosed(self, opening: Token, closing: str) -> UnreadableFormula:
        token = self.peek()
        shown = excerpt(self.text[opening.start : opening.end])
        if token is None:
            wanted = closing if closing == "a term" else f"`{closing}`"
            return UnreadableFormula(f"`{shown}` is never closed, expected {wanted}", Span(opening.start, opening.end))
        return self.unexpected(token, f"`{closing}` for `{shown}`")

    def span_from(self, start: int) -> Span:
        return Span(start, self.tokens[self.at - 1].end)

    def _last(self) -> Span:
        return Span(self.tokens[-1].start, self.tokens[-1].end) if self.tokens else Span(0, 0)

    # -- terms and infix operators

    def sequence(self) -> list[Element]:
        """Terms and operators up to the end of the surrounding bracket, or of the formula."""
        elements: list[Element] = []
        while (token := self.peek()) is not None:
            behind = bool(elements) and not isinstance(elements[-1], Op)
            if bars.is_bar(token) and behind:
                if self._bar_role() == "close":
                    break
                elements.append(self._separating_bar())
            elif self._ends(token):
                break
            else:
                operator = self._operator(token)
                elements.append(self.term() if operator is None else operator)
        return elements

    def _ends(self, token: Token) -> bool:
        if token.kind in ("right", "end", "text", "word"):
            return token.kind in ("right", "end") or is_prose(token)
        return token.kind in ("mark", "command") and (token.text in _ENDS or token.text == r"\forall")

    def _operator(self, token: Token) -> Op | None:
        """The infix operator at the cursor, taken; ``None`` if none stands there."""
        span = Span(token.start, token.end)
        joined = connective(token)
        if joined is not None:
            self.take()
            return Op(Level.OR if joined == r"\lor" else Level.AND, joined, span)
        if token.kind not in ("mark", "command"):
            return None
        in_bracket = bool(self._inside) and self._inside[-1] != "{"
        if token.text in (",", ";") or (in_bracket and token.text in (":", r"\colon", r"\mid")):
            self.take()
            return self._separator(token, span)
        if token.text in words.SIGNS:
            self.take()
            return Op(Level.SIGN, words.SIGNS[token.text], span)
        if token.text in words.IMPLICATIONS:
            self.take()
            return Op(Level.IMPLIES, words.IMPLICATIONS[token.text], span, self._subscript())
        if token.text in words.RELATIONS or token.text == r"\mid":
            self.take()
            return Op(Level.RELATION, words.RELATIONS.get(token.text, token.text), span, self._subscript())
        if token.text in (r"\over", r"\choose"):
            self.take()
            return Op(Level.OVER, token.text, span)
        if token.text in (r"\stackrel", r"\overset"):
            return self._labelled_relation()
        return None

    def _separator(self, token: Token, span: Span) -> Op:
        text = ":" if token.text == r"\colon" else token.text
        following = self.peek()
        if text == "," and following is not None and (joined := connective(following)) is not None:
            self.take()  # ", and"
            return Op(Level.SEPARATOR, joined, Span(span.start, following.end))
        return Op(Level.SEPARATOR, text, span)

    def _subscript(self) -> Node | None:
        token = self.peek()
        if token is None or token.kind != "mark" or token.text != "_":
            return None
        self.take()
        return self._script("_")

    def _labelled_relation(self) -> Op:
        r"""``\stackrel{\text{def}}{=}`` defines; ``\overset{!}{=}`` demands; any other label is kept as a reason."""
        start = self.take()
        label = self._raw_argument(start)
        relation = self._raw_argument(start)
        span = self.span_from(start.start)
        known = {**words.RELATIONS, **words.IMPLICATIONS}
        if len(relation) != 1 or relation[0].text not in known:
            raise self.unexpected(start, "a relation below its label")
        text = known[relation[0].text]
        written = self.text[label[0].start : label[-1].end] if label else ""
        says = "".join(t.text for t in label).lower().strip(".")
        if text == "=" and says in ("def", "defn", "definition", "df", r"\triangle", r"\delta"):
            return Op(Level.RELATION, ":=", span)
        if text == "=" and says in ("!", "?"):
            return Op(Level.RELATION, rf"\overset{{{says}}}{{=}}", span)
        self.labels.append(plain_words(written))
        level = Level.IMPLIES if relation[0].text in words.IMPLICATIONS else Level.RELATION
        return Op(level, text, span, self._subscript())

    def _raw_argument(self, command: Token) -> list[Token]:
        opening = self.take()
        if opening.text != "{" or opening.kind != "mark":
            return [opening]
        depth, found = 1, list[Token]()
        while True:
            if self.peek() is None:
                raise self.unclosed(command, "}")
            token = self.take()
            if token.kind == "mark":
                depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0:
                return found
            found.append(token)

    def term(self) -> Node | Group:
        """Factors side by side, with the product signs between them."""
        items: list[Node | Group] = []
        while (token := self.peek()) is not None:
            if bars.is_bar(token) and items and not _is_sign(items[-1]):
                role = self._bar_role()
                if role == "at":
                    items = [self._taken_at(items)]
                    continue
                if role != "open":
                    break
            plain = token.kind in ("mark", "command")
            if plain and token.text in words.PRODUCTS:
                items.append(self._product_sign(token, items))
                if len(items) == 1:
                    return juxtaposed(items)
            elif plain and token.text in (*words.SIGNS, r"\forall") and items and _is_sign(items[-1]):
                items.append(self._signed_factor())
            elif self._stops(token) and items:
                break
            elif plain and token.text == "!" and items:
                items.append(self._factorial(items[-1]))
            else:
                items.append(self.factor())
        if not items:
            raise UnreadableFormula("the formula ends here, expected a term", self._last())
        if _is_sign(items[-1]):
            raise UnreadableFormula(f"nothing behind `{items[-1].text}`, expected a factor", items[-1].span)  # pyright: ignore[reportAttributeAccessIssue]
        self._check_neighbours(items)
        return juxtaposed(items)

    def _stops(self, token: Token) -> bool:
        if self._ends(token) or connective(token) is not None:
            return True
        infix = (",", ";", r"\mid", r"\over", r"\choose", r"\stackrel", r"\overset")
        return token.kind in ("mark", "command") and (
            token.text in infix or token.text in words.SIGNS or token.text in words.RELATIONS or token.text in words.IMPLICATIONS
        )

    def _product_sign(self, token: Token, items: list[Node | Group]) -> Symbol:
        self.take()
        following = self.peek()
        placeholder = token.text == r"\cdot" and (following is None or self._stops(following) or bars.is_bar(following))
        if (not items and not placeholder) or (items and _is_sign(items[-1])):
            raise self.unexpected(token, "a factor before it")
        return Symbol(words.PRODUCTS[token.text], Span(token.start, token.end))

    def _signed_factor(self) -> Node:
        r"""``2 \\cdot -1``: a sign behind a product sign belongs to one factor."""
        sign = self.take()
        if sign.text not in words.SIGNS:
            raise self.unexpected(sign, "a factor")
        factor = visible(self.factor(), loosest=(Related, Listing, Additive))
        return Additive((words.SIGNS[sign.text],), (factor,), self.span_from(sign.start))

    def _factorial(self, operand: Node | Group) -> Symbol:
        token = self.take()
        if isinstance(operand, Symbol):
            raise self.unexpected(token, "an operand before it")
        return Symbol("!", Span(token.start, token.end))

    def _check_neighbours(self, items: list[Node | Group]) -> None:
        for left, right in itertools.pairwise(items):
            if isinstance(left, Numeral) and isinstance(right, Numeral):
                written = excerpt(self.text[left.span.start : right.span.end])
                raise UnreadableFormula(
                    f"two numbers side by side: `{written}`, expected one number or \\cdot between them",
                    Span(left.span.start, right.span.end),
                )
        bare = [at for at, item in enumerate(items) if self._is_bare_value(item)]
        for one, two in itertools.pairwise(bare):
            between = items[one + 1 : two]
            if between and not any(_splits_bars(item) for item in (between[0], between[-1])):
                span = Span(items[one].span.start, items[two].span.end)
                raise UnreadableFormula(
                    f"`{excerpt(self.text[span.start : span.end])}` can be read in two ways, expected \\lvert … \\rvert",
                    span,
                )

    def _is_bare_value(self, item: Node | Group) -> bool:
        base = item.base if isinstance(item, Scripted) else item
        return isinstance(base, Bracketed) and base.opening in bars.BARS and self.text[base.span.start] in "|‖"

    # -- bars

    def _bar_role(self) -> str:
        """``close``, ``open``, ``separate`` or ``at``: what the bar behind an operand does."""
        token = self.tokens[self.at]
        inner = self._inside[-1] if self._inside else ""
        double = bars.adjacent(self.tokens, self.at)
        if inner == token.text or (inner == "||" and (double or token.text == r"\|")):
            return "close"
        if bars.is_evaluation(self.tokens, self.at):
            return "at"
        left = self._bars.get(self.at, 1)
        if double and token.text == "|" and left == 2:
            return "separate"
        if left % 2 == 0:
            return "open"
        following = self.peek(1)
        if left == 1 or (bars.is_bar(following) and not double):
            return "separate"
        raise self.unexpected(token, r"\mid for a condition and \lvert … \rvert for absolute values")

    def _separating_bar(self) -> Op:
        token = self.take()
        text = r"\mid" if token.text == "|" else r"\|"
        if text == r"\mid" and bars.adjacent(self.tokens, self.at - 1):
            self.take()
            text = r"\|"
        span = self.span_from(token.start)
        if self._inside and self._inside[-1] != "{":
            return Op(Level.SEPARATOR, text, span)
        if text == r"\|":
            raise self.unexpected(token, r"`\|` in pairs, or within a bracket as in \operatorname{KL}(p \,\|\, q)")
        return Op(Level.RELATION, text, span)

    def _taken_at(self, items: list[Node | Group]) -> Node:
        r"""``f'(x)|_{x=0}``: what stands before it is unmistakable for one factor, or for a derivative with its operand."""
        token = self.take()
        first = items[0].base if isinstance(items[0], Scripted) else items[0]
        derivative = isinstance(first, Fraction) or (isinstance(first, Symbol) and first.text == r"\nabla")
        application = len(items) == 2 and isinstance(items[1], Bracketed) and not isinstance(first, Numeral)
        if not (len(items) == 1 or derivative or application):
            raise self.unexpected(token, r"\left. … \right| around what is taken there")
        body = visible(juxtaposed(items), loosest=(Related, Listing, Additive))
        base = Bracketed(".", "|", (body,), (), Span(body.span.start, token.end))
        self.take()
        subscript = self._script("_")
        return Scripted(base, subscript, None, 0, self.span_from(body.span.start))

    def _between_bars(self, token: Token) -> Node:
        r"""``|x|``, ``\\|x\\|`` and ``||x||`` at the place of an operand."""
        if not bars.adjacent(self.tokens, self.at):
            return self._value(token, token.text, token.text)
        self._trials += 1
        if self._trials > MAX_TRIALS:
            raise self.unexpected(token, r"\lVert … \rVert")
        start, labels, depth, font = self.at, len(self.labels), len(self._inside), self._font
        try:
            return self._value(token, "||", r"\|")
        except UnreadableFormula:
            self.at, self._font = start, font
            del self.labels[labels:], self._inside[depth:]
            return self._value(token, "|", "|")

    def _value(self, token: Token, bar: str, canonical: str) -> Node:
        self.at += len(bar) if bar == "||" else 1
        parts, separators = self._parts(bar, token)
        closing = self.peek()
        if closing is None or not bars.is_bar(closing) or self._bar_width(bar) == 0:
            raise self.unclosed(token, bar)
        self.at += self._bar_width(bar)
        return Bracketed(canonical, canonical, parts, separators, self.span_from(token.start))

    def _bar_width(self, bar: str) -> int:
        token = self.tokens[self.at]
        if bar == "||":
            return 1 if token.text == r"\|" else 2 * bars.adjacent(self.tokens, self.at)
        return int(token.text == bar)

    # -- factors

    def factor(self) -> Node | Group:
        """An atom with its scripts and primes."""
        base = self.atom()
        start = base.span.start
        subscript = superscript = None
        primes = 0
        while (token := self.peek()) is not None and token.kind == "mark" and token.text in ("^", "_", "'"):
            self.take()
            if token.text == "'":
                if superscript is not None:
                    raise self.unexpected(token, "one superscript: two readings remain")
                primes += 1
                continue
            more = self._primes() if token.text == "^" else 0
            if more:
                primes += more
                continue
            present = subscript if token.text == "_" else superscript
            if present is not None:
                raise self.unexpected(token, f"one `{token.text}` for one base, or braces that say which comes first")
            script = self._script(token.text)
            subscript, superscript = (script, superscript) if token.text == "_" else (subscript, script)
        if subscript is None and superscript is None and not primes:
            return base
        return self._scripted(base, subscript, superscript, primes, self.span_from(start))

    def _scripted(self, base: Node | Group, subscript: Node | None, superscript: Node | None, primes: int, span: Span) -> Node:
        if not isinstance(base, Group):
            return Scripted(base, subscript, superscript, primes, span)
        inner = visible(base, loosest=(Related, Listing, Additive, Juxtaposition))
        if not isinstance(inner, Scripted):
            return Scripted(inner, subscript, superscript, primes, span)
        clash = (subscript and inner.subscript) or ((superscript or primes) and inner.superscript)
        if clash:
            raise UnreadableFormula("braces `{…}` print nothing, so two readings remain, expected parentheses", base.span)
        return Scripted(inner.base, subscript or inner.subscript, superscript or inner.superscript, primes + inner.primes, span)

    def _primes(self) -> int:
        r"""How many ``\prime`` the superscript at the cursor is, taken; 0 if it is something else."""
        token = self.peek()
        if token is not None and token.kind == "command" and token.text == r"\prime":
            self.take()
            return 1
        count = 0
        if token is not None and token.text == "{" and token.kind == "mark":
            while (inner := self.peek(1 + count)) is not None and inner.text in (r"\prime", "'"):
                count += 1
            closing = self.peek(1 + count)
            if count and closing is not None and closing.text == "}":
                self.at += count + 2
                return count
        return 0

    def _script(self, mark: str) -> Node:
        """The subscript or superscript behind its mark: a whole formula in braces, or one token."""
        font, self._font = self._font, ""
        try:
            return self._script_group(mark) or self._script_token(mark)
        finally:
            self._font = font

    def _script_token(self, mark: str) -> Node:
        token = self.peek()
        if token is None:
            raise UnreadableFormula(f"nothing behind `{mark}`, expected a script", self._last())
        if token.kind in ("mark", "command") and token.text in words.LONE_SCRIPTS:
            self.take()
            return Symbol(words.LONE_SCRIPTS[token.text], Span(token.start, token.end))
        if token.kind == "number" and len(token.text) > 1:
            raise self.unexpected(token, f"one digit, or braces: {mark}{{{excerpt(token.text)}}}")
        if token.kind in ("text", "word"):
            self.take()
            return _script_word(mark, token.text.strip(), Span(token.start, token.end))
        return _transposed(mark, self.single())

    def _script_group(self, mark: str) -> Node | None:
        opening = self.peek()
        if opening is None or opening.kind != "mark" or opening.text != "{":
            return None
        ahead, inner = 1, list[Token]()
        while (token := self.peek(ahead)) is not None and token.text != "}" and len(inner) < 4:
            inner.append(token)
            ahead += 1
        span = Span(opening.start, token.end if token else opening.end)
        if token is not None and token.text == "}" and inner:
            if all(t.kind in ("mark", "command") and t.text in words.LONE_SCRIPTS for t in inner):
                self.at += ahead + 1
                return Symbol("".join(words.LONE_SCRIPTS[t.text] for t in inner), span)
            if len(inner) == 1 and inner[0].kind in ("text", "word"):
                self.at += ahead + 1
                return _script_word(mark, inner[0].text.strip(), Span(inner[0].start, inner[0].end))
        return _transposed(mark, self._group(partial=True).node)

    def single(self) -> Node:
        r"""An argument without braces: one letter, one digit, one command with its own arguments."""
        token = self.peek()
        if token is None:
            raise UnreadableFormula("the formula ends here, expected an argument", self._last())
        if token.kind == "number" and len(token.text) > 1:
            if not token.text.isdigit():
                raise self.unexpected(token, "braces around a decimal argument")
            self.tokens[self.at] = Token("number", token.text[1:], token.start + 1, token.end)
            return Numeral(token.text[0], Span(token.start, token.start + 1))
        if token.kind == "mark" and token.text not in "(":
            raise self.unexpected(token, "an argument in braces")
        if token.kind == "mark":
            raise self.unexpected(token, "an argument in braces: a bracket alone prints as `(`")
        return visible(self.atom(), loosest=())

    def argument(self) -> Node:
        """The argument of a command: a group in braces, or one token."""
        token = self.peek()
        if token is not None and token.kind == "mark" and token.text == "{":
            return self._group(partial=False).node
        return self.single()

    def _group(self, *, partial: bool) -> Group:
        opening = self.take()
        self._inside.append("{")
        elements = self.sequence()
        self.expect("}", opening)
        self._inside.pop()
        span = self.span_from(opening.start)
        return Group(fold(elements, whole=span, partial=partial), span)

    # -- atoms

    def atom(self) -> Node | Group:
        """A letter, number, name, bracket, fraction: what can carry scripts."""
        token = self.peek()
        if token is None:
            raise UnreadableFormula("the formula ends here, expected a term", self._last())
        span = Span(token.start, token.end)
        if token.kind == "mark":
            return self._marked(token)
        if token.kind in ("left", "begin"):
            return self._paired() if token.kind == "left" else self._grid()
        if token.kind == "command":
            return self._commanded(token, span)
        if token.kind not in ("letter", "number", "word", "text"):
            raise self.unexpected(token, "a term")
        self.take()
        if token.kind == "letter":
            return self._named(token.text, span)
        if token.kind == "number":
            return self._named(token.text, span) if self._font else Numeral(token.text, span)
        word = "".join(token.text.split())
        if word.lower() in words.OPERATOR_WORDS:
            return Operator(words.OPERATOR_WORDS[word.lower()], span)
        return Name(words.function_word(token.text.strip()), span)

    def _marked(self, token: Token) -> Node | Group:
        if token.text == "{":
            return self._group(partial=False)
        if token.text in ("(", "["):
            return self._bracket(token)
        if token.text == "|":
            return self._between_bars(token)
        if token.text == "*":
            raise self.unexpected(token, r"\cdot for a product")
        raise self.unexpected(token, "a term")

    def _named(self, text: str, span: Span) -> Node:
        if not self._font:
            return Name(text, span)
        if self._font == r"\mathbb" and text == "E":
            return Operator(r"\mathbb{E}", span)
        return Name(rf"{self._font}{{{text}}}", span)

    def _commanded(self, token: Token, span: Span) -> Node | Group:
        text = token.text
        if text in words.OPENERS:
            return self._bracket(token)
        if text == r"\|":
            return self._between_bars(token)
        for table, method in (
            (words.FONTS, self._in_font),
            (words.ACCENTS, self._accented),
            (_CONSTRUCTS, self._construct),
        ):
            if text in table:
                self.take()
                return method(token)
        self.take()
        if text in words.GREEK:
            return self._named(text, span)
        if text in words.SYMBOLS:
            return Symbol(words.SYMBOLS[text], span)
        if text in words.LONE_SCRIPTS:
            raise self.unexpected(token, "it only as a superscript")
        if text in words.OPERATOR_COMMANDS:
            return Operator(text, span)
        if text == r"\arg":
            return self._arg(token)
        if text[1:] in words.FUNCTION_WORDS:
            return Name(text, span)
        if text in words.WORD_COMMANDS:
            return Name(words.function_word(words.WORD_COMMANDS[text]), span)
        raise self.unexpected(token, "a command that this reader knows")

    def _arg(self, token: Token) -> Operator:
        following = self.peek()
        if following is None or following.text not in (r"\max", r"\min", "max", "min"):
            raise self.unexpected(token, r"\arg\max or \arg\min")
        self.take()
        return Operator(rf"\arg\{following.text.removeprefix(chr(92))}", self.span_from(token.start))

    def _construct(self, token: Token) -> Node | Group:
        text = token.text
        if text.endswith(("frac", "binom")):
            return self._fraction(token)
        if text == r"\sqrt":
            return self._root(token)
        if text == r"\underset":
            return self._underset(token)
        return self._braced(token)

    def _fraction(self, token: Token) -> Node:
        above = self.argument()
        below = self.argument()
        rest = self.peek()
        if rest is not None and rest.kind == "number" and rest.start == below.span.end:
            self._refuse_run_on(token, rest, below)
        style = "binom" if token.text.endswith("binom") else "frac"
        end = max(below.span.end, self.tokens[self.at - 1].end)
        return Fraction(above, below, style, Span(token.start, end))

    def _refuse_run_on(self, token: Token, rest: Token, argument: Node) -> None:
        if isinstance(argument, Numeral):
            written = excerpt(self.text[token.start : rest.end])
            raise UnreadableFormula(f"`{written}` has more digits than arguments, expected braces", Span(token.start, rest.end))

    def _root(self, token: Token) -> Node:
        degree = None
        following = self.peek()
        if following is not None and following.kind == "mark" and following.text == "[":
            opening = self.take()
            self._inside.append("{")
            degree = fold(self.sequence(), whole=Span(opening.start, opening.end), partial=False)
            self.expect("]", opening)
            self._inside.pop()
            following = self.peek()
        if following is not None and following.text == "(" and self.text[token.start] == "√":
            radicand = self._bracket(following)
        else:
            radicand = self.argument()
        rest = self.peek()
        if rest is not None and rest.kind in ("number", "letter") and rest.start == radicand.span.end:
            if self.text[token.start] == "√":
                raise self.unexpected(rest, "brackets that say how far the root reaches")
            if rest.kind == "number":
                self._refuse_run_on(token, rest, radicand)
        return Root(radicand, degree, Span(token.start, max(radicand.span.end, self.tokens[self.at - 1].end)))

    def _underset(self, token: Token) -> Node:
        r"""``\underset{\theta}{\arg\max}``: a range written below."""
        below = self.argument()
        base = self.argument()
        if not isinstance(base, Operator):
            raise self.unexpected(token, r"it below \max, \min, \arg\max or another operator with a range")
        return Scripted(base, below, None, 0, self.span_from(token.start))

    def _braced(self, token: Token) -> Node | Group:
        r"""``\underbrace{…}_{\text{…}}``: the content; the note is dropped where it is only words."""
        content = self.argument()
        mark = self.peek()
        if mark is not None and mark.kind == "mark" and mark.text in ("_", "^"):
            self.take()
            note = self._raw_argument(token)
            if any(t.kind not in ("text", "word", "quad") for t in note):
                raise self.unexpected(mark, "only words under a brace")
        return Group(content, self.span_from(token.start))

    def _in_font(self, token: Token) -> Node | Group:
        font = words.FONTS[token.text]
        if font in words.WORD_FONTS and (word := self._font_word(font, token)) is not None:
            return word
        outer, self._font = self._font, font
        try:
            node = self.argument()
        finally:
            self._font = outer
        span = self.span_from(token.start)
        if isinstance(node, Name | Operator):
            return type(node)(node.text, span)
        if isinstance(node, Juxtaposition) and all(isinstance(i, Name) and len(_letter(i.text)) == 1 for i in node.items):
            written = excerpt(self.text[span.start : span.end])
            raise UnreadableFormula(
                f"`{written}`: one name or a product? expected \\mathrm{{…}} for a word, one {token.text} for each letter", span
            )
        return Group(node, span)

    def _font_word(self, font: str, token: Token) -> Name | None:
        ahead, letters = 1, ""
        first = self.peek()
        while first is not None and first.text == "{" and (inner := self.peek(ahead)) and inner.kind == "letter":
            letters += inner.text
            ahead += 1
        closing = self.peek(ahead)
        if len(letters) < 2 or closing is None or closing.text != "}":
            return None
        self.at += ahead + 1
        known = letters in words.FUNCTION_WORDS
        return Name(words.function_word(letters) if known else rf"{font}{{{letters}}}", self.span_from(token.start))

    def _accented(self, token: Token) -> Node:
        r"""``\hat{p}``; ``\hat{x_i}`` is ``\hat{x}`` with the index i."""
        accent = words.ACCENTS[token.text]
        node = self.argument()
        span = self.span_from(token.start)
        if isinstance(node, Name):
            return Name(rf"{accent}{{{node.text}}}", span)
        if isinstance(node, Scripted) and isinstance(node.base, Name):
            base = Name(rf"{accent}{{{node.base.text}}}", node.base.span)
            return Scripted(base, node.subscript, node.superscript, node.primes, span)
        raise self.unexpected(token, "one letter or one name below it")

    # -- brackets

    def _bracket(self, opening: Token) -> Node:
        self.take()
        own = _BAR_NAMES.get(opening.text, opening.text)
        expected = words.OPENERS[opening.text]
        parts, separators = self._parts(opening.text, opening)
        closing = self.peek()
        if closing is None or closing.kind not in ("mark", "command"):
            raise self.unclosed(opening, expected)
        if closing.text != expected:
            self._check_interval(opening, closing, expected, separators)
        self.take()
        return Bracketed(own, _BAR_NAMES.get(closing.text, closing.text), parts, separators, self.span_from(opening.start))

    def _check_interval(self, opening: Token, closing: Token, expected: str, separators: tuple[str, ...]) -> None:
        half_open = opening.text in _INTERVAL[0] and closing.text in _INTERVAL[1]
        if not (half_open and separators == (",",)):
            raise self.unclosed(opening, expected)

    def _parts(self, inside: str, opening: Token) -> tuple[tuple[Node, ...], tuple[str, ...]]:
        self._inside.append(inside)
        font, self._font = self._font, ""
        elements = self.sequence()
        if not elements:
            raise self.unclosed(opening, "a term") if self.peek() is None else self.unexpected(self.take(), "a term")
        self._inside.pop()
        self._font = font
        return parts_of(elements, self.span_from(opening.start))

    def _paired(self) -> Node:
        r"""``\left( … \right)``."""
        opening = self.take()
        parts, separators = self._parts("left", opening)
        closing = self.peek()
        if closing is None or closing.kind != "right":
            raise self.unclosed(opening, r"\right")
        self.take()
        span = self.span_from(opening.start)
        start, end = (_BAR_NAMES.get(t.text, t.text) for t in (opening, closing))
        if (start, end) == (r"\{", ".") and len(parts) == 1 and isinstance(parts[0], Grid):
            return Grid("cases", parts[0].rows, span)
        if start == "." and end == "|" and len(parts) == 1:
            return Bracketed(start, end, parts, (), span)
        expected = words.OPENERS.get(start, start if start in bars.BARS else "")
        if end != expected and (start not in _INTERVAL[0] or end not in _INTERVAL[1] or separators != (",",)):
            raise self.unexpected(closing, rf"`\right{expected}`" if expected else "a bracket of the same kind")
        return Bracketed(start, end, parts, separators, span)

    def _grid(self) -> Node:
        opening = self.take()
        if opening.text not in words.GRID_ENVIRONMENTS:
            raise self.unexpected(opening, "cases, a matrix, or the block on its own")
        rows: list[list[list[Token]]] = [[[]]]
        depth = 0
        while True:
            if self.peek() is None:
                raise self.unclosed(opening, rf"\end{{{opening.text}}}")
            token = self.take()
            if depth == 0 and token.kind == "end":
                break
            depth += {"begin": 1, "end": -1}.get(token.kind, 0)
            if depth == 0 and token.kind == "break":
                rows.append([[]])
            elif depth == 0 and token.kind == "mark" and token.text == "&":
                rows[-1].append([])
            else:
                rows[-1][-1].append(token)
        if opening.text == "array":
            _drop_columns(rows[0][0])
        if not any(rows[-1]):
            rows.pop()
        cells = tuple(tuple(read_worded(self.text, cell) for cell in row) for row in rows)
        environment = opening.text.removesuffix("*")
        names = {"dcases": "cases", "psmallmatrix": "pmatrix", "bsmallmatrix": "bmatrix"}
        return Grid(names.get(environment, environment), cells, self.span_from(opening.start))


_CONSTRUCTS = frozenset(
    [r"\frac", r"\tfrac", r"\dfrac", r"\cfrac", r"\binom", r"\tbinom", r"\dbinom", r"\sqrt", r"\underset", r"\underbrace", r"\overbrace"]
)


def plain_words(written: str) -> str:
    r"""Text of the page as a reason: without the ``\text{…}`` around it."""
    bare = re.sub(r"\\(?:text|mathrm|textrm|textit|mbox)\s*\{([^{}]*)\}", r"\1", written)
    return " ".join(bare.split())


def _drop_columns(cell: list[Token]) -> None:
    """Without the ``{cc}`` of an array."""
    if cell and cell[0].text == "{":
        closing = next((at for at, token in enumerate(cell) if token.text == "}"), len(cell) - 1)
        del cell[: closing + 1]


def _letter(name: str) -> str:
    return name[name.index("{") + 1 : -1] if "{" in name else name


def _script_word(mark: str, word: str, span: Span) -> Node:
    if mark == "^" and word == "T":
        return Symbol(r"\top", span)
    return Name(words.function_word(" ".join(word.split())), span)


def _transposed(mark: str, node: Node) -> Node:
    if mark == "^" and isinstance(node, Name) and node.text in (r"\mathsf{T}", r"\mathrm{T}"):
        return Symbol(r"\top", node.span)
    return node


def _is_sign(item: Node | Group) -> bool:
    return isinstance(item, Symbol) and item.text in _SIGNS_OF_PRODUCT


def _splits_bars(item: Node | Group) -> bool:
    r"""Whether an item between two values can only be read as standing between them: ``|x| \\log |y|``."""
    base = item.base if isinstance(item, Scripted) else item
    return isinstance(base, Operator | Symbol) or (isinstance(base, Name) and base.text[1:] in words.FUNCTION_WORDS)
