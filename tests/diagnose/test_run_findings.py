"""What a run finds beside the themes: how clear each place is, second themes, summaries, topics."""

import pytest
from sqlalchemy import select, update

from ideation.accounts.policy import OPERATOR
from ideation.core import clock
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.diagnose.models import Bar, Submission, Theme, ThemeMember
from ideation.diagnose.service import board, holding, placing, theme_runs, theming
from ideation.diagnose.service.theme_runs import outcome
from ideation.diagnose.service.theme_runs.texts import read_texts
from ideation.text import UNCLEAR_BELOW, propose_themes
from ideation.text.themes import FEWEST_FOR_TOPICS
from tests.factories import sign_in
from tests.helpers import perform_all, post, words
from tests.text.voices import TEXTS

MIXED = 6
"""So many themes cut the four matters of the texts, so that some texts touch on two."""

UNCLEAR_MARK = "Not clear whether it belongs here"


@pytest.fixture
def round(make):
    return make.round()


@pytest.fixture
def voices(make, round):
    return [make.submission(round, text) for text in TEXTS]


@pytest.fixture
def officer(make):
    return make.officer(language="en")


@pytest.fixture
def desk(app, officer):
    return sign_in(app.test_client(), officer)


@pytest.fixture
def visitor(app):
    client = app.test_client()
    post(client, "/language", page="/about", locale="en", next="/about")
    return client


@pytest.fixture
def three(make, round):
    """Make three themes of three voices each, all of which the engine was sure of."""
    return [
        make.theme(round, label, [make.submission(round, f"{label} คนที่ {n}") for n in range(3)])
        for label in ("เน็ตช้า", "มิจฉาชีพ", "แอปรัฐ")
    ]


def run(session, round, n_themes: int = 4):
    made = theme_runs.request_run(round, n_themes=n_themes, actor=OPERATOR, now=clock.now())
    kind = registry.kinds[theme_runs.KIND]
    assert perform(session, kind, theme_runs.work_item_id(made)) == 1
    session.expire_all()
    return made


def withdraw(session, submission) -> None:
    holding.withdraw(submission.number, actor=None, tracked=[submission.id], now=clock.now())
    perform_all(session, "submission.theme")
    session.expire_all()


def members_of(session, theme) -> list[int]:
    query = select(ThemeMember.submission_id).where(
        ThemeMember.theme_id == theme.id, ThemeMember.is_primary
    )
    return sorted(session.scalars(query))


def rows(session, *, primary: bool) -> list[tuple[int, int, float, str]]:
    columns = (
        ThemeMember.submission_id,
        ThemeMember.theme_id,
        ThemeMember.score,
        ThemeMember.source,
    )
    query = select(*columns).where(ThemeMember.is_primary.is_(primary)).order_by(*columns[:2])
    return [tuple(row) for row in session.execute(query)]


def seconds(session) -> dict[int, int]:
    return {row[0]: row[1] for row in rows(session, primary=False)}


def touch(session, submission_id: int, theme) -> None:
    """Let a text touch on a second theme, as a run would."""
    member = ThemeMember(
        theme_id=theme.id,
        submission_id=submission_id,
        is_primary=False,
        score=0.5,
        assigned_at=clock.now(),
    )
    session.add(member)
    session.flush()
    session.expunge(member)
    placing.recount([theme.id])


def doubt(session, theme, *scores: float) -> list[int]:
    """Let the engine be less sure of the first voices of a theme; return these."""
    chosen = members_of(session, theme)[: len(scores)]
    for each, score in zip(chosen, scores, strict=True):
        session.execute(
            update(ThemeMember).where(ThemeMember.submission_id == each).values(score=score)
        )
    placing.recount([theme.id])
    session.expire_all()
    return chosen


def living(session, round) -> list[Theme]:
    query = select(Theme).where(Theme.round_id == round.id, Theme.merged_into_id.is_(None))
    return list(session.scalars(query.order_by(Theme.id)))


def test_each_run_stores_how_sure_it_is_of_every_place(session, round, voices, officer) -> None:
    run(session, round, MIXED)
    first = rows(session, primary=True)
    pinned = first[0]
    board.confirm(pinned[1], [pinned[0]], actor=officer, now=clock.now())
    session.execute(update(ThemeMember).where(~ThemeMember.pinned).values(score=0.999))
    session.expire_all()

    made = run(session, round, MIXED)

    found = rows(session, primary=True)
    assert found[0][2:] == (1.0, "officer")
    assert len({score for _id, _theme, score, _source in found}) > 3
    assert 0.999 not in {score for _id, _theme, score, _source in found}
    for theme in living(session, round):
        mine = [row for row in found if row[1] == theme.id and row[3] == "engine"]
        assert theme.unclear == sum(score < UNCLEAR_BELOW for *_row, score, _source in mine)
    assert made.measures["unclear_share"] >= 0


