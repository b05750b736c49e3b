"""Words that mail servers add to codes: Gmail, Microsoft, Yahoo, GMX, Exim, qmail, cPanel."""

from __future__ import annotations

import re


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


OF_SENDING = _any_of(
    r"\bsend(?:ing|er)?\b", "outgoing", "daily", "hourly", "per (?:hour|day|minute)"
)
"""Words that make a quota one of the sender."""

OF_SENDER = _any_of(
    # quotas and rates
    r"send(?:ing|er)? .{0,20}(?:quota|limit|rate)",
    r"(?:daily|hourly) .{0,30}(?:quota|limit)",
    "e?mails? per (?:hour|day|minute)",
    "rate.?limit",
    "too many (?:messages|e?mails|connections|recipients)",
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
    r"(?<!not )\blisted (?:at|by|in|on)\b",
    "reputation",
    r"\bbanned\b",
    "suspicious",
    r"\bvirus\b",
    r"content (?:rejected|denied|not accepted)",
    r"^\W*(?:message )?rejected\b",
    r"\bmail rejected\b",
    r"messages from .{0,40} weren.t sent",
    "contact your internet service provider",
    r"unroute?able sender",
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
    r"\bvalid from\b",
    "sender (?:.{0,20} )?(?:rejected|denied|suspended|blocked)",
    "account .{0,30}suspended",
    "verify (?:your|the) (?:account|sender)",
    # the sending machine
    r"reverse dns|\brdns\b",
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
    "mailbox exceed",
    "has too many messages",
    # an account that its owner or provider may open again
    r"(?:recipient|user|mailbox)\b.{0,80} (?:is |temporar(?:il)?y )(?:locked|blocked|suspended)",
    "receiving mail (?:too quickly|at a rate)",
)

_WHO = "(?:user(?:id)?|recipient|mailbox|account|address|addressee|alias)"
_GONE = (
    "(?:unknown|not found|(?:does|do|did)(?: not|n.t) exist|not exist|no longer|not available"
    "|unavailable|disabled|deactivated|discontinued|terminated|not valid|invalid|not known"
    "|not recogni[sz]ed|not listed|expired|(?:was(?:n.t| not)|could(?: not|n.t) be) found)"
)

OF_ADDRESS = _any_of(
    rf"{_WHO}(?:[^.;]|\.(?=\S)){{0,60}}{_GONE}",
    "(?:unknown|no such|invalid|bad|nonexistent|non-existent) (?:local |final delivery )?"
    "(?:user(?:id)?|recipient|mailbox|address|account|person|destination|alias)",
    "(?:unknown|no such|nonexistent|non-existent) domain",
    "(?:isn.t|is not|not) (?:an? )?(?:valid|known|our) (?:mailbox|user|customer|recipient|address)",
    "(?:doesn.t|does not) have an? .{0,40}account",
    "no mailbox (?:here )?by that name",
    "no mailbox here",
    "no one (?:here )?by that name",
    "unroute?able(?! sender)",
    "recipient address rejected: access denied",
    "no valid recipients",
    "find any host named",
    "no mx record",
    "indicated no smtp service",  # Exim's words for a null MX
    "(?:host|domain|server) does not (?:accept (?:any )?mail|exist)",
    "recipnotfound",
    r"adr\.recip",
    r"(?:host|domain)(?:[^.;]|\.(?=\S)){0,60}not found(?!, try again)",
    "domain is not reachable",
    "(?:nx|no such )domain",
    "domain .{0,60}doesn.t receive e?mail",
    "had no relevant answers",
    "user .{0,30}(?:left|gone)",
    r"^\W*unknown\W*$",
    # German, French, Spanish, Italian, Japanese
    r"(?:empf(?:ä|ae)nger|benutzer|postfach|adresse)\b.{0,40}"
    r"(?:unbekannt|existiert nicht|nicht gefunden|nicht bekannt)",
    r"(?:destinataire|utilisateur|adresse|boite|boîte)\b.{0,40}"
    r"(?:inconnue?|n.existe pas|introuvable)",
    r"(?:destinatario|usuario|direcci[oó]n|buz[oó]n)\b.{0,40}(?:desconocid|no existe|no encontrad)",
    r"(?:destinatario|utente|indirizzo|casella)\b.{0,40}(?:sconosciut|non esiste|inesistente)",
    "(?:ユーザー|宛先|アドレス|ディレクトリ).{0,40}(?:見つかりません|存在しません|ありません)",
)

LOOPING = _any_of("too many hops", "looping", "mail loop", "loops back")
"""Words for a mail loop, which says nothing about the recipient."""

NO_DOMAIN = _any_of("nxdomain", "doesn.t receive e?mail", "had no relevant answers")
"""Gmail's words for a dead domain, after days, under the code of a temporary failure."""

UNRESOLVED = _any_of(
    "unexpected name server reply",
    "lookup did not complete",
    "(?:name|dns) (?:server|service|lookup).{0,60}(?:try again|tempora|timed? ?out|server failure)",
)
"""Words for a failed name server, which says nothing about the address."""

GREYLISTED = _any_of("gr[ae]y.?list")
