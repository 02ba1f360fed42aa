"""The DMAIC tracker: from charter to held gain."""
