"""Incidents and their life."""
