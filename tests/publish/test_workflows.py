"""The hosts' files are run as they stand: every `run` and `script` line, in a clean folder."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.publish.workflows import INSTALL, PLACES, template, with_due, write
from tests.publish.folder_on_the_web import served
from tests.publish.remote_site import CONFIG, article, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.publish.folder_on_the_web import served
from tests.publish.remote_site import Outcome

_ROOT = Path(__file__).parents[2]
_OWN_INSTALL = (
    "pip install --require-hashes -r requirements.lock"
    " && pip install --no-deps --no-build-isolation -e ."
)
_OWN_JOBS = """
# What only this repository has: the tests of what is proposed.
include:
  - local: .gitlab/test.yml
"""


@pytest.fixture
def online(tmp_path: Path) -> Iterator[str]:
    """Return the address of a site whose files are in `online`; there are none at first."""
    (tmp_path / "online").mkdir()
    with served(tmp_path / "online") as address:
        yield address


@pytest.fixture
def blog(tmp_path: Path, online: str) -> Path:
    """Return a clean folder with a blog, and a `pip` that finds everything installed already."""
    folder = tmp_path / "blog"
    (folder / "docs/articles").mkdir(parents=True)
    (folder / "docs/articles/one.md").write_text(article("One"))
    (folder / "mkdocs.yml").write_text(CONFIG.replace("https://blog.example/", online))
    tools = tmp_path / "tools"
    tools.mkdir()
    pip = tools / "pip"
    pip.write_text('#!/bin/sh\n[ "$1" = install ]\n')
    pip.chmod(0o755)
    return folder


def _shell(blog: Path, script: str, **env: str) -> Outcome:
    path = os.pathsep.join(
        [str(blog.parent / "tools"), str(Path(sys.executable).parent), os.environ["PATH"]]
    )
    return run("bash", "-e", "-c", script, cwd=blog, env={"PATH": path, **env})


def _github(blog: Path, event: str) -> list[Outcome]:
    """Run the build job's own steps, as GitHub does after each other."""
    workflow = yaml.safe_load(template("github.yml"))
    steps: list[dict[str, Any]] = workflow["jobs"]["build"]["steps"]
    scripts = [step for step in steps if "run" in step]
    assert len(scripts) == 5
    outcomes = []
    for step in scripts:
        env = {name: _expression(value, event) for name, value in step.get("env", {}).items()}
        outcomes.append(_shell(blog, step["run"], GITHUB_OUTPUT=str(blog / "output"), **env))
        if outcomes[-1].code:
            break
    return outcomes


def _expression(value: str, event: str) -> str:
    return value.replace("${{ github.event_name }}", event)


@pytest.mark.parametrize(
    ("event", "found"), [("pull_request", "no"), ("push", "yes"), ("schedule", "yes")]
)
def test_the_steps_for_github_build_the_blog(blog: Path, event: str, found: str) -> None:
    outcomes = _github(blog, event)

    assert [outcome.code for outcome in outcomes] == [0, 0, 0, 0, 0], outcomes[-1].text
    assert (blog / "site/articles/one/index.html").is_file()
    assert (blog / "output").read_text() == f"found={found}\n"


def test_the_steps_for_github_show_a_problem_at_its_line(blog: Path) -> None:
    (blog / "docs/articles/two.md").write_text(article("Two", draf="true"))

    outcomes = _github(blog, "pull_request")

    assert outcomes[-1].code == 1
    assert outcomes[-1].has("::error file=docs/articles/two.md,line=4,col=1,")
    assert not (blog / "site").exists()


def test_the_hourly_run_on_github_publishes_only_news_and_loses_no_address(blog: Path) -> None:
    live = blog.parent / "online/blog.json"
    assert [outcome.code for outcome in _github(blog, "push")] == [0, 0, 0, 0, 0]
    live.write_bytes((blog / "site/blog.json").read_bytes())
    (blog / "output").unlink()

    assert [outcome.code for outcome in _github(blog, "schedule")] == [0, 0, 0, 0, 0]
    assert (blog / "output").read_text() == "found=no\n"

    (blog / "docs/articles/one.md").rename(blog / "docs/articles/first.md")
    assert _github(blog, "push")[-1].has("error[url-removed]: `/articles/one/`")


