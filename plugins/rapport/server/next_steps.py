"""The remaining tasks of an operator after the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.server.keys import dkim_record, dns_records
from rapport.server.plan import BARE, DKIM_KEY, DKIM_SELECTOR, VARIABLES

if TYPE_CHECKING:
    from rapport.server.machine import Machine


def what_is_next(machine: Machine, domain: str) -> list[str]:
    """Return the lines that explain the DNS records to set, and the first push."""
    sender = machine.variables(VARIABLES)["RAPPORT_MAIL_FROM"]
    sender_domain = sender.rpartition("@")[2].strip("> ")
    key = machine.at(DKIM_KEY).read_text(encoding="utf-8")
    records = dns_records(domain, sender_domain, dkim_record(sender_domain, DKIM_SELECTOR, key))
    return [
        "Set in the DNS:",
        *(f"  {record}" for record in records),
        "Then, in the folder of your blog:",
        f"  git remote add origin git@{domain}:{BARE}",
        "  git push -u origin main",
    ]
