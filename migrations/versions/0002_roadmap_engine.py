"""roadmap engine: links, pins, own scenarios, changes with undo, template versions, limits by document"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.base

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    _add('step', sa.Column('links', sa.JSON(), nullable=False, server_default='[]'),
         sa.Column('pinned_on', sa.Date(), nullable=True),
         sa.Column('local_edits', sa.JSON(), nullable=False, server_default='[]'))
    _add('project', sa.Column('template_version', sa.Integer(), nullable=False, server_default='1'),
         sa.Column('answers', sa.JSON(), nullable=False, server_default='{}'),
         sa.Column('target_kind', TEXT(), nullable=True),
         sa.Column('target_on', sa.Date(), nullable=True),
         sa.Column('outlook', sa.JSON(), nullable=False, server_default='{}'))
    _add('approval_item', sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    _add('roadmap_template', sa.Column('version', sa.Integer(), nullable=False, server_default='1'),
         sa.Column('is_active', sa.Boolean(), nullable=False, server_default=sa.true()))
    _add('template_step', sa.Column('links', sa.JSON(), nullable=False, server_default='[]'))
    _create_template_version()
    _create_template_draft()
    _create_limit_change()
    _create_roadmap_change()
    _create_plan_scenario()
    _create_credit_repair()


def downgrade() -> None:
    for table in ('credit_repair', 'plan_scenario', 'roadmap_change', 'limit_change', 'template_draft', 'template_version'):
        op.drop_table(table)
    _drop('roadmap_template', 'version', 'is_active')
    _drop('template_step', 'links')
    _drop('approval_item', 'version')
    _drop('project', 'template_version', 'answers', 'target_kind', 'target_on', 'outlook')
    _drop('step', 'links', 'pinned_on', 'local_edits')


def _add(table, *columns) -> None:
    with op.batch_alter_table(table) as batch_op:
        for column in columns:
            batch_op.add_column(column)


def _drop(table, *names) -> None:
    with op.batch_alter_table(table) as batch_op:
        for name in names:
            batch_op.drop_column(name)


def _create_template_version() -> None:
    op.create_table('template_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('template_code', TEXT(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('note', TEXT(), nullable=True),
    sa.Column('published_by', sa.Integer(), nullable=False),
    sa.Column('published_at', models.base.UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['template_code'], ['roadmap_template.code'],
                            name=op.f('fk_template_version_template_code_roadmap_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_version')),
    sa.UniqueConstraint('template_code', 'version', name=op.f('uq_template_version_template_code'))
    )
    with op.batch_alter_table('template_version') as batch_op:
        batch_op.create_index(op.f('ix_template_version_template_code'), ['template_code'], unique=False)


def _create_template_draft() -> None:
    op.create_table('template_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('template_code', TEXT(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['template_code'], ['roadmap_template.code'],
                            name=op.f('fk_template_draft_template_code_roadmap_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_draft')),
    sa.UniqueConstraint('template_code', 'account_id', name=op.f('uq_template_draft_template_code'))
    )


def _create_limit_change() -> None:
    op.create_table('limit_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_code', TEXT(), nullable=False),
    sa.Column('statutory_days', sa.Integer(), nullable=True),
    sa.Column('promised_days', sa.Integer(), nullable=True),
    sa.Column('day_unit', TEXT(), nullable=False),
    sa.Column('limits_status', TEXT(), nullable=False),
    sa.Column('document_no', TEXT(), nullable=True),
    sa.Column('note', TEXT(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=False),
    sa.Column('decided_at', models.base.UtcInstant(), nullable=False),
    sa.Column('applied_at', models.base.UtcInstant(), nullable=True),
    sa.ForeignKeyConstraint(['item_code'], ['approval_item.code'],
                            name=op.f('fk_limit_change_item_code_approval_item')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_limit_change'))
    )
    with op.batch_alter_table('limit_change') as batch_op:
        batch_op.create_index(op.f('ix_limit_change_item_code'), ['item_code'], unique=False)


def _create_roadmap_change() -> None:
    op.create_table('roadmap_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('kind', TEXT(), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('reason', TEXT(), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', models.base.UtcInstant(), nullable=False),
    sa.Column('undone_by', sa.Integer(), nullable=True),
    sa.Column('undone_at', models.base.UtcInstant(), nullable=True),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_roadmap_change_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadmap_change'))
    )
    with op.batch_alter_table('roadmap_change') as batch_op:
        batch_op.create_index(op.f('ix_roadmap_change_project_id'), ['project_id'], unique=False)


def _create_plan_scenario() -> None:
    op.create_table('plan_scenario',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('name', TEXT(), nullable=False),
    sa.Column('modes', sa.JSON(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', models.base.UtcInstant(), nullable=False),
    sa.Column('adopted_at', models.base.UtcInstant(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_plan_scenario_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_scenario')),
    sa.UniqueConstraint('project_id', 'name', name=op.f('uq_plan_scenario_project_id'))
    )
    with op.batch_alter_table('plan_scenario') as batch_op:
        batch_op.create_index(op.f('ix_plan_scenario_project_id'), ['project_id'], unique=False)


def _create_credit_repair() -> None:
    op.create_table('credit_repair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('repaired_on', sa.Date(), nullable=False),
    sa.Column('document_no', TEXT(), nullable=False),
    sa.Column('note', TEXT(), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', models.base.UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['step_event.id'], name=op.f('fk_credit_repair_event_id_step_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_repair')),
    sa.UniqueConstraint('event_id', name=op.f('uq_credit_repair_event_id'))
    )
