"""What each formula of a page does: it declares, defines, states a fact, or claims; and claims stand in chains."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checks import terms as t
from checks.model import Claim, Page, Unread
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.sets import POSITIVE, Finite, Integers, Interval, Structure


def page(text: str) -> Page:
    return read_page("page.md", formulas(text))


def claims(text: str) -> list[Claim]:
    found = page(text).claims
    assert all(isinstance(claim, Claim) for claim in found), found
    return [claim for claim in found if isinstance(claim, Claim)]


def steps(text: str) -> list[tuple[int, int, str]]:
    """Chain, step and relation of each claim."""
    return [(claim.chain, claim.step, claim.relation) for claim in claims(text)]


d, n = t.Size("d"), t.Size("n")

DECLARED = {
    r"a \in \mathbb{R}": t.Variable("a"),
    r"a \in \mathbb{R}_{>0}": t.Variable("a", (), POSITIVE),
    r"a \in \mathbb{R}_+": t.Variable("a", (), POSITIVE),
    r"a \in (0,1)": t.Variable("a", (), Interval(Fraction(0), Fraction(1))),
    r"a \in [0,\infty)": t.Variable("a", (), Interval(low=Fraction(0), low_closed=True)),
    r"a \in \{-1,1\}": t.Variable("a", (), Finite((Fraction(-1), Fraction(1)))),
    r"a \in \mathbb{N}": t.Variable("a", (), Integers(1, None)),
    r"a \in \mathbb{R}^d": t.Variable("a", (d,)),
    r"a \in \mathbb{R}^{n\times d}": t.Variable("a", (n, d)),
    r"a \in \mathbb{R}^d_{>0}": t.Variable("a", (d,), POSITIVE),
    r"a \in \{0,1\}^n": t.Variable("a", (n,), Finite((Fraction(0), Fraction(1)))),
    r"a \in \mathbb{S}^d_{++}": t.Variable("a", (d, d), structure=Structure.POSITIVE_DEFINITE),
    r"a_i \in \mathbb{R}^d$ for $i = 1,\dots,n": t.Variable("a", (n, d)),
    r"a_1, \dots, a_n \in \mathbb{R}^d": t.Variable("a", (n, d)),
    r"a_i \in \mathbb{R}^d,\ i = 1, \dots, n": t.Variable("a", (n, d)),
}


@pytest.mark.parametrize("declaration", DECLARED)
def test_a_declaration_makes_a_variable(declaration: str) -> None:
    (claim,) = claims(f"Let ${declaration}$.\n\n$$ a + 1 = a $$\n")
    assert claim.given.variables == (DECLARED[declaration],)
    assert claim.left == DECLARED[declaration] + 1


def test_ends_that_are_no_written_numbers_are_facts() -> None:
    (claim,) = claims(r"Let $\lambda > 0$ and $\alpha \in (0, 2/\lambda]$. $$ \alpha\lambda = \lambda\alpha $$")
    alpha, rate = (next(v for v in claim.given.variables if v.name == name) for name in (r"\alpha", r"\lambda"))
    assert alpha.values == Interval(low=Fraction(0))
    assert t.Compare("≤", alpha, t.Quotient(t.as_term(2), rate)) in claim.given.facts


def test_a_lone_expression_above_a_relation_starts_the_chain() -> None:
    found = page("Let $x, y \\in \\mathbb{R}^d$.\n\n\\begin{align}\n& x^\\top y \\\\\n&\\qquad = y^\\top x\n\\end{align}\n")
    (claim,) = found.claims
    assert isinstance(claim, Claim)
    x, y = claim.given.variables
    assert claim.left == x.T @ y
    assert not found.skipped


@pytest.mark.parametrize("simplex", [r"\Delta^{K-1}", r"\Delta_K"])
def test_a_simplex_has_as_many_entries_as_its_letter(simplex: str) -> None:
    (claim,) = claims(rf"Let $p \in {simplex}$. Then $\sum_k p_k = 1$.")
    (variable,) = claim.given.variables
    assert (variable.dims, variable.structure) == ((t.Size("K"),), Structure.SIMPLEX)


def test_several_names_share_a_set() -> None:
    (claim,) = claims(r"Let $a, b \in \mathbb{R}$. We know that $a + b = b + a$.")
    assert [variable.name for variable in claim.given.variables] == ["a", "b"]


def test_the_rows_of_a_display_are_one_chain() -> None:
    text = "Let $a \\in \\mathbb{R}$.\n$$\\begin{aligned} a + a &= 2a && \\text{sum} \\\\ &= a\\cdot 2 \\\\ &\\le 2a + 1 \\end{aligned}$$"
    assert steps(text) == [(1, 1, "="), (1, 2, "="), (1, 3, "≤")]
    assert [claim.reason for claim in claims(text)] == ["sum", "", ""]


def test_the_sides_keep_the_writers_own_words() -> None:
    (claim,) = claims(r"Let $a \in \mathbb{R}$. So $\tfrac12 a + a = \frac{3}{2}a$.")
    assert (claim.left_source, claim.right_source) == (r"\tfrac12 a + a", r"\frac{3}{2}a")


def test_quad_parts_two_chains() -> None:
    assert steps(r"Let $a \in \mathbb{R}$. $$ a + a = 2a,\qquad a - a = 0 = a\cdot 0 $$") == [(1, 1, "="), (2, 1, "="), (2, 2, "=")]


def test_a_display_that_begins_with_a_relation_goes_on() -> None:
    text = "Let $a \\in \\mathbb{R}$.\n\n$$ a + a = 2a $$\n\nand so\n\n$$ = a\\cdot 2 $$\n"
    assert steps(text) == [(1, 1, "="), (1, 2, "=")]


def test_equations_beside_iff_are_no_steps() -> None:
    text = r"Let $a \in \mathbb{R}$. $$\begin{aligned} 2a = 4 &\iff a = 2 \\ &\iff a - 2 = 0 \end{aligned}$$"
    assert steps(text) == [(1, 1, "⇔"), (1, 2, "⇔")]
    assert isinstance(claims(text)[0].left, t.Compare)


def test_an_equation_above_an_iff_row_is_no_step() -> None:
    text = r"Let $a \in \mathbb{R}$. $$\begin{aligned} 2a &= 4 \\ \iff a &= 2 \end{aligned}$$"
    assert steps(text) == [(1, 1, "⇔")]


def test_or_and_plus_minus_beside_iff() -> None:
    a = t.Variable("a")
    one, minus = t.Compare("=", a, t.as_term(1)), t.Compare("=", a, t.as_term(-1))
    (claim,) = claims(r"Let $a \in \mathbb{R}$. $$ a^2 = 1 \iff a = 1 \lor a = -1 $$")
    assert claim.right == t.Logic("or", (one, minus))
    (claim,) = claims(r"Let $a \in \mathbb{R}$. $$ a^2 = 1 \iff a = \pm 1 $$")
    assert isinstance(claim.right, t.Logic)
    assert claim.right.kind == "or"


def test_a_fresh_name_is_defined_and_the_rest_are_steps() -> None:
    read = page(r"Let $a \in \mathbb{R}$. Then $b = a + a = 2a$ and $b = 2a$.")
    assert [listed.text for listed in read.defined] == [r"b = a + a = 2a"]
    first, second = read.claims
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)
    a = t.Variable("a")
    assert (first.left, first.right) == (a + a, t.Times((t.as_term(2), a)))
    assert second.left == t.Defined("b", a + a)


def test_a_function_is_defined_and_called() -> None:
    (claim,) = claims(r"Let $a \in \mathbb{R}$ and $\sigma(u) := \frac{1}{1+e^{-u}}$. Then $\sigma(2a) = 1 - \sigma(-2a)$.")
    a = t.Variable("a")
    two_a = t.Times((t.as_term(2), a))
    assert claim.left == t.Defined(r"\sigma(2a)", 1 / (1 + t.Apply("exp", t.Negative(two_a))))


def test_the_quotient_rule_of_the_homework() -> None:
    text = r"""Let $a \in \mathbb{R}$, $\sigma(a) := \frac{1}{1+e^{-a}}$, $U = 1$ and $V = 1 + e^{-a}$. Then
