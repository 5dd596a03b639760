"""The door: takes reports over HTTP, checks and de-identifies them, keeps them in the journal."""
