"""Improve: what do we change, and does it work? Hands on solutions that are done and proved."""
