"""What does the application look like in use? A dozen believable projects, made from a seed by the same verbs."""

from dmaic.demo.loading import load
from dmaic.demo.people import parts, sign_ins

__all__ = ["load", "parts", "sign_ins"]
