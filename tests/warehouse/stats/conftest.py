"""Properties here are promises about figures, not about time: no deadline on a busy machine."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
