"""
Find plugins, load them one by one, and fail loudly.

The loop over the entry points is the engine's own, because a plan must never silently
lack a modality: a broken import, an unknown hook, a plugin without hooks or a name taken
twice is an error that names the plugin and its distribution.
"""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import attrs
import pluggy

from neuroplan.documents.nearest import did_you_mean, quoted
from neuroplan.documents.structuring import canonical_json, unstructure
from neuroplan.errors import (
    ContentError,
    NeuroplanError,
    PluginError,
    PracticeError,
    Problem,
    UsageError,
)
from neuroplan.model.case import Case, Screening
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import Instrument
from neuroplan.model.modality import ModalityContent, ModalityInfo
from neuroplan.model.technique import Technique
from neuroplan.plugins.guard import guarded
from neuroplan.plugins.hooks import HOOKS_VERSION, PROJECT, TECHNIQUE_HOOKS, ModalityHooks
from neuroplan.plugins.modality import Modality


GROUP = "neuroplan"

_NOT_ALLOWED = "the practice profile does not fit what is installed or asked for"

T = TypeVar("T")


@attrs.frozen(kw_only=True, eq=False)
class LoadedPlugin:
    """
    One plugin with its content, and one typed method for each hook asked while planning.

    Attributes:
        name: Entry-point name, or the folder's modality id.
        distribution: Where it came from.
        explains: Whether it implements ``technique_rationale``.
        screens: Whether it implements ``technique_screen``.
        digest: Hash of the content, which enters the fingerprint of a plan.
    """

    name: str
    distribution: str | None
    content: ModalityContent
    digest: str
    explains: bool
    screens: bool
    _hooks: pluggy.HookRelay = attrs.field(repr=False, alias="hooks")

    def rationale(self, technique: Technique, case: Case) -> str | None:
        """
        Ask why *technique* fits this client.

        Raises:
            PluginError: The hook raised, or returned something else than text.
        """
        found = self._ask("technique_rationale", technique, case)
        if found is not None and not isinstance(found, str):
            raise self._wrong_type("technique_rationale", "text or None", found, technique)
        return found or None

    def screen(self, technique: Technique, case: Case) -> Screening | None:
        """
        Ask for restrictions on *technique* for this client.

        Raises:
            PluginError: The hook raised, or returned something else than a Screening, or one
                that restricts without saying why.
        """
        found = self._ask("technique_screen", technique, case)
        if found is None:
            return None
        if not isinstance(found, Screening):
            raise self._wrong_type("technique_screen", "a Screening or None", found, technique)
        if found.fault is not None:
            raise self._error(f"hook technique_screen, for {technique.id}: {found.fault}")
        return found

    def _ask(self, hook: str, technique: Technique, case: Case) -> object:
        def call() -> object:
            answers = getattr(self._hooks, hook)(technique=technique, case=case)
            return answers[0] if answers else None

        return _asked(call, hook, self.name, self.distribution, technique)

    def _wrong_type(
        self, hook: str, wanted: str, found: object, technique: Technique
    ) -> PluginError:
        kind = type(found).__name__
        return self._error(f"hook {hook} must return {wanted}, not {kind} (for {technique.id})")

    def _error(self, what: str) -> PluginError:
        return PluginError(what, plugin=self.name, distribution=self.distribution)


def discover(
    *,
    only: Iterable[str] = (),
    without: Iterable[str] = (),
    allowed: Mapping[str, str] | None = None,
) -> tuple[tuple[LoadedPlugin, ...], tuple[str, ...]]:
    """
    Load the installed plugins, sorted by name.

    Args:
        only: Names to load; empty: all.
        without: Names to leave out.
        allowed: The plugins a practice allows, name to version; empty: all.

    Returns:
        The plugins, and the names that were switched off.

    Raises:
        UsageError: A name in *only* or *without* is not installed.
        PracticeError: The practice names a plugin that is not installed, or does not allow
            one that *only* asks for, or not in its version.
        PluginError: A plugin cannot be loaded.
    """
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    _no_name_twice(found)
    names = [point.name for point in found]
    off = switched_off(names, only=only, without=without, allowed=allowed)
    loaded = tuple(_load(point) for point in found if point.name not in off)
    _check_versions(loaded, allowed or {})
    return loaded, tuple(off)


