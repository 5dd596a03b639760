"""Others' files: replay, simulate."""
