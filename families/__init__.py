"""The family, its people, consent, coordination and the plan."""
