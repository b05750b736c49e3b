"""A letter as readers will get it, for its author or the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.letter import ID_PREFIX, WELCOME
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import new_id
from rapport_subscriptions.use_cases.deliver_mail import Dispatch, with_letters
from rapport_subscriptions.use_cases.sample_part import part_names, sample_part

if TYPE_CHECKING:
    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.letter import Letter
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

IN_A_TEST = 10


def sample(work: UnitOfWork, email: EmailAddress, name: str | None) -> Dispatch:
    """Return the named letter as readers get it; without a name, the next one.

    Its links belong to nobody. Raises SubscriptionsError if there is no such letter.
    """
    reader = Subscription(
        id=new_id(),
        email=email,
        status=Status.CONFIRMED,
        choice=Choice((), Cadence.EACH),
        wording="",
        page="",
        asked_at=work.now,
    )
    if name == WELCOME and name in work.blog.letters:
        return Dispatch(work.mail(MailKind.WELCOME, reader), reader, reader.choice)
    due = sample_part(work, name, reader) if name else None
    if due:
        mail = work.mail(MailKind.SERIES_PART, reader)
        return Dispatch(mail, reader, reader.choice, part=due)
    articles = _next(work) if name is None else (_written(work, name).as_article,)
    mail = work.mail(MailKind.ARTICLES, reader)
    return with_letters(Dispatch(mail, reader, reader.choice), articles, work.blog)


def _written(work: UnitOfWork, name: str) -> Letter:
    """Return an author's letter by its name, or by the id in the list."""
    letter = work.blog.letters.get(name.removeprefix(ID_PREFIX))
    if letter is None:
        names = [*sorted(work.blog.letters), *part_names(work.blog)]
        known = ", ".join(names) or "none"
        raise SubscriptionsError(f"there is no letter {name!r}; those beside the site: {known}")
    return letter


def _next(work: UnitOfWork) -> tuple[Article, ...]:
    """Return the next articles, or the newest article if nothing is new."""
    untold = work.tx.articles.all(ArticleState.WAITING, ArticleState.HELD)
    coming = [known_article.article for known_article in untold if not known_article.is_gone]
    articles = tuple(article for article in coming if not article.kind.is_letter)[:IN_A_TEST]
    newest = sorted(work.blog.articles, key=lambda article: article.date, reverse=True)[:1]
    if not articles and not newest:
        raise SubscriptionsError("the blog has no article yet to send")
    return articles or tuple(newest)
