"""Logs are lines for people, or one JSON object a line for machines."""

import json
import logging
import sys

from marsad import logs


def test_a_json_line_carries_what_was_passed_along(capsys):
    logs.start("info", "json")
    logging.getLogger("marsad.x").info("%s is %s", "a", "b", extra={"incident": "a", "عدد": 3})
    line = json.loads(capsys.readouterr().err)
    assert (line["message"], line["level"], line["room"]) == ("a is b", "info", "marsad.x")
    assert (line["incident"], line["عدد"]) == ("a", 3)
    assert line["time"].endswith("Z")


def test_what_json_does_not_know_is_written_as_text(capsys):
    logs.start("info", "json")
    logging.getLogger("marsad.x").info("odd", extra={"thing": {1, 2}, "error": ValueError("no")})
    line = json.loads(capsys.readouterr().err)
    assert line["error"] == "no"


def test_a_traceback_stays_in_its_line(capsys):
    logs.start("info", "json")
    try:
        raise ValueError("boom")
    except ValueError:
        logging.getLogger("marsad.x").exception("failed")
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: boom" in json.loads(line)["traceback"]
    assert sys.exc_info() == (None, None, None)


def test_lines_below_the_level_are_left_out(capsys):
    logs.start("warning", "text")
    logging.getLogger("marsad.x").info("quiet")
    logging.getLogger("marsad.x").warning("loud")
    assert "quiet" not in (said := capsys.readouterr().err)
    assert "WARNING marsad.x: loud" in said
