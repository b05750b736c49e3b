"""Articles of the blog, and when something was last done, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, select

from rapport_subscriptions.store.sql import letter_rows, statements
from rapport_subscriptions.store.sql.base_tables import marks
from rapport_subscriptions.store.sql.repository import ReadAhead, SqlRepository
from rapport_subscriptions.store.sql.tables import articles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from rapport_subscriptions.rules.article import ArticleState, KnownArticle


class SqlMarks(SqlRepository):
    """When something was last done, by name."""

    def get(self, name: str) -> datetime | None:
        """Read by name."""
        query = select(marks.c.at).where(marks.c.name == name)
        return self._read(query).scalar()

    def put(self, name: str, at: datetime) -> None:
        """Insert or update."""
        statement = statements.upsert(self._dialect, marks, "name")
        self._write(statement, {"name": name, "at": at})

    def named(self, prefix: str) -> Mapping[str, datetime]:
        """Read by the beginning of the name."""
        query = select(marks.c.name, marks.c.at).where(
            marks.c.name.startswith(prefix, autoescape=True)
        )
        return {name: at for name, at in self._read(query)}  # noqa: C416 - rows

    def delete(self, name: str) -> None:
        """Delete."""
        self._write(delete(marks).where(marks.c.name == name))


class SqlArticleRepository(SqlRepository):
    """Articles of the blog, as the service knows them."""

    def all(self, *states: ArticleState) -> Sequence[KnownArticle]:
        """Read all, or those of some states."""
        query = select(articles).order_by(articles.c.seen_at, articles.c.date, articles.c.id)
        if states:
            query = query.where(articles.c.state.in_([state.value for state in states]))
        return self._articles(query)

    def get(self, article_id: str) -> KnownArticle | None:
        """Read by id."""
        matching = self._articles(select(articles).where(articles.c.id == article_id))
        return matching[0] if matching else None

    def put(self, article: KnownArticle) -> None:
        """Insert or update."""
        statement = statements.upsert(self._dialect, articles, "id")
        self._write(statement, letter_rows.article_row(article))

    def numbered(self, after: int, upto: int) -> Sequence[KnownArticle]:
        """Read a range of numbers."""
        known = self._ahead("number", (after, upto), held=False)
        if known is None or known.value is None:
            between = and_(articles.c.number > after, articles.c.number <= upto)
            matching = self._articles(select(articles).where(between).order_by(articles.c.number))
            known = self._known["number", (after, upto)] = ReadAhead(matching, is_held=False)
        return known.value or []

    def latest_number(self) -> int:
        """Read from the ends of two indexes."""
        row = self._read(statements.LATEST_NUMBERS).one()
        return max(int(number or 0) for number in row)

    def _articles(self, query: Select[Any]) -> list[KnownArticle]:
        return [letter_rows.article_of(row) for row in self._all(query)]
