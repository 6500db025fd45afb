"""Meeting files: read one, and load and play its meeting through the verbs that the room uses."""
