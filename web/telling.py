"""Tell a family's story up to a meeting, each thing at its own time and through the verb a person would use."""
