CREATE TABLE "grants" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"number" integer NOT NULL,
	"predicate" jsonb NOT NULL,
	"described" text NOT NULL,
	"most_uses" integer,
	"uses" integer DEFAULT 0 NOT NULL,
	"amount_argument" text,
	"most_amount" numeric(24, 9),
	"amount" numeric(24, 9) DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone,
	"granted_by" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"revoked_by" text,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "policy_proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"content" jsonb NOT NULL,
	"proposed_by" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"failure" text,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"card_channel" text,
	"card_ts" text
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"number" integer NOT NULL,
	"predicate" jsonb NOT NULL,
	"effect" jsonb NOT NULL,
	"described" text NOT NULL,
	"words" text,
	"made_by" text NOT NULL,
	"by_admin" boolean NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"removed_by" text,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "allowed_by" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "grants_by_number" ON "grants" USING btree ("workspace_id","number");--> statement-breakpoint
CREATE INDEX "grants_in_force" ON "grants" USING btree ("workspace_id") WHERE "grants"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "policy_proposals_by_run" ON "policy_proposals" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "rules_by_number" ON "rules" USING btree ("workspace_id","number");--> statement-breakpoint
CREATE INDEX "rules_in_force" ON "rules" USING btree ("workspace_id") WHERE "rules"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "calls_by_allowance" ON "calls" USING btree (("allowed_by" ->> 'id')) WHERE "calls"."allowed_by" is not null;