$$ \sigma'(a) = \frac{U'V - UV'}{V^2} = \frac{e^{-a}}{(1+e^{-a})^2} = \sigma(a)(1-\sigma(a)). $$"""
    assert steps(text) == [(1, 1, "="), (1, 2, "="), (1, 3, "=")]
    a = t.Variable("a")
    v = t.Defined("V", 1 + t.Apply("exp", -a))
    right = claims(text)[0].right
    assert t.Derivative(v, (a,)) in set(t.walk(right))


def test_a_defined_intermediate_varies_freely() -> None:
    text = r"Let $z \in \mathbb{R}$, $a = \sigma(z)$ and $L = a^2$. Then $\frac{\partial L}{\partial a} = 2a$."
    (claim,) = claims(text)
    assert isinstance(claim.left, t.At)
    ((variable, value),) = claim.left.values
    assert value == t.Defined("a", t.Apply("sigma", t.Variable("z")))
    assert claim.left.body == t.Derivative(t.Defined("L", variable**2), (variable,))


@pytest.mark.parametrize(
    "words",
    [
        r"with $A = A^\top$",
        r"where $A = A^\top$",
        r"Suppose $A = A^\top$",
        r"assume that $A = A^\top$",
        r"Let $\det A \neq 0$ and $A = A^\top$",
    ],
)
def test_an_equality_behind_a_cue_is_a_fact(words: str) -> None:
    read = page(rf"Let $A \in \mathbb{{R}}^{{d\times d}}$, {words}.")
    assert read.claims == ()


