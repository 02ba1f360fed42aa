"""Does this installation compute what the literature says? Known cases, run here, printed and signed."""
