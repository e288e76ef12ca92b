"""Develop: challenges with criteria; ideas with versions, comments, support, assessments."""
import pgvector.sqlalchemy
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('challenge',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('theme_id', sa.BigInteger(), nullable=False),
    sa.Column('submit_key', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('state', sa.String(), server_default='draft', nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state = 'draft' or published_at is not null", name=op.f('ck_challenge_published')),
    sa.CheckConstraint("state in ('draft', 'open', 'closed')", name=op.f('ck_challenge_state')),
    sa.CheckConstraint("title <> '' and body <> ''", name=op.f('ck_challenge_words')),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_challenge_order')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_challenge_created_by_id_account')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_challenge_theme_id_theme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge')),
    sa.UniqueConstraint('theme_id', 'submit_key', name='uq_challenge_theme_submit_key')
    )
    op.create_index(op.f('ix_challenge_theme_id'), 'challenge', ['theme_id'], unique=False)
    op.create_table('challenge_need',
    sa.Column('challenge_id', sa.BigInteger(), nullable=False),
    sa.Column('need_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_challenge_need_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_challenge_need_need_id_need')),
    sa.PrimaryKeyConstraint('challenge_id', 'need_id', name=op.f('pk_challenge_need'))
    )
    op.create_index(op.f('ix_challenge_need_need_id'), 'challenge_need', ['need_id'], unique=False)
    op.create_table('criterion',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('challenge_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('description', sa.String(), server_default='', nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_criterion_name')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_criterion_challenge_id_challenge')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion')),
    sa.UniqueConstraint('challenge_id', 'position', name='uq_criterion_challenge_position')
    )
    op.create_table('idea',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('challenge_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('submit_key', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('version_number', sa.BigInteger(), server_default='1', nullable=False),
    sa.Column('state', sa.String(), server_default='proposed', nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('support_count', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('comment_count', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('vector', pgvector.sqlalchemy.halfvec.HALFVEC(dim=128), nullable=True),
    sa.Column('search', postgresql.TSVECTOR(), nullable=True),
    sa.CheckConstraint("state in ('proposed', 'promoted', 'declined', 'withdrawn')", name=op.f('ck_idea_state')),
    sa.CheckConstraint("state not in ('promoted', 'declined') or (reason <> '' and decided_at is not null)", name=op.f('ck_idea_reason')),
    sa.CheckConstraint('char_length(title) between 1 and 150 and char_length(body) between 1 and 20000', name=op.f('ck_idea_length')),
    sa.CheckConstraint('support_count >= 0 and comment_count >= 0', name=op.f('ck_idea_counts')),
    sa.CheckConstraint('version_number >= 1', name=op.f('ck_idea_version')),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_idea_author_id_account')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_idea_challenge_id_challenge')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_idea_decided_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea')),
    sa.UniqueConstraint('challenge_id', 'submit_key', name='uq_idea_challenge_submit_key')
    )
    op.create_index(op.f('ix_idea_author_id'), 'idea', ['author_id'], unique=False)
    op.create_index('ix_idea_challenge_support', 'idea', ['challenge_id', sa.literal_column('support_count desc')], unique=False)
    op.create_index('ix_idea_search', 'idea', ['search'], unique=False, postgresql_using='gin')
    op.create_table('assessment',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('idea_id', sa.BigInteger(), nullable=False),
    sa.Column('assessor_id', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.String(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['assessor_id'], ['account.id'], name=op.f('fk_assessment_assessor_id_account')),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_assessment_idea_id_idea')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment')),
    sa.UniqueConstraint('idea_id', 'assessor_id', name='uq_assessment_idea_assessor')
    )
    op.create_table('comment',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('idea_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('submit_key', sa.String(), nullable=False),
    sa.Column('stance', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_reason', sa.String(), server_default='', nullable=False),
    sa.CheckConstraint("(hidden_at is null) = (hidden_reason = '')", name=op.f('ck_comment_hidden')),
    sa.CheckConstraint("stance in ('for', 'against', 'neutral')", name=op.f('ck_comment_stance')),
    sa.CheckConstraint('char_length(text) between 1 and 2000', name=op.f('ck_comment_length')),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_comment_author_id_account')),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_comment_idea_id_idea')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment')),
    sa.UniqueConstraint('idea_id', 'submit_key', name='uq_comment_idea_submit_key')
    )
    op.create_index(op.f('ix_comment_author_id'), 'comment', ['author_id'], unique=False)
    op.create_index(op.f('ix_comment_idea_id'), 'comment', ['idea_id'], unique=False)
    op.create_table('idea_support',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('idea_id', sa.BigInteger(), nullable=False),
    sa.Column('supporter', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_idea_support_idea_id_idea')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_support')),
    sa.UniqueConstraint('idea_id', 'supporter', name='uq_idea_support_idea_supporter')
    )
    op.create_table('idea_version',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('idea_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('note', sa.String(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_idea_version_number')),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_idea_version_idea_id_idea')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_version')),
    sa.UniqueConstraint('idea_id', 'number', name='uq_idea_version_idea_number')
    )
    op.create_table('assessment_score',
    sa.Column('assessment_id', sa.BigInteger(), nullable=False),
    sa.Column('criterion_id', sa.BigInteger(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('score between 1 and 5', name=op.f('ck_assessment_score_score')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_assessment_score_assessment_id_assessment')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_assessment_score_criterion_id_criterion')),
    sa.PrimaryKeyConstraint('assessment_id', 'criterion_id', name=op.f('pk_assessment_score'))
    )


def downgrade():
    op.drop_table('assessment_score')
    op.drop_table('idea_version')
    op.drop_table('idea_support')
    op.drop_index(op.f('ix_comment_idea_id'), table_name='comment')
    op.drop_index(op.f('ix_comment_author_id'), table_name='comment')
    op.drop_table('comment')
    op.drop_table('assessment')
    op.drop_index('ix_idea_search', table_name='idea', postgresql_using='gin')
    op.drop_index('ix_idea_challenge_support', table_name='idea')
    op.drop_index(op.f('ix_idea_author_id'), table_name='idea')
    op.drop_table('idea')
    op.drop_table('criterion')
    op.drop_index(op.f('ix_challenge_need_need_id'), table_name='challenge_need')
    op.drop_table('challenge_need')
    op.drop_index(op.f('ix_challenge_theme_id'), table_name='challenge')
    op.drop_table('challenge')
