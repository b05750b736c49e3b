"""How other programs name columns and states in the lists that they export.

Mailchimp, Substack, Ghost, Kit, Buttondown, listmonk, Brevo, MailerLite, Mailman, MailPoet and
Jetpack, and common names in German, French and Spanish. Names are compared without case, spaces and
punctuation: `Email Address`, `EMAIL_ADDRESS` and `email-address` are the same.
"""

from __future__ import annotations

import re

from rapport_subscriptions.rules.subscription import Status

COLUMNS: dict[str, str] = {
    name: column
    for column, names in {
        "email": "email emailaddress subscriber emailadresse adresseemail courriel correo "
        "correoelectronico mail emailid useremail",
        "status": "status state subscribertype liststatus globalstatus subscriptionstatus "
        "emailstatus estado statut",
        "topics": "topics",
        "labels": "tags labels groups listname lists segments",
        "cadence": "cadence",
        "wording": "wording",
        "text": "text consenttext",
        "page": "page consentpage signupsource sourceurl",
        "asked_at": "askedat optintime createdat creationdate addedtime subscribedat "
        "subscribedate datesubscribed subscriptiondate startdate dateadded added subscribed "
        "signupdate",
        "confirmed_at": "confirmedat confirmtime confirmdate confirmationtime confirmed "
        "doubleoptindate optinconfirmedat confirmeddate",
        "confirmed_from": "confirmip confirmedip confirmationip optinconfirmip",
        "unsubscribed_at": "unsubscribedat leftat unsubtime unsubscriptiondate unsubscribedate "
        "unsubscribeddate dateunsubscribed deletedat optoutdate optouttime",
        "bounced_at": "cleantime bouncedat bouncedate",
        "paused_until": "pauseduntil",
    }.items()
    for name in names.split()
}
"""The meaning of a column, by its folded name."""

NO_IF_FALSE = frozenset({"subscribedtoemails", "emailoptin", "optin", "marketingoptin"})
NO_IF_TRUE = frozenset(
    {"emaildisabled", "unsubscribed", "blocklisted", "blacklisted", "emailblacklisted"}
    | {"optedout", "optout", "emailblocklisted"}
)
"""Columns whose yes or no says that the subscriber unsubscribed."""

IGNORABLE = frozenset(
    "id uuid name firstname lastname fullname note notes attributes metadata updatedat "
    "modifiedtime memberrating optinip latitude longitude gmtoff dstoff timezone cc region "
    "lastchanged leid euid complimentaryplan stripecustomerid stripeplan tiers "
    "activesubscription expiry plan firstpaymentat canceldate paidupgradedate referrerurl "
    "source ipaddress language secondaryid country city location phone sms contactid "
    "unsubcampaigntitle unsubcampaignid unsubreason unsubreasonother cleancampaigntitle "
    "cleancampaignid subscribedip emailsreceived emailsopened opens clicks lastopened "
    "lastclicked sent avatar birthday company".split()
)
"""Columns that say nothing about permission."""

STATES: dict[str, Status] = {
    word: status
    for status, words in {
        Status.CONFIRMED: "confirmed subscribed active enabled regular premium free gifted "
        "inactive",
        Status.PENDING: "pending unconfirmed unactivated nonsubscribed transactional",
        Status.PAUSED: "paused",
        Status.UNSUBSCRIBED: "unsubscribed left cancelled canceled disabled removed archived "
        "deleted blocklisted blacklisted optedout optout",
        Status.SUPPRESSED: "suppressed bounced cleaned complained spam spammy undeliverable "
        "invalid junk",
    }.items()
    for word in words.split()
}
YES, NO = frozenset({"true", "yes", "1", "y", "t"}), frozenset({"false", "no", "0", "n", "f"})


def folded(name: str) -> str:
    """Return a name without case, spaces and punctuation: `Email Address` as `emailaddress`."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())
