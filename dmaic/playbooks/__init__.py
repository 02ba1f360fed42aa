"""Which usual problem is this, and what does a team need to begin on it?

A template a file in ``templates``: charter words to adapt, metrics with their definitions, what to split by, a
collection plan, causes to look for, traps, and the whole thing filled in with figures worked out from seeded data.
"""

from dmaic.playbooks.playbook import Playbook, filled
from dmaic.playbooks.reading import PLAYBOOKS, BadPlaybook, playbook_named, read_playbook

__all__ = ["PLAYBOOKS", "BadPlaybook", "Playbook", "filled", "playbook_named", "read_playbook"]
