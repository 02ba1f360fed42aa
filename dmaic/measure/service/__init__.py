"""How does a service perform? From a raw export of tickets, calls or answers to metrics with their data."""
