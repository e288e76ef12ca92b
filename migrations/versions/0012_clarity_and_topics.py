"""How sure runs are, second themes, sentences that stand for a theme, and topics."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "0012"
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "theme",
        sa.Column(
            "summary", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
    )
    op.add_column("theme", sa.Column("topic", sa.String(), server_default="", nullable=False))
    op.add_column(
        "theme", sa.Column("unclear", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column("theme", sa.Column("also", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(
        "UPDATE theme SET unclear = found.unclear FROM ("
        " SELECT theme_member.theme_id, count(*) AS unclear FROM theme_member"
        " JOIN submission ON submission.id = theme_member.submission_id"
        " WHERE is_primary AND source = 'engine' AND score < 0.3 AND withdrawn_at IS NULL"
        " GROUP BY theme_member.theme_id"
        ") AS found WHERE found.theme_id = theme.id AND found.unclear <= theme.size"
    )
    op.create_check_constraint(op.f("ck_theme_unclear"), "theme", "unclear between 0 and size")
    op.create_check_constraint(op.f("ck_theme_also"), "theme", "also >= 0")
    op.create_check_constraint(
        op.f("ck_theme_member_second"), "theme_member", "is_primary or source = 'engine'"
    )
    op.create_index(
        "ix_theme_member_second",
        "theme_member",
        ["submission_id"],
        unique=False,
        postgresql_where=sa.text("not is_primary"),
    )
    op.create_index(
        "ix_theme_member_also",
        "theme_member",
        ["theme_id", sa.literal_column("score desc"), "submission_id"],
        unique=False,
        postgresql_where=sa.text("not is_primary"),
    )


def downgrade():
    # Without these rows a text is in one theme only, which is what the code before knew.
    op.execute("DELETE FROM theme_member WHERE NOT is_primary")
    op.drop_index(
        "ix_theme_member_also",
        table_name="theme_member",
        postgresql_where=sa.text("not is_primary"),
    )
    op.drop_index(
        "ix_theme_member_second",
        table_name="theme_member",
        postgresql_where=sa.text("not is_primary"),
    )
    op.drop_constraint(op.f("ck_theme_member_second"), "theme_member", type_="check")
    op.drop_constraint(op.f("ck_theme_also"), "theme", type_="check")
    op.drop_constraint(op.f("ck_theme_unclear"), "theme", type_="check")
    op.drop_column("theme", "also")
    op.drop_column("theme", "unclear")
    op.drop_column("theme", "topic")
    op.drop_column("theme", "summary")
