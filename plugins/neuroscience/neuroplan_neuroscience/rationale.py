"""
What a neuroscience-informed view adds: an explanation joined to the client's own account.

Explanations begin from the client's words and stress that brains change with practice,
because fixed biological accounts lower blame but raise pessimism.
"""

from __future__ import annotations

from neuroplan.plugins.wording import (
    by_technique,
    goal,
    goal_rating,
    in_turn,
    labels_of,
    own_explanation,
    rated,
    say,
    strength,
    together,
    when,
)


_NOT_YET_CONFIDENT = goal_rating("confidence", most=6)
_UP = labels_of("hyperarousal", "fear", "anger", "emotion_dysregulation")
_DOWN = labels_of("emotional_numbing", "dissociation")
_ALARM = labels_of("fear", "hyperarousal")
_BLAMED = labels_of("shame", "self_criticism", "self_stigma", "guilt")
_OBSTACLES = labels_of("craving", "anhedonia", "fear", "worry", "low_mood", most=1)


_OWN_ACCOUNT = say(
    "Begin from the client's own account, {words}, and join the explanation to it.",
    words=own_explanation,
)
_PRACTICE = when(
    rated("hopelessness", "low_self_efficacy", "demoralization"),
    say(
        "With {stuck}, give most time to change: what was learned can be learned anew, step by "
        "step.",
        stuck=labels_of("hopelessness", "low_self_efficacy", "demoralization"),
    ),
)

technique_rationale = by_technique(
    {
        "neuroscience.malleability-psychoeducation": together(
            say(
                "Take the client's own goal, {goal}, as the example of a change that practice may "
                "bring.",
                goal=goal,
            ),
            _PRACTICE,
        ),
        "neuroscience.destigmatizing-formulation": together(
            say(
                "With {blamed}, begin with the reaction the client condemns in themselves: how it "
                "may once have protected them, what it costs, and what can change with practice.",
                blamed=_BLAMED,
            ),
            _OWN_ACCOUNT,
        ),
        "neuroscience.threat-system-education": together(
            say("What to explain here as the body's alarm: {alarm}.", alarm=_ALARM),
            say(
                "What may keep the alarm from settling: {kept}.",
                kept=labels_of("trauma_avoidance", "worry"),
            ),
            _OWN_ACCOUNT,
        ),
        "neuroscience.hand-model-brain": _OWN_ACCOUNT,
        "neuroscience.interpersonal-neurobiology-frame": say(
            "A settling contact may already be there: {people}.",
            people=strength("secure_attachment"),
        ),
        "neuroscience.memory-updating-education": say(
            "Ask what the client hopes and fears will happen to the memory; their own words are a "
            "way in: {words}.",
            words=own_explanation,
        ),
        "neuroscience.window-of-tolerance": in_turn(
            say(
                "For the upper edge begin with {up}, for the lower edge with {down}.",
                up=_UP,
                down=_DOWN,
            ),
            say("For the upper edge begin with {up}.", up=_UP),
            say("For the lower edge begin with {down}.", down=_DOWN),
        ),
        "neuroscience.behavioural-activation-reward": in_turn(
            say(
                "Choose first acts that lie on the way to {goal}. Confidence is {confidence} out "
                "of 10, so begin smaller than seems needed.",
                goal=goal,
                confidence=_NOT_YET_CONFIDENT,
            ),
            say("Choose first acts that lie on the way to {goal}.", goal=goal),
        ),
        "neuroscience.implementation-intentions": in_turn(
            say(
                "The wish is the client's own, {goal}; an inner obstacle to ask about is "
                "{obstacle}.",
                goal=goal,
                obstacle=_OBSTACLES,
            ),
            say("The wish is the client's own, {goal}.", goal=goal),
        ),
        "neuroscience.habit-repetition": say(
            "Let the one small act be a step of {goal}.", goal=goal
        ),
        "neuroscience.positive-affect-training": say(
            "Good events to begin with may lie near {strong}.", strong=strength()
        ),
        "neuroscience.growth-mindset-single-session": _PRACTICE,
    }
)
