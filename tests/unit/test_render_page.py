"""What every format of a plan says, and in what order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from urllib.parse import unquote

import attrs
import pytest

from neuroplan import Plan
from neuroplan.model.plan import NotSelected
from neuroplan.model.terms import Certainty, Omission, SafetyLevel, Status
from neuroplan.render.entries import ADAPTED_FIRST
from neuroplan.render.markdown import escape, plan_to_markdown
from neuroplan.render.names import Names
from neuroplan.render.text import plan_to_text
from neuroplan.render.wording import CERTAINTY, clean
from tests.unit.render_clients import CLIENTS, plan_of


Format = Callable[[Plan], str]

FORMATS = pytest.mark.parametrize("write", [plan_to_text, plan_to_markdown])
EVERYONE = pytest.mark.parametrize("name", CLIENTS)
FIRST_SCREEN = 26


def squashed(text: str) -> str:
    """Take out white space and markup, so that wrapping and escaping make no difference."""
    return re.sub(r"\s+|\*\*|`|\\", "", text)


def said_by(write: Format, plan: Plan) -> str:
    """Give everything a format says of a plan."""
    return squashed(write(plan))


def unsaid(page: str, texts: Iterable[str]) -> list[str]:
    """Give the texts that the page does not hold."""
    return [text for text in texts if squashed(escape(text)) not in page]


def first_screen(plan: Plan) -> str:
    """Give the lines of the text before the first heading below the title."""
    return re.split(r"\nSafety\n\u2500", plan_to_text(plan))[0]


@FORMATS
@EVERYONE
def test_every_technique_is_printed_with_all_that_is_said_of_it(write: Format, name: str) -> None:
    """Names, reasons, steps, words for the client, cautions, questions and training."""
    plan = plan_of(name)
    texts = [
        text
        for each in (*plan.foundation, *plan.techniques())
        for text in (
            each.name,
            each.technique_id,
            each.rationale.for_this_client,
            each.rationale.evidence_statement,
            each.rationale.contested or "",
            each.rationale.mechanism,
            *each.steps,
            each.for_the_client,
            each.home_practice or "",
            *each.cautions,
            each.adapted_form or "",
            *each.ask_before_starting,
            each.training,
            *each.hold_until,
            *(other.technique_id for other in each.alternatives),
        )
    ]

    assert unsaid(said_by(write, plan), texts) == []


@FORMATS
@pytest.mark.parametrize(("form", "told"), [("Seated.", True), (None, False)])
def test_the_steps_say_that_the_adapted_form_goes_before_them(
    write: Format,
    form: str | None,
    told: bool,  # noqa: FBT001 - a table of examples
) -> None:
    """They are those of the plain form."""
    plan = plan_of("worry")
    phase = plan.phases[0]
    entry = attrs.evolve(phase.techniques[0], adapted_form=form)
    alone = attrs.evolve(plan, foundation=(), phases=(attrs.evolve(phase, techniques=(entry,)),))

    assert told == (squashed(escape(f"Seated. {ADAPTED_FIRST}")) in said_by(write, alone))


@FORMATS
@EVERYONE
def test_every_safety_action_and_hold_is_printed(write: Format, name: str) -> None:
    """What to do and why; what waits, why, and what lifts it."""
    safety = plan_of(name).safety
    texts = [text for action in safety.actions for text in (action.text, action.why)]
    texts += [text for hold in safety.holds for text in (hold.why, hold.lifted_by)]

    assert unsaid(said_by(write, plan_of(name)), texts) == []


@FORMATS
@EVERYONE
def test_every_reference_is_printed_with_its_address(write: Format, name: str) -> None:
    """Citation, record id and, where there is one, the DOI as a link."""
    plan = plan_of(name)
    texts = [text for record in plan.references for text in (record.citation, record.id)]
    texts += [f"doi.org/{record.doi}" for record in plan.references if record.doi]
    page = unquote(said_by(write, plan))

    assert unsaid(page, texts) == []


@FORMATS
@EVERYONE
def test_every_omission_is_printed_but_the_not_indicated_are_counted(
    write: Format, name: str
) -> None:
    """The reason stands with each id; what does not bear on the client is a number."""
    plan = plan_of(name)
    counted = [each for each in plan.not_selected if each.reason is Omission.NOT_INDICATED]
    listed = [each for each in plan.not_selected if each.reason is not Omission.NOT_INDICATED]
    texts = [
        text
        for each in listed
        for text in (each.technique_id, *re.split(r"\d+\.\d{3}\b", each.detail))
    ]
    if counted:
        texts.append(f"Not indicated: {len(counted)} techniques")

    assert unsaid(said_by(write, plan), texts) == []


@FORMATS
def test_what_is_left_out_for_one_reason_stands_once_with_its_range(write: Format) -> None:
    """One sentence for all of which the same is said, whatever the figure."""
    said = "It would add {} to the plan, under 5 % of what the best pick added (0.800)."
    left_out = [
        NotSelected(
            technique_id=f"t.{name}", reason=Omission.LOWER_GAIN, detail=said.format(figure)
        )
        for name, figure in (("one", "0.012"), ("two", "0.003"), ("three", "0.020"))
    ]
    plan = attrs.evolve(plan_of("worry"), not_selected=tuple(left_out))

    page = said_by(write, plan)

    assert unsaid(page, ["t.one, t.two, t.three: " + said.format("0.003 to 0.020")]) == []
    assert page.count(squashed("of what the best pick added")) == 1


@FORMATS
@EVERYONE
def test_formulation_objectives_coverage_and_measures_are_printed(write: Format, name: str) -> None:
    """Goals, labels, strengths, conflicts, objectives, what is missing, unmet and measured."""
    plan = plan_of(name)
    found, coverage = plan.formulation, plan.coverage
    texts = [
        found.in_their_words or "",
        *(goal.text for goal in found.goals),
        *(each.conflict or "" for each in found.processes),
        *(each.label for each in found.strengths),
        *(each.label for each in found.derived_factors),
        *(each.note or "" for each in found.strengths),
        *(each.objective for each in plan.objectives),
        *(each.why for each in coverage.missing),
        *(each.why for each in coverage.unmet_processes),
        *(text for each in plan.monitoring for text in (each.every, each.reliable_change)),
        *(each.what_if_no_change for each in plan.monitoring),
        *(each.reason for each in plan.decisions),
        *(each.name for each in plan.modalities),
        plan.fingerprint,
        plan.disclaimer,
    ]

    assert unsaid(said_by(write, plan), texts) == []


@FORMATS
@EVERYONE
def test_no_process_or_factor_is_printed_as_an_id(write: Format, name: str) -> None:
    """The clinician reads labels; only ids that can be typed in a command are printed."""
    plan = plan_of(name)
    ids = {
        *(each.id for each in plan.formulation.processes),
        *plan.formulation.unmeasured,
        *(each.factor for each in plan.formulation.derived_factors),
        *plan.formulation.unread_factors,
        *plan.safety.not_assessed,
        *(reason.value for reason in Omission),
    }
    words = set(re.findall(r"[a-z]+(?:_[a-z]+)+", write(plan).replace("\\", "")))

    assert words & ids == set()


@FORMATS
def test_the_sections_stand_in_their_order(write: Format) -> None:
    """Safety comes first, then who the client is, the work, its limits, and how it was made."""
    page = write(plan_of("trauma"))
    order = [
        "Safety",
        "Formulation",
        "Objectives",
        "Foundation",
        "Stabilization",
        "Sessions",
        "The four categories",
        "The clinician's decisions",
        "Following progress",
        "What was left out, and why",
        "References",
        "How this plan was made",
        "What this is",
    ]
    places = [re.search(rf"(?m)^(?:## )?{re.escape(each)}$", page) for each in order]

    starts = [found.start() for found in places if found]
    assert len(starts) == len(order)
    assert all(before < after for before, after in pairwise(starts))


@FORMATS
def test_certainty_stands_beside_every_strength(write: Format) -> None:
    """A strength is never printed without the word for how sure it is."""
    before_weights = write(plan_of("trauma")).split("How this plan was made")[0]
    page = " ".join(before_weights.split())
    told = list(re.finditer(r"strength 0\.\d\d", page))

    assert told
    assert all(
        any(word in page[each.start() - 60 : each.end() + 60] for word in CERTAINTY.values())
        for each in told
    )


@FORMATS
def test_held_techniques_say_so_in_the_title_and_until_when(write: Format) -> None:
    """What must not start yet cannot be mistaken for what may."""
    plan = plan_of("trauma")
    held = [each for each in plan.techniques() if each.status is Status.HELD]
    page = said_by(write, plan)

    assert held
    assert all(f"{each.order}.[ONHOLD]{squashed(each.name)}" in page for each in held)
    assert page.count("HELDuntil") == len(held)


@FORMATS
def test_a_technique_cites_its_references_by_number(write: Format) -> None:
    """The number beside a target leads to the publication its figure is from."""
    plan = plan_of("worry")
    target = next(each for entry in plan.techniques() for each in entry.targets if each.record)
    record = next(each for each in plan.references if each.id == target.record)
    number = Names.of(plan).numbers[record.id]
    page = said_by(write, plan)

    assert re.search(rf"Serves[^[]*certainty\[{number}\]", page)
    assert f"[{number}]{squashed(escape(record.citation))}" in page


@FORMATS
def test_nothing_administrative_is_printed_but_that_it_is_there(write: Format) -> None:
    """Payers' data travel in the plan; no page shows them."""
    page = write(plan_of("trauma"))

    assert "the payer" not in page
    assert "had no part in it" in page


