"""May the project move on? Five gates, computed from the evidence, decided by people."""
