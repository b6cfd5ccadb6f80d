"""``pytest --derivations`` in the clone: its own plugin, not that of an installed copy, which pyproject.toml keeps out."""

pytest_plugins = ["checks.pytest_plugin"]
