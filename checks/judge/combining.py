"""What the witnesses say, put together: one small pure function.  Verb: ``combined``."""

from __future__ import annotations

from dataclasses import dataclass

from checks.judge.search import Survey
from checks.verdicts import Agrees, Evidence, Proved, Undecided, Verdict
from checks.witnesses.algebra import NoProof, Proof

FEWEST_COMPARED = 8  # fewer points than this are no agreement


@dataclass(frozen=True)
class Floats:
    """What autodiff found: points compared, how many agreed, and by which mode; or why it could say nothing."""

    points: int = 0
    agreeing: int = 0
    mode: str = ""
    silent: str = ""

    @property
    def dissents(self) -> bool:
        """Whether some point lies outside its band."""
        return self.agreeing < self.points


def combined(proof: Proof | NoProof, survey: Survey, floats: Floats, remarks: tuple[str, ...]) -> Verdict:
    """The verdict on a claim that no ball has refuted."""
    evidence = (*_algebra(proof), *_ball(survey), *_autodiff(floats))
    if floats.dissents:
        note = f"a witness disagrees: floats differ at {floats.points - floats.agreeing} of {floats.points} points"
        remarks = (*remarks, f"{note}, where algebra and balls do not; this is ours to explain, not the writer's")
    if survey.agreeing == 0:
        return Undecided(reason=_nothing(survey), evidence=evidence, remarks=remarks)
    if isinstance(proof, Proof):
        return Proved(evidence=evidence, remarks=remarks)
    if survey.agreeing < FEWEST_COMPARED:
        reason = f"no proof, and only {survey.agreeing} points of the domain could be compared"
        return Undecided(reason=reason, evidence=evidence, remarks=remarks)
    return Agrees(evidence=evidence, remarks=remarks)


def _nothing(survey: Survey) -> str:
    if survey.undefined_both:
        return f"both sides are undefined at all {survey.undefined_both} points tried"
    if survey.undecided:
        return f"the sides could not be told apart nor enclosed at {survey.undecided} points"
    return f"no point of the declared domain was found ({survey.rejected} tried)"


def _algebra(proof: Proof | NoProof) -> tuple[Evidence, ...]:
    if isinstance(proof, NoProof):
        return (Evidence(witness="algebra", says=f"no proof: {proof.reason}"),)
    says = f"{proof.how}, {proof.sizes}" if proof.sizes else proof.how
    return (Evidence(witness="algebra", says=says),)


def _ball(survey: Survey) -> tuple[Evidence, ...]:
    return (Evidence(witness="ball", says="not refuted", points=survey.agreeing),)


def _autodiff(floats: Floats) -> tuple[Evidence, ...]:
    if floats.silent:
        return (Evidence(witness="autodiff", says=floats.silent),)
    word = "agrees" if not floats.dissents else "disagrees"
    return (Evidence(witness="autodiff", says=f"{word} ({floats.mode})", points=floats.points),)
