"""Control: how does the gain stay? Hands on charts that are watched and a process owner who watches them."""
