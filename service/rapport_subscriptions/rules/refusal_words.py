"""What mail servers write beside their codes: Gmail, Microsoft, Yahoo, GMX, Exim, qmail, cPanel."""

from __future__ import annotations

import re


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


OF_SENDING = _any_of(
    r"\bsend(?:ing|er)?\b", "outgoing", "daily", "hourly", "per (?:hour|day|minute)"
)
"""A quota with these words is of who sends."""

OF_SENDER = _any_of(
    # quotas and rates
    r"send(?:ing|er)? .{0,20}(?:quota|limit|rate)",
    r"(?:daily|hourly) .{0,30}(?:quota|limit)",
    "e?mails? per (?:hour|day|minute)",
    "rate.?limit",
    "too many (?:messages|e?mails|connections)",
    "outgoing",
    "throttl",
    "limit .{0,20}exceeded",
    "exceeded .{0,30}limit",
    # content and reputation
    r"\bspam\b",
    "spamhaus",
    "unsolicited",
    r"\bbulk\b",
    "block(?:ed|list|.?list)",
    "black.?list",
    r"\brbl\b",
    "dnsbl",
    r"\blisted (?:at|by|in|on)\b",
    "reputation",
    r"\bbanned\b",
    "suspicious",
    r"\bvirus\b",
    r"content (?:rejected|denied|not accepted)",
    r"^\W*(?:message )?rejected\b",
    # policy and authentication
    r"\bpolic(?:y|ies)\b",
    "prohibited",
    "dmarc",
    r"\bspf\b",
    "dkim",
    "authenticat",
    "not (?:authori[sz]ed|permitted|allowed)",
    "access denied",
    "relay(?:ing)? (?:access )?(?:denied|not|prohibited)",
    "(?:unable to|cannot) relay",
    "sender (?:verify|address|domain)",
    "sender (?:.{0,20} )?(?:rejected|denied|suspended|blocked)",
    "account .{0,30}suspended",
    "verify (?:your|the) (?:account|sender)",
    # the sending machine
    "reverse dns",
    r"\bptr\b",
    r"\bhelo\b",
)

OF_MAILBOX = _any_of(
    r"(?:over|exceed\w*) .{0,20}quota",
    "quota .{0,20}exceeded",
    "over.?quota",
    "(?:mailbox|inbox|account|folder) .{0,20}(?:full|over)",
    r"\bis full\b",
    "insufficient (?:disk|storage|system storage)",
    "out of (?:disk|storage)",
    "storage .{0,20}exceeded",
    "disk quota",
    "no space left",
    "mailbox size limit",
    "has too many messages",
    "receiving mail (?:too quickly|at a rate)",
)

_WHO = "(?:user|recipient|mailbox|account|address|addressee|alias)"
_GONE = (
    "(?:unknown|not found|(?:does|do|did)(?: not|n.t) exist|not exist|no longer|not available"
    "|unavailable|disabled|deactivated|discontinued|terminated|not valid|invalid|not known"
    "|not recogni[sz]ed|not listed|expired)"
)

OF_ADDRESS = _any_of(
    rf"{_WHO}[^.;]{{0,40}}{_GONE}",
    "(?:unknown|no such|invalid|bad|nonexistent|non-existent) (?:local )?"
    "(?:user|recipient|mailbox|address|account|person|destination|alias|domain)",
    "(?:isn.t|is not|not) (?:an? )?(?:valid|known|our) (?:mailbox|user|customer|recipient|address)",
    "(?:doesn.t|does not) have an? .{0,40}account",
    "no mailbox (?:here )?by that name",
    "no mailbox here",
    "no one (?:here )?by that name",
    "unroute?able",
    "recipnotfound",
    r"adr\.recip",
    r"(?:host|domain)[^.;]{0,30}not found",
    "(?:nx|no such )domain",
    "user .{0,30}(?:left|gone)",
    r"^\W*unknown\W*$",
)

GREYLISTED = _any_of("gr[ae]y.?list")
