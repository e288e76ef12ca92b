"""Discover: statements with votes, field notes, needs with evidence."""
import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('field_note',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('theme_id', sa.BigInteger(), nullable=False),
    sa.Column('submit_key', sa.String(), nullable=False),
    sa.Column('method', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(), server_default='', nullable=False),
    sa.Column('participants', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("method in ('interview', 'observation', 'focus_group', 'visit')", name=op.f('ck_field_note_method')),
    sa.CheckConstraint('char_length(text) between 1 and 5000', name=op.f('ck_field_note_length')),
    sa.CheckConstraint('char_length(place) <= 200', name=op.f('ck_field_note_place_length')),
    sa.CheckConstraint('participants is null or participants > 0', name=op.f('ck_field_note_participants')),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_field_note_author_id_account')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_field_note_theme_id_theme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_note')),
    sa.UniqueConstraint('theme_id', 'submit_key', name='uq_field_note_theme_submit_key')
    )
    op.create_table('need',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('theme_id', sa.BigInteger(), nullable=False),
    sa.Column('submit_key', sa.String(), nullable=False),
    sa.Column('who', sa.String(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('state', sa.String(), server_default='draft', nullable=False),
    sa.Column('written_by_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'published') = (published_at is not null)", name=op.f('ck_need_published')),
    sa.CheckConstraint("state in ('draft', 'published')", name=op.f('ck_need_state')),
    sa.CheckConstraint('char_length(who) <= 200 and char_length(what) <= 300 and char_length(why) <= 1000', name=op.f('ck_need_length')),
    sa.CheckConstraint("who <> '' and what <> '' and why <> ''", name=op.f('ck_need_words')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_need_theme_id_theme')),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_need_written_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need')),
    sa.UniqueConstraint('theme_id', 'submit_key', name='uq_need_theme_submit_key')
    )
    op.create_table('statement',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('theme_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('state', sa.String(), server_default='suggested', nullable=False),
    sa.Column('submit_key', sa.String(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('suggester', sa.String(), server_default='', nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('agree_count', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('disagree_count', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('pass_count', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state <> 'declined' or reason <> ''", name=op.f('ck_statement_reason')),
    sa.CheckConstraint("state in ('suggested', 'approved', 'declined')", name=op.f('ck_statement_state')),
    sa.CheckConstraint('agree_count >= 0 and disagree_count >= 0 and pass_count >= 0', name=op.f('ck_statement_counts')),
    sa.CheckConstraint('char_length(text) between 1 and 280', name=op.f('ck_statement_length')),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_statement_author_id_account')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_statement_decided_by_id_account')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_statement_theme_id_theme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
    sa.UniqueConstraint('theme_id', 'submit_key', name='uq_statement_theme_submit_key')
    )
    op.create_index(op.f('ix_statement_author_id'), 'statement', ['author_id'], unique=False)
    op.create_index('ix_statement_theme_state', 'statement', ['theme_id', 'state'], unique=False)
    op.create_table('need_evidence',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('need_id', sa.BigInteger(), nullable=False),
    sa.Column('submission_id', sa.BigInteger(), nullable=True),
    sa.Column('statement_id', sa.BigInteger(), nullable=True),
    sa.Column('field_note_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('num_nonnulls(submission_id, statement_id, field_note_id) = 1', name=op.f('ck_need_evidence_one_kind')),
    sa.ForeignKeyConstraint(['field_note_id'], ['field_note.id'], name=op.f('fk_need_evidence_field_note_id_field_note')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_need_evidence_need_id_need')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_need_evidence_statement_id_statement')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_need_evidence_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need_evidence')),
    sa.UniqueConstraint('need_id', 'field_note_id', name='uq_need_evidence_field_note'),
    sa.UniqueConstraint('need_id', 'statement_id', name='uq_need_evidence_statement'),
    sa.UniqueConstraint('need_id', 'submission_id', name='uq_need_evidence_submission')
    )
    op.create_index(op.f('ix_need_evidence_submission_id'), 'need_evidence', ['submission_id'], unique=False)
    op.create_table('statement_vote',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('statement_id', sa.BigInteger(), nullable=False),
    sa.Column('voter', sa.String(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.Column('sector', sa.String(), nullable=True),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("choice in ('agree', 'disagree', 'pass')", name=op.f('ck_statement_vote_choice')),
    sa.CheckConstraint("sector in ('people', 'state', 'business', 'other')", name=op.f('ck_statement_vote_sector')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_statement_vote_statement_id_statement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_vote')),
    sa.UniqueConstraint('statement_id', 'voter', name='uq_statement_vote_statement_voter')
    )
    op.create_index('ix_statement_vote_voter', 'statement_vote', ['voter'], unique=False)


def downgrade():
    op.drop_index('ix_statement_vote_voter', table_name='statement_vote')
    op.drop_table('statement_vote')
    op.drop_index(op.f('ix_need_evidence_submission_id'), table_name='need_evidence')
    op.drop_table('need_evidence')
    op.drop_index('ix_statement_theme_state', table_name='statement')
    op.drop_index(op.f('ix_statement_author_id'), table_name='statement')
    op.drop_table('statement')
    op.drop_table('need')
    op.drop_table('field_note')
