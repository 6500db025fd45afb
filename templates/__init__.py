"""How everything looks and reads."""
