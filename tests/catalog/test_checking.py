"""What is told about faults in operators' files."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsad.catalog import CatalogError, Finding, check, load, render

GOOD = """\
providers:
  acme:
    names: {ar: أكمي, en: Acme}
services:
  acme_shop:
    names: {ar: متجر أكمي, en: Acme shop}
    provider: acme
    category: shopping
"""


def found(folder: Path, text: str | bytes) -> list[tuple[int, str, str]]:
    file = folder / "own.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    findings = check([folder])
    assert {finding.file for finding in findings} <= {str(file)}
    return [(finding.line, finding.what, finding.remedy) for finding in findings]


def test_a_good_file_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD) == []


def test_a_good_event_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, FINAL) == []
    assert found(tmp_path, FINAL + "    kind: holiday\n    services: [whatsapp]\n") == []


def test_names_may_be_in_other_languages_too(tmp_path: Path) -> None:
    french = GOOD.replace("names: {", "names: {fr: Nom, ", 1)
    assert french != GOOD
    assert found(tmp_path, french) == []
    [(_, what, remedy)] = found(tmp_path, french.replace("fr: Nom", "french: Nom"))
    assert what.startswith("unknown key 'french' in ")
    assert remedy
    [(_, what, _)] = found(tmp_path, french.replace("fr: Nom", 'fr: "two\\nlines"'))
    assert ".names.fr" in what


def test_an_empty_file_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, "") == []
    assert found(tmp_path, "# nothing yet\n") == []


def test_a_byte_order_mark_is_welcome(tmp_path: Path) -> None:
    assert found(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()) == []


def test_windows_line_ends_are_welcome(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD.replace("\n", "\r\n")) == []


FINAL = """\
events:
  final:
    names: {ar: النهائي, en: The final}
    begin: 2026-05-29T20:00+03:00
    end: 2026-05-29T23:30+03:00
    countries: [SA]
