"""The values of neuroplan: frozen, typed, without behaviour beyond their own meaning."""
