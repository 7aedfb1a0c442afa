"""The page of safety rules, made from the engine's own rules."""

from __future__ import annotations

from collections.abc import Iterator

from neuroplan.model.plan import SafetyAction
from neuroplan.model.trigger import (
    AllOf,
    Always,
    AnyOf,
    ConsentAnswered,
    FactorPresent,
    FactorRecorded,
    FactorUnanswered,
    Flagged,
    Not,
    ProcessAtLeast,
    ReadinessAnswered,
    RiskAnswered,
    Trigger,
)
from neuroplan.pipeline.safety import GateCondition, SafetyRule, safety_content
from tests.docs.writing import bullets, code, codes, number, page, source_line, table


_INTRO = """\
Every rule that decides the safety level, its actions and its holds. The rules are data
(`core/neuroplan/content/safety_rules.json`); the step that reads them is
`neuroplan.pipeline.safety`. [Why they are as they are](../explanation/safety-policy.md) is told
elsewhere.

**Every level and action names its reason:** the answers on record that ask for it (`because`).

**Levels prompt action; they predict nobody.** The highest level of all rules that apply is the
level of the plan. A rule applies when any of its tests is true. A question of the risk block that
nobody answered is never taken as "none": it holds activating work, and asking it is an action.

**A hold** covers activating techniques (`activating`) or all techniques outside the foundation
(`all`). It deletes nothing: the plan names what waits and what lifts it. Holds of emergency rules
are lifted by no decision; nor are the hold of an intoxicated session, an absolute contraindication,
at emergency the holds of risk factors and of severe malnutrition, a consent nobody recorded, and
the talk about legal proceedings. All others can be lifted by the clinician's decision `lift_hold`.
Where readiness answers lift a hold, all of
them must be *yes*; what is still open stands with the technique under "held until".

**Order of the actions in a plan:**

1. what emergency rules ask for;
2. risk questions that nobody answered and a questionnaire item raises, and going back to the client
   where interview and questionnaire disagree;
3. what urgent rules ask for, and the first action of any rule on suicide, self-harm or
   withdrawal;
4. crisis contacts, where the practice has entered none;
5. consent that nobody asked for, or that is refused; what is to be arranged before any work; and
   what would lift the holds of planned work (consent to trauma work, readiness answers);
6. the other risk questions nobody answered;
7. everything else, and the practice's crisis contacts to give out;
8. at urgent and emergency level with a hold in force, consent to trauma work: it is asked when the
   hold lifts, not before.

Within each group the more urgent rule goes first. An action that two rules ask for stands once, at
the first of its places.

An action with session 1 takes the first session: no technique is placed in it.

A source called `clinical_convention` is a habit of the field and no study."""


_GATE = """\
## Before work on traumatic memories

A technique is memory work when it is activating and intrusive memories or avoidance of reminders
are among its targets. It needs consent of its own: *no* leaves it out; where nobody asked it is
held, and asking stands among the first actions, or last where safety comes first. Before it
starts, these must hold as well. A *no* holds it until it is so. With legal proceedings it is held
until they have been talked through, also where nobody answered. What else nobody answered is
printed under "ask first". A technique that asks the same readiness question itself is not asked
twice."""

_STOP = """\
## When to stop, and when to refer

Printed in every plan, whatever its level: what ends or changes the work."""


