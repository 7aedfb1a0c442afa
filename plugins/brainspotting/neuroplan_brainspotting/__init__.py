"""The brainspotting modality: content as data (modality.json), its own thinking in rationale.py."""

from neuroplan import Modality
from neuroplan_brainspotting.rationale import technique_rationale


plugin = Modality.from_package(__name__, rationale=technique_rationale)
