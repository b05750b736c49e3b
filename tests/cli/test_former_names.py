"""Former names of commands and options: they work for one release and say the name of now."""

import logging
import shutil
from pathlib import Path

import pytest

from rapport.cli.former_names import with_present_names
from rapport.cli.main import main
from rapport.features.articles.plugin import ArticlesConfig
from rapport.features.offline.plugin import OfflineConfig
from rapport.features.subscribe.plugin import SubscribeConfig

COMMANDS = {
    "publish due --bare x.git": "publish scheduled --bare x.git",
    "publish hosts -f blog.yml": "publish ci -f blog.yml",
    "publish online DIR": "publish fetch-manifest DIR",
    "publish preflight --previous x": "publish check --published x",
    "build -q --previous=x": "build -q --published=x",
}


@pytest.mark.parametrize("former", COMMANDS)
def test_a_former_command_line_means_the_one_of_now_and_names_it(former: str) -> None:
    arguments, said = with_present_names(former.split())
    assert arguments == COMMANDS[former].split()
    changed = set(arguments) - set(former.split())
    named = {word.partition("=")[0] for word in changed}
    assert named
    assert all(word in " ".join(said) for word in named)


@pytest.mark.parametrize("present", COMMANDS.values())
def test_a_present_command_line_stays_as_it_is(present: str) -> None:
    assert with_present_names(present.split()) == (present.split(), [])


def test_words_that_only_look_like_a_former_name_are_left_alone() -> None:
    for line in (["tags", "due"], ["new", "publish", "online"], ["check", "--previous"], []):
        assert with_present_names(line) == (line, [])


def test_a_former_command_runs_and_says_its_name_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: A\n")
    assert main(["publish", "online", "there"]) == 0
    printed = capfd.readouterr()
    assert printed.out == "A site without `site_url` is not online.\n"
    assert printed.err == (
        "rapport: `publish online` is called `publish fetch-manifest` now; the former name works "
        "for one more release.\n"
    )
    shutil.rmtree(tmp_path / "there", ignore_errors=True)


@pytest.mark.parametrize(
    ("kind", "former", "present", "value"),
    [
        (ArticlesConfig, "previous", "published", "site"),
        (ArticlesConfig, "unpublished", "show_drafts", True),
        (OfflineConfig, "end", "uninstall", True),
        (SubscribeConfig, "wording", "consent_text", "Write to me."),
        (SubscribeConfig, "former_wordings", "previous_consent_texts", ["Write."]),
    ],
)
def test_a_former_option_is_taken_for_the_one_of_now_without_a_warning(
    kind: type, former: str, present: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="mkdocs")  # a command before may have changed it
    config = kind()
    config.load_dict({former: value})
    assert config.validate() == ([], [])
    assert config[present] == value
    (line,) = caplog.records
    assert (line.levelname, f"`{former}` is called `{present}` now" in line.getMessage()) == (
        "INFO",
        True,
    )


def test_an_option_under_both_names_is_an_error_that_says_which_to_remove() -> None:
    config = ArticlesConfig()
    config.load_dict({"previous": "a", "published": "b"})
    ((name, error), *_), _ = config.validate()
    assert name == "previous"
    assert "Remove `previous`" in str(error)


def test_the_former_name_of_the_honeypot_still_names_its_field(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="mkdocs")  # a command before may have changed it
    config = SubscribeConfig()
    config.load_dict({"field_names": {"email": "mail", "trap": "url"}})
    assert config.validate() == ([], [])
    assert config.field_names == {"email": "mail", "honeypot": "url"}
    assert "`honeypot`" in caplog.text
