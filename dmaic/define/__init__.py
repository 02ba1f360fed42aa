"""Define: what is wrong, for whom, and what would be good? Hands on a charter, CTQs and defined metrics."""
