"""Submissions of the same wording: found as they come in, grouped, counted apart, never deleted.

Whoever writes here holds the round's lock (`placing.lock_round`).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Exists,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from ideation.diagnose.models import Submission, TextCopy, ThemeMember
from ideation.diagnose.service.placing import as_rows, is_in
from ideation.diagnose.service.whole_text import whole_text
from ideation.extensions import db
from ideation.text.duplicates import COPY_THRESHOLD, copy_keys
from ideation.text.wording import SHORT, Wording, wording_of, wording_score

CANDIDATES: Final = 12
"""With so many of the nearest other wordings a new one is compared."""

KNOWN_BY: Final = 50
"""Near copies find a group by so many of its wordings; a campaign may have thousands."""

# Those come first that share most keys. Of texts of the same letters one has keys.
_NEAR = sql(
    """
    SELECT fresh.submission_id AS one, near.submission_id AS other
    FROM text_copy AS fresh
    CROSS JOIN LATERAL (
        SELECT known.submission_id
        FROM text_copy AS known
        WHERE known.keys && fresh.keys AND known.round_id = fresh.round_id
            AND known.submission_id <> fresh.submission_id
        ORDER BY
            (SELECT count(*) FROM unnest(known.keys) AS key WHERE key = ANY(fresh.keys)) DESC,
            known.submission_id
        LIMIT :limit
    ) AS near
    WHERE fresh.submission_id = ANY(:ids) AND fresh.keys IS NOT NULL
    ORDER BY one, other
    """
)

_EQUAL = sql(
    """
    SELECT fresh.submission_id AS one, same.submission_id AS other
    FROM text_copy AS fresh
    CROSS JOIN LATERAL (
        SELECT known.submission_id
        FROM text_copy AS known
        WHERE known.round_id = fresh.round_id AND known.digest = fresh.digest
            AND known.submission_id <> fresh.submission_id
        ORDER BY known.submission_id
        LIMIT 1
    ) AS same
    WHERE fresh.submission_id = ANY(:ids)
    """
)

_FORGET_KEYS_OF_EQUALS = sql(
    """
    UPDATE text_copy AS fresh SET keys = NULL
    WHERE fresh.submission_id = ANY(:ids) AND EXISTS (
        SELECT FROM text_copy AS known
        WHERE known.round_id = fresh.round_id AND known.digest = fresh.digest
            AND (known.submission_id < fresh.submission_id OR known.submission_id <> ALL(:ids))
            AND known.submission_id <> fresh.submission_id
    )
    """
)

# The next text of the same letters is found in place of one that goes.
_HAND_KEYS_ON = sql(
    """
    UPDATE text_copy AS heir SET keys = gone.keys
    FROM text_copy AS gone
    WHERE gone.submission_id = ANY(:ids) AND gone.keys IS NOT NULL
        AND heir.submission_id = (
            SELECT min(same.submission_id) FROM text_copy AS same
            WHERE same.round_id = gone.round_id AND same.digest = gone.digest
                AND same.submission_id <> ALL(:ids)
        )
    """
)

_FORGET_KEYS_OF_CROWDS = sql(
    """
    UPDATE text_copy AS fresh SET keys = NULL
    WHERE fresh.submission_id = ANY(:ids) AND fresh.keys IS NOT NULL
        AND :most <= (
            SELECT count(*) FROM text_copy AS known
            WHERE known.group_id = fresh.group_id AND known.keys IS NOT NULL
                AND known.submission_id < fresh.submission_id
        )
    """
)


@dataclass(frozen=True)
class Print:
    """What copies of a text are found by.

    Args:
        digest: the same for texts of the same letters; None for one without letters and digits.
        keys: see `text.copy_keys`; None where only the very same letters make a copy.
    """

    digest: int | None
    keys: list[int] | None


@dataclass(frozen=True)
class Copies:
    """The group that a submission belongs to.

    Args:
        group_id: names the group.
        others: how many other texts are in it; at least 1.
    """

    group_id: int
    others: int


def prints_of(texts: Sequence[str]) -> list[Print]:
    """Compute what copies of texts are found by; reads and writes nothing."""
    wordings = [wording_of(text) for text in texts]
    long = [row for row, wording in enumerate(wordings) if len(wording.letters) >= SHORT]
    keys = dict(zip(long, copy_keys([wordings[row] for row in long]).tolist(), strict=True))
    return [Print(_digest(wording), keys.get(row)) for row, wording in enumerate(wordings)]


def _digest(wording: Wording) -> int | None:
    if not wording.letters:
        return None
    digest = hashlib.sha256(wording.letters.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], signed=True)


def store(ids: Sequence[int], round_ids: Sequence[int], prints: Sequence[Print]) -> set[int]:
    """Put new or changed texts into their groups.

    Args:
        ids: n submissions.
        round_ids: the round of each.
        prints: what `prints_of` gave for their texts.

    Returns:
        the themes whose counts of copies may have changed.
    """
    changed = forget(ids)
    values = [
        {
            "submission_id": submission_id,
            "round_id": round_id,
            "group_id": submission_id,
            "digest": each.digest,
            "keys": each.keys,
        }
        for submission_id, round_id, each in zip(ids, round_ids, prints, strict=True)
    ]
    db.session.execute(insert(TextCopy).values(values))
    parameters = {"ids": list(ids)}
    db.session.execute(_FORGET_KEYS_OF_EQUALS, parameters)
    equal = [(row.one, row.other) for row in db.session.execute(_EQUAL, parameters)]
    groups = _merge([*equal, *_near(ids)])
    db.session.execute(_FORGET_KEYS_OF_CROWDS, {**parameters, "most": KNOWN_BY})
    return changed | _themes_of(groups)


def forget(ids: Sequence[int]) -> set[int]:
    """Take texts out of their groups, which stay together without them.

    Returns:
        the themes whose counts of copies may have changed.
    """
    db.session.execute(_HAND_KEYS_ON, {"ids": list(ids)})
    left = db.session.scalars(
        delete(TextCopy).where(is_in(TextCopy.submission_id, ids)).returning(TextCopy.group_id),
        execution_options={"synchronize_session": False},
    ).all()
    if not left:
        return set()
    rows = db.session.execute(
        select(TextCopy.group_id, func.min(TextCopy.submission_id).label("first"))
        .where(is_in(TextCopy.group_id, left))
        .group_by(TextCopy.group_id)
    )
    firsts = {row.group_id: row.first for row in rows}
    _rename({group: first for group, first in firsts.items() if group != first})
    return _themes_of(set(firsts.values()))


def _near(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Find the texts of nearly the same wording as new ones, and of no more than nearly."""
    found = db.session.execute(_NEAR, {"ids": list(ids), "limit": CANDIDATES}).all()
    rows = db.session.execute(
        select(Submission.id, whole_text()).where(
            is_in(Submission.id, [each for row in found for each in (row.one, row.other)])
        )
    )
    wordings = {row.id: wording_of(row.whole_text) for row in rows}
    return [
        (row.one, row.other)
        for row in found
        if wording_score(wordings[row.one], wordings[row.other]) >= COPY_THRESHOLD
    ]


