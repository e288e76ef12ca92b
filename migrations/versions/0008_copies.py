"""Near-identical texts in groups, and how many voices of a theme are copies."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('text_copy',
    sa.Column('submission_id', sa.BigInteger(), nullable=False),
    sa.Column('round_id', sa.BigInteger(), nullable=False),
    sa.Column('group_id', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.BigInteger(), nullable=True),
    sa.Column('keys', postgresql.ARRAY(sa.BigInteger()), nullable=True),
    sa.CheckConstraint('group_id <= submission_id', name=op.f('ck_text_copy_group')),
    sa.CheckConstraint('keys is null or digest is not null', name=op.f('ck_text_copy_keys')),
    sa.ForeignKeyConstraint(['group_id'], ['submission.id'], name=op.f('fk_text_copy_group_id_submission')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_text_copy_round_id_round')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_text_copy_submission_id_submission')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_text_copy'))
    )
    op.create_index('ix_text_copy_digest', 'text_copy', ['round_id', 'digest', 'submission_id'], unique=False)
    op.create_index(op.f('ix_text_copy_group_id'), 'text_copy', ['group_id'], unique=False)
    op.create_index('ix_text_copy_keys', 'text_copy', ['keys'], unique=False, postgresql_using='gin', postgresql_with={'fastupdate': 'off'}, postgresql_where=sa.text('keys is not null'))
    op.add_column('theme', sa.Column('copies', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('theme', sa.Column('copy_groups', sa.BigInteger(), server_default='0', nullable=False))
    op.create_check_constraint(op.f('ck_theme_copies'), 'theme', 'copies >= 2 * copy_groups')


def downgrade():
    op.drop_constraint(op.f('ck_theme_copies'), 'theme', type_='check')
    op.drop_column('theme', 'copy_groups')
    op.drop_column('theme', 'copies')
    op.drop_index('ix_text_copy_keys', table_name='text_copy', postgresql_using='gin', postgresql_with={'fastupdate': 'off'}, postgresql_where=sa.text('keys is not null'))
    op.drop_index(op.f('ix_text_copy_group_id'), table_name='text_copy')
    op.drop_index('ix_text_copy_digest', table_name='text_copy')
    op.drop_table('text_copy')