@pytest.mark.parametrize(
    "words", [r"Setting $2a - 4 = 0$", r"We solve $2a - 4 = 0$", r"such that $2a - 4 = 0$", r"We require $2a - 4 = 0$"]
)
def test_an_equation_to_be_solved_claims_nothing(words: str) -> None:
    read = page(rf"Let $a \in \mathbb{{R}}$. {words} is next.")
    assert read.claims == ()
    assert any("condition" in listed.why for listed in read.skipped)


def test_a_verb_ends_the_reach_of_a_cue() -> None:
    assert steps(r"Let $a \in \mathbb{R}$. For $a > 0$ we know $a + a = 2a$.") == [(1, 1, "=")]


def test_a_condition_does_not_reach_what_it_gives() -> None:
    assert steps(r"Let $a \in \mathbb{R}$. Setting $2a - 4 = 0$ gives $a + a = 4$.") == [(1, 1, "=")]


def test_an_inequality_between_bare_names_in_prose_is_a_fact() -> None:
    (claim,) = claims(r"Let $a \in \mathbb{R}$ with $a \neq 0$, and $\lambda > 0$. Then $a\lambda + 1 = 1 + a\lambda$.")
    assert [variable.name for variable in claim.given.variables] == ["a", r"\lambda"]
    a = t.Variable("a")
    assert t.Compare("≠", a, t.as_term(0)) in claim.given.facts


def test_an_inequality_between_expressions_is_claimed() -> None:
    assert steps(r"Let $a \in \mathbb{R}$. Clearly $a^2 + 1 > 0$.") == [(1, 1, ">")]


def test_the_layers_of_the_example_pages() -> None:
    text = r"""For $X \in \mathbb{R}^{n\times d}$, $y\in\mathbb{R}^n$, $w\in\mathbb{R}^d$, $\lambda > 0$: let
$J(w) = \|Xw-y\|_2^2 + \lambda\|w\|^2$. Then
$$\nabla J = 2X^\top(Xw-y) + 2\lambda w,\qquad \nabla^2 J = 2X^\top X + 2\lambda I.$$
Setting $\nabla J = 0$ gives $$\nabla J = 0 \iff w = (X^\top X+\lambda I)^{-1}X^\top y .$$
"""
    assert steps(text) == [(1, 1, "="), (2, 1, "="), (3, 1, "⇔")]
    assert [claim.left.shape for claim in claims(text)] == [(d,), (d, d), ()]


