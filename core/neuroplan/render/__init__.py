"""Turn a plan into what people and programs read."""
