"""The existential modality: content as data (modality.json), its own thinking in rationale.py."""

from neuroplan import Modality
from neuroplan_existential.rationale import technique_rationale


plugin = Modality.from_package(__name__, rationale=technique_rationale)