"""
A_MINUTE = "write a minute with its distance from UTC: 2026-05-29T20:00+03:00"

FAULTS = {
    "an event that ends before it begins": (
        FINAL.replace("end: 2026-05-29T23:30", "end: 2026-05-29T19:30"),
        (5, "event 'final' ends before it begins", "write an end after 2026-05-29T20:00+03:00"),
    ),
    "an event that lasts no time once both are told in UTC": (
        FINAL.replace("end: 2026-05-29T23:30+03:00", "end: 2026-05-29T17:00Z"),
        (5, "event 'final' ends before it begins", "write an end after 2026-05-29T20:00+03:00"),
    ),
    "an event that ends in another year": (
        FINAL.replace("end: 2026", "end: 2027"),
        (5, "event 'final' lasts 365 days", "write an end within 60 days of its begin"),
    ),
    "a day that no month has": (
        FINAL.replace("begin: 2026-05-29", "begin: 2026-02-30"),
        (
            4,
            "'2026-02-30T20:00+03:00' in event 'final' is no time there is",
            "look at month, day, hour and minute",
        ),
    ),
    "a time of nobody's clock": (
        FINAL.replace("begin: 2026-05-29T20:00+03:00", "begin: 2026-05-29T20:00"),
        (4, "events.final.begin is '2026-05-29T20:00'", A_MINUTE),
    ),
    "a date instead of a time": (
        FINAL.replace("begin: 2026-05-29T20:00+03:00", "begin: 2026-05-29"),
        (4, "events.final.begin is '2026-05-29'", A_MINUTE),
    ),
    "an event without an end": (
        FINAL.replace("    end: 2026-05-29T23:30+03:00\n", ""),
        (3, "'end' is missing in events.final", "add 'end: …'"),
    ),
    "an event of nobody": (
        FINAL.replace("    countries: [SA]\n", ""),
        (
            2,
            "event 'final' names neither a country nor a service",
            "add 'countries: [SA]', 'services: [x]' or both",
        ),
    ),
    "an event of an unknown country": (
        FINAL.replace("[SA]", "[SA, ZZ]"),
        (
            6,
            "event 'final' names the unknown country 'ZZ'",
            "add that country, or remove it here",
        ),
    ),
    "an event of an unknown service": (
        FINAL + "    services: [whatsap]\n",
        (7, "event 'final' names the unknown service 'whatsap'", "did you mean 'whatsapp'?"),
    ),
    "an event of a kind there is not": (
        FINAL + "    kind: holidays\n",
        (7, "events.final.kind is 'holidays'", "did you mean 'holiday'?"),
    ),
    "an extension that leaves an event half said": (
        "extend:\n  events:\n    final: {countries: [SA]}\n",
        (3, "there is no 'final' in events to extend", "put it under 'events:'"),
    ),
    "a time zone that is none": (
        "extend:\n  countries:\n    SA: {zone: Asia/Riyad}\n",
        (3, "country 'SA' names the unknown time zone 'Asia/Riyad'", "did you mean 'Asia/Riyadh'?"),
    ),
    "an unknown provider": (
        GOOD.replace("provider: acme", "provider: acmee"),
        (7, "service 'acme_shop' names the unknown provider 'acmee'", "did you mean 'acme'?"),
    ),
    "an unknown category": (
        GOOD.replace("category: shopping", "category: shoping"),
        (8, "service 'acme_shop' names the unknown category 'shoping'", "did you mean 'shopping'?"),
    ),
    "an unknown key": (
        GOOD.replace("    category:", "    kategory: shopping\n    category:"),
        (8, "unknown key 'kategory' in services.acme_shop", "did you mean 'category'?"),
    ),
    "an unknown key at the top": (
        GOOD.replace("providers:", "provider:"),
        (1, "unknown key 'provider' in the file", "did you mean 'providers'?"),
    ),
    "a missing language": (
        GOOD.replace("{ar: متجر أكمي, en: Acme shop}", "{en: Acme shop}"),
        (6, "'ar' is missing in services.acme_shop.names", "add 'ar: …'"),
    ),
    "a missing name": (
        GOOD.replace("    names: {ar: متجر أكمي, en: Acme shop}\n", ""),
        (6, "'names' is missing in services.acme_shop", "add 'names: …'"),
    ),
    "a name without a value": (
        GOOD.replace("{ar: متجر أكمي, en: Acme shop}", "{ar: , en: Acme shop}"),
        (
            6,
            "services.acme_shop.names.ar has no value",
            "write one line of text, at most 200 characters, without blanks at its ends,"
            " or leave the key out if it is optional",
        ),
    ),
    "a bad id": (
        GOOD.replace("acme_shop:", "Acme Shop:"),
        (
            5,
            "the key in services is 'Acme Shop'",
            "write an id of small Latin letters, digits and '_', at most 40: my_bank",
        ),
    ),
    "an id twice in a file": (
        GOOD + "  acme_shop:\n    names: {ar: آخر, en: Other}\n",
        (9, "'acme_shop' stands here twice; first on line 5", "keep one of them"),
    ),
    "an unknown symptom": (
        GOOD + "    symptoms: [slow, login_failur]\n",
        (
            9,
            "service 'acme_shop' names the unknown symptom 'login_failur'",
            "did you mean 'login_failure'?",
        ),
    ),
    "an unknown symptom of a component": (
        GOOD + "    components:\n      app:\n        names: {ar: التطبيق, en: App}\n"
        "        symptoms: [zzz]\n",
        (
            12,
            "component 'app' of service 'acme_shop' names the unknown symptom 'zzz'",
            "add that symptom, or remove it here",
        ),
    ),
    "an unknown country": (
        GOOD + "    countries:\n      - SA\n      - XX\n",
        (
            11,
            "service 'acme_shop' names the unknown country 'XX'",
            "add that country, or remove it here",
        ),
    ),
    "a country in small letters": (
        GOOD + "    countries: [sa]\n",
        (
            9,
            "services.acme_shop.countries is 'sa'",
            "write an ISO 3166-1 code of two capitals: SA",
        ),
    ),
    "an unknown dependency": (
        GOOD + "    depends_on: [cloudflair]\n",
        (
            9,
            "service 'acme_shop' names the unknown provider or service 'cloudflair'",
            "did you mean 'cloudflare'?",
        ),
    ),
    "a name that is another's once folded": (
        GOOD + "    aliases: [أنســتَقرام]\n",
        None,
    ),
    "a word that is sure here and ambiguous there": (
        GOOD + "    ambiguous: [فيسبوك]\n",
        None,
    ),
    "an alias twice": (
        GOOD + "    aliases: [acme, acme]\n",
        (9, "'acme' stands twice in services.acme_shop.aliases", "keep one of them"),
    ),
    "an alias of nothing": (
        GOOD + '    aliases: ["😀"]\n',
        (9, "nothing is left of '😀' once it is folded", "use letters or digits"),
    ),
    "a hashtag without its mark": (
        GOOD + "    hashtags: [acmedown]\n",
        (
            9,
            "services.acme_shop.hashtags is 'acmedown'",
            'write a hashtag in quotes: "#عطل_تويتر"',
        ),
    ),
    "an address that is none": (
        GOOD + "    status: acme.example\n",
        (
            9,
            "services.acme_shop.status is 'acme.example'",
            "write an address that begins with https://",
        ),
    ),
    "a list where a text belongs": (
        GOOD.replace("provider: acme", "provider: [acme]"),
        (
            7,
            "services.acme_shop.provider is a list, not a text",
            "write an id of small Latin letters, digits and '_', at most 40: my_bank",
        ),
    ),
    "a text where a list belongs": (
        GOOD + "    aliases: acme\n",
        (
            9,
            "services.acme_shop.aliases is 'acme', not a list",
            "write a list: [one, another]",
        ),
    ),
    "a text where a table belongs": (
        "services: acme\n",
        (1, "services is 'acme', not a table", "write keys with values: 'key: value'"),
    ),
    "a severity out of range": (
        "symptoms:\n  odd:\n    names: {ar: غريب, en: Odd}\n    severity: 9\n",
        (
            4,
            "symptoms.odd.severity is '9'",
            "write a whole number from 1 to 5",
        ),
    ),
    "a kind of provider that is none": (
        GOOD.replace("en: Acme}\n", "en: Acme}\n    kind: telcom\n", 1),
        (4, "providers.acme.kind is 'telcom'", "did you mean 'telecom'?"),
    ),
    "phrases of an unknown symptom": (
        "phrases:\n  sloww: {en: [so slow]}\n",
        (2, "phrases names the unknown symptom 'sloww'", "did you mean 'slow'?"),
    ),
    "phrases in an unknown dialect": (
        "phrases:\n  slow: {gulff: [بطي]}\n",
        (2, "the key in phrases.slow is 'gulff'", "did you mean 'gulf'?"),
    ),
    "an extension of nothing": (
        "extend:\n  services:\n    instagramm: {aliases: [acme]}\n",
        (3, "there is no 'instagramm' in services to extend", "did you mean 'instagram'?"),
    ),
    "a character that turns the page around": (
        GOOD.replace("en: Acme shop", 'en: "Acme \\u202e shop"'),
        (
            6,
            "services.acme_shop.names.en is 'Acme \\u202e shop'",
            "write one line of text, at most 200 characters, without blanks at its ends",
        ),
    ),
    "a tab before a key": ("services:\n\tacme: 1\n", None),
    "a bracket left open": ("services:\n  acme: [1, 2\nmore: 3\n", None),
    "something that is not a table": (
        "- one\n- two\n",
        (1, "the file is not a table of keys", "begin it with a key such as 'services:'"),
    ),
    "a second document": (
        "services: {}\n---\nservices: {}\n",
        (2, "a second document starts here", "put it into a file of its own"),
    ),
    "a tag": (
        "services: !!python/object:os.system {}\n",
        (
            1,
            "the tag 'tag:yaml.org,2002:python/object:os.system' is not allowed here",
            "remove the tag",
        ),
    ),
    "bytes that are not UTF-8": (
        b"services: {}\n# caf\xe9\n",
        (2, "this is not UTF-8 text", "save the file as UTF-8"),
    ),
    "UTF-16": (
        "services: {}\n".encode("utf-16"),
        (1, "this is not UTF-8 text", "save the file as UTF-8"),
    ),
    "a control character": (
        "# باب\nservices: {}\n# \x07\n",
        (3, "a character stands here that YAML does not allow", "delete the control character"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_told_with_its_line_and_a_remedy(tmp_path: Path, fault: str) -> None:
    text, wanted = FAULTS[fault]
    findings = found(tmp_path, text)
    assert all(what and remedy for _, what, remedy in findings)
    if wanted:
        assert wanted in findings
    else:
        assert findings


def test_a_name_of_another_service_is_told_with_both(tmp_path: Path) -> None:
    ((line, what, remedy),) = found(tmp_path, GOOD + "    aliases: [أنســتَقرام]\n")
    assert line == 9
    assert what == "'أنســتَقرام' of service 'acme_shop' also names 'instagram'"
    assert "meta.yaml:" in remedy


def test_an_ambiguous_word_may_be_shared(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD + "    ambiguous: [orange]\n") == []


def test_broken_yaml_is_told_on_its_line(tmp_path: Path) -> None:
    ((line, what, _),) = found(tmp_path, "services:\n  a: {names: [}\n")
    assert (line, what[:16]) == (2, "this is not YAML")


def test_a_tab_is_called_a_tab(tmp_path: Path) -> None:
    ((line, _, remedy),) = found(tmp_path, "services:\n\tacme: 1\n")
    assert (line, remedy) == (2, "indent with spaces, not tabs")


def test_dependencies_in_a_circle_are_told(tmp_path: Path) -> None:
    text = (
        GOOD
        + "    depends_on: [acme_pay]\n"
        + GOOD[GOOD.index("  acme_shop") :]
        .replace("acme_shop", "acme_pay")
        .replace("متجر أكمي, en: Acme shop", "دفع أكمي, en: Acme pay")
    )
    assert found(tmp_path, text + "    depends_on: [acme_shop]\n") in (
        [
            (
                9,
                "dependencies run in a circle: acme_shop → acme_pay → acme_shop",
                "remove one of these depends_on",
            )
        ],
        [
            (
                14,
                "dependencies run in a circle: acme_pay → acme_shop → acme_pay",
                "remove one of these depends_on",
            )
        ],
    )


def test_a_provider_that_stands_on_its_own_service_is_a_circle(tmp_path: Path) -> None:
    text = GOOD.replace("en: Acme}\n", "en: Acme}\n    depends_on: [acme_shop]\n", 1)
    ((line, what, _),) = found(tmp_path, text)
    assert line in {4, 8}
    assert what.startswith("dependencies run in a circle: acme")


def test_a_symptom_cannot_point_at_two_parts(tmp_path: Path) -> None:
    text = GOOD + (
        "    components:\n"
        "      one: {names: {ar: أول, en: One}, symptoms: [slow]}\n"
        "      two: {names: {ar: ثان, en: Two}, symptoms: [slow]}\n"
    )
    what = "'slow' points at 'one' of service 'acme_shop' already"
    remedy = "a symptom points at one component: keep it in one of the two"
    assert found(tmp_path, text) == [(11, what, remedy)]


def test_a_bundled_service_cannot_be_written_anew_by_accident(tmp_path: Path) -> None:
    text = "services:\n  x:\n    names: {ar: س, en: Ex}\n    provider: meta\n    category: social\n"
    ((line, what, remedy),) = found(tmp_path, text)
    assert line == 2
    assert what.startswith("'x' is in services already, at ")
    assert "extend: services:" in remedy


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    (finding,) = check([missing])
    assert (finding.file, finding.line) == (str(missing), 0)
    assert finding.remedy == "create it, or take it out of the settings"


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(GOOD, "utf-8")
    (finding,) = check([file])
    assert finding.what == "this folder can't be read: Not a directory"


def test_other_files_and_hidden_ones_are_left_alone(tmp_path: Path) -> None:
    for name in ("notes.txt", ".own.yaml.swp", ".hidden.yaml"):
        (tmp_path / name).write_bytes(b"\xff\xff")
    (tmp_path / "folder.yaml").mkdir()
    assert check([tmp_path]) == []


def test_load_refuses_what_check_tells(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("services: 3\n", "utf-8")
    with pytest.raises(CatalogError) as refusal:
        load([tmp_path])
    assert list(refusal.value.findings) == check([tmp_path])
    assert str(refusal.value) == render(refusal.value.findings)


def test_a_folder_whose_name_cannot_be_is_told() -> None:
    (finding,) = check([Path("a\0b")])
    assert finding.what == "this folder can't be read: embedded null byte"
    assert str(finding).startswith("a\\x00b: ")


def test_nothing_in_a_line_steers_a_terminal(tmp_path: Path) -> None:
    name = tmp_path / "caf\udce9.yaml"
    name.write_text('services:\n  "\\e[2J": {"\\e[1m": "\\e]0;x\\a"}\n', "utf-8")
    line = render(check([tmp_path]))
    assert "\x1b" not in line
    assert "\\x1b[2J" in line
    assert line.encode()


def test_a_finding_reads_as_a_line() -> None:
    findings = [
        Finding("a.yaml", 3, "unknown key 'nams'", "did you mean 'names'?"),
        Finding("b", 0, "this folder can't be read", "create it"),
    ]
    assert render(findings) == (
        "a.yaml:3: Unknown key 'nams'. Did you mean 'names'?\n"
        "b: This folder can't be read. Create it."
    )
