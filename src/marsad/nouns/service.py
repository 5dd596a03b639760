"""What the catalogue describes: providers run services, services have components."""

from __future__ import annotations

import msgspec

from marsad.nouns.names import Names


class Provider(msgspec.Struct, frozen=True):
    """Who runs services, or what other services stand on (Meta, Cloudflare, a cable)."""

    id: str
    names: Names
    aliases: tuple[str, ...] = ()
    kind: str = "company"
    depends_on: tuple[str, ...] = ()
    status: str = ""


class Component(msgspec.Struct, frozen=True):
    """A part of a service that can fail alone."""

    id: str
    names: Names
    symptoms: tuple[str, ...] = ()
    """Symptoms that point at this component when a report names no component."""


class Service(msgspec.Struct, frozen=True):
    """What people use and report about."""

    id: str
    names: Names
    provider: str
    category: str
    countries: tuple[str, ...] = ()
    """Home countries (ISO 3166-1 alpha-2); empty for a service used everywhere."""
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    """Names that are ordinary words too and need a symptom beside them; several services may
    share one. They are not repeated in ``aliases``; the name itself may be one of them."""
    hashtags: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    symptoms: tuple[str, ...] = ()
    """Symptoms offered on the report form, most usual first."""
    depends_on: tuple[str, ...] = ()
    """Providers and services this one stands on."""
    status: str = ""

    def component(self, id: str) -> Component | None:
        """The component of that id, if the service has it."""
        return next((part for part in self.components if part.id == id), None)


class Topic(msgspec.Struct, frozen=True):
    """What people complain of that is no failure: prices, policy, a boycott."""

    id: str
    names: Names
    symptoms: tuple[str, ...] = ()
    """Choices on the report form that say it."""
    phrases: dict[str, tuple[str, ...]] = {}
    """How people say it, by dialect or language."""


class Symptom(msgspec.Struct, frozen=True):
    """What a person sees when a service fails."""

    id: str
    names: Names
    severity: int
    phrases: dict[str, tuple[str, ...]] = {}
    """How people say it, by dialect or language (msa, gulf, egypt, levant, maghreb, en)."""