@FORMATS
def test_a_weight_that_differs_from_the_default_says_so(write: Format) -> None:
    """Whoever reads a plan sees which weights a practice has changed."""
    plan = plan_of("worry")
    policy = attrs.evolve(plan.engine.policy, relief=0.4)
    changed = attrs.evolve(plan, engine=attrs.evolve(plan.engine, policy=policy))

    assert "(default" not in write(plan)
    assert "0.4(default0.7)" in said_by(write, changed)


@FORMATS
def test_modalities_that_were_off_stand_on_the_first_screen(write: Format) -> None:
    """A plan never silently lacks a modality."""
    plan = attrs.evolve(plan_of("worry"), switched_off=("emdr", "hakomi"))
    first = write(plan).split("Safety\n")[0]

    assert "emdr, hakomi: not considered" in first


def test_the_first_screen_of_a_calm_client_fits_24_lines() -> None:
    """Safety, consent, actions, words, goals, what comes first and what is unmet."""
    screen = first_screen(plan_of("worry"))

    assert len(screen.splitlines()) <= FIRST_SCREEN
    labels = ["Safety", "Consent", "Do first", "Client says", "Wants", "Begins with", "Main work"]
    assert [each for each in [*labels, "Unmet"] if f"\n{each}" not in screen] == []


