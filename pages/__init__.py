"""The pages: they show what the warehouse answers."""