def test_officers_see_what_is_unclear_least_clear_first(
    session, make, round, desk, visitor, three
) -> None:
    theme = three[0]
    less, least = doubt(session, theme, 0.2, 0.1)
    board_page = words(desk.get(f"/rounds/{round.slug}/board"))
    assert "2 not clear" in board_page
    page = desk.get(f"/themes/{theme.id}/work", query_string={"unclear": "yes", "sort": "unsure"})
    assert page.text.index(f'id="voice-{least}"') < page.text.index(f'id="voice-{less}"')
    assert page.text.count('name="submissions"') == 2
    assert UNCLEAR_MARK in words(page)
    number = session.get_one(Submission, least).number
    assert UNCLEAR_MARK in words(desk.get(f"/submissions/{number}"))
    for path in (f"/themes/{theme.id}?unclear=yes", f"/submissions/{number}"):
        public = visitor.get(path)
        assert public.status_code == 200
        assert "ot clear" not in words(public)
    assert "3 results" in words(visitor.get(f"/themes/{theme.id}?unclear=yes"))


def test_the_page_of_a_run_tells_how_much_is_unclear(session, round, voices, desk) -> None:
    made = run(session, round)
    made.measures = {**made.measures, "unclear_share": 0.075}
    assert "7.5% of the texts are not clear" in words(desk.get(f"/runs/{made.id}"))
    made.measures = None
    assert "are not clear" not in words(desk.get(f"/runs/{made.id}"))


def test_confirmed_voices_are_clear_and_the_list_stays_narrowed(session, desk, three) -> None:
    theme = three[0]
    chosen = doubt(session, theme, 0.2, 0.1)
    work = f"/themes/{theme.id}/work?unclear=yes"

    done = post(desk, f"/themes/{theme.id}/confirm?unclear=yes", page=work, submissions=chosen[:1])

    assert done.status_code == 302
    assert "unclear=yes" in done.location
    assert session.get_one(Theme, theme.id).unclear == 1
    assert (
        sorted(row[0] for row in rows(session, primary=True) if row[3] == "officer") == chosen[:1]
    )
    page = desk.get(done.location)
    assert f'id="voice-{chosen[0]}"' not in page.text
    edit = board.history(theme.id)[0]
    post(desk, f"/edits/{edit.id}/undo", page=work)
    assert session.get_one(Theme, theme.id).unclear == 2
    assert (chosen[0], theme.id, 0.2, "engine") in rows(session, primary=True)


def test_runs_find_second_themes_that_are_never_the_own_one(session, round, voices) -> None:
    run(session, round, MIXED)

    found, own = seconds(session), {row[0]: row[1] for row in rows(session, primary=True)}
    assert found
    themes = living(session, round)
    assert {*found.values()} <= {theme.id for theme in themes}
    assert all(own[each] != theme for each, theme in found.items())
    assert sum(theme.size for theme in themes) == len(voices)
    assert {theme.id: theme.also for theme in themes if theme.also} == {
        theme: list(found.values()).count(theme) for theme in set(found.values())
    }
    before = rows(session, primary=False)
    run(session, round, MIXED)
    assert rows(session, primary=False) == before


def test_the_next_run_takes_second_themes_away_that_do_not_hold(session, round, voices) -> None:
    run(session, round, MIXED)
    (barred, theme), *_others = seconds(session).items()
    session.add(Bar(theme_id=theme, submission_id=barred))
    nobody = next(each.id for each in voices if each.id not in seconds(session))
    own = {row[0]: row[1] for row in rows(session, primary=True)}[nobody]
    wrong = next(each for each in living(session, round) if each.id != own)
    touch(session, nobody, wrong)

    run(session, round, MIXED)

    assert (barred, theme) not in seconds(session).items()
    assert nobody not in seconds(session)


def test_merging_leads_second_themes_on_and_undoing_brings_them_back(
    session, officer, three
) -> None:
    internet, fraud, app = three
    of_internet, of_fraud, of_app = (members_of(session, theme)[0] for theme in three)
    touch(session, of_internet, fraud)
    touch(session, of_fraud, internet)
    touch(session, of_app, fraud)
    before, sizes = seconds(session), [theme.also for theme in three]

    edit = board.merge(internet.id, [fraud.id], actor=officer, now=clock.now())

    assert seconds(session) == {of_app: internet.id}
    assert [theme.also for theme in three] == [1, 0, 0]
    assert (internet.size, fraud.size, app.size) == (6, 0, 3)
    board.undo(edit.id, actor=officer, now=clock.now())
    session.expire_all()
    assert seconds(session) == before
    assert [theme.also for theme in three] == sizes
    assert [theme.size for theme in three] == [3, 3, 3]


