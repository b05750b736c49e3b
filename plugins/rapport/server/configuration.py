"""Build web server and systemd files from the samples that `rapport deploy` writes.

The samples are what operators read and what the tests run; here only names are put in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapport.samples import samples_dir

if TYPE_CHECKING:
    from pathlib import PurePosixPath

JOURNALD = """\
# The log of the web server and of the service: enough for months, and never the whole disk.
[Journal]
SystemMaxUse=500M
"""

_SUBSCRIPTIONS = """\
	# The service answers below the blog's own address, so its forms go nowhere else.
	@subscriptions path /subscriptions /subscriptions/* /operator /operator/*
	@pages not path /subscriptions /subscriptions/* /operator /operator/*
	request_body @subscriptions {
		max_size 64KB
	}
	reverse_proxy @subscriptions {service} {
		# a restart of the service is waited for
		lb_try_duration 10s
	}
"""
_AWAY = """\
		# What nobody answers Caddy logs with its address, and links in mails are secrets.
		@unanswered path /subscriptions /subscriptions/* /operator /operator/*
		handle @unanswered {
			header Retry-After 60
			respond "The service is restarting. Please try again in a minute." {err.status_code}
		}
"""
_PREVIEWS = """\
	# Previews of other branches; take this out to have none on the web.
	handle /preview/* {
		root * {previews}
		header X-Robots-Tag "noindex, nofollow"
		file_server
	}
"""
_LOG = """\
	# Links in mails are secrets, and readers' addresses nobody's business: neither is in a log.
	log {
		output discard
	}
"""
_UNITS = (
    "publish/rapport-due@.service",
    "publish/rapport-due@.timer",
    "subscriptions/rapport-backup.service",
    "subscriptions/rapport-backup.timer",
    "subscriptions/rapport-subscriptions.service",
)
_SITE = "/srv/www/blog/current"
_BLOCK = re.compile(r"^blog\.example \{$", re.MULTILINE)


def caddyfile(
    domain: str,
    site: PurePosixPath,
    *,
    previews: PurePosixPath | None = None,
    service: str = "127.0.0.1:8001",
) -> str:
    """Return Caddy's configuration: the blog in `site`, its previews, and the service.

    `previews` is the folder that has `preview/`, and `service` where the service listens.
    """
    snippet = _BLOCK.split(_sample("feeds/Caddyfile"))[0]
    _, block = _BLOCK.split(_sample("site/Caddyfile"))
    pages = block.replace("\theader {\n", "\theader @pages {\n", 1)
    pages = pages.replace("\thandle_errors {\n", f"\thandle_errors {{\n{_AWAY}", 1)
    pages = pages.replace(_SITE, str(site), 1).removeprefix("\n")
    below = _SUBSCRIPTIONS.replace("{service}", service)
    if previews is not None:
        below += _PREVIEWS.replace("{previews}", str(previews))
    return f"{snippet}{domain} {{\n{below}{_LOG}{pages}"


def caddy_options() -> str:
    """Return the global options of Caddy's own file: errors are logged without links."""
    return _sample("subscriptions/Caddyfile").partition("\n}\n")[0] + "\n}\n\n"


def units(www: PurePosixPath) -> dict[str, str]:
    """Return systemd's files by name: the service starts after the first release."""
    manifest = www / "current/blog.json"
    return {
        **{name.partition("/")[2]: _sample(name) for name in _UNITS},
        "rapport-subscriptions.service.d/first-push.conf": (
            f"[Unit]\n# Without a blog there is nothing to subscribe to.\n"
            f"ConditionPathExists={manifest}\n"
        ),
        "rapport-subscriptions.path": (
            "[Unit]\nDescription=The first push starts the subscriptions of the blog\n\n"
            f"[Path]\nPathChanged={www}/current\n\n"
            "[Install]\nWantedBy=multi-user.target\n"
        ),
    }


def _sample(name: str) -> str:
    return (samples_dir() / name).read_text(encoding="utf-8")
