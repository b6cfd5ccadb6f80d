r"""One formula, tokens to syntax tree: strict recursive descent over brackets, scripts and arguments.

``Reader.sequence`` reads terms and infix operators side by side up to the end of a bracket; ``grouping.fold`` makes a tree of
them.  Nothing is guessed: what is not understood raises ``UnreadableFormula`` with the place, what stands there and what was
expected.

Verbs: ``read`` (a formula), ``read_worded`` (a formula with prose in it: a cell of ``cases``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from checks.page import bars, brackets, constructs, scripts, words
from checks.page.cursor import Cursor
from checks.page.grouping import Element, Group, Level, Op, fold, juxtaposed, visible
from checks.page.prose import connective, drop_punctuation, is_prose, plain_words
from checks.page.syntax import (
    Additive,
    Bracketed,
    Juxtaposition,
    Listing,
    Name,
    Node,
    Numeral,
    Operator,
    Related,
    Scripted,
    Span,
    Symbol,
    UnreadableFormula,
    Words,
)
from checks.page.tokens import Kind, Token, excerpt, tokenize

_ENDS = frozenset({"}", *words.CLOSERS})
_SIGNS_OF_PRODUCT = frozenset(words.PRODUCTS.values())
_OPERANDS = frozenset[Kind](("letter", "number"))  # most tokens: no operator, and the end of nothing
_DEFINES = ("def", "defn", "definition", "df", r"\triangle", r"\delta")


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


class Reader(Cursor):
    """The grammar of one formula."""

    def cell(self, tokens: Sequence[Token]) -> Node:
        """One cell of a grid, prose and all."""
        return read_worded(self.text, tokens)

    def sequence(self) -> list[Element]:
        """Terms and operators up to the end of the surrounding bracket, or of the formula."""
        elements: list[Element] = []
        while (token := self.peek()) is not None:
            if token.kind in _OPERANDS:
                elements.append(self.term())
                continue
            behind = bool(elements) and not isinstance(elements[-1], Op)
            if bars.is_bar(token) and behind:
                if brackets.bar_role(self) == "close":
                    break
                elements.append(brackets.separating_bar(self))
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
        if token.text in (",", ";") or (self.in_bracket and token.text in (":", r"\colon", r"\mid")):
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
        if token.text in (r"\stackrel", r"\overset") or (token.text == r"\underset" and self._over_relation()):
            return self._labelled_relation()
        if token.text == words.ARROW:
            self.take()
            return self._arrow(self.raw_argument(token), self.span_from(token.start))
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
        return scripts.script(self, "_")

    def _over_relation(self) -> bool:
        r"""Whether the ``\underset`` at the cursor has its label below a relation, and not below an operator."""
        ahead, depth = 1, 0
        while (token := self.peek(ahead)) is not None:
            depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "mark" else 0
            ahead += 1
            if depth == 0:
                break
        base = self.peek(ahead)
        return base is not None and base.kind in ("mark", "command") and base.text in {*words.RELATIONS, *words.IMPLICATIONS}

    def _labelled_relation(self) -> Op:
        r"""``\stackrel{\text{def}}{=}`` defines; ``\overset{!}{=}`` demands; any other label is kept as a reason."""
        start = self.take()
        label = self.raw_argument(start)
        relation = self.raw_argument(start)
        span = self.span_from(start.start)
        known = {**words.RELATIONS, **words.IMPLICATIONS}
        if len(relation) != 1 or relation[0].text not in known:
            raise self.unexpected(start, "a relation below its label")
        text = known[relation[0].text]
        if text == r"\to" and any(known.get(t.text) == text for t in label):
            return self._arrow(label, span)
        written = self.text[label[0].start : label[-1].end] if label else ""
        says = "".join(t.text for t in label).lower().strip(".")
        if text == "=" and says in _DEFINES:
            return Op(Level.RELATION, ":=", span)
        if text == "=" and says in ("!", "?"):
            return Op(Level.RELATION, rf"\overset{{{says}}}{{=}}", span)
        self.labels.append(plain_words(written))
        level = Level.IMPLIES if relation[0].text in words.IMPLICATIONS else Level.RELATION
        return Op(level, text, span, self._subscript())

    def _arrow(self, label: list[Token], span: Span) -> Op:
        r"""``\xrightarrow{t\to\infty}``, ``\overset{t\to\infty}{\longrightarrow}``: what stands above says what goes where."""
        goes = read(self.text, label)[0] if label else None
        if not (isinstance(goes, Related) and goes.relations == (r"\to",)):
            raise UnreadableFormula(f"{words.ARROW} needs what goes where above it, for example {words.ARROW}{{t\\to\\infty}}", span)
        return Op(Level.RELATION, words.ARROW, span, goes)

    def term(self) -> Node | Group:
        """Factors side by side, with the product signs between them."""
        items: list[Node | Group] = []
        while (token := self.peek()) is not None:
            if token.kind in _OPERANDS:
                items.append(self.factor())
                continue
            if bars.is_bar(token) and items and not _is_sign(items[-1]):
                role = brackets.bar_role(self)
                if role == "at":
                    items = [brackets.taken_at(self, items)]
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
            raise UnreadableFormula("the formula ends here, expected a term", self.last())
        if _is_sign(items[-1]):
            raise UnreadableFormula(f"nothing behind `{items[-1].text}`, expected a factor", items[-1].span)  # pyright: ignore[reportAttributeAccessIssue]
        if len(items) > 1:
            self._check_neighbours(items)
        return juxtaposed(items)

    def _stops(self, token: Token) -> bool:
        if self._ends(token) or connective(token) is not None or (token.text == r"\underset" and self._over_relation()):
            return True
        infix = (",", ";", r"\mid", r"\over", r"\choose", r"\stackrel", r"\overset", words.ARROW)
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
            more = scripts.primes(self) if token.text == "^" else 0
            if more:
                primes += more
                continue
            present = subscript if token.text == "_" else superscript
            if present is not None:
                raise self.unexpected(token, f"one `{token.text}` for one base, or braces that say which comes first")
            script = scripts.script(self, token.text)
            subscript, superscript = (script, superscript) if token.text == "_" else (subscript, script)
        if subscript is None and superscript is None and not primes:
            return base
        return scripts.scripted(base, subscript, superscript, primes, self.span_from(start))

    def single(self) -> Node:
        r"""An argument without braces: one letter, one digit, one command with its own arguments."""
        token = self.peek()
        if token is None:
            raise UnreadableFormula("the formula ends here, expected an argument", self.last())
        if token.kind == "number" and len(token.text) > 1:
            if not token.text.isdigit():
                raise self.unexpected(token, "braces around a decimal argument")
            self.tokens[self.at] = Token("number", token.text[1:], token.start + 1, token.end)
            span = Span(token.start, token.start + 1)
            return self._named(token.text[0], span) if self.font else Numeral(token.text[0], span)
        if token.kind == "mark":
            raise self.unexpected(token, "an argument in braces")
        return visible(self.atom(), loosest=())

    def argument(self) -> Node:
        """The argument of a command: a group in braces, or one token."""
        token = self.peek()
        if token is not None and token.kind == "mark" and token.text == "{":
            return self.group(partial=False).node
        return self.single()

    def group(self, *, partial: bool) -> Group:
        opening = self.take()
        self.inside.append("{")
        elements = self.sequence()
        self.expect("}", opening)
        self.inside.pop()
        span = self.span_from(opening.start)
        return Group(fold(elements, whole=span, partial=partial), span)

    def atom(self) -> Node | Group:
        """A letter, number, name, bracket, fraction: what can carry scripts."""
        token = self.peek()
        if token is None:
            raise UnreadableFormula("the formula ends here, expected a term", self.last())
        if token.kind == "mark":
            return self._marked(token)
        if token.kind in ("left", "begin"):
            return brackets.paired(self) if token.kind == "left" else constructs.grid(self)
        span = Span(token.start, token.end)
        if token.kind == "command":
            return self._commanded(token, span)
        if token.kind not in ("letter", "number", "word", "text"):
            raise self.unexpected(token, "a term")
        self.take()
        if token.kind == "letter":
            return self._named(token.text, span)
        if token.kind == "number":
            return self._named(token.text, span) if self.font else Numeral(token.text, span)
        word = "".join(token.text.split())
        if word.lower() in words.OPERATOR_WORDS:
            return Operator(words.OPERATOR_WORDS[word.lower()], span)
        return Name(words.function_word(token.text.strip()), span)

    def _marked(self, token: Token) -> Node | Group:
        if token.text == "{":
            return self.group(partial=False)
        if token.text in ("(", "["):
            return brackets.bracket(self, token)
        if token.text == "|":
            return brackets.between_bars(self, token)
        if token.text == "*":
            raise self.unexpected(token, r"\cdot for a product")
        raise self.unexpected(token, "a term")

    def _named(self, text: str, span: Span) -> Node:
        if not self.font:
            return Name(text, span)
        if self.font == r"\mathbb" and text == "E":
            return Operator(r"\mathbb{E}", span)
        return Name(rf"{self.font}{{{text}}}", span)

    def _commanded(self, token: Token, span: Span) -> Node | Group:
        text = token.text
        if text in words.OPENERS:
            return brackets.bracket(self, token)
        if text == r"\|":
            return brackets.between_bars(self, token)
        for table, method in (
            (words.FONTS, constructs.in_font),
            (words.ACCENTS, constructs.accented),
            (constructs.CONSTRUCTS, constructs.construct),
        ):
            if text in table:
                self.take()
                return method(self, token)
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
            return constructs.arg_operator(self, token)
        if text[1:] in words.FUNCTION_WORDS:
            return Name(text, span)
        if text in words.WORD_COMMANDS:
            return Name(words.function_word(words.WORD_COMMANDS[text]), span)
        raise self.unexpected(token, "a command that this reader knows")


def _is_sign(item: Node | Group) -> bool:
    return isinstance(item, Symbol) and item.text in _SIGNS_OF_PRODUCT


def _splits_bars(item: Node | Group) -> bool:
    r"""Whether an item between two values can only be read as standing between them: ``|x| \\log |y|``."""
    base = item.base if isinstance(item, Scripted) else item
    return isinstance(base, Operator | Symbol) or (isinstance(base, Name) and base.text[1:] in words.FUNCTION_WORDS)