class _Hub(BaseHTTPRequestHandler):
    said: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.said.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    """Return the address of a hub that keeps what it is told."""
    _Hub.said.clear()
    with HTTPServer(("127.0.0.1", 0), _Hub) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_the_hub_that_feeds_name_is_told_of_all_feeds_by_the_jobs_of_a_host(
    blog: Path, hub: str, online: str, host: str
) -> None:
    settings = (blog / "mkdocs.yml").read_text()
    (blog / "mkdocs.yml").write_text(
        settings.replace("- rapport/feeds", f"- rapport/feeds: {{hub: '{hub}'}}")
    )
    if host == "github":
        assert not [outcome.text for outcome in _github(blog, "push") if outcome.code]
        variables = (blog / "output").read_text()
        (tell,) = yaml.safe_load(template("github.yml"))["jobs"]["publish"]["steps"][1:]
        assert tell["if"] == "needs.build.outputs.hub != ''"
        lines = [tell["run"]]
    else:
        jobs = yaml.safe_load(template("gitlab.yml"))
        assert not [line for line in jobs["pages"]["script"] if _shell(blog, line).code]
        variables = (blog / jobs["pages"]["artifacts"]["reports"]["dotenv"]).read_text()
        lines = jobs["hub"]["script"]
    given = dict(line.split("=", 1) for line in variables.splitlines())
    given.pop("found", None)
    assert given["HUB"] == hub
    for line in lines:
        outcome = _shell(blog, line, **given)
        assert outcome.code == 0, outcome.text
    (said,) = map(parse_qs, _Hub.said)
    assert said["hub.mode"] == ["publish"]
    assert {f"{online}{name}" for name in ("feed.xml", "atom.xml", "feed.json")} <= {
        *said["hub.url"]
    }


@pytest.mark.parametrize("job", ["check", "pages"])
def test_the_steps_for_gitlab_build_the_blog(blog: Path, job: str) -> None:
    for line in yaml.safe_load(template("gitlab.yml"))[job]["script"]:
        outcome = _shell(blog, line)
        assert outcome.code == 0, outcome.text

    assert json.loads((blog / "public/blog.json").read_text())["articles"]


def test_no_step_asks_for_more_rights_than_it_uses() -> None:
    workflow = yaml.safe_load(template("github.yml"))

    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in workflow["jobs"]["build"]
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_this_repository_publishes_in_the_same_way(name: str) -> None:
    own = (_ROOT / PLACES[name]).read_text()

    assert INSTALL in template(name)
    assert own.removesuffix(_OWN_JOBS) == template(name).replace(INSTALL, _OWN_INSTALL)


def test_newer_versions_of_all_that_a_workflow_uses_are_proposed() -> None:
    for own in (template("dependabot.yml"), (_ROOT / PLACES["dependabot.yml"]).read_text()):
        proposed = {entry["package-ecosystem"] for entry in yaml.safe_load(own)["updates"]}
        assert proposed == {"github-actions", "pip"}
    steps = yaml.safe_load(template("github.yml"))["jobs"]["build"]["steps"]
    assert all(re.search(r"@v\d", step["uses"]) for step in steps if "uses" in step)


def test_a_new_blog_gets_all_and_what_is_there_stays(tmp_path: Path) -> None:
    assert [path.relative_to(tmp_path).as_posix() for path in write(tmp_path)] == [*PLACES.values()]
    (tmp_path / ".gitlab-ci.yml").write_text("mine: true\n")

    assert write(tmp_path) == []
    assert (tmp_path / ".gitlab-ci.yml").read_text() == "mine: true\n"


def test_github_builds_at_the_minute_in_which_an_article_is_due(blog: Path) -> None:
    for name, date in (("july", "2027-07-05 09:00"), ("january", "2027-01-05 09:00")):
        (blog / f"docs/articles/{name}.md").write_text(article(name.title(), date=date))
    moment = str(int(datetime(2026, 12, 1, tzinfo=UTC).timestamp()))

    first = _shell(blog, "rapport publish ci", SOURCE_DATE_EPOCH=moment)

    assert first.code == 0, first.text
    crons = _crons(blog)
    assert crons == ["7 * * * *", "0 9 5 1 *", "0 8 5 7 *"], "09:00 in London, in UTC"
    again = _shell(blog, "rapport publish ci", SOURCE_DATE_EPOCH=moment)
    assert again.has("GitHub's schedule fits what is due.")
    (blog / "docs/articles/july.md").unlink()
    _shell(blog, "rapport publish ci", SOURCE_DATE_EPOCH=moment)
    assert _crons(blog) == crons[:2]


def test_a_schedule_of_ones_own_is_left_alone_with_a_word(blog: Path) -> None:
    own = blog / PLACES["github.yml"]
    own.parent.mkdir(parents=True)
    own.write_text("on: push\n")

    answer = _shell(blog, "rapport publish ci")

    assert answer.code == 2
    assert answer.has("publish.yml: there is no line `# When articles are due")
    assert own.read_text() == "on: push\n"


def _crons(blog: Path) -> list[str]:
    workflow = yaml.safe_load((blog / PLACES["github.yml"]).read_text())
    return [entry["cron"] for entry in workflow[True]["schedule"]]


@given(st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)), max_size=5))  # noqa: DTZ001 - made aware below
def test_every_minute_within_a_year_has_its_line_and_no_other(moments: list[datetime]) -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    due = [moment.replace(tzinfo=UTC) for moment in moments]

    lines = with_due(template("github.yml"), due, now)

    expected = {
        f"{at.minute} {at.hour} {at.day} {at.month} *"
        for at in due
        if now < at < now + timedelta(days=365)
    }
    crons = [entry["cron"] for entry in yaml.safe_load(lines)[True]["schedule"]]
    assert set(crons) == {"7 * * * *", *expected}
    assert len(crons) == len(set(crons))
    assert with_due(lines, [], now) == template("github.yml")
