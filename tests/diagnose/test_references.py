"""What news and follows know of themes and submissions."""

from ideation.core.registry import Contact, registry
from ideation.diagnose.service.support import support, unsupport


def test_a_submission_belongs_to_its_theme_and_round(make):
    round_ = make.round()
    voice, open_one = make.submission(round_), make.submission(round_)
    theme = make.theme(round_, members=[voice])
    assert registry.parents["submission"](voice.id) == [("theme", theme.id), ("round", round_.id)]
    assert registry.parents["submission"](open_one.id) == [("round", round_.id)]
    assert registry.parents["theme"](theme.id) == [("round", round_.id)]


def test_only_what_the_public_reads_has_a_title(make):
    shown, draft = make.round(), make.round(state="draft", published_at=None)
    named = make.submission(shown, title="เน็ตล่ม")
    nameless = make.submission(shown)
    hidden = [make.submission(shown, kind="tip_off"), make.submission(draft)]
    titles = registry.titles["submission"]([each.id for each in (named, nameless, *hidden)])
    assert titles == {named.id: "เน็ตล่ม", nameless.id: nameless.number}
    themes = [make.theme(shown, "เปิด"), make.theme(draft, "ปิด")]
    assert registry.titles["theme"]([each.id for each in themes]) == {themes[0].id: "เปิด"}
    assert registry.titles["round"]([shown.id, draft.id]) == {shown.id: shown.title}


def test_the_voices_of_a_theme_are_those_that_can_be_told(make):
    round_, author = make.round(), make.account()
    given = make.submission(round_, contact_email="som@example.org", contact_language="en")
    owned = make.submission(round_, author_id=author.id)
    silent = make.submission(round_)
    gone = make.submission(round_, contact_email="x@example.org", withdrawn_at=round_.created_at)
    other = make.submission(round_, contact_email="y@example.org")
    theme = make.theme(round_, members=[given, owned, silent, gone])
    assert registry.voices["theme"](theme.id) == [
        Contact(given.number, "en", None, "som@example.org"),
        Contact(owned.number, "th", author.id, None),
    ]
    assert registry.voices["submission"](other.id) == [
        Contact(other.number, "th", None, "y@example.org")
    ]


def test_who_said_the_same_is_told_like_a_voice_but_not_by_its_number(make):
    round_, same = make.round(), make.account()
    voices = [make.submission(round_), make.submission(round_)]
    theme = make.theme(round_, members=voices)
    for voice in voices:
        for actor, key in ((same, ""), (None, "a browser")):
            support(voice.number, actor=actor, visitor_key=key, tracked=[], now=round_.created_at)
    assert registry.voices["theme"](theme.id) == [Contact("", "th", same.id)]
    for voice in voices:
        unsupport(voice.number, actor=same, visitor_key="", now=round_.created_at)
    assert registry.voices["theme"](theme.id) == []
