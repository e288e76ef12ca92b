"""What is told and followed: where objects hang, what they are called, and where they are."""

from collections.abc import Iterable, Sequence

from ideation.core.registry import Contact, Ref, registry
from ideation.notify.models import News


def near(ref: Ref) -> Sequence[Ref]:
    """Return what an object directly belongs to, nearest first."""
    find = registry.parents.get(ref[0])
    return find(ref[1]) if find else ()


def above(ref: Ref) -> list[Ref]:
    """Return everything that an object belongs to, nearest first, each once."""
    found: dict[Ref, None] = {}
    edge = list(near(ref))
    while edge:
        parent = edge.pop(0)
        if parent != ref and parent not in found:
            found[parent] = None
            edge.extend(near(parent))
    return list(found)


def voices_of(ref: Ref) -> Iterable[Contact]:
    """Return the people whose voices began an object: those of the nearest kind that has any."""
    for each in (ref, *above(ref)):
        if each[0] in registry.voices:
            return registry.voices[each[0]](each[1])
    return ()


def titles_of(refs: Iterable[Ref]) -> dict[Ref, str]:
    """Return what objects are called, in one question for each kind; hidden ones are left out."""
    kinds: dict[str, set[int]] = {}
    for kind, subject_id in refs:
        kinds.setdefault(kind, set()).add(subject_id)
    return {
        (kind, subject_id): title
        for kind, subject_ids in kinds.items()
        if kind in registry.titles
        for subject_id, title in registry.titles[kind](sorted(subject_ids)).items()
    }


def is_public(ref: Ref) -> bool:
    """Tell whether the public may hear of an object: of it, and of what it belongs to at the top.

    The top of nearly everything is a round, and while that is a draft everything in it is hidden.
    Kinds that no room gives titles to are not asked about.
    """
    tops = [each for each in above(ref) if not near(each)]
    asked = [each for each in (ref, *tops) if each[0] in registry.titles]
    return titles_of(asked).keys() >= set(asked)


def public_ones(news: Iterable[News]) -> list[News]:
    """Return news without those of objects that have been hidden since."""
    found = list(news)
    titles = titles_of((each.subject_kind, each.subject_id) for each in found)
    return [
        each
        for each in found
        if each.subject_kind not in registry.titles
        or (each.subject_kind, each.subject_id) in titles
    ]


def path_of(ref: Ref) -> str:
    """Return the path of an object's page; empty if it has none."""
    build = registry.links.get(ref[0])
    return build(ref[1]) if build else ""
