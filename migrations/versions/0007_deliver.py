"""Deliver: proofs of concept, dossiers, committees, decisions and outcomes."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('committee',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('mandate', sa.String(), server_default='', nullable=False),
    sa.Column('quorum', sa.BigInteger(), nullable=False),
    sa.Column('submit_key', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_committee_name')),
    sa.CheckConstraint('quorum >= 1', name=op.f('ck_committee_quorum')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_committee_agency_id_agency')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee')),
    sa.UniqueConstraint('agency_id', 'name', name='uq_committee_agency_name'),
    sa.UniqueConstraint('agency_id', 'submit_key', name='uq_committee_agency_submit_key')
    )
    op.create_table('committee_member',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('committee_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), server_default='', nullable=False),
    sa.Column('seat', sa.String(), server_default='member', nullable=False),
    sa.Column('sector', sa.String(), server_default='state', nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.CheckConstraint("seat in ('chair', 'member')", name=op.f('ck_committee_member_seat')),
    sa.CheckConstraint("sector in ('people', 'state', 'business', 'other')", name=op.f('ck_committee_member_sector')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_committee_member_term')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_committee_member_account_id_account')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_committee_member_committee_id_committee')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_member'))
    )
    op.create_index(op.f('ix_committee_member_account_id'), 'committee_member', ['account_id'], unique=False)
    op.create_index('ix_committee_member_committee', 'committee_member', ['committee_id'], unique=False)
    op.create_table('meeting',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('committee_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(), server_default='', nullable=False),
    sa.Column('state', sa.String(), server_default='planned', nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('notes', sa.String(), server_default='', nullable=False),
    sa.Column('submit_key', sa.String(), nullable=True),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('planned', 'called', 'open', 'closed', 'cancelled')", name=op.f('ck_meeting_state')),
    sa.CheckConstraint("state <> 'cancelled' or reason <> ''", name=op.f('ck_meeting_reason')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_meeting_title')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_meeting_committee_id_committee')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_meeting_created_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('committee_id', 'submit_key', name='uq_meeting_committee_submit_key')
    )
    op.create_index(op.f('ix_meeting_committee_id'), 'meeting', ['committee_id'], unique=False)
    op.create_table('attendance',
    sa.Column('meeting_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_attendance_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['member_id'], ['committee_member.id'], name=op.f('fk_attendance_member_id_committee_member')),
    sa.PrimaryKeyConstraint('meeting_id', 'member_id', name=op.f('pk_attendance'))
    )
    op.create_table('poc',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('idea_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('hypothesis', sa.String(), nullable=False),
    sa.Column('where_tried', sa.String(), server_default='', nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(), server_default='planned', nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('planned', 'running', 'finished', 'stopped')", name=op.f('ck_poc_state')),
    sa.CheckConstraint("state not in ('finished', 'stopped') or (reason <> '' and ended_at is not null)", name=op.f('ck_poc_reason')),
    sa.CheckConstraint("title <> '' and hypothesis <> ''", name=op.f('ck_poc_words')),
    sa.CheckConstraint('ends_on > starts_on', name=op.f('ck_poc_order')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_poc_created_by_id_account')),
    sa.ForeignKeyConstraint(['idea_id'], ['idea.id'], name=op.f('fk_poc_idea_id_idea')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_poc_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poc')),
    sa.UniqueConstraint('idea_id', name=op.f('uq_poc_idea_id'))
    )
    op.create_table('dossier',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('poc_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('state', sa.String(), server_default='drafting', nullable=False),
    sa.Column('version_number', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('drafting', 'submitted', 'scheduled', 'returned', 'approved', 'rejected')", name=op.f('ck_dossier_state')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_dossier_title')),
    sa.CheckConstraint('version_number >= 0', name=op.f('ck_dossier_version')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_dossier_created_by_id_account')),
    sa.ForeignKeyConstraint(['poc_id'], ['poc.id'], name=op.f('fk_dossier_poc_id_poc')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier')),
    sa.UniqueConstraint('poc_id', name=op.f('uq_dossier_poc_id'))
    )
    op.create_table('feedback',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('poc_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('giver', sa.String(), nullable=True),
    sa.Column('submit_key', sa.String(), nullable=False),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('sector', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_reason', sa.String(), server_default='', nullable=False),
    sa.CheckConstraint("(hidden_at is null) = (hidden_reason = '')", name=op.f('ck_feedback_hidden')),
    sa.CheckConstraint("sector in ('people', 'state', 'business', 'other')", name=op.f('ck_feedback_sector')),
    sa.CheckConstraint("verdict in ('works', 'partly', 'not')", name=op.f('ck_feedback_verdict')),
    sa.CheckConstraint('char_length(text) between 1 and 2000', name=op.f('ck_feedback_length')),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_feedback_author_id_account')),
    sa.ForeignKeyConstraint(['poc_id'], ['poc.id'], name=op.f('fk_feedback_poc_id_poc')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('poc_id', 'submit_key', name='uq_feedback_poc_submit_key')
    )
    op.create_index(op.f('ix_feedback_author_id'), 'feedback', ['author_id'], unique=False)
    op.create_index('ix_feedback_poc', 'feedback', ['poc_id', sa.literal_column('id desc')], unique=False)
    op.create_table('indicator',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('poc_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('baseline', sa.Double(), nullable=False),
    sa.Column('target', sa.Double(), nullable=False),
    sa.CheckConstraint("name <> '' and unit <> ''", name=op.f('ck_indicator_words')),
    sa.CheckConstraint('target <> baseline', name=op.f('ck_indicator_target')),
    sa.ForeignKeyConstraint(['poc_id'], ['poc.id'], name=op.f('fk_indicator_poc_id_poc')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator')),
    sa.UniqueConstraint('poc_id', 'position', name='uq_indicator_poc_position')
    )
    op.create_table('milestone',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('poc_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.CheckConstraint("title <> ''", name=op.f('ck_milestone_title')),
    sa.ForeignKeyConstraint(['poc_id'], ['poc.id'], name=op.f('fk_milestone_poc_id_poc')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone'))
    )
    op.create_index(op.f('ix_milestone_poc_id'), 'milestone', ['poc_id'], unique=False)
    op.create_table('poc_entry',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('poc_id', sa.BigInteger(), nullable=False),
    sa.Column('submit_key', sa.String(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind = 'note' or reason <> ''", name=op.f('ck_poc_entry_reason')),
    sa.CheckConstraint("kind in ('note', 'adjust', 'go', 'stop')", name=op.f('ck_poc_entry_kind')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_poc_entry_text')),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_poc_entry_author_id_account')),
    sa.ForeignKeyConstraint(['poc_id'], ['poc.id'], name=op.f('fk_poc_entry_poc_id_poc')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poc_entry')),
    sa.UniqueConstraint('poc_id', 'submit_key', name='uq_poc_entry_poc_submit_key')
    )
    op.create_index(op.f('ix_poc_entry_poc_id'), 'poc_entry', ['poc_id'], unique=False)
    op.create_table('tester',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('poc_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_tester_account_id_account')),
    sa.ForeignKeyConstraint(['poc_id'], ['poc.id'], name=op.f('fk_tester_poc_id_poc')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tester')),
    sa.UniqueConstraint('poc_id', 'account_id', name='uq_tester_poc_account')
    )
    op.create_index(op.f('ix_tester_account_id'), 'tester', ['account_id'], unique=False)
    op.create_table('dossier_section',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.String(), server_default='', nullable=False),
    sa.Column('before', sa.String(), nullable=True),
    sa.Column('edited', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_dossier_section_dossier_id_dossier')),
    sa.ForeignKeyConstraint(['updated_by_id'], ['account.id'], name=op.f('fk_dossier_section_updated_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier_section')),
    sa.UniqueConstraint('dossier_id', 'key', name='uq_dossier_section_key'),
    sa.UniqueConstraint('dossier_id', 'position', name='uq_dossier_section_position')
    )
    op.create_table('dossier_version',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_dossier_version_dossier_id_dossier')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['account.id'], name=op.f('fk_dossier_version_submitted_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier_version')),
    sa.UniqueConstraint('dossier_id', 'number', name='uq_dossier_version_number')
    )
    op.create_table('measurement',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('indicator_id', sa.BigInteger(), nullable=False),
    sa.Column('measured_on', sa.Date(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('note', sa.String(), server_default='', nullable=False),
    sa.Column('entered_by_id', sa.BigInteger(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_measurement_entered_by_id_account')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicator.id'], name=op.f('fk_measurement_indicator_id_indicator')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measurement')),
    sa.UniqueConstraint('indicator_id', 'measured_on', name='uq_measurement_indicator_day')
    )
    op.create_table('meeting_item',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('meeting_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('dossier_version_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(), server_default='waiting', nullable=False),
    sa.Column('motion', sa.String(), server_default='', nullable=False),
    sa.Column('discussion', sa.String(), server_default='', nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("counted_at is null or state in ('voting', 'decided')", name=op.f('ck_meeting_item_counted')),
    sa.CheckConstraint("state <> 'deferred' or reason <> ''", name=op.f('ck_meeting_item_reason')),
    sa.CheckConstraint("state in ('waiting', 'discussing', 'voting', 'decided', 'deferred')", name=op.f('ck_meeting_item_state')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_meeting_item_dossier_id_dossier')),
    sa.ForeignKeyConstraint(['dossier_version_id'], ['dossier_version.id'], name=op.f('fk_meeting_item_dossier_version_id_dossier_version')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_item_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_item')),
    sa.UniqueConstraint('meeting_id', 'position', name='uq_meeting_item_position')
    )
    op.create_index('uq_meeting_item_open_dossier', 'meeting_item', ['dossier_id'], unique=True, postgresql_where=sa.text("state in ('waiting', 'discussing', 'voting')"))
    op.create_table('committee_vote',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('item_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('ballot', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("ballot = 'abstain' or reason <> ''", name=op.f('ck_committee_vote_reason')),
    sa.CheckConstraint("ballot in ('approve', 'return', 'reject', 'abstain')", name=op.f('ck_committee_vote_ballot')),
    sa.ForeignKeyConstraint(['item_id'], ['meeting_item.id'], name=op.f('fk_committee_vote_item_id_meeting_item')),
    sa.ForeignKeyConstraint(['member_id'], ['committee_member.id'], name=op.f('fk_committee_vote_member_id_committee_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_vote')),
    sa.UniqueConstraint('item_id', 'member_id', name='uq_committee_vote_item_member')
    )
    op.create_table('conflict_of_interest',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('item_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('statement', sa.String(), nullable=False),
    sa.Column('recused', sa.Boolean(), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("statement <> ''", name=op.f('ck_conflict_of_interest_statement')),
    sa.ForeignKeyConstraint(['item_id'], ['meeting_item.id'], name=op.f('fk_conflict_of_interest_item_id_meeting_item')),
    sa.ForeignKeyConstraint(['member_id'], ['committee_member.id'], name=op.f('fk_conflict_of_interest_member_id_committee_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_of_interest')),
    sa.UniqueConstraint('item_id', 'member_id', name='uq_conflict_of_interest_item_member')
    )
    op.create_table('decision',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('item_id', sa.BigInteger(), nullable=False),
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('ruling', sa.String(), nullable=False),
    sa.Column('reasons', sa.String(), nullable=False),
    sa.Column('points', sa.String(), server_default='', nullable=False),
    sa.Column('forwarded_to', sa.String(), server_default='', nullable=False),
    sa.Column('tally', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('follows_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("reasons <> ''", name=op.f('ck_decision_reasons')),
    sa.CheckConstraint("ruling <> 'returned' or points <> ''", name=op.f('ck_decision_points')),
    sa.CheckConstraint("ruling in ('approved', 'returned', 'rejected')", name=op.f('ck_decision_ruling')),
    sa.CheckConstraint('follows_id is null or follows_id <> id', name=op.f('ck_decision_follows')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_decision_agency_id_agency')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_decision_dossier_id_dossier')),
    sa.ForeignKeyConstraint(['follows_id'], ['decision.id'], name=op.f('fk_decision_follows_id_decision')),
    sa.ForeignKeyConstraint(['item_id'], ['meeting_item.id'], name=op.f('fk_decision_item_id_meeting_item')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_decision_recorded_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('agency_id', 'number', name='uq_decision_agency_number'),
    sa.UniqueConstraint('follows_id', name=op.f('uq_decision_follows_id')),
    sa.UniqueConstraint('item_id', name=op.f('uq_decision_item_id'))
    )
    op.create_index('ix_decision_dossier', 'decision', ['dossier_id'], unique=False)
    op.create_table('outcome_step',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('decision_id', sa.BigInteger(), nullable=False),
    sa.Column('submit_key', sa.String(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.String(), server_default='', nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(), server_default='planned', nullable=False),
    sa.Column('evidence', sa.String(), server_default='', nullable=False),
    sa.Column('evidence_url', sa.String(), server_default='', nullable=False),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state <> 'done' or evidence <> '' or evidence_url <> ''", name=op.f('ck_outcome_step_evidence')),
    sa.CheckConstraint("state <> 'dropped' or reason <> ''", name=op.f('ck_outcome_step_reason')),
    sa.CheckConstraint("state in ('planned', 'in_progress', 'done', 'dropped')", name=op.f('ck_outcome_step_state')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_outcome_step_title')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_outcome_step_decision_id_decision')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_outcome_step_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_step')),
    sa.UniqueConstraint('decision_id', 'submit_key', name='uq_outcome_step_decision_submit_key')
    )
    op.create_index('ix_outcome_step_decision', 'outcome_step', ['decision_id', 'position'], unique=False)
    op.execute("""
        CREATE FUNCTION refuse_decision_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a decision is never changed, only followed by another';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE ON decision
        FOR EACH ROW EXECUTE FUNCTION refuse_decision_change()
    """)
    op.execute("""
        CREATE FUNCTION refuse_dossier_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a dossier that was handed in is never changed, only handed in anew';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER dossier_version_stays BEFORE UPDATE OR DELETE ON dossier_version
        FOR EACH ROW EXECUTE FUNCTION refuse_dossier_version_change()
    """)


def downgrade():
    op.execute("DROP TRIGGER dossier_version_stays ON dossier_version")
    op.execute("DROP FUNCTION refuse_dossier_version_change()")
    op.execute("DROP TRIGGER decision_stays ON decision")
    op.execute("DROP FUNCTION refuse_decision_change()")
    op.drop_index('ix_outcome_step_decision', table_name='outcome_step')
    op.drop_table('outcome_step')
    op.drop_index('ix_decision_dossier', table_name='decision')
    op.drop_table('decision')
    op.drop_table('conflict_of_interest')
    op.drop_table('committee_vote')
    op.drop_index('uq_meeting_item_open_dossier', table_name='meeting_item', postgresql_where=sa.text("state in ('waiting', 'discussing', 'voting')"))
    op.drop_table('meeting_item')
    op.drop_table('measurement')
    op.drop_table('dossier_version')
    op.drop_table('dossier_section')
    op.drop_index(op.f('ix_tester_account_id'), table_name='tester')
    op.drop_table('tester')
    op.drop_index(op.f('ix_poc_entry_poc_id'), table_name='poc_entry')
    op.drop_table('poc_entry')
    op.drop_index(op.f('ix_milestone_poc_id'), table_name='milestone')
    op.drop_table('milestone')
    op.drop_table('indicator')
    op.drop_index('ix_feedback_poc', table_name='feedback')
    op.drop_index(op.f('ix_feedback_author_id'), table_name='feedback')
    op.drop_table('feedback')
    op.drop_table('dossier')
    op.drop_table('poc')
    op.drop_table('attendance')
    op.drop_index(op.f('ix_meeting_committee_id'), table_name='meeting')
    op.drop_table('meeting')
    op.drop_index('ix_committee_member_committee', table_name='committee_member')
    op.drop_index(op.f('ix_committee_member_account_id'), table_name='committee_member')
    op.drop_table('committee_member')
    op.drop_table('committee')
