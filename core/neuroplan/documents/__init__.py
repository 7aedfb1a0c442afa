"""The edge of the engine: JSON documents read, checked, structured; files written whole."""
