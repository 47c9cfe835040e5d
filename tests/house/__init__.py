"""The rules of the house: each module has `check(root)`, which lists what breaks its rule."""
