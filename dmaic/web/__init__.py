"""How does a request travel? Its transaction, its forms, its pages."""
