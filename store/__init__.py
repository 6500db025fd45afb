"""The floor: everything about storage that is not a particular table."""
