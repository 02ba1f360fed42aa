"""What is every project made of? Its people and their rights, its phase, its notices, its rows."""