def test_the_clients_words_are_not_cut_where_a_risk_is_known() -> None:
    """They may tell of it; else the first screen holds whole sentences of them."""
    plan = plan_of("worry")
    first, last = "I can cope in the day.", f"But {'at night ' * 20}I do not want to be here."
    said = attrs.evolve(plan.formulation, in_their_words=f"{first} {last}")
    routine, monitor = (
        " ".join(
            first_screen(
                attrs.evolve(plan, formulation=said, safety=attrs.evolve(plan.safety, level=level))
            ).split()
        )
        for level in (SafetyLevel.ROUTINE, SafetyLevel.MONITOR)
    )

    assert f"\u201c{first} \u2026\u201d" in routine
    assert f"\u201c{first} {last}\u201d" in monitor


def test_an_emergency_stands_before_everything_else() -> None:
    """The level, and the first thing to do, come before any technique is named."""
    plan = plan_of("emergency")
    screen = first_screen(plan)

    assert len(screen.splitlines()) <= FIRST_SCREEN
    places = [
        screen.find(each) for each in ("EMERGENCY. Act at once", "Do not leave the", "Main work")
    ]
    assert places == sorted(places)
    assert min(places) > 0
    names = [each.name for each in (*plan.foundation, *plan.techniques())]
    assert all(name not in screen[: places[1]] for name in names)


