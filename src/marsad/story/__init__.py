"""Incidents and their life: verdicts come in, incident and transition rows go out.

The desk folds one partition of the journal (tally, sense, life); the ledger keeps the rows.
"""
