"""Make the first tables."""

import sqlalchemy as sa
from alembic import op
from bot.storage import full_text
from sqlalchemy.dialects import postgresql

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("installation_key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column(
            "address",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("platform", "installation_key", "name", name=op.f("pk_address")),
    )
    op.create_table(
        "audience",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sharing", sa.String(length=40), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audience_public_id")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column(
            "detail",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "channel",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("installation_key", sa.String(length=200), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("bot_is_member", sa.Boolean(), nullable=False),
        sa.Column("can_post", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column(
            "homes",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "agreed_homes",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "seen_sides",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("hosted_elsewhere", sa.Boolean(), nullable=False),
        sa.Column(
            "address",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint(
            "platform", "installation_key", "external_id", name=op.f("uq_channel_platform_installation_key_external_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_channel_public_id")),
    )
    op.create_table(
        "content",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
    )
    op.create_table(
        "due",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("original_date", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(length=60), nullable=False),
        sa.Column("for_whom", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column(
            "data",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due")),
        sa.UniqueConstraint(
            "kind",
            "owner_id",
            "original_date",
            "slot",
            "for_whom",
            name=op.f("uq_due_kind_owner_id_original_date_slot_for_whom"),
        ),
    )
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.create_index(
            "ix_due_waiting",
            ["retry_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "inbox",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("request_id", sa.String(length=255), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "request_id", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_received_at"), ["received_at"], unique=False)

    op.create_table(
        "installation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("home", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "data",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.UniqueConstraint("platform", "key", name=op.f("uq_installation_platform_key")),
    )
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_installation_home"), ["home"], unique=False)

    op.create_table(
        "lane",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("installation_key", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("epoch", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "pace",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("halted", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane")),
        sa.UniqueConstraint("platform", "installation_key", name=op.f("uq_lane_platform_installation_key")),
    )
    op.create_table(
        "one_time_state",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_one_time_state")),
    )
    with op.batch_alter_table("one_time_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_state_until"), ["until"], unique=False)

    op.create_table(
        "organisation_setting",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "value",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_organisation_setting")),
    )
    op.create_table(
        "side",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side")),
        sa.UniqueConstraint("name", name=op.f("uq_side_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_side_public_id")),
    )
    op.create_table(
        "stale",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("marks", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drawn", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("pk_stale")),
    )
    op.create_table(
        "stranger_home",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stranger_home")),
        sa.UniqueConstraint("platform", "home", name=op.f("uq_stranger_home_platform_home")),
    )
    op.create_table(
        "sync_metric",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.Column("better", sa.String(length=40), nullable=False),
        sa.Column("decimals", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_metric")),
        sa.UniqueConstraint("name", name=op.f("uq_sync_metric_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_metric_public_id")),
    )
    op.create_table(
        "audience_channel",
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_audience_channel_audience_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_audience_channel_channel_id")),
        sa.PrimaryKeyConstraint("audience_id", "channel_id", name=op.f("pk_audience_channel")),
    )
    op.create_table(
        "copy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("target_kind", sa.String(length=40), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "viewpoint",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("lane_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("present_revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wanted_revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column(
            "address",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("content_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_copy_content_id")),
        sa.ForeignKeyConstraint(["lane_id"], ["lane.id"], name=op.f("fk_copy_lane_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["copy.id"], name=op.f("fk_copy_parent_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_copy_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_copy_public_id")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "slot",
            "target_kind",
            "target_id",
            name=op.f("uq_copy_subject_kind_subject_id_slot_target_kind_target_id"),
        ),
    )
    with op.batch_alter_table("copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_copy_lane_id"), ["lane_id"], unique=False)
        batch_op.create_index(
            "ix_copy_parent",
            ["parent_id"],
            unique=False,
            sqlite_where=sa.text("parent_id IS NOT NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL"),
        )
        batch_op.create_index("ix_copy_target", ["target_kind", "target_id"], unique=False)

    op.create_table(
        "home_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=64), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("presence", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_home_link_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_link")),
        sa.UniqueConstraint("platform", "home", name=op.f("uq_home_link_platform_home")),
    )
    op.create_table(
        "installation_secret",
        sa.Column("installation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["installation_id"], ["installation.id"], name=op.f("fk_installation_secret_installation_id")
        ),
        sa.PrimaryKeyConstraint("installation_id", "name", name=op.f("pk_installation_secret")),
    )
    op.create_table(
        "pause",
        sa.Column("lane_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lane_id"], ["lane.id"], name=op.f("fk_pause_lane_id")),
        sa.PrimaryKeyConstraint("lane_id", "scope", "key", name=op.f("pk_pause")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("working_hours", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("away_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_person_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_side_id"), ["side_id"], unique=False)
        batch_op.create_index(
            "ux_person_email",
            ["side_id", "email"],
            unique=True,
            sqlite_where=sa.text("email <> ''"),
            postgresql_where=sa.text("email <> ''"),
        )

    op.create_table(
        "side_naming",
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("naming", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_side_naming_side_id")),
        sa.PrimaryKeyConstraint("side_id", name=op.f("pk_side_naming")),
    )
    op.create_table(
        "sync_metric_value",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("metric_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("weight", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["sync_metric.id"], name=op.f("fk_sync_metric_value_metric_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_sync_metric_value_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_metric_value")),
        sa.UniqueConstraint(
            "metric_id", "side_id", "team_id", "day", name=op.f("uq_sync_metric_value_metric_id_side_id_team_id_day")
        ),
    )
    with op.batch_alter_table("sync_metric_value", schema=None) as batch_op:
        batch_op.create_index("ix_sync_metric_value_day", ["metric_id", "day"], unique=False)

    op.create_table(
        "api_token",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_token_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_api_token_public_id")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ux_api_token_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "budget_spent",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shift_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("messages", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_budget_spent_person_id")),
        sa.PrimaryKeyConstraint("person_id", "shift_start", name=op.f("pk_budget_spent")),
    )
    op.create_table(
        "catch_up_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("spared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_catch_up_item_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catch_up_item")),
        sa.UniqueConstraint(
            "person_id",
            "subject_kind",
            "subject_id",
            "slot",
            name=op.f("uq_catch_up_item_person_id_subject_kind_subject_id_slot"),
        ),
    )
    op.create_table(
        "chat_identity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("installation_key", sa.String(length=200), nullable=False),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("deactivated", sa.Boolean(), nullable=False),
        sa.Column(
            "seen",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_chat_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_identity")),
        sa.UniqueConstraint("platform", "home", "user_id", name=op.f("uq_chat_identity_platform_home_user_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_chat_identity_public_id")),
    )
    with op.batch_alter_table("chat_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_identity_person_id"), ["person_id"], unique=False)

    op.create_table(
        "checkin",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("threshold", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "questions",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("occasion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("open_minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_checkin_audience_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_checkin_author_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_checkin_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checkin_public_id")),
    )
    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_author_id"), ["author_id"], unique=False)

    op.create_table(
        "covered_days",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_covered_days_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covered_days")),
    )
    with op.batch_alter_table("covered_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_covered_days_person_id"), ["person_id"], unique=False)

    op.create_table(
        "customer_story",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("from_side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("agent_id", sa.String(length=128), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customer", sa.String(length=80), nullable=False),
        sa.Column("score", sa.String(length=40), nullable=False),
        sa.Column("ticket_url", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("matched_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_customer_story_decided_by_id")),
        sa.ForeignKeyConstraint(["from_side_id"], ["side.id"], name=op.f("fk_customer_story_from_side_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_customer_story_lead_id")),
        sa.ForeignKeyConstraint(["matched_by_id"], ["person.id"], name=op.f("fk_customer_story_matched_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_customer_story_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_customer_story_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_story")),
        sa.UniqueConstraint(
            "from_side_id", "system", "external_id", name=op.f("uq_customer_story_from_side_id_system_external_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_customer_story_public_id")),
    )
    with op.batch_alter_table("customer_story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_story_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_story_matched_by_id"), ["matched_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_story_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_customer_story_state", ["state"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("copy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lane_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("priority", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("unconfirmed", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_delivery_content_id")),
        sa.ForeignKeyConstraint(["copy_id"], ["copy.id"], name=op.f("fk_delivery_copy_id")),
        sa.ForeignKeyConstraint(["lane_id"], ["lane.id"], name=op.f("fk_delivery_lane_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("copy_id", "operation", "revision", name=op.f("uq_delivery_copy_id_operation_revision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delivery_public_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_open",
            ["lane_id", "priority", "released_at", "position", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'sending', 'unknown') AND finished_at IS NULL"),
            postgresql_where=sa.text("state IN ('waiting', 'sending', 'unknown') AND finished_at IS NULL"),
        )
        batch_op.create_index("ix_delivery_subject", ["subject_kind", "subject_id", "slot"], unique=False)

    op.create_table(
        "desk_identity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=128), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_desk_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_identity")),
        sa.UniqueConstraint("system", "agent_id", name=op.f("uq_desk_identity_system_agent_id")),
    )
    with op.batch_alter_table("desk_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_identity_person_id"), ["person_id"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("giver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("giver_side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("through_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_feedback_giver_id")),
        sa.ForeignKeyConstraint(["giver_side_id"], ["side.id"], name=op.f("fk_feedback_giver_side_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feedback_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_feedback_side_id")),
        sa.ForeignKeyConstraint(["through_id"], ["person.id"], name=op.f("fk_feedback_through_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feedback_public_id")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_giver_id"), ["giver_id"], unique=False)
        batch_op.create_index("ix_feedback_person", ["person_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_through_id"), ["through_id"], unique=False)

    op.create_table(
        "feedback_consent",
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_feedback_consent_by_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_feedback_consent_side_id")),
        sa.PrimaryKeyConstraint("side_id", name=op.f("pk_feedback_consent")),
    )
    with op.batch_alter_table("feedback_consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_consent_by_id"), ["by_id"], unique=False)

    op.create_table(
        "feedback_quiet",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feedback_quiet_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_feedback_quiet")),
    )
    op.create_table(
        "feedback_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "people",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_feedback_round_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_round")),
        sa.UniqueConstraint("lead_id", "day", name=op.f("uq_feedback_round_lead_id_day")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feedback_round_public_id")),
    )
    op.create_table(
        "last_shift",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_last_shift_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_last_shift")),
    )
    op.create_table(
        "planned_round_up",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("clocks", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_planned_round_up_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_round_up")),
        sa.UniqueConstraint("public_id", name=op.f("uq_planned_round_up_public_id")),
    )
    with op.batch_alter_table("planned_round_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_round_up_author_id"), ["author_id"], unique=False)

    op.create_table(
        "planned_shift",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_planned_shift_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_shift")),
        sa.UniqueConstraint("person_id", "starts_at", name=op.f("uq_planned_shift_person_id_starts_at")),
    )
    with op.batch_alter_table("planned_shift", schema=None) as batch_op:
        batch_op.create_index("ix_planned_shift_ends_at", ["ends_at"], unique=False)

    op.create_table(
        "product_update",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledge_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("playbook_url", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_before", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.Column(
            "unreached",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_product_update_audience_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_product_update_author_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_product_update_owner_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_product_update_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_update")),
        sa.UniqueConstraint("public_id", name=op.f("uq_product_update_public_id")),
    )
    with op.batch_alter_table("product_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_update_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_update_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_update_published_at"), ["published_at"], unique=False)

    op.create_table(
        "recognition_choice",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("privately", sa.Boolean(), nullable=False),
        sa.Column("naming", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recognition_choice_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_recognition_choice")),
    )
    op.create_table(
        "rhythm",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("turns", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("whose", sa.String(length=40), nullable=False),
        sa.Column("on_holiday", sa.String(length=40), nullable=False),
        sa.Column("any_counts", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.Date(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_rhythm_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rhythm")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_rhythm_kind_subject_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rhythm_public_id")),
    )
    with op.batch_alter_table("rhythm", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rhythm_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_role_grant_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ux_grant_organisation",
            ["person_id", "role"],
            unique=True,
            sqlite_where=sa.text("side_id IS NULL"),
            postgresql_where=sa.text("side_id IS NULL"),
        )
        batch_op.create_index("ux_grant_side", ["person_id", "role", "side_id"], unique=True)

    op.create_table(
        "said_shift",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_said_shift_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_said_shift")),
        sa.UniqueConstraint("person_id", "starts_at", name=op.f("uq_said_shift_person_id_starts_at")),
    )
    op.create_table(
        "sync",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("held", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("meeting_url", sa.Text(), nullable=False),
        sa.Column(
            "sections",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("collect_before", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("remind_before", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agenda_before", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agents_per_team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("again_at", sa.Time(), nullable=True),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_sync_audience_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_sync_author_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_sync_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_public_id")),
    )
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_author_id"), ["author_id"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("working_hours", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("home_channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["home_channel_id"], ["channel.id"], name=op.f("fk_team_home_channel_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_team_lead_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_team_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("public_id", name=op.f("uq_team_public_id")),
        sa.UniqueConstraint("side_id", "name", name=op.f("uq_team_side_id_name")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_side_id"), ["side_id"], unique=False)

    op.create_table(
        "update_beginning",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column(
            "typed",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_update_beginning_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_beginning")),
        sa.UniqueConstraint("public_id", name=op.f("uq_update_beginning_public_id")),
    )
    with op.batch_alter_table("update_beginning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_beginning_person_id"), ["person_id"], unique=False)

    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expected", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acknowledgement_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_acknowledgement_side_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_acknowledgement_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint(
            "update_id", "version", "person_id", name=op.f("uq_acknowledgement_update_id_version_person_id")
        ),
    )
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index("ix_acknowledgement_person", ["person_id"], unique=False)

    op.create_table(
        "api_request",
        sa.Column("token_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_api_request_token_id")),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f("pk_api_request")),
    )
    with op.batch_alter_table("api_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_request_at"), ["at"], unique=False)

    op.create_table(
        "asking",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_hand", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_hand_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_asking_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "version", name=op.f("pk_asking")),
    )
    op.create_table(
        "audience_team",
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_audience_team_audience_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_audience_team_team_id")),
        sa.PrimaryKeyConstraint("audience_id", "team_id", name=op.f("pk_audience_team")),
    )
    op.create_table(
        "channel_team",
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_channel_team_channel_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_channel_team_team_id")),
        sa.PrimaryKeyConstraint("channel_id", "team_id", name=op.f("pk_channel_team")),
    )
    op.create_table(
        "checkin_draft",
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "typed",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_id"], ["checkin.id"], name=op.f("fk_checkin_draft_about_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_checkin_draft_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checkin_draft_public_id")),
    )
    with op.batch_alter_table("checkin_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_draft_author_id"), ["author_id"], unique=False)

    op.create_table(
        "checkin_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("checkin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("original_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("threshold", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "questions",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "nodes",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("rested", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("silenced", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "left_out",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_run_checkin_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_run")),
        sa.UniqueConstraint("checkin_id", "original_date", name=op.f("uq_checkin_run_checkin_id_original_date")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checkin_run_public_id")),
    )
    with op.batch_alter_table("checkin_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_run_checkin_id"), ["checkin_id"], unique=False)

    op.create_table(
        "checkin_silence",
        sa.Column("checkin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_silence_checkin_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_checkin_silence_person_id")),
        sa.PrimaryKeyConstraint("checkin_id", "person_id", name=op.f("pk_checkin_silence")),
    )
    with op.batch_alter_table("checkin_silence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_silence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "checkin_team",
        sa.Column("checkin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name=op.f("fk_checkin_team_checkin_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_checkin_team_team_id")),
        sa.PrimaryKeyConstraint("checkin_id", "team_id", name=op.f("pk_checkin_team")),
    )
    with op.batch_alter_table("checkin_team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_team_team_id"), ["team_id"], unique=False)

    op.create_table(
        "correction_draft",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("tell_customers", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledge_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("playbook_url", sa.Text(), nullable=False),
        sa.Column("remind_before", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("until_answered", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("drops_check", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_draft_person_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_correction_draft_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "person_id", name=op.f("pk_correction_draft")),
    )
    with op.batch_alter_table("correction_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_draft_person_id"), ["person_id"], unique=False)

    op.create_table(
        "expected_reader",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_expected_reader_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_expected_reader_side_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_expected_reader_team_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_expected_reader_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_reader")),
        sa.UniqueConstraint(
            "update_id", "version", "person_id", name=op.f("uq_expected_reader_update_id_version_person_id")
        ),
    )
    with op.batch_alter_table("expected_reader", schema=None) as batch_op:
        batch_op.create_index("ix_expected_reader_person", ["person_id"], unique=False)

    op.create_table(
        "fault_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("mark", sa.String(length=11), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("turn", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_fault_report_decided_by")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_fault_report_holder_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["product_update.id"], name=op.f("fk_fault_report_issue_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_fault_report_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_report")),
        sa.UniqueConstraint("mark", name=op.f("uq_fault_report_mark")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fault_report_public_id")),
    )
    with op.batch_alter_table("fault_report", schema=None) as batch_op:
        batch_op.create_index("ix_fault_report_holder", ["holder_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_fault_report_issue_id"), ["issue_id"], unique=False)
        batch_op.create_index("ix_fault_report_update", ["update_id", "state"], unique=False)

    op.create_table(
        "feedback_reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_giver", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_reply_feedback_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_reply")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feedback_reply_public_id")),
    )
    with op.batch_alter_table("feedback_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_reply_feedback_id"), ["feedback_id"], unique=False)

    op.create_table(
        "knowledge_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("right_at_first", sa.Boolean(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("right_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_knowledge_answer_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_knowledge_answer_side_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_knowledge_answer_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_answer")),
        sa.UniqueConstraint(
            "update_id",
            "version",
            "number",
            "person_id",
            name=op.f("uq_knowledge_answer_update_id_version_number_person_id"),
        ),
    )
    with op.batch_alter_table("knowledge_answer", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_answer_person", ["person_id"], unique=False)

    op.create_table(
        "knowledge_question",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "answers",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("right", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_knowledge_question_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "number", name=op.f("pk_knowledge_question")),
    )
    op.create_table(
        "knowledge_text",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "answers",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_knowledge_text_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "number", "locale", name=op.f("pk_knowledge_text")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_membership_channel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "ux_membership_open",
            ["team_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "own_days_off",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_own_days_off_side_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_own_days_off_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_days_off")),
        sa.UniqueConstraint("public_id", name=op.f("uq_own_days_off_public_id")),
    )
    with op.batch_alter_table("own_days_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_days_off_side_id"), ["side_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_own_days_off_team_id"), ["team_id"], unique=False)

    op.create_table(
        "reminded",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminded_person_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_reminded_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "version", "person_id", name=op.f("pk_reminded")),
    )
    with op.batch_alter_table("reminded", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminded_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rhythm_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rhythm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("original_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("to_time", sa.Time(), nullable=True),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_rhythm_change_changed_by")),
        sa.ForeignKeyConstraint(
            ["rhythm_id"], ["rhythm.id"], name=op.f("fk_rhythm_change_rhythm_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rhythm_change")),
        sa.UniqueConstraint("rhythm_id", "original_date", name=op.f("uq_rhythm_change_rhythm_id_original_date")),
    )
    op.create_table(
        "round_up_member",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_up_id"], ["planned_round_up.id"], name=op.f("fk_round_up_member_round_up_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_round_up_member_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_round_up_member")),
    )
    with op.batch_alter_table("round_up_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_up_member_round_up_id"), ["round_up_id"], unique=False)

    op.create_table(
        "shoutout",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("giver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("giver_side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("customer", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("ticket_url", sa.Text(), nullable=False),
        sa.Column("goes_to", sa.String(length=40), nullable=False),
        sa.Column(
            "shown",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("story_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_shoutout_audience_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["shoutout.id"], name=op.f("fk_shoutout_corrects_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_shoutout_ended_by_id")),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_shoutout_giver_id")),
        sa.ForeignKeyConstraint(["giver_side_id"], ["side.id"], name=op.f("fk_shoutout_giver_side_id")),
        sa.ForeignKeyConstraint(["story_id"], ["customer_story.id"], name=op.f("fk_shoutout_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shoutout")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shoutout_public_id")),
    )
    with op.batch_alter_table("shoutout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shoutout_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoutout_giver_id"), ["giver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoutout_posted_at"), ["posted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoutout_story_id"), ["story_id"], unique=False)

    op.create_table(
        "sync_draft",
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "typed",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["sync.id"], name=op.f("fk_sync_draft_about_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_sync_draft_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_draft_public_id")),
    )
    with op.batch_alter_table("sync_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_draft_author_id"), ["author_id"], unique=False)

    op.create_table(
        "sync_facilitator",
        sa.Column("sync_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sync_facilitator_person_id")),
        sa.ForeignKeyConstraint(["sync_id"], ["sync.id"], name=op.f("fk_sync_facilitator_sync_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sync_id", "person_id", name=op.f("pk_sync_facilitator")),
    )
    with op.batch_alter_table("sync_facilitator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_facilitator_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sync_feed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sync_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sync_feed_person_id")),
        sa.ForeignKeyConstraint(["sync_id"], ["sync.id"], name=op.f("fk_sync_feed_sync_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_feed")),
        sa.UniqueConstraint("hash", name=op.f("uq_sync_feed_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_feed_public_id")),
    )
    with op.batch_alter_table("sync_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_feed_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sync_meeting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("sync_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("original_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("told_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facilitator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("taken_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_back", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agenda_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recording_url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_sync_meeting_closed_by_id")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["person.id"], name=op.f("fk_sync_meeting_facilitator_id")),
        sa.ForeignKeyConstraint(["sync_id"], ["sync.id"], name=op.f("fk_sync_meeting_sync_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_sync_meeting_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_meeting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_meeting_public_id")),
        sa.UniqueConstraint("sync_id", "original_date", name=op.f("uq_sync_meeting_sync_id_original_date")),
    )
    with op.batch_alter_table("sync_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_meeting_closed_by_id"), ["closed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_meeting_facilitator_id"), ["facilitator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_meeting_sync_id"), ["sync_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_meeting_taken_by_id"), ["taken_by_id"], unique=False)

    op.create_table(
        "sync_team",
        sa.Column("sync_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["sync_id"], ["sync.id"], name=op.f("fk_sync_team_sync_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sync_team_team_id")),
        sa.PrimaryKeyConstraint("sync_id", "team_id", name=op.f("pk_sync_team")),
    )
    with op.batch_alter_table("sync_team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_team_team_id"), ["team_id"], unique=False)

    op.create_table(
        "update_answerer",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_update_answerer_person_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_answerer_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "person_id", name=op.f("pk_update_answerer")),
    )
    op.create_table(
        "update_approval",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("publishes", sa.Boolean(), nullable=False),
        sa.Column(
            "before",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_update_approval_decided_by")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_approval_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_update_approval")),
    )
    op.create_table(
        "update_approver",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_update_approver_person_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_approver_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "person_id", name=op.f("pk_update_approver")),
    )
    with op.batch_alter_table("update_approver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_approver_person_id"), ["person_id"], unique=False)

    op.create_table(
        "update_guidance",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until_answered", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_guidance_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_update_guidance")),
    )
    op.create_table(
        "update_handover",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["person.id"], name=op.f("fk_update_handover_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_update_handover_to_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_handover_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "number", name=op.f("pk_update_handover")),
    )
    with op.batch_alter_table("update_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_handover_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_update_handover_to_id"), ["to_id"], unique=False)

    op.create_table(
        "update_plan",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("clocks", sa.String(length=40), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "left",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_plan_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_update_plan")),
    )
    with op.batch_alter_table("update_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_plan_next_at"), ["next_at"], unique=False)

    op.create_table(
        "update_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("turn", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_update_question_answered_by")),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_update_question_asker_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_update_question_holder_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_update_question_side_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_question_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_question")),
        sa.UniqueConstraint("public_id", name=op.f("uq_update_question_public_id")),
    )
    with op.batch_alter_table("update_question", schema=None) as batch_op:
        batch_op.create_index("ix_update_question_asker", ["asker_id"], unique=False)
        batch_op.create_index("ix_update_question_holder", ["holder_id", "state"], unique=False)
        batch_op.create_index("ix_update_question_update", ["update_id", "state"], unique=False)

    op.create_table(
        "update_question_offer",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_update_question_offer_person_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_question_offer_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "person_id", name=op.f("pk_update_question_offer")),
    )
    with op.batch_alter_table("update_question_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_question_offer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "update_reach",
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_update_reach_side_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_reach_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("side_id", "update_id", name=op.f("pk_update_reach")),
    )
    with op.batch_alter_table("update_reach", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_reach_update_id"), ["update_id"], unique=False)

    op.create_table(
        "update_search",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_search_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_update_search")),
        info={"full_text": ("words", "update_id")},
    )
    with op.batch_alter_table("update_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_search_published_at"), ["published_at"], unique=False)

    op.create_table(
        "update_template",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=180), nullable=False),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_update_template_side_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_template_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_update_template")),
        sa.UniqueConstraint("side_id", "key", name=op.f("uq_update_template_side_id_key")),
    )
    op.create_table(
        "update_text",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("tell_customers", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_update_text_by_id")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_update_text_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "version", "locale", name=op.f("pk_update_text")),
    )
    op.create_table(
        "checkin_done",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_channels", sa.Boolean(), nullable=False),
        sa.Column("corrected_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_checkin_done_by_id")),
        sa.ForeignKeyConstraint(["corrected_by_id"], ["person.id"], name=op.f("fk_checkin_done_corrected_by_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_done_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_done")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checkin_done_public_id")),
    )
    with op.batch_alter_table("checkin_done", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_done_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_done_corrected_by_id"), ["corrected_by_id"], unique=False)
        batch_op.create_index("ix_checkin_done_run", ["run_id", "place"], unique=False)

    op.create_table(
        "checkin_group",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_checkin_group_lead_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_group_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_checkin_group_side_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_checkin_group_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_group")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checkin_group_public_id")),
    )
    with op.batch_alter_table("checkin_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_group_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_group_run_id"), ["run_id"], unique=False)

    op.create_table(
        "checkin_note_sent",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_note_sent_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_checkin_note_sent")),
    )
    op.create_table(
        "checkin_talk",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_checkin_talk_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_checkin_talk_person_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_talk_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_talk")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checkin_talk_public_id")),
        sa.UniqueConstraint("run_id", "person_id", "by_id", name=op.f("uq_checkin_talk_run_id_person_id_by_id")),
    )
    with op.batch_alter_table("checkin_talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_talk_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_talk_person_id"), ["person_id"], unique=False)

    op.create_table(
        "correction_answerer",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answerer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["answerer_id"], ["person.id"], name=op.f("fk_correction_answerer_answerer_id")),
        sa.ForeignKeyConstraint(
            ["update_id", "person_id"],
            ["correction_draft.update_id", "correction_draft.person_id"],
            name=op.f("fk_correction_answerer_update_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("update_id", "person_id", "answerer_id", name=op.f("pk_correction_answerer")),
    )
    with op.batch_alter_table("correction_answerer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_answerer_answerer_id"), ["answerer_id"], unique=False)

    op.create_table(
        "correction_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["update_id", "person_id"],
            ["correction_draft.update_id", "correction_draft.person_id"],
            name=op.f("fk_correction_request_update_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_correction_request_public_id")),
        sa.UniqueConstraint("update_id", "person_id", name=op.f("uq_correction_request_update_id_person_id")),
    )
    op.create_table(
        "correction_text",
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("tell_customers", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_text_person_id")),
        sa.ForeignKeyConstraint(
            ["update_id", "person_id"],
            ["correction_draft.update_id", "correction_draft.person_id"],
            name=op.f("fk_correction_text_update_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["product_update.id"], name=op.f("fk_correction_text_update_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", "person_id", "locale", name=op.f("pk_correction_text")),
    )
    with op.batch_alter_table("correction_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_text_person_id"), ["person_id"], unique=False)

    op.create_table(
        "fault_sighting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customers", sa.String(length=40), nullable=True),
        sa.Column("ticket_url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fault_sighting_person_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["fault_report.id"], name=op.f("fk_fault_sighting_report_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_fault_sighting_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_sighting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fault_sighting_public_id")),
        sa.UniqueConstraint("report_id", "person_id", name=op.f("uq_fault_sighting_report_id_person_id")),
    )
    with op.batch_alter_table("fault_sighting", schema=None) as batch_op:
        batch_op.create_index("ix_fault_sighting_person", ["person_id"], unique=False)

    op.create_table(
        "shoutout_cheer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shoutout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shoutout_cheer_person_id")),
        sa.ForeignKeyConstraint(
            ["shoutout_id"], ["shoutout.id"], name=op.f("fk_shoutout_cheer_shoutout_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_shoutout_cheer_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shoutout_cheer")),
        sa.UniqueConstraint("shoutout_id", "person_id", name=op.f("uq_shoutout_cheer_shoutout_id_person_id")),
    )
    with op.batch_alter_table("shoutout_cheer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shoutout_cheer_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoutout_cheer_shoutout_id"), ["shoutout_id"], unique=False)

    op.create_table(
        "shoutout_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("shoutout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shoutout_note_person_id")),
        sa.ForeignKeyConstraint(
            ["shoutout_id"], ["shoutout.id"], name=op.f("fk_shoutout_note_shoutout_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_shoutout_note_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shoutout_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shoutout_note_public_id")),
    )
    with op.batch_alter_table("shoutout_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shoutout_note_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoutout_note_shoutout_id"), ["shoutout_id"], unique=False)

    op.create_table(
        "shoutout_objection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("shoutout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("exposes_customer", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shoutout_objection_person_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_shoutout_objection_settled_by_id")),
        sa.ForeignKeyConstraint(
            ["shoutout_id"], ["shoutout.id"], name=op.f("fk_shoutout_objection_shoutout_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_shoutout_objection_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shoutout_objection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shoutout_objection_public_id")),
        sa.UniqueConstraint("shoutout_id", "person_id", name=op.f("uq_shoutout_objection_shoutout_id_person_id")),
    )
    with op.batch_alter_table("shoutout_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shoutout_objection_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoutout_objection_shoutout_id"), ["shoutout_id"], unique=False)

    op.create_table(
        "shoutout_recipient",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shoutout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("whole_team", sa.Boolean(), nullable=False),
        sa.Column("privately", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shoutout_recipient_person_id")),
        sa.ForeignKeyConstraint(
            ["shoutout_id"], ["shoutout.id"], name=op.f("fk_shoutout_recipient_shoutout_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_shoutout_recipient_side_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_shoutout_recipient_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shoutout_recipient")),
        sa.UniqueConstraint("shoutout_id", "person_id", name=op.f("uq_shoutout_recipient_shoutout_id_person_id")),
    )
    with op.batch_alter_table("shoutout_recipient", schema=None) as batch_op:
        batch_op.create_index("ix_shoutout_recipient_person", ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoutout_recipient_shoutout_id"), ["shoutout_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shoutout_recipient_team_id"), ["team_id"], unique=False)

    op.create_table(
        "story_of_the_week",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("shoutout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chosen_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["person.id"], name=op.f("fk_story_of_the_week_chosen_by_id")),
        sa.ForeignKeyConstraint(
            ["shoutout_id"], ["shoutout.id"], name=op.f("fk_story_of_the_week_shoutout_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_story_of_the_week")),
    )
    op.create_table(
        "sync_action",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("sync_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("handed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("moved", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_sync_action_author_id")),
        sa.ForeignKeyConstraint(["author_side_id"], ["side.id"], name=op.f("fk_sync_action_author_side_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_sync_action_ended_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["sync_meeting.id"], name=op.f("fk_sync_action_meeting_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_sync_action_owner_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_sync_action_side_id")),
        sa.ForeignKeyConstraint(["sync_id"], ["sync.id"], name=op.f("fk_sync_action_sync_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_action")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_action_public_id")),
    )
    with op.batch_alter_table("sync_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_action_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_action_ended_by_id"), ["ended_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_action_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index("ix_sync_action_open", ["sync_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_action_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "sync_attendee",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("has_nothing", sa.Boolean(), nullable=False),
        sa.Column("here_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["sync_meeting.id"], name=op.f("fk_sync_attendee_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sync_attendee_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_sync_attendee_side_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sync_attendee_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_attendee")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_sync_attendee_meeting_id_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_attendee_public_id")),
    )
    with op.batch_alter_table("sync_attendee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_attendee_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_attendee_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sync_raised",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["sync_meeting.id"], name=op.f("fk_sync_raised_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sync_raised_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_sync_raised_side_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sync_raised_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_raised")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_raised_public_id")),
    )
    with op.batch_alter_table("sync_raised", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_raised_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_raised_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sync_reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coming", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["sync_meeting.id"], name=op.f("fk_sync_reply_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sync_reply_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_sync_reply_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_reply")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_sync_reply_meeting_id_person_id")),
    )
    with op.batch_alter_table("sync_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_reply_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_reply_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sync_written",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["sync_meeting.id"], name=op.f("fk_sync_written_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sync_written_person_id")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_sync_written_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_written")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_written_public_id")),
    )
    with op.batch_alter_table("sync_written", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_written_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_written_person_id"), ["person_id"], unique=False)

    op.create_table(
        "checkin_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["checkin_group.id"], name=op.f("fk_checkin_answer_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_checkin_answer_person_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_answer_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_answer")),
        sa.UniqueConstraint("run_id", "place", "person_id", name=op.f("uq_checkin_answer_run_id_place_person_id")),
    )
    with op.batch_alter_table("checkin_answer", schema=None) as batch_op:
        batch_op.create_index("ix_checkin_answer_counted", ["run_id", "place", "group_id", "value"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_answer_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_checkin_answer_words",
            ["run_id", "place", "group_id"],
            unique=False,
            sqlite_where=sa.text("text <> ''"),
            postgresql_where=sa.text("text <> ''"),
        )

    op.create_table(
        "checkin_asked",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("path", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_off", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("took_part", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_checkin_asked_channel_id")),
        sa.ForeignKeyConstraint(["group_id"], ["checkin_group.id"], name=op.f("fk_checkin_asked_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_checkin_asked_person_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_asked_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("fk_checkin_asked_side_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_checkin_asked_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_asked")),
        sa.UniqueConstraint("run_id", "person_id", name=op.f("uq_checkin_asked_run_id_person_id")),
    )
    with op.batch_alter_table("checkin_asked", schema=None) as batch_op:
        batch_op.create_index(
            "ix_checkin_asked_counted", ["run_id", "group_id", "asked_at", "answered_at", "took_part"], unique=False
        )
        batch_op.create_index("ix_checkin_asked_due", ["run_id", "ask_at"], unique=False)
        batch_op.create_index("ix_checkin_asked_group", ["group_id", "path"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_asked_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_checkin_asked_remind", ["run_id", "remind_at"], unique=False)

    op.create_table(
        "checkin_ballot",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("voter", sa.String(length=43), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["checkin_group.id"], name=op.f("fk_checkin_ballot_group_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_ballot_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "place", "voter", name=op.f("pk_checkin_ballot")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("checkin_ballot", schema=None) as batch_op:
        batch_op.create_index("ix_checkin_ballot_counted", ["run_id", "place", "group_id", "value"], unique=False)
        batch_op.create_index(
            "ix_checkin_ballot_words",
            ["run_id", "place", "group_id"],
            unique=False,
            sqlite_where=sa.text("text <> ''"),
            postgresql_where=sa.text("text <> ''"),
        )

    op.create_table(
        "checkin_count",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["checkin_group.id"], name=op.f("fk_checkin_count_group_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_count_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "place", "group_id", "value", name=op.f("pk_checkin_count")),
    )
    op.create_table(
        "checkin_talk_said",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("talk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["checkin_talk.id"], name=op.f("fk_checkin_talk_said_talk_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_talk_said")),
        sa.UniqueConstraint("public_id", name=op.f("uq_checkin_talk_said_public_id")),
    )
    with op.batch_alter_table("checkin_talk_said", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_talk_said_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "checkin_voter",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("voter", sa.String(length=43), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["checkin_group.id"], name=op.f("fk_checkin_voter_group_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_voter_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "voter", name=op.f("pk_checkin_voter")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("checkin_voter", schema=None) as batch_op:
        batch_op.create_index("ix_checkin_voter_group", ["run_id", "group_id"], unique=False)

    op.create_table(
        "checkin_written_back",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("voter", sa.String(length=43), nullable=False),
        sa.Column("form", sa.String(length=22), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_organiser", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_checkin_written_back_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["checkin_group.id"], name=op.f("fk_checkin_written_back_group_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checkin_run.id"], name=op.f("fk_checkin_written_back_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "place", "voter", "form", name=op.f("pk_checkin_written_back")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("checkin_written_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_written_back_by_id"), ["by_id"], unique=False)

    op.create_table(
        "correction_approver",
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_approver_person_id")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["correction_request.id"],
            name=op.f("fk_correction_approver_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_correction_approver")),
    )
    with op.batch_alter_table("correction_approver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_approver_person_id"), ["person_id"], unique=False)

    full_text.create(op.get_bind(), "update_search", "words", "update_id")