def test_the_optimisers_of_the_example_pages() -> None:
    text = r"""Let $\hat p(x) \in \Delta(\mathcal X)$, $\hat p(y\mid x) \in \Delta(\mathcal Y)$, $P_\theta(y\mid x) \in \Delta(\mathcal Y)$
with $\theta\in\mathbb{R}^m$.
$$\arg\min_\theta \mathbb{E}_{\hat p(x)}\left[\operatorname{KL}(\hat p(y\mid x)\,\|\,P_\theta(y\mid x))\right]
 = \arg\max_\theta \mathbb{E}_{\hat p(x)}\mathbb{E}_{\hat p(y\mid x)}\left[\log P_\theta(y\mid x)\right]$$
"""
    (claim,) = claims(text)
    assert isinstance(claim.left, t.Optimisers)
    assert isinstance(claim.right, t.Optimisers)
    assert (claim.left.kind, claim.right.kind) == ("min", "max")
    assert claim.left.variable == t.Variable(r"\theta", (t.Size("m"),))


def test_a_bare_expression_is_skipped() -> None:
    read = page(r"Let $a \in \mathbb{R}$. The function $f$ costs $O(n)$ and so does $a + 1$.")
    assert read.claims == ()
    assert len(read.skipped) == 3


def test_an_unreadable_row_breaks_its_chain_at_that_row_only() -> None:
    text = "Let $a \\in \\mathbb{R}$.\n$$\\begin{aligned} a + a &= 2a \\\\ &= q \\\\ &= 2a \\\\ &= a + a \\end{aligned}$$"
    read = page(text).claims
    assert [(type(claim).__name__, claim.chain, claim.step) for claim in read] == [
        ("Claim", 1, 1),
        ("Unread", 1, 2),
        ("Unread", 1, 3),
        ("Claim", 1, 4),
    ]
    bad = read[1]
    assert isinstance(bad, Unread)
    assert "the name q is not declared" in bad.message
    assert (bad.place.line, bad.place.column) == (2, 37)


def test_an_inequality_that_ends_with_its_sign_is_no_condition() -> None:
    (claim,) = page(r"Let $x \in \mathbb{R}$. $$x <$$").claims
    assert isinstance(claim, Unread)
    assert claim.message == "nothing stands behind <"


def test_a_relation_that_is_no_step_breaks_a_chain_where_it_stands() -> None:
    row = r"Let $x \in \mathbb{R}$. $$\begin{aligned} x &= x \\ &\neq 2 \\ &= 3 \\ &\in \mathbb{R} \end{aligned}$$"
    read = [claim.message if isinstance(claim, Unread) else claim.relation for claim in page(row).claims]
    assert read == ["=", r"the relation \neq is not read here", "=", r"the relation \in is not read here"]
    defined = [claim.message if isinstance(claim, Unread) else claim.relation for claim in page(r"Let $x := 1 \neq 2 = 2$.").claims]
    assert defined == [r"the relation \neq is not read here", "="]


def test_an_array_is_defined_by_its_entries() -> None:
    (claim,) = claims(r"Let $\theta \in \mathbb{R}^d$ and $p_k = e^{\theta_k}$. Then $\sum_k p_k > 0$.")
    k = t.Index("k", t.as_term(1), d)
    p = t.Defined("p", t.Table((k,), t.Apply("exp", t.Variable(r"\theta", (d,))[k])))
    assert claim.left == t.Reduce("sum", k, p[k])


def test_tables_are_among_what_is_given() -> None:
    (claim,) = claims(r"Let $p(x) \in \Delta(\mathcal X)$. Then $\sum_x p(x) = 1$.")
    assert [(variable.dims, variable.structure) for variable in claim.given.variables] == [((t.Size(r"\mathcal{X}"),), Structure.SIMPLEX)]


def test_a_number_that_becomes_a_length_is_one() -> None:
    (claim,) = claims(r"For $n \ge 2$ and $x \in \mathbb{R}^n$ we have $\sum_{i=1}^n x_i = n$.")
    assert claim.right == n
    assert claim.given.facts == (t.Compare("≥", n, t.as_term(2)),)


