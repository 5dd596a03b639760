"""The words the rooms speak: frozen values, one noun a file, no I/O."""
