"""Analyze: what causes it, and how do we know? Hands on accepted causes with their evidence."""
