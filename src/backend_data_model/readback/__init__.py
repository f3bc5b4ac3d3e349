"""The read-back: a model as sentences of a controlled English, and those sentences as a model again."""

from backend_data_model.readback.read import is_readback, read_readback
from backend_data_model.readback.write import render_readback

__all__ = ["is_readback", "read_readback", "render_readback"]
