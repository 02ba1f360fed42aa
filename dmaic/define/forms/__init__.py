"""What is typed in Define? One form a tool, with the help that stands beside its fields."""