def _merge(links: Iterable[tuple[int, int]]) -> set[int]:
    """Make one group of those that are linked, named by the first text of them all.

    Returns:
        the groups that others went into.
    """
    links = list(links)
    rows = db.session.execute(
        select(TextCopy.submission_id, TextCopy.group_id).where(
            is_in(TextCopy.submission_id, [each for link in links for each in link])
        )
    )
    groups = {row.submission_id: row.group_id for row in rows}
    into = {group: group for group in groups.values()}
    for one, other in links:
        first, second = sorted((_end(into, groups[one]), _end(into, groups[other])))
        into[second] = first
    moved = {group: _end(into, group) for group in into if into[group] != group}
    _rename(moved)
    return set(moved.values())


def _rename(groups: Mapping[int, int]) -> None:
    pairs = as_rows("renamed", old=(groups, BigInteger), new=(groups.values(), BigInteger))
    db.session.execute(
        update(TextCopy).where(TextCopy.group_id == pairs.c.old).values(group_id=pairs.c.new),
        execution_options={"synchronize_session": False},
    )


def _end(into: dict[int, int], group: int) -> int:
    while into[group] != group:
        into[group] = into[into[group]]
        group = into[group]
    return group


def _themes_of(groups: Collection[int]) -> set[int]:
    if not groups:
        return set()
    query = (
        select(ThemeMember.theme_id)
        .join(TextCopy, TextCopy.submission_id == ThemeMember.submission_id)
        .where(ThemeMember.is_primary, is_in(TextCopy.group_id, list(groups)))
        .distinct()
    )
    return set(db.session.scalars(query))


def is_compared() -> Exists:
    """Return the condition for submissions that copies have been looked for."""
    return exists().where(TextCopy.submission_id == Submission.id)


def is_in_group(group_id: int) -> Exists:
    """Return the condition for submissions of a group."""
    return is_compared().where(TextCopy.group_id == group_id)


def copies_of(submission_ids: Sequence[int], *among: Any) -> dict[int, Copies]:
    """Return the groups of those submissions that have others of the same wording: one query.

    Args:
        submission_ids: n ids.
        among: which submissions count; all by default.
    """
    mine = aliased(TextCopy)
    asked = select(mine.group_id).where(is_in(mine.submission_id, submission_ids))
    sizes = (
        select(TextCopy.group_id, func.count().label("size"))
        .join(Submission, Submission.id == TextCopy.submission_id)
        .where(TextCopy.group_id.in_(asked), Submission.withdrawn_at.is_(None), *among)
        .group_by(TextCopy.group_id)
        .having(func.count() > 1)
        .cte("sizes")
    )
    rows = db.session.execute(
        select(mine.submission_id, sizes.c.group_id, sizes.c.size)
        .join(sizes, sizes.c.group_id == mine.group_id)
        .where(is_in(mine.submission_id, submission_ids))
    )
    return {row.submission_id: Copies(row.group_id, row.size - 1) for row in rows}


def is_member(theme_id: int) -> Exists:
    """Return the condition for submissions of a theme."""
    return exists().where(
        ThemeMember.submission_id == Submission.id,
        ThemeMember.theme_id == theme_id,
        ThemeMember.is_primary,
    )


def count_in_import(import_id: int) -> tuple[int, int]:
    """Count the rows of a file that were compared, and those that have an earlier copy.

    Earlier is another row of the file, or a text that was in the round before.
    """
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(TextCopy.group_id != TextCopy.submission_id),
        )
        .select_from(TextCopy)
        .join(Submission, Submission.id == TextCopy.submission_id)
        .where(Submission.import_id == import_id)
    ).one()
    return row[0], row[1]
