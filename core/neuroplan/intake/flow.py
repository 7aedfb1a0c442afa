"""
The flow of the intake: every question, in the order in which it is asked.

``FLOW`` is read from top to bottom. Where a question has no words of its own it takes them
from the schema or the vocabulary. No question asks for a diagnosis.
"""

from __future__ import annotations

from neuroplan.intake.asking import (
    answer_is,
    can_be_scored,
    chosen,
    domain_process_ids,
    domain_processes,
    entries,
    factor_groups,
    factors_to_ask,
    fields,
    given,
    instrument_id,
    item_row,
    item_rows,
    level,
    may_be_a_name,
    modality_ids,
    positive_risk_items,
    process_ids,
    result_form,
    severity,
    something_to_plan_from,
    subscale_score,
    subscales,
    technique_ids,
    total_score,
)
from neuroplan.intake.catalogue import named
from neuroplan.intake.results import TOTAL
from neuroplan.intake.steps import Ask, Block, Each, Step, When, yes_no


_SEVERITY = "say how severe it is, or go back and leave it out of the list"
_YES_OR_NO = "say yes or no: what is not asked counts as unknown, never as none"

_GOAL: tuple[Step, ...] = (
    Ask(
        "goals/{0}/text",
        "Goal {0}: what the client wants, in their words. Enter: no more goals.",
    ),
    When(
        given("goals/{0}/text"),
        (
            Ask(
                "goals/{0}/processes",
                "The processes goal {0} is about; their need counts more.",
                kind=process_ids,
            ),
            Ask("goals/{0}/priority", "Priority of goal {0}; 1 is first."),
            Ask("goals/{0}/readiness", "How ready the client is to work on it."),
            Ask("goals/{0}/importance", "How important it is to the client."),
            Ask("goals/{0}/confidence", "How confident the client is to reach it."),
            Ask("goals/{0}/stage_of_change", "Stage of change for goal {0}."),
        ),
    ),
)

_DOMAIN: tuple[Step, ...] = (
    Ask(
        "ask/processes/{0}",
        "{0}: which of these does the client have?",
        kind=domain_process_ids,
    ),
    Each(
        chosen("ask/processes/{0}", domain_processes),
        (Ask("processes/{1}", kind=severity, required=_SEVERITY),),
    ),
)

_INSTRUMENT: tuple[Step, ...] = (
    Ask(
        "instruments/{0}/id",
        "Instrument {0}: a questionnaire the client filled in. Enter: no more.",
        kind=instrument_id,
        required=something_to_plan_from,
        clears=("instruments/{0}/", "ask/form/{0}"),
    ),
    When(
        given("instruments/{0}/id"),
        (
            Ask("instruments/{0}/date", "The day it was filled in."),
            Ask("ask/form/{0}", "What you have of its result.", kind=result_form),
            Each(
                item_rows,
                (
                    Ask(
                        "instruments/{0}/items/{1}",
                        kind=item_row,
                        check=can_be_scored,
                        remark=positive_risk_items,
                    ),
                ),
            ),
            When(
                answer_is("ask/form/{0}", TOTAL),
                (Ask("instruments/{0}/total", "Its total.", kind=total_score),),
            ),
            Each(subscales, (Ask("instruments/{0}/subscales/{1}", kind=subscale_score),)),
        ),
    ),
)

_FACTORS: tuple[Step, ...] = (
    Ask("ask/factors/{0}", "Factors, {0}. Go through them?", kind=yes_no),
    When(
        answer_is("ask/factors/{0}", value=True),
        (Each(factors_to_ask, (Ask("factors/{1}"),)),),
    ),
)