def test_a_voice_moved_to_its_second_theme_is_there_once(session, officer, three) -> None:
    internet, fraud, _app = three
    voice = members_of(session, internet)[0]
    touch(session, voice, fraud)

    edit = board.move(internet.id, [voice], fraud.id, actor=officer, now=clock.now())

    assert seconds(session) == {}
    assert (fraud.size, fraud.also) == (4, 0)
    board.undo(edit.id, actor=officer, now=clock.now())
    assert seconds(session) == {voice: fraud.id}
    assert voice in members_of(session, internet)


def test_a_split_that_is_undone_gives_second_themes_to_where_its_voices_go(
    session, officer, three
) -> None:
    internet, fraud, _app = three
    edit = board.split(
        internet.id, "แยก", members_of(session, internet)[:1], actor=officer, now=clock.now()
    )
    made = session.get_one(Theme, edit.summary["new_id"])
    touch(session, members_of(session, fraud)[0], made)

    board.undo(edit.id, actor=officer, now=clock.now())
    session.expire_all()

    assert list(seconds(session).values()) == [internet.id]
    assert (internet.also, made.also) == (1, 0)


def test_a_barred_voice_may_go_to_its_second_theme(session, round, voices, officer) -> None:
    run(session, round, MIXED)
    own = {row[0]: row[1] for row in rows(session, primary=True)}
    before = rows(session, primary=False)
    assert len(before) >= 2
    for voice, second in list(seconds(session).items())[:2]:
        edit = board.bar(own[voice], [voice], actor=officer, now=clock.now())
        places = [row for primary in (True, False) for row in rows(session, primary=primary)]
        assert len({row[:2] for row in places}) == len(places)
        assert (voice, own[voice]) not in {row[:2] for row in places}
        assert second in {row[1] for row in places if row[0] == voice}
        board.undo(edit.id, actor=officer, now=clock.now())
        assert rows(session, primary=False) == before


def test_everybody_reads_what_else_touches_on_a_theme(
    session, make, visitor, queries, three
) -> None:
    internet, fraud, _app = three
    first, second, _third = members_of(session, internet)
    session.get_one(Submission, second).kind = "tip_off"
    for voice in (first, second):
        touch(session, voice, fraud)
    assert fraud.also == 1

    plain = words(visitor.get(f"/themes/{fraud.id}"))
    assert "Also touch on this theme 1" in plain
    assert "เน็ตช้า คนที่ 0" not in plain
    queries.clear()
    also = visitor.get(f"/themes/{fraud.id}", query_string={"also": "yes"})
    assert len(queries) <= 12
    assert "เน็ตช้า คนที่ 0" in words(also)
    assert "1 result" in words(also)
    assert f'href="/themes/{internet.id}"' in also.text
    assert "มิจฉาชีพ คนที่ 0" not in words(also)
    nothing = visitor.get(f"/themes/{fraud.id}", query_string={"also": "yes", "kind": "need"})
    assert "Nothing matches" in words(nothing)
    number = session.get_one(Submission, first).number
    page = visitor.get(f"/submissions/{number}")
    assert "Also touches on: มิจฉาชีพ" in words(page)
    trace = words(visitor.get(f"/trace/submission/{first}"))
    assert "It also touches on the theme" in trace
    assert "มิจฉาชีพ" in trace
    assert (
        visitor.get(f"/rounds/{fraud.round.slug}/submissions?theme={fraud.id}").text.count(
            "เน็ตช้า คนที่"
        )
        == 0
    )


def test_a_withdrawn_voice_leaves_its_second_theme_too(session, three) -> None:
    internet, fraud, _app = three
    voice = session.get_one(Submission, members_of(session, internet)[0])
    touch(session, voice.id, fraud)

    withdraw(session, voice)

    assert (internet.size, fraud.also) == (2, 0)
    assert seconds(session) == {}


def test_the_summary_quotes_voices_and_leads_to_them(session, round, voices, visitor) -> None:
    run(session, round)

    theme = max(living(session, round), key=lambda each: each.size)
    assert 1 <= len(theme.summary) <= 2
    page = visitor.get(f"/themes/{theme.id}").text
    for part in theme.summary:
        voice = session.get_one(Submission, part["submission"])
        assert voice.id in members_of(session, theme)
        assert part["text"] in voice.text
        assert part["text"] in page
        assert f"/submissions/{voice.number}" in page
    assert theme.summary[0]["text"] in visitor.get(f"/rounds/{round.slug}/themes").text


