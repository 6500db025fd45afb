"""Calling a meeting: scheduling, inviting, answers, join codes and passes."""