FLOW: tuple[Block, ...] = (
    Block(
        "Client",
        (
            Ask(
                "client/id",
                "Your practice's own id for the client, such as C-1042. Never use the name.",
                required="a plan needs an id; make one up that only your practice can read",
                remark=may_be_a_name,
            ),
            Ask("client/age", required="a plan needs the age"),
            Ask("client/pronouns", "The client's pronouns."),
            Ask("client/language"),
            Ask("assessed_on", "The day of this assessment."),
        ),
    ),
    Block("In their words", (Ask("in_their_words", several_lines=True),)),
    Block("Goals", (Each(entries("goals/{}/text"), _GOAL),)),
    Block("Processes", (Each(lambda scope: scope.catalogue.domains, _DOMAIN),)),
    Block("Instruments", (Each(entries("instruments/{}/id"), _INSTRUMENT),)),
    Block(
        "Strengths",
        (
            Each(
                lambda scope: scope.catalogue.strengths,
                (Ask("strengths/{0}", kind=level),),
            ),
        ),
        about="Seven areas of competence, each 0 (none) to 4 (very strong).",
    ),
    Block(
        "Risk",
        (
            Ask("risk/assessed_on", "The day these questions were asked."),
            Each(fields("risk", but="assessed_on"), (Ask("risk/{0}"),)),
        ),
        about="Each question may stay not assessed; unknown is never taken for none.",
        must_say=_YES_OR_NO,
    ),
    Block(
        "Consent",
        (Each(fields("consent"), (Ask("consent/{0}"),)),),
        about="What the client, and a guardian where one is needed, has agreed to.",
    ),
    Block(
        "Readiness",
        (Each(fields("readiness"), (Ask("readiness/{0}"),)),),
        about="Answers that lift holds on work with memories.",
    ),
    Block(
        "Factors",
        (Each(factor_groups, _FACTORS),),
        about="Facts that can bar, delay or change a technique: yes, no or unknown.",
    ),
    Block(
        "Traits",
        (Each(fields("traits"), (Ask("traits/{0}"),)),),
        about="Traits that change how to work.",
    ),
    Block(
        "Culture and religion",
        (
            Ask("culture/identities", "Identities that matter to the client, in their words."),
            Ask("culture/language_of_therapy", "The language of therapy, as a tag (en, es-MX)."),
            Ask("culture/explanatory_model", several_lines=True),
            Ask("culture/values", "What the client lives for and by."),
            Ask("culture/family_role", "The client's place in their family.", several_lines=True),
            Ask(
                "culture/migration_or_minority_stress",
                "Stress of migration or of belonging to a minority: 0 none, 4 extreme.",
            ),
            Ask(
                "culture/religion/importance",
                "How much religion or spirituality matters: 0 none, 4 central.",
            ),
            Ask("culture/religion/integrate"),
            Ask("culture/religion/tradition", "The client's tradition."),
            Ask("culture/religion/struggle"),
        ),
        about="Culture, as the client describes it.",
    ),
    Block(
        "Expectation and motivation",
        (
            Each(fields("expectation"), (Ask("expectation/{0}"),)),
            Each(fields("motivation"), (Ask("motivation/{0}"),)),
        ),
        about="What the client expects of therapy, and for whose sake they come.",
    ),
    Block(
        "Preferences",
        (
            Ask(
                "ask/modalities",
                "Modalities the client has a wish about, for or against.",
                kind=modality_ids,
            ),
            Each(
                chosen("ask/modalities", lambda scope: named(scope.catalogue.modalities)),
                (Ask("preferences/modalities/{0}"),),
            ),
            Ask(
                "ask/techniques",
                "Single techniques the client has a wish about.",
                kind=technique_ids,
            ),
            Each(
                chosen("ask/techniques", lambda scope: named(scope.catalogue.techniques)),
                (Ask("preferences/techniques/{0}"),),
            ),
            Ask("preferences/delivery", "In person or at a distance."),
            Ask("preferences/touch", "Whether touch is welcome. No: no touch of any kind."),
            Ask("preferences/homework", "How much homework the client wants."),
            Ask("preferences/existential_topics"),
            Ask("preferences/therapist"),
            Ask("preferences/directiveness", "How directive the client wants the therapist to be."),
            Ask("preferences/focus", "On what time the client wants to work."),
            Ask("preferences/strong_dislikes", "What the client strongly dislikes."),
        ),
        about="What the client wants, and does not want.",
    ),
    Block(
        "Context",
        (
            Ask("context/sessions_available"),
            Ask("context/session_minutes"),
            Ask("context/delivery", "How sessions can be held."),
            Ask("context/formats", "The formats on offer."),
        ),
        about="What is on offer.",
    ),
)
