"""Measure: how bad is it really, and can we trust the numbers? Hands on data and a signed baseline."""