def test_a_sentence_goes_with_its_voice(session, round, voices, visitor) -> None:
    run(session, round)
    theme = max(living(session, round), key=lambda each: len(each.summary))
    gone, left = (session.get_one(Submission, part["submission"]) for part in theme.summary)
    sentence, other = (part["text"] for part in theme.summary)

    withdraw(session, gone)

    assert [part["text"] for part in theme.summary] == [other]
    left.kind = "tip_off"
    session.flush()
    for path in (f"/themes/{theme.id}", f"/rounds/{round.slug}/themes"):
        page = visitor.get(path).text
        assert sentence not in page
        assert other not in page


def test_a_sentence_is_erased_where_officers_moved_its_voice_from(
    session, round, voices, officer, visitor
) -> None:
    run(session, round)
    themes = living(session, round)
    theme, target = themes[0], themes[1]
    part = theme.summary[0]
    board.move(theme.id, [part["submission"]], target.id, actor=officer, now=clock.now())
    assert part["text"] not in visitor.get(f"/themes/{theme.id}").text

    withdraw(session, session.get_one(Submission, part["submission"]))

    kept = [each for theme in living(session, round) for each in theme.summary]
    assert part["submission"] not in {each["submission"] for each in kept}


def test_a_voice_that_is_withdrawn_while_a_run_computes_gives_no_sentence(
    session, round, voices
) -> None:
    said = [theming.Said(each.id, round.id, each.text) for each in voices]
    theming.store(said, theming.prepare([each.text for each in said]))
    texts = read_texts(round.id)
    proposal = propose_themes(texts.texts, n_themes=4, quotable=texts.public)
    cited = [texts.ids[row] for theme in proposal.themes for row in theme.summary_rows]
    assert len(cited) >= 4
    withdraw(session, session.get_one(Submission, cited[0]))

    outcome.write(round, texts, proposal, now=clock.now())

    session.expire_all()
    stored = [part["submission"] for theme in living(session, round) for part in theme.summary]
    assert sorted(stored) == sorted(cited[1:])


def test_many_themes_are_found_by_topic(session, round, voices, visitor, desk, queries) -> None:
    run(session, round, n_themes=FEWEST_FOR_TOPICS)
    themes = [theme for theme in living(session, round) if theme.size]
    topics = {theme.topic for theme in themes}
    assert len(topics) >= 2
    assert "" not in topics
    wanted = max(topics, key=lambda topic: sum(theme.topic == topic for theme in themes))
    inside = [theme.label for theme in themes if theme.topic == wanted]
    outside = [theme.label for theme in themes if theme.topic != wanted]

    for client, path in ((visitor, "themes"), (desk, "board")):
        everything = client.get(f"/rounds/{round.slug}/{path}")
        assert f"{wanted} ({len(inside)})" in words(everything)
        queries.clear()
        page = client.get(f"/rounds/{round.slug}/{path}", query_string={"topic": wanted})
        assert len(queries) <= 15
        titles = page.text.split('class="card-title"')[1:]
        assert len(titles) == len(inside)
        assert not [label for label in outside if f">{label}</a>" in page.text]
    assert f"topic={themes[0].topic}" not in visitor.get(f"/themes/{themes[0].id}").text
    assert themes[0].topic in visitor.get(f"/themes/{themes[0].id}").text


def test_themes_that_a_run_does_not_find_keep_their_topic(session, make, round, voices) -> None:
    run(session, round, n_themes=FEWEST_FOR_TOPICS)
    empty = make.theme(round, "ว่าง", [], topic="หมวดเดิม", state="accepted")

    run(session, round, n_themes=3)

    assert empty.topic == "หมวดเดิม"
    found = [theme for theme in living(session, round) if theme.size]
    assert {theme.topic for theme in found} == {""}


def test_themes_of_no_topic_are_found_where_others_have_one(session, visitor, three) -> None:
    internet, fraud, app = three
    internet.topic = fraud.topic = "อินเทอร์เน็ต"
    session.flush()
    here = f"/rounds/{internet.round.slug}/themes"
    assert "Other themes (1)" in words(visitor.get(here))
    others = visitor.get(here, query_string={"topic": "-"}).text
    assert f'href="/themes/{app.id}"' in others
    assert f'href="/themes/{fraud.id}"' not in others