def test_an_emergency_action_is_not_cut_short_on_the_first_screen() -> None:
    """The first action is read whole, without turning a page."""
    plan = plan_of("emergency")

    assert squashed(plan.safety.actions[0].text) in squashed(first_screen(plan))


def test_unknown_risk_never_reads_as_no_risk() -> None:
    """Where nobody asked, the first screen says so and does not say that nothing was found."""
    screen = first_screen(plan_of("unasked"))

    assert "Risk assessment INCOMPLETE" in screen
    assert "No answer on record points to acute risk" not in screen


def test_consent_not_asked_makes_the_plan_provisional() -> None:
    """The first screen says that asking comes first."""
    assert "NOT ASKED. Asking comes first" in first_screen(plan_of("unasked"))


def test_refused_consent_leaves_only_the_safety_actions() -> None:
    """The first screen says plainly that nothing is scheduled, and why."""
    screen = first_screen(plan_of("refused"))

    assert "REFUSED" in screen
    assert "Nothing is scheduled. Consent to treatment is refused." in screen


def test_what_counts_as_severe_on_the_first_screen_is_the_policys_word() -> None:
    """A practice that calls 2 severe finds its unmet processes named there."""
    plan = plan_of("trauma")
    unmet = attrs.evolve(plan.coverage.unmet_processes[0], process="worry", severity=2)
    made = attrs.evolve(plan, coverage=attrs.evolve(plan.coverage, unmet_processes=(unmet,)))
    strict = attrs.evolve(
        made, engine=attrs.evolve(plan.engine, policy=attrs.evolve(plan.engine.policy, severe=2))
    )

    assert "No severe process is left unserved" in first_screen(made)
    assert "No severe process is left unserved" not in first_screen(strict)


def test_severe_unmet_processes_are_named_on_the_first_screen() -> None:
    """A severe process that nothing serves is seen without scrolling, with what to do."""
    plan = plan_of("trauma")
    severe = [each for each in plan.coverage.unmet_processes if each.severity >= 3]
    labels = {each.id: each.label for each in plan.formulation.processes}
    screen = " ".join(first_screen(plan).split())

    assert severe
    assert all(f"{labels[each.process]} ({each.severity}" in screen for each in severe)
    assert "A treatment outside this library may fit better" in screen


def test_a_long_account_is_shortened_on_the_first_screen_alone() -> None:
    """The client's words stand in full in the formulation."""
    words = "word " * 100
    formulation = attrs.evolve(plan_of("worry").formulation, in_their_words=words)
    plan = attrs.evolve(plan_of("worry"), formulation=formulation)

    assert "\u2026" in first_screen(plan)
    assert squashed(clean(words)) in squashed(plan_to_text(plan))


def test_a_disagreement_between_rating_and_instrument_is_shown() -> None:
    """The page names the process and asks to talk the difference through."""
    plan = plan_of("worry")
    first, *others = plan.formulation.processes
    first = attrs.evolve(first, conflict="The clinician rates 3, the questionnaire gives 1.")
    formulation = attrs.evolve(plan.formulation, processes=(first, *others))
    page = squashed(plan_to_text(attrs.evolve(plan, formulation=formulation)))

    assert squashed("Ratings and instruments differ:") in page
    assert squashed(f"{first.label}: {first.conflict}") in page


def test_a_factor_that_no_rule_reads_is_said_to_be_recorded_only() -> None:
    """Nobody believes that the plan took account of it."""
    formulation = attrs.evolve(plan_of("worry").formulation, unread_factors=("left_handed",))
    page = plan_to_text(attrs.evolve(plan_of("worry"), formulation=formulation))

    assert "left handed: recorded; no rule uses it." in page


