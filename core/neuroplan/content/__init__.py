"""Clinical content of the core as data: safety rules and their evidence, instruments."""
