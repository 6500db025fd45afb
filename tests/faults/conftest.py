"""The same meeting at a real server as in the live tests."""

from tests.live.conftest import own_scene  # noqa: F401
