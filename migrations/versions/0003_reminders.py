"""reminders: deliveries, mutes, hours, robots, feeds, answers of departments, surveys; versions of rules"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.base

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
NEW = ('reminder_delivery', 'survey', 'reminder_mute', 'department_answer', 'notice_preference', 'calendar_feed',
       'morning_round', 'chase_letter')


def upgrade() -> None:
    op.create_table('robot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', TEXT(length=60), nullable=False),
    sa.Column('kind', TEXT(length=20), nullable=False),
    sa.Column('address', TEXT(), nullable=False),
    sa.Column('audience', TEXT(length=60), nullable=False),
    sa.Column('per_minute', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_robot'))
    )
    op.create_table('calendar_feed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', TEXT(length=64), nullable=False),
    sa.Column('created_at', models.base.UtcInstant(), nullable=False),
    sa.Column('read_at', models.base.UtcInstant(), nullable=True),
    sa.Column('revoked_at', models.base.UtcInstant(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_calendar_feed_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash'))
    )
    with op.batch_alter_table('calendar_feed') as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feed_account_id'), ['account_id'], unique=False)

    op.create_table('notice_preference',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('morning_at', TEXT(length=5), nullable=False),
    sa.Column('wants_last_call', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', models.base.UtcInstant(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_notice_preference_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_notice_preference'))
    )
    op.create_table('morning_round',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('served_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_morning_round_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_morning_round'))
    )
    op.create_table('department_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', TEXT(length=60), nullable=False),
    sa.Column('department_code', TEXT(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('step_id', sa.Integer(), nullable=True),
    sa.Column('problem_id', sa.Integer(), nullable=True),
    sa.Column('kind', TEXT(length=20), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=True),
    sa.Column('document_no', TEXT(), nullable=True),
    sa.Column('reason', TEXT(), nullable=True),
    sa.Column('via', TEXT(length=20), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=False),
    sa.Column('answered_at', models.base.UtcInstant(), nullable=False),
    sa.Column('is_applied', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['department_code'], ['department.code'], name=op.f('fk_department_answer_department_code_department')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_department_answer_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department_answer'))
    )
    with op.batch_alter_table('department_answer') as batch_op:
        batch_op.create_index(batch_op.f('ix_department_answer_department_code'), ['department_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_department_answer_project_id'), ['project_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_department_answer_subject'), ['subject'], unique=False)

    op.create_table('chase_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', TEXT(length=20), nullable=False),
    sa.Column('department_code', TEXT(), nullable=False),
    sa.Column('written_on', sa.Date(), nullable=False),
    sa.Column('reply_by', sa.Date(), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=False),
    sa.Column('written_at', models.base.UtcInstant(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['department_code'], ['department.code'], name=op.f('fk_chase_letter_department_code_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chase_letter')),
    sa.UniqueConstraint('number', name=op.f('uq_chase_letter_number'))
    )
    with op.batch_alter_table('chase_letter') as batch_op:
        batch_op.create_index(batch_op.f('ix_chase_letter_department_code'), ['department_code'], unique=False)

    op.create_table('reminder_mute',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('rule_code', TEXT(length=60), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('reason', TEXT(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('created_at', models.base.UtcInstant(), nullable=False),
    sa.Column('ended_at', models.base.UtcInstant(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reminder_mute_account_id_account')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_reminder_mute_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_mute'))
    )
    with op.batch_alter_table('reminder_mute') as batch_op:
        batch_op.create_index(batch_op.f('ix_reminder_mute_account_id'), ['account_id'], unique=False)

    op.create_table('survey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('step_id', sa.Integer(), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('rated_on', sa.Date(), nullable=True),
    sa.Column('rated_by', TEXT(), nullable=True),
    sa.Column('comment', TEXT(), nullable=False),
    sa.Column('document_no', TEXT(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('contacted_on', sa.Date(), nullable=True),
    sa.Column('contact_note', TEXT(), nullable=False),
    sa.Column('fixed_on', sa.Date(), nullable=True),
    sa.Column('fix_note', TEXT(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', models.base.UtcInstant(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_survey_file_id_stored_file')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_survey_project_id_project')),
    sa.ForeignKeyConstraint(['step_id'], ['step.id'], name=op.f('fk_survey_step_id_step')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey')),
    sa.UniqueConstraint('step_id', name=op.f('uq_survey_step_id'))
    )
    with op.batch_alter_table('survey') as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_project_id'), ['project_id'], unique=False)

    op.create_table('reminder_delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reminder_id', sa.Integer(), nullable=False),
    sa.Column('channel', TEXT(length=20), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('queued_at', models.base.UtcInstant(), nullable=False),
    sa.Column('delivered_at', models.base.UtcInstant(), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['outbox_message.id'], name=op.f('fk_reminder_delivery_message_id_outbox_message')),
    sa.ForeignKeyConstraint(['reminder_id'], ['reminder.id'], name=op.f('fk_reminder_delivery_reminder_id_reminder')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_delivery')),
    sa.UniqueConstraint('reminder_id', 'channel', name=op.f('uq_reminder_delivery_reminder_id'))
    )
    with op.batch_alter_table('reminder_delivery') as batch_op:
        batch_op.create_index(batch_op.f('ix_reminder_delivery_message_id'), ['message_id'], unique=False)

    with op.batch_alter_table('outbox_message') as batch_op:
        batch_op.add_column(sa.Column('kind', TEXT(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('robot_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('attachments', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.create_foreign_key(batch_op.f('fk_outbox_message_robot_id_robot'), 'robot', ['robot_id'], ['id'])

    with op.batch_alter_table('reminder') as batch_op:
        batch_op.add_column(sa.Column('close_cause', TEXT(), nullable=False, server_default=''))
        batch_op.create_index('ix_reminder_waiting', ['state', 'obligation_id', 'anchor_on'], unique=False)

    with op.batch_alter_table('step') as batch_op:
        batch_op.add_column(sa.Column('surveyed_on', sa.Date(), nullable=True))

    with op.batch_alter_table('reminder_rule') as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))

    with op.batch_alter_table('lease') as batch_op:
        batch_op.add_column(sa.Column('wakes', sa.JSON(), nullable=False, server_default='{}'))



def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    _drop('step', 'surveyed_on')
    _drop('lease', 'wakes')
    _drop('reminder_rule', 'version')
    op.drop_index('ix_reminder_waiting', 'reminder')
    _drop('reminder', 'close_cause')
    with op.batch_alter_table('outbox_message') as batch_op:
        batch_op.drop_constraint(op.f('fk_outbox_message_robot_id_robot'), type_='foreignkey')
        for name in ('attachments', 'robot_id', 'kind'):
            batch_op.drop_column(name)
    op.drop_table('robot')


def _drop(table, *names) -> None:
    with op.batch_alter_table(table) as batch_op:
        for name in names:
            batch_op.drop_column(name)
