"""The door: reports come in over HTTP, validated, limited, de-identified."""
