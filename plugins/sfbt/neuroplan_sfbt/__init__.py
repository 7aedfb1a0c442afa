"""The sfbt modality: content as data, see modality.json."""

from neuroplan import Modality


plugin = Modality.from_package(__name__)
