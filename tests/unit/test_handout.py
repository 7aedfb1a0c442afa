"""The client's own page: plain, warm, honest, safe to read, and without a promise."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import attrs
import pytest

from neuroplan import Plan, Planner, load_presentation
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.handout import (
    FIRST_STEPS,
    QUESTIONS_STEP,
    SAFETY_STEPS,
    WAITS,
    WISHES,
    Part,
    handout_of,
)
from neuroplan.model.plan import PlannedSessions
from neuroplan.model.practice import Practice
from neuroplan.model.terms import SafetyLevel, Status
from neuroplan.pipeline.safety import safety_content
from neuroplan.render import handout as words
from neuroplan.render.handout import (
    FOR_THE_CLINICIAN,
    handout_to_html,
    handout_to_markdown,
    handout_to_text,
)
from neuroplan.render.wording import clean
from tests.builders import CALM, client, presentation
from tests.cli.command import client_file
from tests.cli.command import plan as run_plan
from tests.html_tree import parse
from tests.unit.render_clients import CLIENTS, HARMLESS, HOSTILE, plan_of, plan_saying


with warnings.catch_warnings():
    # textstat finds its word lists by pkg_resources, which says on import that it will go.
    warnings.filterwarnings("ignore", message=".*pkg_resources")
    import textstat  # type: ignore[import-untyped]


EVERYONE = pytest.mark.parametrize("name", CLIENTS)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
#: Actions that are no step on this page: what it says elsewhere, the clinician's own work, and
#: what must not be read at home by someone who is a danger or whom the law asks to report.
CLINICIANS_OWN = frozenset(
    {
        "crisis_contacts",
        "give_crisis_contacts",
        "consent_refused",
        "consent_treatment",
        "guardian_refused",
        "danger_check",
        "explore_harm_thoughts",
        "protect_now",
        "protect_others",
        "safeguard_child",
        "violence_safety_plan",
        "specialist_dissociation",
        "treat_together",
        "ask_suicide",
        "ask_psychosis",
        "ask_mania",
        "reconcile_psychosis",
        "reconcile_mania",
        "reconcile_harm_to_others",
    }
)
#: Flesch-Kincaid: school years needed to read a text.
HARDEST_GRADE = 8.0
NO_WORD_FOR_A_CLIENT = re.compile(
    r"""\b(
        disorder | diagnos\w* | symptom\w* | patholog\w* | severity | certainty | strength\s0
      | contraindicat\w* | intervention | evidence | protocol | meta-analysis | trial
      | cure[sd]? | guarantee\w* | will\s(heal|fix|cure|work\sfor) | proven
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)


def text_of(plan: Plan) -> str:
    """Give the page of a plan as text on single lines."""
    return " ".join(handout_to_text(handout_of(plan)).split())


def own_sentences() -> list[str]:
    """Give every sentence the page brings of its own."""
    return [
        *SAFETY_STEPS.values(),
        *FIRST_STEPS.values(),
        *(each for each in WISHES.values() if "{}" not in each),
        WAITS.format("this"),
        words.TRIED,
        words.TASKS,
        words.FEW_TASKS,
        *words.CONSENT.values(),
        *words.FEELS,
        *words.CHOICES,
        QUESTIONS_STEP,
        words.INTRODUCTION,
        words.SAFETY_FIRST,
        words.NO_GOALS,
        words.NO_PARTS,
        words.OTHER_WAYS,
        words.CHECKING,
        words.HELP_NOW,
    ]


def test_every_sentence_is_plain() -> None:
    """What the page says of its own needs at most eight years of school."""
    grades = {each: textstat.flesch_kincaid_grade(each) for each in own_sentences()}

    assert {each: grade for each, grade in grades.items() if grade > HARDEST_GRADE} == {}