def safety_page() -> str:
    """Give the page."""
    content = safety_content()
    unknown = content.unknown_hold
    return page(
        "Safety rules",
        _INTRO,
        _overview(content.rules),
        "## The rules",
        *(_rule(rule) for rule in content.rules),
        "## What nobody answered",
        f"{content.unknown.why} Each unanswered question becomes an action, and together they hold "
        f"activating techniques. {unknown.hold_why} Lifted by: "
        f"{unknown.lifted_by.text}. Source: {code(unknown.source)}.",
        table(
            ("question", "what the plan asks for"),
            [(code(name), text) for name, text in content.questions.items()],
        ),
        _GATE,
        table(
            ("condition", "asked", "answered by", "matters", "source"),
            [_condition(each) for each in content.gate],
        ),
        _STOP,
        table(
            ("when", "what to do", "source"),
            [(each.when, each.do, code(each.source)) for each in content.stop_and_refer],
        ),
        "## Where interview and questionnaire disagree",
        "A positive risk item counts beside the interview, and the higher of the two decides.",
        "\n".join(_action(each) for each in content.reconcile.values()),
        "## What a score asks about",
        "A score can ask about a factor without setting it. Where nobody has answered the factor, "
        "asking is an action (`ask_` and the factor), in the instrument's own words.",
        "## Crisis contacts",
        _action(content.crisis_contacts),
        "With `crisis_contacts` in the practice profile the action gives those contacts out "
        "instead. None is ever invented.",
        "## Consent",
        "Refused consent leaves the safety actions and no techniques. Consent nobody asked for "
        "makes the plan provisional and holds activating techniques: "
        f"{content.consent_hold.hold_why} Lifted by: "
        f"{content.consent_hold.lifted_by.text}. No decision lifts it.",
        "\n".join(_action(each) for each in content.consent.values()),
        "## What brings a readiness answer about",
        "An action of a plan whose techniques wait for that answer.",
        "\n".join(
            f"{_action(each)} *For:* {code(f'readiness.{name}')}."
            for name, each in content.readiness.items()
        ),
        "## What is our judgement",
        "These rules have no study behind their thresholds and actions, only our judgement: "
        + codes(
            rule.id
            for rule in content.rules
            if "our judgement" in rule.says.lower()
            or any("our judgement" in action.why.lower() for action in rule.actions)
        )
        + ".",
        "## Sources",
        bullets(source_line(record) for _, record in sorted(content.evidence.items())),
    )


def _overview(rules: tuple[SafetyRule, ...]) -> str:
    return table(
        ("rule", "level", "holds"),
        [
            (f"[{rule.id}](#{_anchor(rule.id)})", rule.level.value, rule.holds or "-")
            for rule in rules
        ],
    )


def _anchor(heading: str) -> str:
    return heading.replace(".", "")


def _rule(rule: SafetyRule) -> str:
    lines = [
        f"### {rule.id}",
        "",
        f"{rule.says}",
        "",
        f"- **Level:** {rule.level.value}",
        f"- **When any of:** {'; '.join(_tests(rule.when))}",
    ]
    if rule.holds and rule.lifted_by:
        covered = "all techniques" if rule.holds == "all" else "activating techniques"
        lines.append(f"- **Holds:** {covered}. {rule.hold_why}")
        final = "" if rule.liftable else " No decision lifts it."
        lines.append(f"- **Lifted by:** {rule.lifted_by.text}{'.' if final else ''}{final}")
    lines.append(f"- **Sources:** {', '.join(code(source) for source in rule.source)}")
    lines.append("")
    lines.extend(_action(each) for each in rule.actions)
    return "\n".join(lines)


def _tests(when: Trigger) -> Iterator[str]:
    yield from map(_test, when.parts if isinstance(when, AnyOf) else (when,))


def _test(test: Trigger) -> str:
    match test:
        case Always():
            return "always"
        case AnyOf(parts):
            return f"({' or '.join(map(_test, parts))})"
        case AllOf(parts):
            return " and ".join(map(_test, parts))
        case Not(part):
            return f"not ({_test(part)})"
        case _:
            return _single(test)


def _single(test: Trigger) -> str:
    match test:
        case RiskAnswered(question, answers):
            return f"{code(f'risk.{question}')} is {codes(map(_value, answers))}"
        case ReadinessAnswered(name, answers):
            return f"{code(f'readiness.{name}')} is {codes(answers)}"
        case ConsentAnswered(name, answers):
            return f"{code(f'consent.{name}')} is {codes(answers)}"
        case ProcessAtLeast(process, least):
            return f"severity of {code(process)} is {least} or more"
        case FactorPresent(factor):
            return f"factor {code(factor)} is present"
        case FactorRecorded(factor):
            return f"factor {code(factor)} is entered in the client file"
        case FactorUnanswered(factor):
            return f"nobody has answered factor {code(factor)}"
        case Flagged(asks, least):
            return f"a questionnaire item or score on {code(asks)} is {number(least)} or more"
    raise ValueError(f"no words for {type(test).__name__}")


def _condition(condition: GateCondition) -> tuple[str, ...]:
    asks, only_with = condition.asks, condition.only_with
    return (
        code(condition.id),
        condition.text,
        code(f"readiness.{asks}") if asks else "no field: ask",
        f"with {code(only_with)}" if only_with else "always",
        code(condition.source),
    )


def _value(answer: object) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _action(action: SafetyAction) -> str:
    when = "at once" if action.session is None else f"session {action.session}"
    return (
        f"- **Action** {code(action.id)} ({when}): {action.text} *Why:* {action.why} "
        f"*Source:* {code(action.source)}."
    )
