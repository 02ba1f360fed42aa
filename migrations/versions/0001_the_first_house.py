"""The first house: every table from people to blocks, and an audit trail that the database itself protects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE = [
    (
        f"CREATE TRIGGER audit_entries_no_{verb} BEFORE {verb.upper()} ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END"
    )
    for verb in ("update", "delete")
]
POSTGRESQL = [
    (
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'audit_entries is append-only'; END $$ LANGUAGE plpgsql"
    ),
    (
        "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    ),
]


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_audit_entries_chain_seq")),
    )
    op.create_index(
        op.f("ix_audit_entries_chain_kind_object_id"), "audit_entries", ["chain", "kind", "object_id"], unique=False
    )
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_manager", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("process_name", sa.String(), nullable=False),
        sa.Column("business_unit", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("phase_since", sa.Date(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("next_gate_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sigma_before", sa.Double(), nullable=True),
        sa.Column("sigma_now", sa.Double(), nullable=True),
        sa.Column("sigma_before_facts", sa.JSON(), nullable=True),
        sa.Column("sigma_now_facts", sa.JSON(), nullable=True),
        sa.Column("signals", sa.Integer(), nullable=False),
        sa.Column("signals_better", sa.Integer(), nullable=False),
        sa.Column("wall_chart", sa.JSON(), nullable=True),
        sa.Column("wall_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("code", name=op.f("uq_projects_code")),
    )
    op.create_index(op.f("ix_projects_phase"), "projects", ["phase"], unique=False)
    op.create_index(op.f("ix_projects_state"), "projects", ["state"], unique=False)
    op.create_table(
        "benefit_lines",
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("population", sa.String(), nullable=False),
        sa.Column("denominator_source", sa.String(), nullable=False),
        sa.Column("population_size", sa.Double(), nullable=True),
        sa.Column("rate", sa.Double(), nullable=True),
        sa.Column("units_improved", sa.Double(), nullable=True),
        sa.Column("unit_value", sa.Double(), nullable=True),
        sa.Column("unit_value_source", sa.String(), nullable=False),
        sa.Column("realization_factor", sa.Double(), nullable=True),
        sa.Column("harvest_mechanism", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_benefit_lines_owner_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_benefit_lines_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_lines")),
    )
    op.create_index(op.f("ix_benefit_lines_project_id"), "benefit_lines", ["project_id"], unique=False)
    op.create_table(
        "business_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("horizon_months", sa.Integer(), nullable=False),
        sa.Column("discount_rate", sa.Double(), nullable=True),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_business_cases_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_cases")),
        sa.UniqueConstraint("project_id", name=op.f("uq_business_cases_project_id")),
    )
    op.create_table(
        "charter_milestones",
        sa.Column("phase", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("plan_on", sa.Date(), nullable=True),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_charter_milestones_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_milestones")),
    )
    op.create_index(op.f("ix_charter_milestones_project_id"), "charter_milestones", ["project_id"], unique=False)
    op.create_table(
        "charter_risks",
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=True),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_charter_risks_owner_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_charter_risks_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_risks")),
    )
    op.create_index(op.f("ix_charter_risks_project_id"), "charter_risks", ["project_id"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("resources", sa.String(), nullable=False),
        sa.Column("review_cadence", sa.String(), nullable=False),
        sa.Column("when_blocked", sa.String(), nullable=False),
        sa.Column("signed", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_commitments_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("project_id", name=op.f("uq_commitments_project_id")),
    )
    op.create_table(
        "communication_lines",
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_communication_lines_owner_id_people")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_communication_lines_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communication_lines")),
    )
    op.create_index(op.f("ix_communication_lines_project_id"), "communication_lines", ["project_id"], unique=False)
    op.create_table(
        "defect_categories",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("occurrences", sa.Double(), nullable=False),
        sa.Column("unit_cost", sa.Double(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_defect_categories_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defect_categories")),
    )
    op.create_index(op.f("ix_defect_categories_project_id"), "defect_categories", ["project_id"], unique=False)
    op.create_table(
        "five_whys",
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_five_whys_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_five_whys")),
    )
    op.create_index(op.f("ix_five_whys_project_id"), "five_whys", ["project_id"], unique=False)
    op.create_table(
        "gate_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("snapshot_hash", sa.String(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("next_gate_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_gate_reviews_decided_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_gate_reviews_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["people.id"], name=op.f("fk_gate_reviews_submitted_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_reviews")),
    )
    op.create_index(
        op.f("ix_gate_reviews_project_id_phase_round"), "gate_reviews", ["project_id", "phase", "round"], unique=False
    )
    op.create_table(
        "handover_items",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("open_risk", sa.String(), nullable=False),
        sa.Column("ready", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_handover_items_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_items")),
    )
    op.create_index(op.f("ix_handover_items_project_id"), "handover_items", ["project_id"], unique=False)
    op.create_table(
        "ideas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("process_name", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("business_unit", sa.String(), nullable=False),
        sa.Column("benefit", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("benefit_basis", sa.String(), nullable=False),
        sa.Column("data_at_hand", sa.String(length=40), nullable=True),
        sa.Column("worth", sa.Double(), nullable=True),
        sa.Column("customer_impact", sa.Double(), nullable=True),
        sa.Column("effort", sa.Double(), nullable=True),
        sa.Column("feasibility", sa.Double(), nullable=True),
        sa.Column("data_share", sa.Double(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("promoted_to_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["promoted_to_id"], ["projects.id"], name=op.f("fk_ideas_promoted_to_id_projects")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["people.id"], name=op.f("fk_ideas_submitted_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
    )
    op.create_index(op.f("ix_ideas_state"), "ideas", ["state"], unique=False)
    op.create_index(op.f("ix_ideas_submitted_by_id"), "ideas", ["submitted_by_id"], unique=False)
    op.create_table(
        "idea_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("worth", sa.Integer(), nullable=False),
        sa.Column("customer_impact", sa.Integer(), nullable=False),
        sa.Column("effort", sa.Integer(), nullable=False),
        sa.Column("feasibility", sa.Integer(), nullable=False),
        sa.Column("data_at_hand", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_ratings_idea_id_ideas")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_idea_ratings_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_ratings")),
        sa.UniqueConstraint("idea_id", "person_id", name=op.f("uq_idea_ratings_idea_id_person_id")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_manager", sa.Boolean(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["invited_by_id"], ["people.id"], name=op.f("fk_invitations_invited_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invitations_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_jobs_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_jobs_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_project_id"), "jobs", ["project_id"], unique=False)
    op.create_index(op.f("ix_jobs_state_id"), "jobs", ["state", "id"], unique=False)
    op.create_table(
        "lessons",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("replicate_to", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_lessons_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
    )
    op.create_index(op.f("ix_lessons_project_id"), "lessons", ["project_id"], unique=False)
    op.create_table(
        "member_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("home_department", sa.String(), nullable=False),
        sa.Column("line_manager", sa.String(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("loan_from", sa.Date(), nullable=True),
        sa.Column("loan_until", sa.Date(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_member_terms_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_member_terms_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_terms")),
        sa.UniqueConstraint("project_id", "person_id", name=op.f("uq_member_terms_project_id_person_id")),
    )
    op.create_index(op.f("ix_member_terms_person_id"), "member_terms", ["person_id"], unique=False)
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_members_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_members_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_person_id"), "members", ["person_id"], unique=False)
    op.create_index(op.f("ix_members_project_id"), "members", ["project_id"], unique=False)
    op.create_table(
        "metrics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("data_type", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_of_analysis", sa.String(), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("lower_limit", sa.Double(), nullable=True),
        sa.Column("upper_limit", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("lower_is_boundary", sa.Boolean(), nullable=False),
        sa.Column("upper_is_boundary", sa.Boolean(), nullable=False),
        sa.Column("opportunities", sa.Integer(), nullable=False),
        sa.Column("shift", sa.Double(), nullable=False),
        sa.Column("numerator", sa.String(), nullable=False),
        sa.Column("denominator", sa.String(), nullable=False),
        sa.Column("inclusions", sa.String(), nullable=False),
        sa.Column("exclusions", sa.String(), nullable=False),
        sa.Column("time_window", sa.String(), nullable=False),
        sa.Column("clock_rules", sa.String(), nullable=False),
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("source_query", sa.String(), nullable=False),
        sa.Column("stratifiers", sa.String(), nullable=False),
        sa.Column("refresh", sa.String(), nullable=False),
        sa.Column("final_after_days", sa.Integer(), nullable=True),
        sa.Column("worked_examples", sa.String(), nullable=False),
        sa.Column("observers_n", sa.Integer(), nullable=True),
        sa.Column("observers_agreed", sa.Integer(), nullable=True),
        sa.Column("observers_note", sa.String(), nullable=False),
        sa.Column("limitations", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_metrics_owner_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_metrics_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics")),
    )
    op.create_index(op.f("ix_metrics_project_id"), "metrics", ["project_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_notices_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_person_id"), "notices", ["person_id"], unique=False)
    op.create_table(
        "process_maps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("time_unit", sa.String(), nullable=False),
        sa.Column("validated_on", sa.Date(), nullable=True),
        sa.Column("validated_with", sa.String(), nullable=False),
        sa.Column("validation_note", sa.String(), nullable=False),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_process_maps_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_maps")),
        sa.UniqueConstraint("project_id", name=op.f("uq_process_maps_project_id")),
    )
    op.create_table(
        "process_steps",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value_class", sa.String(length=40), nullable=True),
        sa.Column("touch_time", sa.Double(), nullable=True),
        sa.Column("wait_time", sa.Double(), nullable=True),
        sa.Column("first_time_yield", sa.Double(), nullable=True),
        sa.Column("leads_to", sa.String(), nullable=False),
        sa.Column("shares", sa.String(), nullable=False),
        sa.Column("inputs", sa.String(), nullable=False),
        sa.Column("defects_seen", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_process_steps_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_steps")),
    )
    op.create_index(op.f("ix_process_steps_project_id"), "process_steps", ["project_id"], unique=False)
    op.create_table(
        "project_costs",
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("unit_price", sa.Double(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_costs_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_costs")),
    )
    op.create_index(op.f("ix_project_costs_project_id"), "project_costs", ["project_id"], unique=False)
    op.create_table(
        "quality_cost_lines",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_quality_cost_lines_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_cost_lines")),
    )
    op.create_index(op.f("ix_quality_cost_lines_project_id"), "quality_cost_lines", ["project_id"], unique=False)
    op.create_table(
        "raci_assignments",
        sa.Column("deliverable", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_raci_assignments_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_raci_assignments_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raci_assignments")),
    )
    op.create_index(op.f("ix_raci_assignments_project_id"), "raci_assignments", ["project_id"], unique=False)
    op.create_table(
        "reactions",
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("responder_id", sa.Integer(), nullable=True),
        sa.Column("within_hours", sa.Double(), nullable=True),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("containment", sa.String(), nullable=False),
        sa.Column("escalation", sa.String(), nullable=False),
        sa.Column("restart_rule", sa.String(), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_reactions_project_id_projects")),
        sa.ForeignKeyConstraint(["responder_id"], ["people.id"], name=op.f("fk_reactions_responder_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reactions")),
    )
    op.create_index(op.f("ix_reactions_project_id"), "reactions", ["project_id"], unique=False)
    op.create_table(
        "service_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mapping_json", sa.JSON(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("holidays", sa.String(), nullable=False),
        sa.Column("reopening", sa.String(length=40), nullable=False),
        sa.Column("same_ticket_days", sa.Double(), nullable=True),
        sa.Column("minus_paused", sa.Boolean(), nullable=False),
        sa.Column("only", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_service_sources_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_sources")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_service_sources_project_id_name")),
    )
    op.create_index(op.f("ix_service_sources_project_id"), "service_sources", ["project_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_person_id"), "sign_ins", ["person_id"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_signatures_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_signatures_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    op.create_index(
        op.f("ix_signatures_project_id_kind_object_id"), "signatures", ["project_id", "kind", "object_id"], unique=False
    )
    op.create_table(
        "sipoc_lines",
        sa.Column("supplier", sa.String(), nullable=False),
        sa.Column("input", sa.String(), nullable=False),
        sa.Column("input_requirement", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("output", sa.String(), nullable=False),
        sa.Column("output_requirement", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("customer_kind", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_sipoc_lines_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sipoc_lines")),
    )
    op.create_index(op.f("ix_sipoc_lines_project_id"), "sipoc_lines", ["project_id"], unique=False)
    op.create_table(
        "stakeholders",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("interest", sa.Integer(), nullable=True),
        sa.Column("influence", sa.Integer(), nullable=True),
        sa.Column("support_now", sa.Integer(), nullable=True),
        sa.Column("support_needed", sa.Integer(), nullable=True),
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_stakeholders_owner_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_stakeholders_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholders")),
    )
    op.create_index(op.f("ix_stakeholders_project_id"), "stakeholders", ["project_id"], unique=False)
    op.create_table(
        "standard_work",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document_version", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("trained", sa.String(), nullable=False),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_standard_work_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_work")),
    )
    op.create_index(op.f("ix_standard_work_project_id"), "standard_work", ["project_id"], unique=False)
    op.create_table(
        "studies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("analysis", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("rows_used", sa.Integer(), nullable=False),
        sa.Column("rows_excluded", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_studies_made_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_studies_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
    )
    op.create_index(
        op.f("ix_studies_project_id_stage_subject_id"), "studies", ["project_id", "stage", "subject_id"], unique=False
    )
    op.create_table(
        "causes",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("mechanism", sa.String(), nullable=False),
        sa.Column("statistical_evidence", sa.String(), nullable=False),
        sa.Column("verified_how", sa.String(), nullable=False),
        sa.Column("contribution", sa.Double(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("evidence_type", sa.String(length=40), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("pareto_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["people.id"], name=op.f("fk_causes_agreed_by_id_people")),
        sa.ForeignKeyConstraint(["pareto_id"], ["studies.id"], name=op.f("fk_causes_pareto_id_studies")),
        sa.ForeignKeyConstraint(["parent_id"], ["causes.id"], name=op.f("fk_causes_parent_id_causes")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_causes_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_causes")),
    )
    op.create_index(op.f("ix_causes_project_id"), "causes", ["project_id"], unique=False)
    op.create_table(
        "sustain_audits",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_sustain_audits_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sustain_audits")),
    )
    op.create_index(op.f("ix_sustain_audits_project_id"), "sustain_audits", ["project_id"], unique=False)
    op.create_table(
        "validation_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_by_id", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_by_id"], ["people.id"], name=op.f("fk_validation_runs_run_by_id_people")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["people.id"], name=op.f("fk_validation_runs_signed_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validation_runs")),
    )
    op.create_table(
        "customer_needs",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kano", sa.String(length=40), nullable=True),
        sa.Column("importance", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_customer_needs_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_needs")),
    )
    op.create_index(op.f("ix_customer_needs_project_id"), "customer_needs", ["project_id"], unique=False)
    op.create_table(
        "voices",
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("verbatim", sa.String(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("kano", sa.String(length=40), nullable=True),
        sa.Column("frequency", sa.Integer(), nullable=True),
        sa.Column("importance", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["customer_needs.id"], name=op.f("fk_voices_need_id_customer_needs")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_voices_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voices")),
    )
    op.create_index(op.f("ix_voices_project_id"), "voices", ["project_id"], unique=False)
    op.create_table(
        "waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_waivers_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_waivers_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index(op.f("ix_waivers_project_id"), "waivers", ["project_id"], unique=False)
    op.create_table(
        "benchmarks",
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("driver", sa.String(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("match", sa.String(length=40), nullable=False),
        sa.Column("like_for_like", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_benchmarks_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_benchmarks_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benchmarks")),
    )
    op.create_index(op.f("ix_benchmarks_project_id"), "benchmarks", ["project_id"], unique=False)
    op.create_table(
        "brought_pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("playbook", sa.String(), nullable=False),
        sa.Column("piece", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_brought_pieces_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_pieces")),
        sa.UniqueConstraint(
            "project_id", "playbook", "piece", name=op.f("uq_brought_pieces_project_id_playbook_piece")
        ),
    )
    op.create_index(op.f("ix_brought_pieces_project_id"), "brought_pieces", ["project_id"], unique=False)
    op.create_table(
        "chart_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("estimator", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("grouping", sa.String(length=40), nullable=False),
        sa.Column("show_zones", sa.Boolean(), nullable=False),
        sa.Column("show_specs", sa.Boolean(), nullable=False),
        sa.Column("break_at_gaps", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_chart_settings_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_chart_settings_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart_settings")),
        sa.UniqueConstraint("metric_id", name=op.f("uq_chart_settings_metric_id")),
    )
    op.create_index(op.f("ix_chart_settings_project_id"), "chart_settings", ["project_id"], unique=False)
    op.create_table(
        "chart_stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start_seq", sa.BigInteger(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("baseline_last", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("center", sa.Double(), nullable=True),
        sa.Column("sigma", sa.Double(), nullable=True),
        sa.Column("estimator", sa.String(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("change_event", sa.String(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["approver_id"], ["people.id"], name=op.f("fk_chart_stages_approver_id_people")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_chart_stages_made_by_id_people")),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_chart_stages_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_chart_stages_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart_stages")),
    )
    op.create_index(
        op.f("ix_chart_stages_metric_id_start_seq"), "chart_stages", ["metric_id", "start_seq"], unique=False
    )
    op.create_index(op.f("ix_chart_stages_project_id"), "chart_stages", ["project_id"], unique=False)
    op.create_table(
        "charters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("business_case", sa.String(), nullable=False),
        sa.Column("strategic_objective", sa.String(), nullable=False),
        sa.Column("problem_what", sa.String(), nullable=False),
        sa.Column("problem_where", sa.String(), nullable=False),
        sa.Column("problem_when_from", sa.Date(), nullable=True),
        sa.Column("problem_when_to", sa.Date(), nullable=True),
        sa.Column("problem_magnitude", sa.Double(), nullable=True),
        sa.Column("problem_unit", sa.String(), nullable=False),
        sa.Column("problem_consequence", sa.String(), nullable=False),
        sa.Column("problem_source", sa.String(), nullable=False),
        sa.Column("goal_metric_id", sa.Integer(), nullable=True),
        sa.Column("goal_metric_name", sa.String(), nullable=False),
        sa.Column("goal_direction", sa.String(length=40), nullable=True),
        sa.Column("goal_baseline", sa.Double(), nullable=True),
        sa.Column("goal_baseline_status", sa.String(length=40), nullable=True),
        sa.Column("goal_target", sa.Double(), nullable=True),
        sa.Column("goal_by", sa.Date(), nullable=True),
        sa.Column("practical_threshold", sa.Double(), nullable=True),
        sa.Column("threshold_derivation", sa.String(), nullable=False),
        sa.Column("scope_first_step", sa.String(), nullable=False),
        sa.Column("scope_last_step", sa.String(), nullable=False),
        sa.Column("scope_in", sa.String(), nullable=False),
        sa.Column("scope_out", sa.String(), nullable=False),
        sa.Column("scope_segments", sa.String(), nullable=False),
        sa.Column("constraints", sa.String(), nullable=False),
        sa.Column("assumptions", sa.String(), nullable=False),
        sa.Column("signed_baseline", sa.Double(), nullable=True),
        sa.Column("baseline_study_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["baseline_study_id"], ["studies.id"], name=op.f("fk_charters_baseline_study_id_studies")
        ),
        sa.ForeignKeyConstraint(["goal_metric_id"], ["metrics.id"], name=op.f("fk_charters_goal_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_charters_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charters")),
        sa.UniqueConstraint("project_id", name=op.f("uq_charters_project_id")),
    )
    op.create_table(
        "check_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted", sa.Double(), nullable=True),
        sa.Column("size", sa.Double(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_check_sheets_metric_id_metrics")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["people.id"], name=op.f("fk_check_sheets_opened_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_check_sheets_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_sheets")),
    )
    op.create_index(
        op.f("ix_check_sheets_metric_id_closed_at"), "check_sheets", ["metric_id", "closed_at"], unique=False
    )
    op.create_index(op.f("ix_check_sheets_project_id"), "check_sheets", ["project_id"], unique=False)
    op.create_table(
        "collection_plan",
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("where_from", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("sampling", sa.String(length=40), nullable=False),
        sa.Column("subgroup_size", sa.Integer(), nullable=True),
        sa.Column("subgroup_logic", sa.String(), nullable=False),
        sa.Column("n_planned", sa.Integer(), nullable=True),
        sa.Column("margin", sa.Double(), nullable=True),
        sa.Column("spread", sa.Double(), nullable=True),
        sa.Column("response_rate", sa.Double(), nullable=True),
        sa.Column("stratifiers", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("pilot_done", sa.String(), nullable=False),
        sa.Column("deviations", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_collection_plan_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_collection_plan_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_plan")),
    )
    op.create_index(op.f("ix_collection_plan_project_id"), "collection_plan", ["project_id"], unique=False)
    op.create_table(
        "control_plan",
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("characteristic", sa.String(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=True),
        sa.Column("specification", sa.String(), nullable=False),
        sa.Column("measurement", sa.String(), nullable=False),
        sa.Column("sample_size", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("record_location", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_control_plan_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_control_plan_project_id_projects")),
        sa.ForeignKeyConstraint(["responsible_id"], ["people.id"], name=op.f("fk_control_plan_responsible_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_plan")),
    )
    op.create_index(op.f("ix_control_plan_project_id"), "control_plan", ["project_id"], unique=False)
    op.create_table(
        "counter_metrics",
        sa.Column("metric_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=True),
        sa.Column("tolerance", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_counter_metrics_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_counter_metrics_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_metrics")),
    )
    op.create_index(op.f("ix_counter_metrics_project_id"), "counter_metrics", ["project_id"], unique=False)
    op.create_table(
        "ctqs",
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("driver", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("lower_limit", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("upper_limit", sa.Double(), nullable=True),
        sa.Column("spec_source", sa.String(length=40), nullable=True),
        sa.Column("defect_definition", sa.String(), nullable=False),
        sa.Column("opportunity_definition", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_ctqs_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_ctqs_project_id_projects")),
        sa.ForeignKeyConstraint(["need_id"], ["customer_needs.id"], name=op.f("fk_ctqs_need_id_customer_needs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ctqs")),
    )
    op.create_index(op.f("ix_ctqs_project_id"), "ctqs", ["project_id"], unique=False)
    op.create_table(
        "measurement_studies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("appraisers", sa.JSON(), nullable=False),
        sa.Column("trials", sa.Integer(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("tolerance", sa.Double(), nullable=True),
        sa.Column("process_sd", sa.Double(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("accepting", sa.String(), nullable=False),
        sa.Column("is_ordered", sa.Boolean(), nullable=False),
        sa.Column("allowed_percent", sa.Double(), nullable=True),
        sa.Column("is_blinded", sa.Boolean(), nullable=False),
        sa.Column("is_randomised", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("retest_of_id", sa.Integer(), nullable=True),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.Column("remediation", sa.String(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["studies.id"], name=op.f("fk_measurement_studies_kept_id_studies")),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_measurement_studies_metric_id_metrics")),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["people.id"], name=op.f("fk_measurement_studies_planned_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_measurement_studies_project_id_projects")
        ),
        sa.ForeignKeyConstraint(
            ["retest_of_id"],
            ["measurement_studies.id"],
            name=op.f("fk_measurement_studies_retest_of_id_measurement_studies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement_studies")),
    )
    op.create_index(op.f("ix_measurement_studies_metric_id"), "measurement_studies", ["metric_id"], unique=False)
    op.create_index(op.f("ix_measurement_studies_project_id"), "measurement_studies", ["project_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("next_seq", sa.BigInteger(), nullable=False),
        sa.Column("tail_from", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_series_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_series_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("metric_id", name=op.f("uq_series_metric_id")),
    )
    op.create_index(op.f("ix_series_project_id"), "series", ["project_id"], unique=False)
    op.create_table(
        "service_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.Column("new", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("same", sa.BigInteger(), nullable=False),
        sa.Column("distinct", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("mapping_json", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["people.id"], name=op.f("fk_service_imports_imported_by_id_people")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_service_imports_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["service_sources.id"], name=op.f("fk_service_imports_source_id_service_sources")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["people.id"], name=op.f("fk_service_imports_withdrawn_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_imports")),
    )
    op.create_index(op.f("ix_service_imports_project_id"), "service_imports", ["project_id"], unique=False)
    op.create_index(op.f("ix_service_imports_source_id"), "service_imports", ["source_id"], unique=False)
    op.create_table(
        "service_measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("measure_name", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("grain", sa.String(length=40), nullable=False),
        sa.Column("final_by", sa.String(length=40), nullable=False),
        sa.Column("covered_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_service_measures_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_service_measures_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["service_sources.id"], name=op.f("fk_service_measures_source_id_service_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_measures")),
        sa.UniqueConstraint("metric_id", name=op.f("uq_service_measures_metric_id")),
    )
    op.create_index(op.f("ix_service_measures_project_id"), "service_measures", ["project_id"], unique=False)
    op.create_table(
        "service_problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("tickets", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.Column("grouped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grouped_by_id", sa.Integer(), nullable=False),
        sa.Column("started_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grouped_by_id"], ["people.id"], name=op.f("fk_service_problems_grouped_by_id_people")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_service_problems_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["service_sources.id"], name=op.f("fk_service_problems_source_id_service_sources")
        ),
        sa.ForeignKeyConstraint(["started_id"], ["projects.id"], name=op.f("fk_service_problems_started_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_problems")),
    )
    op.create_index(op.f("ix_service_problems_project_id"), "service_problems", ["project_id"], unique=False)
    op.create_table(
        "customer_splits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("a_share", sa.Double(), nullable=False),
        sa.Column("b_share", sa.Double(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("unread", sa.JSON(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("packed_keys", sa.LargeBinary(), nullable=False),
        sa.Column("packed_classes", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_customer_splits_made_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_customer_splits_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["service_sources.id"], name=op.f("fk_customer_splits_source_id_service_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_splits")),
    )
    op.create_index(op.f("ix_customer_splits_project_id"), "customer_splits", ["project_id"], unique=True)
    op.create_table(
        "service_summaries",
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["service_sources.id"], name=op.f("fk_service_summaries_source_id_service_sources")
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_service_summaries")),
    )
    op.create_table(
        "service_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mapping_json", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_service_uploads_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_service_uploads_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["service_sources.id"], name=op.f("fk_service_uploads_source_id_service_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_uploads")),
    )
    op.create_index(op.f("ix_service_uploads_project_id"), "service_uploads", ["project_id"], unique=False)
    op.create_table(
        "signal_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("panel", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("false_alarm", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["people.id"], name=op.f("fk_signal_cases_acknowledged_by_id_people")
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["people.id"], name=op.f("fk_signal_cases_closed_by_id_people")),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_signal_cases_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_signal_cases_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_cases")),
        sa.UniqueConstraint(
            "metric_id", "rule", "panel", "first_seq", name=op.f("uq_signal_cases_metric_id_rule_panel_first_seq")
        ),
    )
    op.create_index(op.f("ix_signal_cases_project_id"), "signal_cases", ["project_id"], unique=False)
    op.create_table(
        "solutions",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=True),
        sa.Column("strength", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("effect", sa.Integer(), nullable=True),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cause_id"], ["causes.id"], name=op.f("fk_solutions_cause_id_causes")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_solutions_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solutions")),
    )
    op.create_index(op.f("ix_solutions_project_id"), "solutions", ["project_id"], unique=False)
    op.create_table(
        "special_causes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("on_chart", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_special_causes_by_id_people")),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_special_causes_metric_id_metrics")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_special_causes_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_causes")),
    )
    op.create_index(op.f("ix_special_causes_metric_id_seq"), "special_causes", ["metric_id", "seq"], unique=False)
    op.create_index(op.f("ix_special_causes_project_id"), "special_causes", ["project_id"], unique=False)
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_uploads_metric_id_metrics")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_uploads_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_uploads_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_project_id"), "uploads", ["project_id"], unique=False)
    op.create_table(
        "actions",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_actions_owner_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_actions_project_id_projects")),
        sa.ForeignKeyConstraint(["solution_id"], ["solutions.id"], name=op.f("fk_actions_solution_id_solutions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_project_id"), "actions", ["project_id"], unique=False)
    op.create_table(
        "charter_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["charter_id"], ["charters.id"], name=op.f("fk_charter_versions_charter_id_charters")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_charter_versions_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["people.id"], name=op.f("fk_charter_versions_submitted_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_versions")),
        sa.UniqueConstraint("charter_id", "number", name=op.f("uq_charter_versions_charter_id_number")),
    )
    op.create_index(op.f("ix_charter_versions_project_id"), "charter_versions", ["project_id"], unique=False)
    op.create_table(
        "check_sheet_tallies",
        sa.Column("sheet_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["check_sheets.id"], name=op.f("fk_check_sheet_tallies_sheet_id_check_sheets")
        ),
        sa.PrimaryKeyConstraint("sheet_id", "category", name=op.f("pk_check_sheet_tallies")),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("original", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_corrections_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_corrections_project_id_projects")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_corrections_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_project_id"), "corrections", ["project_id"], unique=False)
    op.create_index(op.f("ix_corrections_series_id_seq"), "corrections", ["series_id", "seq"], unique=False)
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_exclusions_by_id_people")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_exclusions_ended_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_exclusions_project_id_projects")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_exclusions_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
    )
    op.create_index(op.f("ix_exclusions_project_id"), "exclusions", ["project_id"], unique=False)
    op.create_index(op.f("ix_exclusions_series_id_seq"), "exclusions", ["series_id", "seq"], unique=False)
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["imported_by_id"], ["people.id"], name=op.f("fk_imports_imported_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_imports_project_id_projects")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_imports_series_id_series")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["people.id"], name=op.f("fk_imports_withdrawn_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_project_id"), "imports", ["project_id"], unique=False)
    op.create_index(op.f("ix_imports_series_id_file_hash"), "imports", ["series_id", "file_hash"], unique=False)
    op.create_table(
        "measurement_study_readings",
        sa.Column("study_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("appraiser", sa.String(), nullable=False),
        sa.Column("trial", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("in_source", sa.String(), nullable=False),
        sa.Column("in_report", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["people.id"], name=op.f("fk_measurement_study_readings_noted_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["measurement_studies.id"],
            name=op.f("fk_measurement_study_readings_study_id_measurement_studies"),
        ),
        sa.PrimaryKeyConstraint("study_id", "run", name=op.f("pk_measurement_study_readings")),
    )
    op.create_index(
        op.f("ix_measurement_study_readings_study_id_appraiser"),
        "measurement_study_readings",
        ["study_id", "appraiser"],
        unique=False,
    )
    op.create_table(
        "pilots",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=True),
        sa.Column("success_rule", sa.String(), nullable=False),
        sa.Column("rule_written_on", sa.Date(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("met", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_pilots_project_id_projects")),
        sa.ForeignKeyConstraint(["solution_id"], ["solutions.id"], name=op.f("fk_pilots_solution_id_solutions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilots")),
    )
    op.create_index(op.f("ix_pilots_project_id"), "pilots", ["project_id"], unique=False)
    op.create_table(
        "service_columns",
        sa.Column("import_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["service_imports.id"], name=op.f("fk_service_columns_import_id_service_imports")
        ),
        sa.PrimaryKeyConstraint("import_id", "name", "block", name=op.f("pk_service_columns")),
    )
    op.create_table(
        "tail",
        sa.Column("series_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("time", sa.BigInteger(), nullable=True),
        sa.Column("subgroup", sa.String(), nullable=False),
        sa.Column("size", sa.Double(), nullable=True),
        sa.Column("defects", sa.Double(), nullable=True),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_tail_noted_by_id_people")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_tail_series_id_series")),
        sa.PrimaryKeyConstraint("series_id", "seq", name=op.f("pk_tail")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "blocks",
        sa.Column("series_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("values_there", sa.Integer(), nullable=False),
        sa.Column("total", sa.Double(), nullable=True),
        sa.Column("squares", sa.Double(), nullable=True),
        sa.Column("least", sa.Double(), nullable=True),
        sa.Column("largest", sa.Double(), nullable=True),
        sa.Column("first_time", sa.BigInteger(), nullable=True),
        sa.Column("last_time", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("time", sa.LargeBinary(), nullable=True),
        sa.Column("subgroup", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.LargeBinary(), nullable=True),
        sa.Column("defects", sa.LargeBinary(), nullable=True),
        sa.Column("strata", sa.LargeBinary(), nullable=True),
        sa.Column("noted_by", sa.LargeBinary(), nullable=True),
        sa.Column("noted_at", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_blocks_import_id_imports")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_blocks_series_id_series")),
        sa.PrimaryKeyConstraint("series_id", "first_seq", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_import_id"), "blocks", ["import_id"], unique=False)
    # The chain of the installation begins here, so that its first two writers meet at one row.
    heads = sa.table("audit_heads", sa.column("chain"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(heads, [{"chain": 0, "seq": 0, "hash": "0" * 64}])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entries_append_only ON audit_entries")
        op.execute("DROP FUNCTION refuse_audit_change")
    op.drop_index(op.f("ix_blocks_import_id"), table_name="blocks")
    op.drop_table("blocks")
    op.drop_table("tail")
    op.drop_table("service_columns")
    op.drop_index(op.f("ix_pilots_project_id"), table_name="pilots")
    op.drop_table("pilots")
    op.drop_index(op.f("ix_measurement_study_readings_study_id_appraiser"), table_name="measurement_study_readings")
    op.drop_table("measurement_study_readings")
    op.drop_index(op.f("ix_imports_series_id_file_hash"), table_name="imports")
    op.drop_index(op.f("ix_imports_project_id"), table_name="imports")
    op.drop_table("imports")
    op.drop_index(op.f("ix_exclusions_series_id_seq"), table_name="exclusions")
    op.drop_index(op.f("ix_exclusions_project_id"), table_name="exclusions")
    op.drop_table("exclusions")
    op.drop_index(op.f("ix_corrections_series_id_seq"), table_name="corrections")
    op.drop_index(op.f("ix_corrections_project_id"), table_name="corrections")
    op.drop_table("corrections")
    op.drop_table("check_sheet_tallies")
    op.drop_index(op.f("ix_charter_versions_project_id"), table_name="charter_versions")
    op.drop_table("charter_versions")
    op.drop_index(op.f("ix_actions_project_id"), table_name="actions")
    op.drop_table("actions")
    op.drop_index(op.f("ix_uploads_project_id"), table_name="uploads")
    op.drop_table("uploads")
    op.drop_index(op.f("ix_special_causes_project_id"), table_name="special_causes")
    op.drop_index(op.f("ix_special_causes_metric_id_seq"), table_name="special_causes")
    op.drop_table("special_causes")
    op.drop_index(op.f("ix_solutions_project_id"), table_name="solutions")
    op.drop_table("solutions")
    op.drop_index(op.f("ix_signal_cases_project_id"), table_name="signal_cases")
    op.drop_table("signal_cases")
    op.drop_index(op.f("ix_service_uploads_project_id"), table_name="service_uploads")
    op.drop_table("service_uploads")
    op.drop_table("service_summaries")
    op.drop_index(op.f("ix_customer_splits_project_id"), table_name="customer_splits")
    op.drop_table("customer_splits")
    op.drop_index(op.f("ix_service_problems_project_id"), table_name="service_problems")
    op.drop_table("service_problems")
    op.drop_index(op.f("ix_service_measures_project_id"), table_name="service_measures")
    op.drop_table("service_measures")
    op.drop_index(op.f("ix_service_imports_source_id"), table_name="service_imports")
    op.drop_index(op.f("ix_service_imports_project_id"), table_name="service_imports")
    op.drop_table("service_imports")
    op.drop_index(op.f("ix_series_project_id"), table_name="series")
    op.drop_table("series")
    op.drop_index(op.f("ix_causes_project_id"), table_name="causes")
    op.drop_table("causes")
    op.drop_index(op.f("ix_measurement_studies_project_id"), table_name="measurement_studies")
    op.drop_index(op.f("ix_measurement_studies_metric_id"), table_name="measurement_studies")
    op.drop_table("measurement_studies")
    op.drop_index(op.f("ix_ctqs_project_id"), table_name="ctqs")
    op.drop_table("ctqs")
    op.drop_index(op.f("ix_counter_metrics_project_id"), table_name="counter_metrics")
    op.drop_table("counter_metrics")
    op.drop_index(op.f("ix_control_plan_project_id"), table_name="control_plan")
    op.drop_table("control_plan")
    op.drop_index(op.f("ix_collection_plan_project_id"), table_name="collection_plan")
    op.drop_table("collection_plan")
    op.drop_index(op.f("ix_check_sheets_project_id"), table_name="check_sheets")
    op.drop_index(op.f("ix_check_sheets_metric_id_closed_at"), table_name="check_sheets")
    op.drop_table("check_sheets")
    op.drop_table("charters")
    op.drop_index(op.f("ix_chart_stages_project_id"), table_name="chart_stages")
    op.drop_index(op.f("ix_chart_stages_metric_id_start_seq"), table_name="chart_stages")
    op.drop_table("chart_stages")
    op.drop_index(op.f("ix_chart_settings_project_id"), table_name="chart_settings")
    op.drop_table("chart_settings")
    op.drop_index(op.f("ix_brought_pieces_project_id"), table_name="brought_pieces")
    op.drop_table("brought_pieces")
    op.drop_index(op.f("ix_benchmarks_project_id"), table_name="benchmarks")
    op.drop_table("benchmarks")
    op.drop_index(op.f("ix_waivers_project_id"), table_name="waivers")
    op.drop_table("waivers")
    op.drop_index(op.f("ix_voices_project_id"), table_name="voices")
    op.drop_table("voices")
    op.drop_index(op.f("ix_customer_needs_project_id"), table_name="customer_needs")
    op.drop_table("customer_needs")
    op.drop_table("validation_runs")
    op.drop_index(op.f("ix_sustain_audits_project_id"), table_name="sustain_audits")
    op.drop_table("sustain_audits")
    op.drop_index(op.f("ix_studies_project_id_stage_subject_id"), table_name="studies")
    op.drop_table("studies")
    op.drop_index(op.f("ix_standard_work_project_id"), table_name="standard_work")
    op.drop_table("standard_work")
    op.drop_index(op.f("ix_stakeholders_project_id"), table_name="stakeholders")
    op.drop_table("stakeholders")
    op.drop_index(op.f("ix_sipoc_lines_project_id"), table_name="sipoc_lines")
    op.drop_table("sipoc_lines")
    op.drop_index(op.f("ix_signatures_project_id_kind_object_id"), table_name="signatures")
    op.drop_table("signatures")
    op.drop_index(op.f("ix_sign_ins_person_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_service_sources_project_id"), table_name="service_sources")
    op.drop_table("service_sources")
    op.drop_index(op.f("ix_reactions_project_id"), table_name="reactions")
    op.drop_table("reactions")
    op.drop_index(op.f("ix_raci_assignments_project_id"), table_name="raci_assignments")
    op.drop_table("raci_assignments")
    op.drop_index(op.f("ix_quality_cost_lines_project_id"), table_name="quality_cost_lines")
    op.drop_table("quality_cost_lines")
    op.drop_index(op.f("ix_project_costs_project_id"), table_name="project_costs")
    op.drop_table("project_costs")
    op.drop_index(op.f("ix_process_steps_project_id"), table_name="process_steps")
    op.drop_table("process_steps")
    op.drop_table("process_maps")
    op.drop_index(op.f("ix_notices_person_id"), table_name="notices")
    op.drop_table("notices")
    op.drop_index(op.f("ix_metrics_project_id"), table_name="metrics")
    op.drop_table("metrics")
    op.drop_index(op.f("ix_members_project_id"), table_name="members")
    op.drop_index(op.f("ix_members_person_id"), table_name="members")
    op.drop_table("members")
    op.drop_index(op.f("ix_member_terms_person_id"), table_name="member_terms")
    op.drop_table("member_terms")
    op.drop_index(op.f("ix_lessons_project_id"), table_name="lessons")
    op.drop_table("lessons")
    op.drop_index(op.f("ix_jobs_state_id"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_project_id"), table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("invitations")
    op.drop_table("idea_ratings")
    op.drop_index(op.f("ix_ideas_submitted_by_id"), table_name="ideas")
    op.drop_index(op.f("ix_ideas_state"), table_name="ideas")
    op.drop_table("ideas")
    op.drop_index(op.f("ix_handover_items_project_id"), table_name="handover_items")
    op.drop_table("handover_items")
    op.drop_index(op.f("ix_gate_reviews_project_id_phase_round"), table_name="gate_reviews")
    op.drop_table("gate_reviews")
    op.drop_index(op.f("ix_five_whys_project_id"), table_name="five_whys")
    op.drop_table("five_whys")
    op.drop_index(op.f("ix_defect_categories_project_id"), table_name="defect_categories")
    op.drop_table("defect_categories")
    op.drop_index(op.f("ix_communication_lines_project_id"), table_name="communication_lines")
    op.drop_table("communication_lines")
    op.drop_table("commitments")
    op.drop_index(op.f("ix_charter_risks_project_id"), table_name="charter_risks")
    op.drop_table("charter_risks")
    op.drop_index(op.f("ix_charter_milestones_project_id"), table_name="charter_milestones")
    op.drop_table("charter_milestones")
    op.drop_table("business_cases")
    op.drop_index(op.f("ix_benefit_lines_project_id"), table_name="benefit_lines")
    op.drop_table("benefit_lines")
    op.drop_index(op.f("ix_projects_state"), table_name="projects")
    op.drop_index(op.f("ix_projects_phase"), table_name="projects")
    op.drop_table("projects")
    op.drop_table("people")
    op.drop_table("mails")
    op.drop_table("audit_heads")
    op.drop_index(op.f("ix_audit_entries_chain_kind_object_id"), table_name="audit_entries")
    op.drop_table("audit_entries")
