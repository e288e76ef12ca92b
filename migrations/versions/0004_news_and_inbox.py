"""News, who follows what, the inbox, and how often people are written to."""
import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('news',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('event', sa.String(), nullable=False),
    sa.Column('subject_kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), server_default='', nullable=False),
    sa.Column('agency_id', sa.BigInteger(), nullable=True),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('with_id', sa.BigInteger(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('spread_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['with_id'], ['news.id'], name=op.f('fk_news_with_id_news')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_news'))
    )
    op.create_index('ix_news_subject', 'news', ['subject_kind', 'subject_id'], unique=False)
    op.create_index(op.f('ix_news_with_id'), 'news', ['with_id'], unique=False)
    op.create_table('follow',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('subject_kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('chosen', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_follow_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow')),
    sa.UniqueConstraint('account_id', 'subject_kind', 'subject_id', name='uq_follow_account_subject')
    )
    op.create_index('ix_follow_subject', 'follow', ['subject_kind', 'subject_id'], unique=False)
    op.create_table('inbox_item',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('news_id', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('awaits_digest', sa.Boolean(), server_default='false', nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_inbox_item_account_id_account')),
    sa.ForeignKeyConstraint(['news_id'], ['news.id'], name=op.f('fk_inbox_item_news_id_news')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_item')),
    sa.UniqueConstraint('account_id', 'news_id', name='uq_inbox_item_account_news')
    )
    op.create_index('ix_inbox_item_account', 'inbox_item', ['account_id', sa.literal_column('id desc')], unique=False)
    op.create_index(op.f('ix_inbox_item_news_id'), 'inbox_item', ['news_id'], unique=False)
    op.create_index('ix_inbox_item_unmailed', 'inbox_item', ['account_id'], unique=False, postgresql_where=sa.text('awaits_digest'))
    op.create_index('ix_inbox_item_unread', 'inbox_item', ['account_id'], unique=False, postgresql_where=sa.text('read_at is null'))
    op.create_table('mail_choice',
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('frequency', sa.String(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("frequency in ('each', 'daily', 'weekly', 'never')", name=op.f('ck_mail_choice_frequency')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_mail_choice_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_mail_choice'))
    )


def downgrade():
    op.drop_table('mail_choice')
    op.drop_index('ix_inbox_item_unread', table_name='inbox_item', postgresql_where=sa.text('read_at is null'))
    op.drop_index('ix_inbox_item_unmailed', table_name='inbox_item', postgresql_where=sa.text('awaits_digest'))
    op.drop_index(op.f('ix_inbox_item_news_id'), table_name='inbox_item')
    op.drop_index('ix_inbox_item_account', table_name='inbox_item')
    op.drop_table('inbox_item')
    op.drop_index('ix_follow_subject', table_name='follow')
    op.drop_table('follow')
    op.drop_index(op.f('ix_news_with_id'), table_name='news')
    op.drop_index('ix_news_subject', table_name='news')
    op.drop_table('news')
