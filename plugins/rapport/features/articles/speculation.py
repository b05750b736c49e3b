"""`speculation.json`: which pages a browser may fetch while a reader's pointer is on their link.

Web servers name it in the header `Speculation-Rules` (https://wicg.github.io/nav-speculation/):
the policy of the pages allows no rules inside of them.
"""

import json
from urllib.parse import urlsplit

from rapport.blog.output import NewFiles, one_file

_ANSWERED = ("/subscriptions*", "/operator*")
"""What the newsletter service answers below the blog's own address."""


def speculation_rules(site_url: str) -> NewFiles:
    """Return the rules: pages of the blog are fetched ahead, and not run.

    A page that were run ahead would count as a visit, and would miss what is ticked meanwhile.
    """
    below = urlsplit(site_url).path or "/"
    pages = [below, f"{below}*/", f"{below}*.html"]
    rule = {
        "where": {
            "and": [
                {"href_matches": pages},
                {"not": {"href_matches": list(_ANSWERED)}},
                {"not": {"selector_matches": "[download]"}},
            ]
        },
        "eagerness": "moderate",
    }
    return one_file("speculation.json", json.dumps({"prefetch": [rule]}, indent=2).encode() + b"\n")