def test_what_a_part_may_help_with_is_never_what_is_not_wanted() -> None:
    """After "it may help with", a doing is one the client would like to do."""
    doing = re.compile(
        r"losing|acting|changing|getting caught|finding it hard|feeling (?!down|lonely)"
    )
    labels = [each.client_label for each in load_vocabulary().processes.values()]

    assert [each for each in labels if doing.match(each)] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_whole_page_is_plain(example: Path, planner: Planner) -> None:
    """The page with the modalities' words for the client reads as easily."""
    page = handout_of(planner.generate(load_presentation(example)))
    said = " ".join([*own_sentences(), *(each.text for each in (*page.together, *page.parts))])

    assert textstat.flesch_kincaid_grade(said) <= HARDEST_GRADE


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_page_has_no_jargon_no_diagnosis_and_no_promise(example: Path, planner: Planner) -> None:
    """Nobody needs a dictionary, and nobody is told that it will work."""
    page = handout_to_text(handout_of(planner.generate(load_presentation(example))))

    assert [found[0] for found in NO_WORD_FOR_A_CLIENT.finditer(page)] == []


@EVERYONE
def test_a_page_names_no_technique_and_no_score(name: str) -> None:
    """Names, ids, priorities, severities and records are for the clinician."""
    plan = plan_of(name)
    page = text_of(plan)

    unwanted = [
        *(each.name for each in (*plan.foundation, *plan.techniques())),
        *(each.technique_id for each in (*plan.foundation, *plan.techniques())),
        *(f"{each.priority:.3f}" for each in plan.techniques() if each.priority),
        *(record.id for record in plan.references),
        plan.client_id,
        plan.fingerprint,
    ]
    assert [each for each in unwanted if each in page] == []


