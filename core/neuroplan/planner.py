"""
The planner: from a client presentation to a plan.

It is immutable and may be shared between threads. The steps are those of ``pipeline``;
nothing administrative reaches any of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

import attrs

from neuroplan.documents.practice import check_policy, check_practice
from neuroplan.documents.presentation import KnownIds, id_problems
from neuroplan.documents.structuring import canonical_json, presentation_document, unstructure
from neuroplan.errors import PresentationError, UsageError
from neuroplan.explanation import explain
from neuroplan.library import Library, build_library
from neuroplan.model.explanation import Explanation
from neuroplan.model.plan import Engine, ModalityUsed, Plan
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.practice import Practice
from neuroplan.model.presentation import Presentation
from neuroplan.overlays import load_overlay
from neuroplan.pipeline.assembly import Maker, assemble
from neuroplan.pipeline.factors import RISK_FACTORS
from neuroplan.pipeline.reasoning import Reasoning, reason
from neuroplan.pipeline.responsiveness import principles
from neuroplan.pipeline.safety import safety_content
from neuroplan.pipeline.strength import Weigher
from neuroplan.pipeline.triggers import factors_of
from neuroplan.plugins.loading import LoadedPlugin, discover, load_object
from neuroplan.plugins.modality import Modality


class Planner:
    """
    Makes plans from what is installed, under one policy and practice profile.

    ``Planner()`` discovers the installed plugins once. For tests and embedding,
    ``Planner(modalities=[…])`` uses just those plugin objects.
    """

    def __init__(
        self,
        *,
        modalities: Iterable[object] | None = None,
        policy: OrderingPolicy | None = None,
        practice: Practice | None = None,
        only: Iterable[str] = (),
        without: Iterable[str] = (),
        folders: Iterable[str | Path] = (),
        evidence: Iterable[str | Path] = (),
    ) -> None:
        """
        Load and check the plugins.

        Args:
            modalities: Plugin objects to use instead of the installed ones.
            policy: The ordering policy; default: the shipped one with the practice's changes.
            practice: The practice profile.
            only: Installed modalities to load; empty: all.
            without: Installed modalities to leave out.
            folders: Folders of techniques to add.
            evidence: Files of evidence overlays, applied in turn.

        Raises:
            UsageError: *only* or *without* names a modality that is not installed, an overlay
                is not valid or does not fit, or a list is given as text.
            PracticeError: The practice profile or the policy is not valid, or the profile
                does not allow a plugin that *only* names.
            PluginError: A plugin cannot be loaded, or its content is not valid.
            FileAccessError: A folder or overlay cannot be read.
        """
        for name, given in (
            ("only", only),
            ("without", without),
            ("folders", folders),
            ("evidence", evidence),
        ):
            if isinstance(given, str):
                raise UsageError(f"{name} must be a list, as in {name}=[{given!r}], not text")
        self._practice = practice or Practice()
        plugins, off = _plugins(modalities, only, without, self._practice.plugins)
        added = [
            load_object(Modality.from_folder(folder), name=Path(folder).resolve().name)
            for folder in folders
        ]
        self._library = build_library(
            (*plugins, *added),
            off,
            wins=self._practice.wins,
            overlays=[load_overlay(each) for each in evidence],
        )
        if practice is not None:
            check_practice(practice, self.known_ids)
        if policy is not None:
            check_policy(policy)
        self._policy = policy or self._practice.policy()
        self._weigher = Weigher(self._library, self._policy)
        self._read_factors = self._library.read_factors | _core_factors()
        self._maker = self._describe_maker()

    @property
    def library(self) -> Library:
        """Everything the installed modalities contribute."""
        return self._library

    @property
    def policy(self) -> OrderingPolicy:
        """The ordering policy in force."""
        return self._policy

    @property
    def known_ids(self) -> KnownIds:
        """The ids a presentation may name with this planner."""
        return KnownIds(
            vocabulary=self._library.vocabulary,
            instruments=self._library.instruments,
            modalities=self._library.plugins,
            techniques=self._library.techniques,
            switched_off=self._library.switched_off,
        )

    def generate(self, presentation: Presentation) -> Plan:
        """
        Make the plan of one client.

        Raises:
            UsageError: It is no presentation.
            PresentationError: It names an id that is not installed, or a result cannot be scored.
            PluginError: A plugin failed while planning.
        """
        reasoning = self.reason(presentation)
        document = canonical_json(presentation_document(reasoning.presentation))
        fingerprint = hashlib.sha256(f"{self._maker.fingerprint}\0{document}".encode()).hexdigest()
        maker = attrs.evolve(self._maker, fingerprint=fingerprint)
        return assemble(reasoning, maker, presentation.administrative)

    def explain(self, presentation: Presentation, technique_id: str) -> Explanation:
        """
        Explain what decides about one technique for one client.

        Raises:
            UsageError: No such technique is installed.
            PresentationError: The presentation names an id that is not installed.
            PluginError: A plugin failed while planning.
        """
        technique = self._library.technique(technique_id)
        return explain(technique, self.reason(presentation))

    def reason(self, presentation: Presentation) -> Reasoning:
        """
        Run the steps up to the choice and give everything they found.

        Raises:
            UsageError: It is no presentation.
            PresentationError: It names an id that is not installed, or a result cannot be scored.
            PluginError: A plugin failed while planning.
        """
        given: object = presentation  # whatever a caller without types hands in
        if not isinstance(given, Presentation):
            kind = type(given).__name__
            raise UsageError(
                f"this must be a Presentation, not {kind}; load_presentation() makes one"
            )
        clinical = attrs.evolve(presentation, administrative=None)
        problems = list(id_problems(presentation_document(clinical), self.known_ids))
        if problems:
            raise PresentationError("the client presentation is not valid", problems)
        return reason(
            clinical,
            library=self._library,
            weigher=self._weigher,
            policy=self._policy,
            practice=self._practice,
            read_factors=self._read_factors,
        )

    def _describe_maker(self) -> Maker:
        engine = Engine(name="neuroplan", version=version("neuroplan"), policy=self._policy)
        ground = canonical_json(
            [
                engine.version,
                unstructure(self._policy),
                unstructure(self._practice),
                list(self._library.switched_off),
                self._library.digest,
            ]
        )
        return Maker(
            engine=engine,
            modalities=tuple(
                ModalityUsed(
                    id=info.id,
                    name=info.name,
                    version=info.version,
                    evidence_as_of=info.evidence_as_of,
                )
                for info in self._library.modalities
            ),
            switched_off=self._library.switched_off,
            fingerprint=hashlib.sha256(ground.encode()).hexdigest(),
        )


def _plugins(
    modalities: Iterable[object] | None,
    only: Iterable[str],
    without: Iterable[str],
    allowed: Mapping[str, str],
) -> tuple[tuple[LoadedPlugin, ...], tuple[str, ...]]:
    if modalities is None:
        return discover(only=only, without=without, allowed=allowed)
    return (
        tuple(
            load_object(plugin, name=getattr(plugin, "__name__", f"modality {place}"))
            for place, plugin in enumerate(modalities, start=1)
        ),
        (),
    )


def _core_factors() -> frozenset[str]:
    """Factors the engine itself reads: safety rules, the risk block and responsiveness."""
    tests = (
        *(rule.when for rule in safety_content().rules),
        *(rule.when for principle in principles() for rule in principle.rules),
    )
    return frozenset(RISK_FACTORS).union(*map(factors_of, tests))
