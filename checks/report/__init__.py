"""A report is a value (``checks.model.Report``); the modules here only render it."""
