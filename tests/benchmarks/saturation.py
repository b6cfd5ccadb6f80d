"""Stan's wrong sign: beyond θ = 20 its derivative of the Bernoulli log-likelihood was once −exp(−θ) for exp(−θ).

handcheck, ``jax.test_util.check_grads`` and ``torch.autograd.gradcheck``, the last two at their defaults, side by side.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "pages" / "bernoulli-logit.md"
POINTS = (-25.0, 0.0, 15.0, 21.0, 25.0, 30.0)


def main() -> None:
    from checks.judge import judge_page
    from checks.page.reading import read_file
    from checks.verdicts import name

    report = judge_page(read_file(PAGE))
    for what, verdict in zip(
        ("all branches, as Stan had it", "all branches, mended", "the wrong branch alone"), report.verdicts, strict=True
    ):
        found = getattr(verdict, "outside", None) or getattr(verdict, "counterexample", None)
        at = f" at {dict(found.at)}: {found.left} is not {found.right}" if found is not None else ""
        print(f"handcheck, {what}: {name(verdict)}{at}")
    print("| θ | jax.test_util.check_grads | torch.autograd.gradcheck |")
    print("|---|---|---|")
    for theta in POINTS:
        print(f"| {theta:g} | {_jax(theta)} | {_torch(theta)} |")


def _jax(theta: float) -> str:
    import jax
    import jax.numpy as jnp
    from jax.test_util import check_grads

    @jax.custom_vjp
    def likelihood(x: Any) -> Any:
        return jnp.where(x > 20, -jnp.exp(-x), jnp.where(x < -20, x, -jnp.log1p(jnp.exp(-x))))

    def slope(x: Any) -> Any:
        e = jnp.exp(-x)
        return jnp.where(x > 20, -e, jnp.where(x < -20, 1.0, e / (1 + e)))

    likelihood.defvjp(lambda x: (likelihood(x), x), lambda x, g: (g * slope(x),))
    try:
        check_grads(likelihood, (jnp.asarray(theta),), order=1, modes=("rev",))
    except AssertionError:
        return "rejects"
    return "accepts"


def _torch(theta: float) -> str:
    import torch
    from torch.autograd.gradcheck import GradcheckError

    class Likelihood(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return torch.where(x > 20, -torch.exp(-x), torch.where(x < -20, x, -torch.log1p(torch.exp(-x))))

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            e = torch.exp(-x)
            return g * torch.where(x > 20, -e, torch.where(x < -20, torch.ones_like(x), e / (1 + e)))

    try:
        torch.autograd.gradcheck(Likelihood.apply, (torch.tensor(theta, dtype=torch.float64, requires_grad=True),))
    except GradcheckError:
        return "rejects"
    return "accepts"


if __name__ == "__main__":
    main()
