CREATE TABLE "skill_drafts" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"proposed_by" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"workflow" jsonb NOT NULL,
	"permissions" jsonb NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skill_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"skill_id" text,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"run_id" text NOT NULL,
	"thread_id" text,
	"started_by" text NOT NULL,
	"inputs" jsonb NOT NULL,
	"is_dry_run" boolean NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"failed_step" text,
	"outcomes" jsonb,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "skill_versions" (
	"skill_id" text NOT NULL,
	"version" integer NOT NULL,
	"workspace_id" text NOT NULL,
	"description" text NOT NULL,
	"workflow" jsonb NOT NULL,
	"permissions" jsonb NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"restores" integer,
	CONSTRAINT "skill_versions_skill_id_version_pk" PRIMARY KEY("skill_id","version")
);
--> statement-breakpoint
CREATE TABLE "skills" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"deleted_by" text,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "skill_drafts_by_thread" ON "skill_drafts" USING btree ("thread_id","created_at");--> statement-breakpoint
CREATE INDEX "skill_runs_by_skill" ON "skill_runs" USING btree ("workspace_id","name","started_at");--> statement-breakpoint
CREATE INDEX "skill_runs_by_thread" ON "skill_runs" USING btree ("thread_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "skills_by_name" ON "skills" USING btree ("workspace_id","name") WHERE "skills"."deleted_at" is null;