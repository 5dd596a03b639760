"""A small observatory that is given what it shows: a morning in which Chirp fails."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import numpy as np

from marsad.catalog.catalog import Catalog
from marsad.catalog.search import Index
from marsad.nouns.act import Act
from marsad.nouns.aside import Aside, SetAside
from marsad.nouns.correction import Correction, Plan
from marsad.nouns.evidence import Stream
from marsad.nouns.incident import Cause, Incident, Scope, Statement, Transition
from marsad.nouns.minute import MINUTE_MS, parse_rfc3339
from marsad.nouns.names import Names
from marsad.nouns.series import Cell
from marsad.nouns.service import Component, Provider, Service, Symptom
from marsad.nouns.spell import Inquiry, Spell
from marsad.nouns.status import Status
from marsad.nouns.traffic import Trait
from marsad.nouns.verdict import Part, Peak, Reason, Span, Verdict
from marsad.nouns.window import Window
from marsad.sense.trust.guarantee import Guarantee, Holder, Mimic

NOW = parse_rfc3339("2026-05-24T13:37:20Z")
ONSET = parse_rfc3339("2026-05-24T12:48:00Z")
HOUR = 60 * MINUTE_MS


def names(en: str, ar: str) -> Names:
    return Names(ar=ar, en=en)


PROVIDERS = {
    "nest": Provider("nest", names("Nest", "نِست")),
    "riyadh-bank": Provider("riyadh-bank", names("Metro", "مترو")),
}
SYMPTOMS = {
    key: Symptom(key, Names(ar=ar, en=en), severity)
    for key, en, ar, severity in (
        ("home", "Home page does not load", "الصفحة الرئيسية لا تفتح", 4),
        ("login", "Cannot sign in", "تعذّر تسجيل الدخول", 4),
        ("posts", "Posts are missing", "المنشورات لا تظهر", 3),
        ("slow", "Very slow", "بطء شديد", 2),
        ("app", "App closes by itself", "التطبيق يُغلق من تلقاء نفسه", 3),
        ("payment", "Payment fails", "فشل الدفع", 5),
        ("media", "Pictures do not load", "الصور لا تظهر", 2),
        ("other", "Something else", "شيء آخر", 1),
    )
}
CHIRP = Service(
    "chirp",
    names("Chirp", "تشيرب"),
    provider="nest",
    category="social",
    aliases=("chirp", "تشيرب"),
    components=(
        Component("timeline", names("Timeline", "الخط الزمني"), ("home", "posts")),
        Component("login", names("Sign-in", "تسجيل الدخول"), ("login",)),
        Component("messages", names("Messages", "الرسائل")),
    ),
    symptoms=tuple(SYMPTOMS),
)
METRO = Service(
    "metro-bank",
    names("Metro Bank", "بنك مترو"),
    provider="riyadh-bank",
    category="bank",
    countries=("SA", "BH"),
    components=(Component("cards", names("Cards", "البطاقات")),),
    symptoms=("login", "payment", "app"),
)
SERVICES = {
    service.id: service
    for service in (
        CHIRP,
        METRO,
        Service("parcel", names("Parcel", "بارسل"), "nest", "shop", countries=("AE",)),
        Service("quiet", names("Quiet & <Calm>", "هادئ & <ساكن>"), "nest", "social"),
        Service("ledger", names("Ledger", "ليدجر"), "nest", "bank", symptoms=("slow",)),
    )
}
CATALOG = Catalog(
    providers=PROVIDERS,
    services=SERVICES,
    symptoms=SYMPTOMS,
    categories={
        "social": names("Social media", "التواصل الاجتماعي"),
        "bank": names("Banks", "المصارف"),
        "shop": names("Shops", "المتاجر"),
    },
    countries={
        "SA": names("Saudi Arabia", "السعودية"),
        "BH": names("Bahrain", "البحرين"),
        "AE": names("United Arab Emirates", "الإمارات"),
        "US": names("United States", "الولايات المتحدة"),
        "JP": names("Japan", "اليابان"),
        "FR": names("France", "فرنسا"),
    },
    _index=Index(SERVICES.values(), PROVIDERS),
    _parts={},
)
REASONS = (
    Reason("reports", 412.0, 11.0, 80.0),
    Reason("component:timeline", 301.0, 6.0, 44.0),
    Reason("country:US", 260.0, 5.2, 40.0),
    Reason("works", 14.0, 2.0, -3.0),
    Reason("a_signal_of_tomorrow", 3.0, 0.5, 0.5),
)
MEASURED = Stream(
    source="nest-key",
    start=ONSET - MINUTE_MS,
    end=ONSET + 30 * MINUTE_MS,
    onset=ONSET - MINUTE_MS,
    requests=4_000_000,
    clients=812_000,
    per_second=9_120.5,
    errors=0.31,
    verdict="crowd",
    probabilities=(0.02, 0.82, 0.03, 0.13, 0.0),
    reached_at=ONSET + MINUTE_MS,
    traits=(
        Trait("new_clients", 0.35, 0.22, 2.5, "crowd"),
        Trait("hosting_share", 0.02, 0.03, 1.5, "crowd"),
        Trait("errors", 0.31, 0.001, 1.1, "fault"),
        Trait("a_trait_of_tomorrow", 3.0, float("nan"), 0.5, "crowd"),
    ),
)
UNDECIDED = Stream(
    source="cdn",
    start=ONSET,
    end=ONSET + 30 * MINUTE_MS,
    onset=ONSET,
    requests=9_000,
    clients=100,
    per_second=5.0,
    errors=0.0,
    verdict="uncertain",
    probabilities=(0.0, 0.5, 0.45, 0.05, 0.0),
)
OPEN = Incident(
    id="2026-05-24-chirp",
    service="chirp",
    component="",
    scope=Scope("service", ("timeline",), ("US", "SA"), ("home", "posts")),
    onset=Span(ONSET, ONSET - 2 * MINUTE_MS, ONSET + 3 * MINUTE_MS),
    declared_at=ONSET + 4 * MINUTE_MS,
    peak=Peak(ONSET + 20 * MINUTE_MS, 431.5, 11.2),
    recovering_at=None,
    ended=None,
    state="problem",
    certainty=0.9871,
    reports_total=12_840,
    excess=12_300.0,
    updated_at=NOW - MINUTE_MS,
    because=REASONS,
    statements=(
        Statement(
            "Nest", "We are <looking> into it", NOW - 10 * MINUTE_MS, source="https://x.test/1"
        ),
        Statement("وكالة", "تعطّل الخدمة", NOW - 9 * MINUTE_MS, "ar", "javascript:alert(1)"),
        Statement(
            "Nest",
            "A <massive> DDoS attack!",
            NOW - 8 * MINUTE_MS,
            claim="attack",
            standing="refuted",
            role="owner",
            sender="nest-key",
            measured=0.03,
            disputed_by=("خبيرة الشبكات",),
        ),
        Statement(
            "خبيرة الشبكات",
            "هذا ازدحام وليس هجومًا",
            NOW - 7 * MINUTE_MS,
            "ar",
            claim="crowd",
            standing="supported",
            role="expert",
            sender="press",
            measured=0.82,
            own_measurement=True,
            disputed_by=("Nest",),
        ),
    ),
    cause=Cause(fault=0.13, crowd=0.82, attack=0.03, unknown=0.02),
    evidence=(MEASURED, UNDECIDED),
)
OVER = msgspec.structs.replace(
    OPEN,
    id="2026-05-20-metro-bank-cards",
    service="metro-bank",
    component="cards",
    scope=Scope("component", ("cards",), ("SA",), ("payment",)),
    onset=Span(ONSET - 96 * HOUR, ONSET - 96 * HOUR, ONSET - 96 * HOUR),
    declared_at=ONSET - 96 * HOUR + 2 * MINUTE_MS,
    peak=Peak(ONSET - 95 * HOUR, 8.0, 0.0),
    recovering_at=ONSET - 94 * HOUR,
    ended=Span(ONSET - 93 * HOUR, ONSET - 93 * HOUR - HOUR, ONSET - 93 * HOUR),
    state="ended",
    statements=(),
    evidence=(),
    cause=Cause(),
    because=(),
)
LAST_MONTH = msgspec.structs.replace(
    OPEN,
    id="2026-04-26-chirp",
    onset=Span(ONSET - 672 * HOUR, ONSET - 672 * HOUR, ONSET - 672 * HOUR),
    ended=Span(ONSET - 670 * HOUR, ONSET - 670 * HOUR, ONSET - 670 * HOUR),
    state="ended",
    statements=(),
    evidence=(),
)
BACK = msgspec.structs.replace(OVER, id="2026-05-21-parcel", service="parcel", state="retracted")
MERGED = msgspec.structs.replace(OPEN, id="2026-05-24-chirp-login", merged_into=OPEN.id)
CORRECTED = (
    Correction(
        Act(
            bytes(16),
            ONSET - 71 * HOUR,
            "retract",
            "Salma",
            "A planned <test> of the app made these reports.",
            "parcel",
            BACK.id,
        ),
        before="problem",
        after="retracted",
    ),
)
PLANNED = (
    Plan(
        "0f" * 16,
        "ledger",
        NOW + HOUR,
        NOW + 3 * HOUR,
        "Moving to <new> machines",
        "Salma",
        NOW - 24 * HOUR,
    ),
)
INCIDENTS = (OPEN, MERGED, BACK, OVER)
TRANSITIONS = (
    Transition(OPEN.id, 1, ONSET + 2 * MINUTE_MS, None, "possible", 0.71, REASONS[:1]),
    Transition(OPEN.id, 2, ONSET + 4 * MINUTE_MS, "possible", "problem", 0.97, REASONS[:2]),
)
VERDICT = Verdict(
    "chirp",
    "",
    NOW // MINUTE_MS - 1,
    "problem",
    0.9871,
    412.0,
    11.0,
    12_300.0,
    REASONS,
    OPEN.onset,
    OPEN.peak,
    components=(Part("timeline", "problem", 9_000.0, 40.0), Part("login", "possible", 300.0, 3.0)),
)
STATUSES = {
    "chirp": Status(
        "chirp", "problem", 0.9871, ONSET, OPEN.id, (VERDICT,), NOW // MINUTE_MS - 9999
    ),
    "metro-bank": Status("metro-bank", "possible", 0.62, ONSET + 30 * MINUTE_MS, known_since=1),
    "parcel": Status("parcel", "recovering", 0.4, ONSET, known_since=1),
    "quiet": Status("quiet", "ok", 0.0, known_since=1),
    "ledger": Status("ledger", "unknown", 0.0),
}
SPLITS: dict[str, dict[str, float]] = {
    "symptom": {"home": 0.5, "posts": 0.3, "login": 0.15, "": 0.05},
    "country": {"US": 0.7, "SA": 0.2, "JP": 0.06, "BH": 0.01, "": 0.03},
    "component": {"timeline": 0.8, "login": 0.15, "": 0.05},
}


ASSURED = Guarantee(
    share=0.25,
    false_problems=1.0,
    attacked=12.0,
    known=True,
    learned=2_400.0,
    groups=(Holder(64_500, 0.3),),
    strange=0.01,
    usual=5.0,
    mimics=(Mimic(5, 24, 29),),
)


class Invented:
    """A Sight over the values above; each of them can be replaced."""

    def __init__(self, catalog: Catalog = CATALOG, demo: str = "", speed: float = 1.0) -> None:
        self.catalog = catalog
        self.demo = demo
        self.speed = speed
        self.time = NOW
        self.told = {key: Status(key, "ok", 0.0, known_since=1) for key in catalog.services}
        self.told |= {key: status for key, status in STATUSES.items() if key in self.told}
        self.kept: list[Incident] = list(INCIDENTS)
        self.guarantees = {"chirp": ASSURED}
        self.corrected: list[Correction] = list(CORRECTED)
        self.planned: list[Plan] = list(PLANNED)

    def now(self) -> int:
        return self.time

    def statuses(self) -> dict[str, Status]:
        return self.told

    def window(self, service: str, first: int, last: int, step: int, by: str = "") -> Window:
        minutes = np.arange(first, last)
        usual = _usual(service, minutes)
        reports = _reports(service, minutes, usual, self.time // MINUTE_MS)
        bins = _binned(reports, step)
        level = _binned(usual, step)
        known = bool(service != "ledger")
        blank = np.full(len(bins), np.nan)
        return Window(
            service=service,
            first=first,
            step=step,
            reports=bins.astype(np.int64),
            counted=(bins * 0.8).astype(np.int64),
            works=(bins * 0.02).astype(np.int64),
            expected=level if known else blank,
            low=np.maximum(level - 2 * np.sqrt(level), 0) if known else blank,
            high=level + 3 * np.sqrt(level) if known else blank,
            by={key: (bins * share).astype(np.int64) for key, share in SPLITS[by].items()}
            if by
            else {},
        )

    def course(
        self, cell: Cell, first: int, last: int, step: int, measure: str = "reports", by: str = ""
    ) -> dict[str, np.ndarray]:
        services = [cell.service] if cell.service else list(self.told)
        windows = [self.window(key, first, last, step) for key in services]
        whole = np.sum([getattr(each, measure) for each in windows], axis=0)
        for part, name in cell._asdict().items():
            if name and part != "service":
                whole = (whole * SPLITS[part].get(name, 0)).astype(np.int64)
        if not by:
            return {"": whole}
        return {key: (whole * share).astype(np.int64) for key, share in SPLITS[by].items()}

    def set_aside(self, service: str, first: int, last: int) -> list[SetAside]:
        asides = (Aside(64_500, 1_200, 2), Aside(0, 6, 3), Aside(64_501, 4, 1))
        rows = [SetAside("chirp", NOW // HOUR * HOUR, aside) for aside in asides]
        return rows if service == "chirp" else []

    def guaranteed(self, service: str) -> Guarantee | None:
        return self.guarantees.get(service)

    def totals(self, first: int, last: int) -> dict[str, int]:
        found = {
            key: int(self.window(key, first, last, last - first).reports.sum()) for key in self.told
        }
        return {key: total for key, total in found.items() if total}

    def lines(self, first: int, last: int, step: int) -> dict[str, np.ndarray]:
        found = {key: self.window(key, first, last, step).reports for key in self.told}
        return {key: counts for key, counts in found.items() if counts.any()}

    def incidents(self, service: str = "", state: str = "", since: int = 0) -> list[Incident]:
        return list(_kept(self.kept, service, state, since))

    def spells(self, asked: Inquiry) -> list[Spell]:
        return [in_brief(each) for each in self.found(asked)]

    def found(self, asked: Inquiry) -> list[Incident]:
        return sieved(self.kept, asked)

    def incident(self, id: str) -> Incident | None:
        return next((each for each in self.kept if each.id == id), None)

    def transitions(self, incident: str) -> list[Transition]:
        return [each for each in TRANSITIONS if each.incident == incident]

    def corrections(
        self, service: str = "", incident: str = "", since: int = 0
    ) -> list[Correction]:
        return [
            each
            for each in self.corrected
            if service in ("", each.act.service)
            and incident in ("", each.act.incident, each.act.into)
            and each.act.at >= since
        ]

    def plans(self, service: str = "", since: int = 0) -> list[Plan]:
        return [p for p in self.planned if service in ("", p.service) and p.end > since]


def in_brief(i: Incident) -> Spell:
    ended = i.ended.at if i.ended else None
    return Spell(
        i.id, i.service, i.component, i.state, i.onset.at, ended, i.declared_at is not None
    )


def sieved(incidents: Iterable[Incident], asked: Inquiry) -> list[Incident]:
    """What the ledger answers, the plain way."""
    listed = sorted(incidents, key=lambda each: (-each.onset.at, each.id))
    place = next(((-i.onset.at, i.id) for i in listed if i.id == asked.before), None)
    if asked.before and place is None:
        return []
    found = [
        each
        for each in listed
        for ended in (each.ended.at if each.ended else None,)
        if not each.merged_into
        and (asked.services is None or each.service in asked.services)
        and asked.state in ("", each.state)
        and (ended is None or ended >= asked.since)
        and (asked.until is None or each.onset.at < asked.until)
        and (not asked.least or (ended or asked.now) - each.onset.at >= asked.least)
        and (place is None or (-each.onset.at, each.id) > place)
    ]
    return found[: asked.limit]


def _kept(
    incidents: Iterable[Incident], service: str, state: str, since: int
) -> Iterable[Incident]:
    for each in sorted(incidents, key=lambda each: -each.onset.at):
        fits = service in ("", each.service) and state in ("", each.state)
        if fits and (each.ended is None or each.ended.at >= since):
            yield each


def _usual(service: str, minutes: np.ndarray) -> np.ndarray:
    size = {"chirp": 11.0, "metro-bank": 0.8}.get(service, 0.02)
    return size * (1 + 0.5 * np.sin(2 * np.pi * (minutes / 1440 - 0.3)))


def _reports(service: str, minutes: np.ndarray, usual: np.ndarray, now: int) -> np.ndarray:
    noise = (minutes * 2_654_435_761 % 1000) / 500
    reports = np.floor(usual * noise)
    if service == "chirp":
        since = minutes - ONSET // MINUTE_MS
        reports += np.where(since > 0, 420 * (1 - np.exp(-np.maximum(since, 0) / 6)), 0).astype(int)
    if service == "metro-bank":
        since = minutes - ONSET // MINUTE_MS - 30
        reports += np.where(since > 0, 3, 0)
    return np.where(minutes > now, 0, reports)


def _binned(values: np.ndarray, step: int) -> np.ndarray:
    return values.reshape(-1, step).sum(axis=1)