def test_every_goal_says_on_the_first_screen_whether_it_is_served() -> None:
    """A goal nothing serves must not hide behind the severe processes."""
    plan = plan_of("worry")
    served = attrs.evolve(plan.formulation.goals[0], text="Worry less", processes=("worry",))
    left = attrs.evolve(served, text="Find meaning", processes=("meaninglessness",))
    formulation = attrs.evolve(plan.formulation, goals=(served, left))
    screen = squashed(first_screen(attrs.evolve(plan, formulation=formulation)))

    assert squashed("\u201cWorry less\u201d: served") in screen
    assert squashed("\u201cFind meaning\u201d: not served") in screen


def test_a_goal_is_served_in_part_where_one_of_its_processes_is_not() -> None:
    """A milder process that is served hides no severe one of the same goal."""
    plan = plan_of("worry")
    rated = plan.formulation.processes[0]
    left = attrs.evolve(rated, id="guilt", label="Guilt", severity=4)
    goal = attrs.evolve(plan.formulation.goals[0], text="Be free", processes=("worry", "guilt"))
    formulation = attrs.evolve(plan.formulation, goals=(goal,), processes=(rated, left))
    screen = squashed(first_screen(attrs.evolve(plan, formulation=formulation)))

    assert squashed("\u201cBe free\u201d: partly served; not guilt (4, extreme)") in screen


def test_a_goal_served_on_low_certainty_alone_says_so() -> None:
    """Served is no promise."""
    plan = plan_of("worry")
    (phase, *_), goal = plan.phases, plan.formulation.goals[0]
    weak = [
        attrs.evolve(
            entry,
            targets=tuple(attrs.evolve(each, certainty=Certainty.LOW) for each in entry.targets),
        )
        for entry in phase.techniques
    ]
    phases = (attrs.evolve(phase, techniques=tuple(weak)),)
    formulation = attrs.evolve(plan.formulation, goals=(attrs.evolve(goal, processes=("worry",)),))
    screen = squashed(first_screen(attrs.evolve(plan, phases=phases, formulation=formulation)))

    assert squashed("served, at low certainty only") in screen


def test_a_plan_without_any_action_says_so() -> None:
    """An empty list of safety actions is an answer, not an omission."""
    plan = plan_of("worry")
    plan = attrs.evolve(plan, safety=attrs.evolve(plan.safety, actions=()))

    assert "No safety action is due." in first_screen(plan)


def test_a_plan_with_everything_on_hold_says_so() -> None:
    """Where nothing may start, the first screen tells why nothing is scheduled."""
    plan = plan_of("worry")
    phases = tuple(
        attrs.evolve(
            phase,
            techniques=tuple(
                attrs.evolve(each, status=Status.HELD, sessions=None, hold_until=("asked",))
                for each in phase.techniques
            ),
        )
        for phase in plan.phases
    )
    screen = first_screen(attrs.evolve(plan, phases=phases, session_outline=()))

    assert "Nothing is scheduled. What serves this client is on hold." in screen


@FORMATS
def test_an_empty_plan_points_to_what_was_left_out(write: Format) -> None:
    """No technique, no measure and no reference still make a page that explains itself."""
    plan = attrs.evolve(
        plan_of("worry"),
        phases=(),
        foundation=(),
        session_outline=(),
        references=(),
        monitoring=(),
        not_selected=(),
    )
    page = said_by(write, plan)

    said = ["see what was left out, and why", "No session is planned", "rate it and ask"]
    assert unsaid(page, said) == []


def test_a_book_is_cited_by_its_isbn() -> None:
    """What has no DOI is found by its ISBN."""
    plan = plan_of("worry")
    book = attrs.evolve(plan.references[0], doi=None, isbn="978-0-00-000000-2")
    page = plan_to_text(attrs.evolve(plan, references=(book,)))

    assert "ISBN 978-0-00-000000-2" in " ".join(page.split())
