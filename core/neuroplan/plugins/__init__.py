"""Plugins: what a modality may implement, how it is found, and the helper for data-only ones."""

from neuroplan.plugins.hooks import hookimpl
from neuroplan.plugins.modality import Modality


__all__ = ["Modality", "hookimpl"]