def test_a_bound_holds_for_every_name_before_it() -> None:
    (claim,) = claims(r"Let $a, b > 0$. Then $a + b = b + a$.")
    assert [variable.name for variable in claim.given.variables] == ["a", "b"]
    assert len(claim.given.facts) == 2


def test_a_fact_about_the_identity_declares_nothing() -> None:
    (claim,) = claims(r"Let $U \in \mathbb{R}^{n\times d}$ where $U^\top U = I$. Then $\operatorname{tr}(U^\top U) = d$.")
    u = t.Variable("U", (n, d))
    assert claim.given.variables == (u,)
    assert claim.given.facts == (t.Compare("=", u.T @ u, t.Identity(d)),)


def test_proportional_needs_what_it_is_up_to() -> None:
    (claim,) = claims(r"Let $a, b \in \mathbb{R}$. Then $ab \propto_a a$.")
    assert (claim.relation, claim.up_to) == ("∝", t.Variable("a"))
    (unread,) = page(r"Let $a, b \in \mathbb{R}$. Then $ab \propto a$.").claims
    assert isinstance(unread, Unread)
    assert "up to" in unread.message


def test_a_jacobian_of_a_known_function_is_claimed() -> None:
    (claim,) = claims(
        r"Let $f : \mathbb{R}^d \to \mathbb{R}^m$ and $x \in \mathbb{R}^d$. Then $J_f(x) = \frac{\partial f(x)}{\partial x}$."
    )
    assert claim.left == claim.right
    assert claim.left.shape == (t.Size("m"), d)


def test_words_in_a_display_govern_what_follows_them() -> None:
    text = r"Let $a \in \mathbb{R}$. $$ a + a = 2a \quad\text{for all } a > 0 $$"
    assert steps(text) == [(1, 1, "=")]
    inside, behind = claims(text + " Then $a = a$.")
    assert (len(inside.given.facts), behind.given.facts) == (1, ())


def test_a_name_whose_definition_is_unreadable_is_no_new_name() -> None:
    read = page(r"Let $a \in \mathbb{R}$ and $b = q + 1$. Then $b = 2$.")
    assert [type(claim) for claim in read.claims] == [Unread, Unread]
    assert read.defined == ()
    assert any("could not be read: the name q is not declared" in claim.message for claim in read.claims if isinstance(claim, Unread))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"\mathbb{N}", Integers(1)),
        (r"\mathbb{N}_0", Integers(0)),
        (r"\mathbb{Z}", Integers()),
        (r"\mathbb{Z}_{\ge 0}", Integers(0)),
        (r"\mathbb{Z}_{>0}", Integers(1)),
        (r"\mathbb{Z}_{\leq -2}", Integers(None, -2)),
        (r"\mathbb{N}_{\ge 2}", Integers(2)),
    ],
)
def test_integers_with_a_bound(written: str, expected: Integers) -> None:
    (claim,) = page(rf"Let $t \in {written}$. Then $$t + t = 2t .$$").claims
    assert isinstance(claim, Claim)
    assert claim.given.variables[0].values == expected


def test_a_subscript_that_bounds_nothing_is_no_set() -> None:
    assert all(isinstance(claim, Unread) for claim in page(r"Let $t \in \mathbb{Z}_{p}$. Then $t + t = 2t$.").claims)


def test_an_inequality_beside_a_claim_of_a_display_is_its_condition() -> None:
    first, second = claims(r"Let $a \in \mathbb{R}$. $$ \frac{\sqrt{a^2}}{a} = 1, \quad a > 0 $$" + "\n\n" + r"$$ \sqrt{a^2} = a $$")
    assert len(first.given.facts) == 1
    assert second.given.facts == ()


def test_an_inequality_of_its_own_is_a_claim() -> None:
    assert steps(r"Let $a \in \mathbb{R}_{>0}$. $$ a > 0 $$") == [(1, 1, ">")]


def test_a_displayed_expression_is_what_the_next_display_goes_on_from() -> None:
    first, second = claims(r"Let $x, a \in \mathbb{R}$. $$ a = a $$" + "\n\n" + "$$ (x+1)^2 $$\n\n$$ = x^2 + 2x + 1 $$")
    assert (first.chain, second.chain) == (1, 2)
    assert second.left == (t.Variable("x") + 1) ** 2


