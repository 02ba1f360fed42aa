"""Rule sets as data."""

from dmaic.statistics.patterns import checked
from dmaic.statistics.rule_sets import RULE_SETS


def test_every_set_names_itself_its_source_and_sound_rules():
    for code, chosen in RULE_SETS.items():
        assert chosen.code == code
        assert chosen.title
        assert chosen.source
        assert [checked(rule) for rule in chosen.rules] == list(chosen.rules)
        assert len({rule.code for rule in chosen.rules}) == len(chosen.rules)
