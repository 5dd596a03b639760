"""The command line's verbs, one a file, imported only when one is called."""