def switched_off(
    installed: Iterable[str],
    *,
    only: Iterable[str] = (),
    without: Iterable[str] = (),
    allowed: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """
    Tell which of the *installed* plugins take no part, each with what switches it off.

    The other arguments are those of ``discover``, as are the errors of the names they give.
    """
    names, wanted, unwanted = sorted(set(installed)), set(only), set(without)
    missing = [
        Problem(name, "no such modality is installed", did_you_mean(name, names))
        for name in wanted | unwanted
        if name not in names
    ]
    if missing:
        raise UsageError("unknown modality", missing)
    if allowed:
        _check_allowed(names, wanted, allowed)
    found: dict[str, str] = {}
    for name in names:
        if name in unwanted:
            found[name] = "--without"
        elif allowed and name not in allowed:
            found[name] = "the practice profile (plugins)"
        elif wanted and name not in wanted:
            found[name] = "--only"
    return found


def _check_allowed(names: Iterable[str], wanted: Iterable[str], allowed: Mapping[str, str]) -> None:
    """Refuse a practice's list that names what is not there, or lacks what is asked for."""
    problems = [
        Problem(f"$.plugins.{name}", "no such plugin is installed", did_you_mean(name, names))
        for name in allowed
        if name not in names
    ]
    problems += [
        Problem(
            "$.plugins",
            f"'{name}' is asked for (--only), but is not among the plugins allowed",
            "plan without it, or allow it in the practice profile",
        )
        for name in wanted
        if name not in allowed
    ]
    if problems:
        raise PracticeError(_NOT_ALLOWED, problems)


def _check_versions(plugins: Iterable[LoadedPlugin], allowed: Mapping[str, str]) -> None:
    """Refuse a plugin in another version than the practice allows."""
    problems = [
        Problem(
            f"$.plugins.{plugin.name}",
            f"version {plugin.content.info.version} is installed, the practice allows {version}",
            "install that version, or change the practice profile",
        )
        for plugin in plugins
        if (version := allowed.get(plugin.name, "*")) not in ("*", plugin.content.info.version)
    ]
    if problems:
        raise PracticeError(_NOT_ALLOWED, problems)


@attrs.frozen(kw_only=True, eq=False)
class Installed:
    """
    One installed entry point, loaded or with what is wrong.

    Attributes:
        name: Entry-point name.
        distribution: The distribution it comes from, with its version.
        value: What the entry point names (``neuroplan_act:plugin``).
        plugin: The plugin; None where it cannot be loaded.
        error: Why it cannot be loaded, or None.
    """

    name: str
    distribution: str | None
    value: str
    plugin: LoadedPlugin | None = None
    error: NeuroplanError | None = None


def installed() -> tuple[Installed, ...]:
    """Load every installed plugin by itself and keep what is wrong with it, sorted by name."""
    found = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    names = Counter(point.name for point in found)
    return tuple(tried(point, taken_twice=names[point.name] > 1) for point in found)


def tried(point: EntryPoint, *, taken_twice: bool = False) -> Installed:
    """Load a plugin by itself and keep what is wrong with it."""
    found = Installed(name=point.name, distribution=_distribution(point), value=point.value)
    try:
        plugin = _load(point)
    except NeuroplanError as error:
        return attrs.evolve(found, error=error)
    if not taken_twice:
        return attrs.evolve(found, plugin=plugin)
    double = PluginError(
        "another installed plugin has this name; uninstall one of them",
        plugin=point.name,
        distribution=found.distribution,
    )
    return attrs.evolve(found, plugin=plugin, error=double)


def load_object(plugin: object, *, name: str, distribution: str | None = None) -> LoadedPlugin:
    """
    Take a plugin object as it is: for tests, embedding and folders.

    Raises:
        PluginError: It has no hook, an unknown hook, or a hook that fails.
    """
    _same_hooks(plugin, name, distribution)
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(ModalityHooks)
    known = set(vars(manager.hook))
    try:
        manager.register(plugin, name=name)
    except (pluggy.PluginValidationError, ValueError) as error:
        reason = str(error).splitlines()[-1]
        raise PluginError(
            f"a hook does not fit its specification: {reason}",
            plugin=name,
            distribution=distribution,
        ) from error
    callers = {caller.name for caller in manager.get_hookcallers(plugin) or ()}
    unknown = sorted(callers - known)
    if unknown:
        mend = did_you_mean(unknown[0], known) or f"the hooks are: {', '.join(sorted(known))}"
        raise PluginError(
            f"there is no hook {quoted(unknown[0])}; {mend}", plugin=name, distribution=distribution
        )
    if "modality_info" not in callers:
        missing = "it implements no hook at all" if not callers else "it lacks modality_info()"
        raise PluginError(
            f"{missing}; make the entry point a plugin object such as "
            "Modality.from_package(__name__)",
            plugin=name,
            distribution=distribution,
        )
    content = _content_of(manager.hook, name, distribution)
    return LoadedPlugin(
        name=name,
        distribution=distribution,
        content=content,
        digest=_digest_of(plugin, content),
        explains="technique_rationale" in callers,
        screens="technique_screen" in callers,
        hooks=manager.hook,
    )


def _same_hooks(plugin: object, name: str, distribution: str | None) -> None:
    """Refuse a plugin that says it was built for other hooks."""
    built_for = getattr(plugin, "hooks_version", HOOKS_VERSION)
    if built_for != HOOKS_VERSION:
        raise PluginError(
            f"it was built for version {built_for} of the hooks, this neuroplan speaks version "
            f"{HOOKS_VERSION}; install the plugin's release for it, or plan without the plugin",
            plugin=name,
            distribution=distribution,
        )


def _no_name_twice(found: list[EntryPoint]) -> None:
    for first, second in pairwise(found):
        if first.name == second.name:
            origins = sorted(filter(None, (_distribution(first), _distribution(second))))
            raise PluginError(
                f"two plugins have this name ({' and '.join(origins)}); uninstall one of them",
                plugin=first.name,
            )


def _distribution(point: EntryPoint) -> str | None:
    return f"{point.dist.name} {point.dist.version}" if point.dist else None


def _load(point: EntryPoint) -> LoadedPlugin:
    origin = _distribution(point)
    try:
        plugin: object = guarded(
            point.load,
            lambda error: f"it cannot be imported ({type(error).__name__}: {error}); reinstall it",
            plugin=point.name,
            distribution=origin,
        )
        return load_object(plugin, name=point.name, distribution=origin)
    except PluginError as error:
        what = f"{error.what}; to plan without it: --without {point.name}"
        raise error.of(point.name, origin, what) from error


def _content_of(hooks: pluggy.HookRelay, name: str, distribution: str | None) -> ModalityContent:
    def ask(hook: str, kind: type[T]) -> tuple[T, ...]:
        def flat() -> tuple[object, ...]:
            answers = getattr(hooks, hook)()
            return tuple(value for answer in answers for value in answer or ())

        values = _asked(flat, hook, name, distribution)
        found = tuple(value for value in values if isinstance(value, kind))
        if len(found) < len(values):
            wrong = next(type(value).__name__ for value in values if not isinstance(value, kind))
            raise PluginError(
                f"hook {hook} must return {kind.__name__} values, not {wrong}",
                plugin=name,
                distribution=distribution,
            )
        return found

    given = {hook: ask(hook, Technique) for hook in TECHNIQUE_HOOKS.values()}
    wrong = "; ".join(_wrong_hooks(given))
    if wrong:
        raise PluginError(wrong, plugin=name, distribution=distribution)
    techniques = [technique for found in given.values() for technique in found]
    info = _asked(lambda: hooks.modality_info()[0], "modality_info", name, distribution)
    if not isinstance(info, ModalityInfo):
        raise PluginError(
            "hook modality_info must return a ModalityInfo", plugin=name, distribution=distribution
        )
    _described(info, name, distribution)
    records = ask("evidence_records", EvidenceRecord)
    instruments = ask("instruments", Instrument)
    return ModalityContent(
        info=info,
        techniques=tuple(sorted(techniques, key=lambda each: each.id)),
        evidence=tuple(sorted(records, key=lambda each: each.id)),
        instruments=tuple(sorted(instruments, key=lambda each: each.id)),
        origin=distribution or name,
    )


def _wrong_hooks(given: Mapping[str, tuple[Technique, ...]]) -> Iterator[str]:
    """Name the techniques that came from another hook than that of their category."""
    for hook, techniques in given.items():
        for technique in techniques:
            right = TECHNIQUE_HOOKS[technique.category]
            if hook != right:
                yield (
                    f"technique '{technique.id}' has category {technique.category.value} but came "
                    f"from {hook}(); return it from {right}()"
                )


def _described(info: ModalityInfo, name: str, distribution: str | None) -> None:
    """Refuse a description that a plan could not carry: its id, version and date stand in each."""
    from neuroplan.documents.validation import schema_problems

    problems = [
        Problem(f"modality_info() {each.path}", each.what, each.mend)
        for each in schema_problems("modality", unstructure(info))
    ]
    if problems:
        what = "what it says of itself is not valid"
        raise ContentError(what, problems, plugin=name, distribution=distribution)


def _digest_of(plugin: object, content: ModalityContent) -> str:
    """Hash the files where the hooks give what is in them, and what they gave otherwise."""
    if type(plugin) is Modality and plugin.content.digest is not None:
        return plugin.content.digest
    whole = [content.info, content.techniques, content.evidence, content.instruments]
    return hashlib.sha256(canonical_json(unstructure(whole)).encode()).hexdigest()


def _asked(
    call: Callable[[], T],
    hook: str,
    name: str,
    distribution: str | None,
    technique: Technique | None = None,
) -> T:
    about = f" for {technique.id}" if technique else ""

    def told(error: BaseException) -> str:
        # What was raised may repeat the client's text; its kind and place are enough.
        return f"hook {hook} failed with {type(error).__name__}{about} ({_place(error)})"

    return guarded(call, told, plugin=name, distribution=distribution)


def _place(error: BaseException) -> str:
    """Say where something was raised: file and line."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{Path(last.filename).name}:{last.lineno}"
