"""The rules: one module a subject, each with its plain list ``RULES`` of functions that yield findings."""
