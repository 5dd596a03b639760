"""What the observatory knows of the world: services, their parts, names and symptoms."""

from marsad.catalog.catalog import Catalog, check, load
from marsad.catalog.finding import CatalogError, Finding, render

__all__ = ["Catalog", "CatalogError", "Finding", "check", "load", "render"]