def test_a_letter_may_be_used_anew_for_something_of_another_shape() -> None:
    (claim,) = claims(
        r"Let $\mu, x \in \mathbb{R}^m$."
        + "\n\n"
        + r"Let $\mu = \frac1m\sum_i x_i$. Then we get"
        + "\n\n"
        + r"$$ \sum_i (x_i - \mu) = 0 $$"
    )
    assert claim.given.variables == (t.Variable("x", (t.Size("m"),)),)


def test_a_letter_whose_line_was_lost_may_be_declared() -> None:
    found = page(r"Let $v = \frac{$ and $u, v > 0$. $$ u + v = v + u $$").claims
    assert isinstance(found[-1], Claim)


def test_a_function_that_is_given_another_rule_behind_a_cue_is_defined_anew() -> None:
    text = r"Let $x \in \mathbb{R}$ and $f : \mathbb{R} \to \mathbb{R}$. Then $f(x) = f(x)$. Let $f(x) = x^2$. Then $f'(x) = 2x$."
    first, second = claims(text)
    assert t.functions_in(first.left)
    assert not t.functions_in(second.left)


def test_a_function_h_of_a_number_is_no_entropy() -> None:
    (claim,) = claims(r"Let $p \in (0,1)$. $H(p) = -p\log p$. We get $$H'(p) = -\log p - 1.$$")
    assert t.free_variables(claim.left) == claim.given.variables


def test_the_letter_of_an_element_may_be_declared_as_a_number() -> None:
    text = r"Let $\pi_\theta(a\mid s) \in \Delta(\mathcal A)$ with $\theta \in \mathbb{R}^m$." + "\n\n" + r"Let $a > 0$. Then $a + a = 2a$."
    (claim,) = claims(text)
    assert [v.name for v in claim.given.variables] == ["a"]


def test_a_matrix_may_be_positive_definite_before_its_set_is_named() -> None:
    (claim,) = claims(r"Let $\Sigma \succ 0$ with $\Sigma \in \mathbb{R}^{d\times d}$. $$ \Sigma = \Sigma^\top $$")
    assert claim.given.variables == (t.Variable(r"\Sigma", (d, d), structure=Structure.POSITIVE_DEFINITE),)


def test_the_letter_h_may_be_a_matrix() -> None:
    (claim,) = claims(r"Let $X \in \mathbb{R}^{n\times d}$ and $H = X(X^\top X)^{-1}X^\top$. $$ H^2 = H $$")
    assert claim.left.shape == (n, n)


ASIDES = [
    r"With some more algebra, $a + b = a - b$.",
    r"For example, $ab = a + b$.",
    r"For instance $a = 2a$.",
    "\\begin{align} a &= a \\\\ \\intertext{and with some more work,} a - b &= b - a \\end{align}",
]


@pytest.mark.parametrize("text", ASIDES)
def test_a_remark_on_how_it_is_reached_makes_no_fact(text: str) -> None:
    page = read_page("page.md", formulas(rf"Let $a, b \in \mathbb{{R}}$. {text}"))
    assert len(page.claims) == (2 if "align" in text else 1)
    assert [type(item.terms[0]).__name__ for item in page.declared] == ["Variable"]


@pytest.mark.parametrize("text", [r"With $a = 1$ and $b = 2$", r"Let, without loss of generality, $a = 1$", r"With the weight $a = 1$"])
def test_a_cue_before_the_formula_itself_still_makes_one(text: str) -> None:
    page = read_page("page.md", formulas(rf"Let $a, b \in \mathbb{{R}}$. {text}. Then $a^2 = 1$."))
    assert len(page.claims) == 1
    assert page.claims[0].given.facts != ()  # type: ignore[union-attr]


def test_a_declaration_is_listed_with_all_its_names() -> None:
    assert [item.text for item in page(r"Let $\theta, x \in \mathbb{R}^d$.").declared] == [r"\theta, x \in \mathbb{R}^d"]
