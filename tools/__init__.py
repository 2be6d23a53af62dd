"""The project's own commands; they run before anything is installed, so they need the standard library only."""
