"""Marsad (المرصد), the open outage observatory."""

__version__ = "0.1.0"