@EVERYONE
def test_a_page_holds_the_goals_in_the_clients_words(name: str) -> None:
    """The client recognizes what they said."""
    plan = plan_of(name)

    assert [
        goal.text
        for goal in plan.formulation.goals
        if f"\u201c{goal.text}\u201d" not in text_of(plan)
    ] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_held_technique_is_not_on_the_page(example: Path, planner: Planner) -> None:
    """Nobody is led to expect what must wait; everything else is there."""
    plan = planner.generate(load_presentation(example))

    assert sorted(part.text for part in handout_of(plan).parts) == sorted(
        each.for_the_client for each in plan.techniques() if each.status is Status.ACTIVE
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_kind_of_work_is_named_once(example: Path, planner: Planner) -> None:
    """What belongs together stands together, in the order of the plan."""
    plan = planner.generate(load_presentation(example))
    parts = handout_of(plan).parts
    titles = re.findall(r"^### (.+)$", handout_to_markdown(handout_of(plan)), re.MULTILINE)

    kinds = {part.kind for part in parts}
    order = {each.for_the_client: each.order for each in plan.techniques()}
    assert sorted(each for each in titles if each in kinds) == sorted(kinds)
    for kind in kinds:
        places = [order[part.text] for part in parts if part.kind == kind]
        assert places == sorted(places)


def one_part(strength: float, **changes: Any) -> Part:  # noqa: ANN401 - any field of an entry
    """Give the part of the first technique, which has *strength* for the client's goal."""
    goals = [{"text": "sleep", "processes": ["worry"]}]
    plan = Planner().generate(presentation({"worry": 3}, goals=goals))
    phase = plan.phases[0]
    target = attrs.evolve(phase.techniques[0].targets[0], process="worry", strength=strength)
    entry = attrs.evolve(phase.techniques[0], targets=(target,), **changes)
    changed = attrs.evolve(plan, phases=(attrs.evolve(phase, techniques=(entry,)),))
    return handout_of(changed).parts[0]


def test_a_goal_is_named_only_where_enough_speaks_for_it() -> None:
    """With less than the least strength it is tried, and nothing is held out."""
    assert (one_part(0.05).goal, one_part(0.05).eases) == ("sleep", ())
    assert (one_part(0.049).goal, one_part(0.049).eases) == (None, ())


def test_two_things_a_part_may_help_with_are_told_apart() -> None:
    """To help with “feeling down and getting going” would be to help with one thing."""
    part = attrs.evolve(one_part(0.05), goal=None, eases=("feeling down", "getting going again"))
    page = attrs.evolve(handout_of(plan_of("worry")), parts=(part,))

    said = " ".join(handout_to_text(page).split())

    assert "it may help with feeling down, and with getting going again." in said


def test_what_little_speaks_for_is_tried() -> None:
    """No hope is built on it."""
    plan = plan_of("worry")
    phase = plan.phases[0]
    entry = attrs.evolve(phase.techniques[0], targets=())
    page = text_of(attrs.evolve(plan, phases=(attrs.evolve(phase, techniques=(entry,)),)))

    assert words.TRIED in page
    assert "Why:" not in page


def test_of_two_goals_the_one_served_most_is_named(planner: Planner) -> None:
    """Better sleep may ease worry, but it is no reason to promise a talk without fear."""
    example = next(each for each in EXAMPLES if each.stem == "adolescent-school-worry")
    parts = handout_of(planner.generate(load_presentation(example))).parts

    sleep = next(part for part in parts if "plan for sleep" in part.text)
    assert sleep.goal == "Fall asleep before midnight on school nights"


@pytest.mark.parametrize(("form", "marked"), [("Seated.", True), (None, False)])
def test_the_clinician_is_told_which_words_do_not_fit_the_adapted_form(
    form: str | None,
    marked: bool,  # noqa: FBT001 - a table of examples
) -> None:
    """The words for the client describe the plain form."""
    part = one_part(0.1, adapted_form=form)
    page = attrs.evolve(handout_of(plan_of("worry")), together=(part,), parts=(part,))

    said = " ".join(handout_to_text(page).split())

    assert said.count(words.ADAPTED) == (2 if marked else 0)


def test_a_practice_before_the_first_meeting_is_not_asked_for_afterwards() -> None:
    """What is past cannot be tried."""
    practice = "Before our first visit, notice what gets better."
    later = PlannedSessions(first=2, last=2, count=1, minutes=20)

    assert one_part(0.1, home_practice=practice, sessions=later).at_home == ""
    first = attrs.evolve(later, first=1)
    assert one_part(0.1, home_practice=practice, sessions=first).at_home == practice


def test_who_wants_little_to_do_at_home_gets_two_offers_at_most(planner: Planner) -> None:
    """A wish that is on record is kept."""
    plan = planner.generate(
        presentation(
            {"worry": 3, "low_mood": 3, "sleep_disturbance": 3}, preferences={"homework": "low"}
        )
    )
    asked = [part for part in handout_of(plan).parts if part.at_home]
    page = text_of(plan)

    assert len(asked) > words.FEW
    assert words.FEW_TASKS in page
    assert page.count("For step") == words.FEW


def test_a_wish_that_waits_is_told(planner: Planner) -> None:
    """Who asked for a way of working hears why it does not begin."""
    example = next(each for each in EXAMPLES if each.stem == "severe-dissociation")
    plan = planner.generate(load_presentation(example))

    assert "What we wait with" in text_of(plan)
    assert "You asked for Eye Movement Desensitization" in text_of(plan)
    unasked = attrs.evolve(plan, formulation=attrs.evolve(plan.formulation, wishes=()))
    assert handout_of(unasked).waiting == ()


def test_a_safety_plan_comes_before_all_else(planner: Planner) -> None:
    """Also where it is no emergency."""
    plan = planner.generate(
        presentation({"low_mood": 3}, risk={**CALM, "suicidal_ideation": "active_with_method"})
    )
    titles = re.findall(r"^## (.+)$", handout_to_markdown(handout_of(plan)), re.MULTILINE)

    assert plan.safety.level is not SafetyLevel.EMERGENCY
    assert titles[:3] == ["First: staying safe", "When to call for help", "What you want"]


@pytest.mark.parametrize(
    "risk", [{"withdrawal_risk": "not_assessed"}, {"withdrawal_risk": True}], ids=["unasked", "yes"]
)
def test_a_page_for_who_drinks_heavily_begins_with_not_stopping_all_at_once(
    risk: dict[str, object], planner: Planner
) -> None:
    """The warning stands above all else, asked or not."""
    plan = planner.generate(presentation({"substance_use": 4}, risk={**CALM, **risk}))
    page = text_of(plan)

    assert handout_of(plan).safety_first
    assert "all at once" in page.partition("What you want")[0]


def test_where_home_is_not_safe_the_page_tells_nobody_and_stays_here(
    tmp_path: Path, planner: Planner
) -> None:
    """Nothing is tried at home, no sentence says why, and the clinician keeps the page."""
    unsafe = {"risk": {**CALM, "unsafe_environment": True}}
    plan = planner.generate(presentation({"worry": 3, "low_mood": 3}, **unsafe))
    page, note = text_of(plan), words.STAYS_HERE
    result = run_plan("handout", client_file(tmp_path, {"worry": 3}, **unsafe))

    assert any(each.home_practice for each in plan.techniques())
    assert [part.at_home for part in handout_of(plan).parts if part.at_home is not None] == []
    assert re.search(rf"{words.AT_HOME} \S+ {re.escape(words.HERE)} Your choices", page)
    assert "not safe" not in page
    assert page.index(note) < page.index(FOR_THE_CLINICIAN)
    assert "Do not let this page leave the room: home is not safe." in result.stderr


def test_a_page_may_leave_the_room_where_home_is_safe(planner: Planner) -> None:
    """The warning is for those it concerns."""
    plan = planner.generate(presentation({"worry": 3}))

    assert words.STAYS_HERE not in text_of(plan)


@pytest.mark.parametrize(("language", "told"), [("ko", 1), ("es-MX", 1), ("en", 0), ("en-GB", 0)])
def test_a_page_in_another_language_than_the_clients_says_so_to_the_clinician(
    language: str, told: int, planner: Planner
) -> None:
    """It is translated, and checked with the client."""
    who = {"id": "C-1", "age": 34, "language": language}
    page = text_of(planner.generate(presentation(client=who)))

    assert page.count(words.TRANSLATED.format(language)) == told


def test_a_young_client_hears_when_others_must_be_told(planner: Planner) -> None:
    """No promise of a silence that the law does not allow."""
    for guardian in ("yes", "not_asked"):
        plan = planner.generate(
            presentation(
                client={"id": "C-1", "age": 15},
                consent={"treatment": "yes", "guardian": guardian},
            )
        )

        assert "in danger, I must tell others" in text_of(plan)


@EVERYONE
def test_every_page_says_that_no_is_an_answer_and_whom_to_call(name: str) -> None:
    """Choice and help stand on every page, whatever the plan."""
    page = text_of(plan_of(name))

    assert "You may say no to anything on this page" in page
    assert words.HELP_NOW in page
    assert FOR_THE_CLINICIAN in page


def test_in_an_emergency_the_page_begins_with_the_steps_to_stay_safe() -> None:
    """Safety in plain words, then whom to call, and only then the rest."""
    page = handout_to_markdown(handout_of(plan_of("emergency")))
    titles = re.findall(r"^## (.+)$", page, re.MULTILINE)

    assert titles[:4] == [
        "First: keeping you safe",
        "When to call for help",
        "The rest can wait",
        "What you want",
    ]
    assert SAFETY_STEPS["stay_with_client"] in page.partition("## When to call")[0]


def test_the_practices_contacts_are_printed_as_they_were_entered() -> None:
    """Whom to call is known to the practice, and nobody else makes it up."""
    contacts = {"Crisis line": "call 988; or text HOME to 741741", "Office": "555 0100"}
    planner = Planner(practice=Practice(crisis_contacts=contacts))
    page = handout_of(planner.generate(presentation()))

    assert page.contacts == (
        "Crisis line: call 988; or text HOME to 741741",
        "Office: 555 0100",
    )
    assert "Crisis line: call 988; or text HOME to 741741" in handout_to_text(page)


def test_without_contacts_there_is_a_line_to_fill_in_and_no_number() -> None:
    """No number is invented."""
    help_ = text_of(plan_of("worry")).partition("When to call for help")[2]

    assert "Crisis line, day and night: ____" in help_
    assert re.findall(r"\d", help_) == []


def test_every_safety_action_is_a_step_or_the_clinicians_own() -> None:
    """A new rule cannot be forgotten on this page, nor slip onto it."""
    content = safety_content()
    actions = {action.id for rule in content.rules for action in rule.actions}
    actions |= {each.id for each in (*content.consent.values(), *content.readiness.values())}
    actions |= {each.id for each in content.reconcile.values()}
    actions |= {content.crisis_contacts.id, "give_crisis_contacts"}

    known = [*SAFETY_STEPS, *FIRST_STEPS, *CLINICIANS_OWN]
    assert sorted(known) == sorted(actions)


@pytest.mark.parametrize(
    "risk",
    [{"unsafe_environment": True}, {"child_at_risk": True}, {"harm_to_others": "threat_or_plan"}],
)
def test_danger_from_others_or_to_others_leaves_no_trace_on_the_page(
    risk: dict[str, object], planner: Planner
) -> None:
    """A page at home can be read by the person it is about."""
    risky = planner.generate(presentation(risk={**CALM, **risk}))

    assert handout_of(risky).safety == ()


def test_a_client_who_wants_nothing_to_do_at_home_gets_nothing(planner: Planner) -> None:
    """A wish that is on record is kept."""
    plan = planner.generate(presentation({"worry": 3}, preferences={"homework": "none"}))
    page = text_of(plan)

    assert "You told me that you do not want tasks at home." in page
    assert "For step" not in page


def test_a_practice_written_about_the_client_is_not_shown_to_the_client() -> None:
    """Nobody reads of themselves as "the client"."""
    plan = plan_of("worry")
    phase = plan.phases[0]
    entry = attrs.evolve(phase.techniques[0], home_practice="The client keeps a note.")
    changed = attrs.evolve(
        plan, phases=(attrs.evolve(phase, techniques=(entry,)), *plan.phases[1:])
    )

    assert "The client keeps" not in text_of(changed)
    assert "We choose something small together." in text_of(changed)


def test_refused_consent_leaves_the_door_open() -> None:
    """There is nothing to do, no reproach, and a way back."""
    page = handout_of(plan_of("refused"))

    assert words.CONSENT["refused"] in text_of(plan_of("refused"))
    assert page.parts == ()


def test_consent_that_nobody_asked_for_is_asked_first() -> None:
    """The page does not take a yes for granted."""
    assert words.CONSENT["not_asked"] in text_of(plan_of("unasked"))


def test_no_touch_and_dislikes_are_told_back(planner: Planner) -> None:
    """The client sees that they were heard."""
    wishes = {
        "touch": False,
        "strong_dislikes": ["Long silences"],
        "modalities": {"hakomi": "decline"},
    }
    page = text_of(planner.generate(presentation({"worry": 3}, preferences=wishes)))

    assert "You do not want to be touched. I keep to that." in page
    assert "You do not like: Long silences." in page
    assert "You have said no to some ways of working." in page


def test_notes_of_the_clinician_stay_out(planner: Planner) -> None:
    """A note is written about the client, not to them."""
    strengths = {"secure_attachment": {"level": 3, "note": "leans on her sister too much"}}
    page = text_of(planner.generate(presentation({"worry": 3}, strengths=strengths)))

    assert "People you feel safe with" in page
    assert "sister" not in page


def test_every_format_says_the_same() -> None:
    """Text, markdown and HTML are one page."""
    page = handout_of(plan_of("trauma"))
    texts = [
        *own_sentences_of_all(),
        *(each.text for each in (*page.together, *page.parts)),
        *page.goals,
    ]
    forms = {
        "text": handout_to_text(page),
        "markdown": re.sub(r"\\(.)", r"\1", handout_to_markdown(page)),
        "html": parse(handout_to_html(page)).text,
    }

    unsaid = [
        (form, text)
        for form, whole in forms.items()
        for text in texts
        if _squashed(text) not in _squashed(whole)
    ]
    assert unsaid == []


def own_sentences_of_all() -> list[str]:
    """Give the sentences that stand on every page with techniques."""
    return [words.INTRODUCTION, *words.FEELS, *words.CHOICES, words.CHECKING, FOR_THE_CLINICIAN]


def _squashed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_hostile_text_stays_text() -> None:
    """Whatever a client wrote, the page has the elements of any other."""
    hostile, harmless = (
        parse(handout_to_html(handout_of(plan_saying(each)))) for each in (HOSTILE, HARMLESS)
    )

    assert [node.tag for node in hostile.walk()] == [node.tag for node in harmless.walk()]
    assert _squashed(clean(HOSTILE)) in _squashed(hostile.text)


def test_the_command_makes_the_page_of_a_client(tmp_path: Path, planner: Planner) -> None:
    """The page goes to standard output; beside it stands whose it is to give."""
    result = run_plan("handout", client_file(tmp_path, {"worry": 3}))

    made = planner.generate(load_presentation(client({"worry": 3})))
    assert result.exit_code == 0
    assert result.stdout == handout_to_text(handout_of(made))
    assert "give it yourself" in result.stderr


@pytest.mark.parametrize(
    ("name", "written"), [("page.html", handout_to_html), ("page.md", handout_to_markdown)]
)
def test_the_command_reads_a_plan(
    tmp_path: Path, name: str, written: object, planner: Planner
) -> None:
    """A plan that was reviewed and changed is what the page is made of."""
    plan = planner.generate(load_presentation(client({"worry": 3})))
    (tmp_path / "plan.json").write_text(plan.to_json(), encoding="utf-8")
    result = run_plan("handout", tmp_path / "plan.json", "-o", tmp_path / name)

    assert (result.exit_code, result.stdout) == (0, "")
    assert callable(written)
    assert (tmp_path / name).read_text(encoding="utf-8") == written(handout_of(plan))


def test_the_command_reads_standard_input() -> None:
    """A client can be piped."""
    result = run_plan("handout", "-", stdin=json.dumps(client({"worry": 3})))

    assert result.stdout.startswith("Our plan, in plain words")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("nonsense", 2, "the file is not JSON"),
        ("[]", 1, "the client presentation is not valid"),
        ('{"fingerprint": "x"}', 2, "the plan is no valid plan"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path: Path, text: str, code: int, said: str) -> None:
    """What is no client and no plan is told apart."""
    (tmp_path / "file.json").write_text(text, encoding="utf-8")

    result = run_plan("handout", tmp_path / "file.json")

    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


def test_the_command_never_replaces_what_it_reads(tmp_path: Path) -> None:
    """A slip with -o does not cost the intake."""
    file = client_file(tmp_path)
    result = run_plan("handout", file, "-o", file, "--format", "html")

    assert result.exit_code == 2
    assert json.loads(file.read_text(encoding="utf-8"))["client"]["id"] == "C-1"


def test_a_suffix_that_names_no_format_is_an_error(tmp_path: Path) -> None:
    """A file called .pdf never holds text."""
    result = run_plan("handout", client_file(tmp_path), "-o", tmp_path / "page.pdf")

    assert result.exit_code == 2
    assert "'.pdf' names no format" in result.stderr
