"""Settings for every test: a busy machine is no failure, and a failing example can be replayed."""

from hypothesis import settings

settings.register_profile("routewright", deadline=None, print_blob=True)
settings.load_profile("routewright")
