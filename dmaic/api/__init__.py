"""How does a program ask what a person can ask? JSON under /api/v1: the analyses, their fields, their answers."""
