"""What ./run understands, and what it refuses before it begins."""

import socket

import pytest

from yipanqi.serve.options import parse, port_fault


def test_the_plain_start_is_local_and_builds_the_demonstration():
    options = parse([])
    assert (options.host, options.port, options.demo) == ("127.0.0.1", 8000, True)
    assert options.address == "http://127.0.0.1:8000/"


def test_options_reach_the_settings_through_variables():
    environ: dict[str, str] = {}
    parse(["--data", "/srv/y", "--database", "postgresql://h/y"]).apply(environ)
    assert environ["YIPANQI_DATA"] == "/srv/y"
    assert environ["YIPANQI_DATABASE"] == "postgresql://h/y"
    assert environ["DJANGO_SETTINGS_MODULE"] == "yipanqi.settings.local"
    assert environ["YIPANQI_HOSTS"] == "localhost,127.0.0.1,[::1],127.0.0.1"


def test_a_variable_that_is_set_wins_over_a_default():
    environ = {"DJANGO_SETTINGS_MODULE": "city.settings", "YIPANQI_HOSTS": "board.city"}
    parse(["--host", "0.0.0.0"]).apply(environ)  # noqa: S104
    assert environ["DJANGO_SETTINGS_MODULE"] == "city.settings"
    assert environ["YIPANQI_HOSTS"] == "board.city"


def test_a_public_host_means_the_served_settings():
    environ: dict[str, str] = {}
    options = parse(["--public", "board.city"])
    options.apply(environ)
    assert environ["DJANGO_SETTINGS_MODULE"] == "yipanqi.settings.served"
    assert options.address == "https://board.city/"


@pytest.mark.parametrize(
    "wrong", [["--port", "0"], ["--port", "99999"], ["--port", "x"], ["--database", "mysql://h/y"]]
)
def test_what_cannot_be_is_refused(wrong, capsys):
    with pytest.raises(SystemExit):
        parse(wrong)
    assert "./run" in capsys.readouterr().err


def test_help_names_what_the_issue_of_an_operator_is(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    said = capsys.readouterr().out
    assert all(w in said for w in ("--host", "--port", "--data", "postgresql://", "--no-demo"))


def test_a_port_in_use_is_said_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = port_fault("127.0.0.1", port)
    assert said is not None
    assert f"--port {port + 1}" in said
    assert port_fault("127.0.0.1", port) is None
