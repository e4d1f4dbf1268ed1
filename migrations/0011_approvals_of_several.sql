CREATE TABLE "approval_settings" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"remind_after_percent" integer NOT NULL,
	"escalate_after_percent" integer NOT NULL,
	"fallback" jsonb,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "card_places" (
	"approval_id" text NOT NULL,
	"channel" text NOT NULL,
	"ts" text NOT NULL,
	"workspace_id" text NOT NULL,
	"is_direct" boolean NOT NULL,
	"drawn" text NOT NULL,
	CONSTRAINT "card_places_approval_id_channel_ts_pk" PRIMARY KEY("approval_id","channel","ts")
);
--> statement-breakpoint
CREATE TABLE "member_groups" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"member_ids" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "approvals" DROP CONSTRAINT "approvals_callId_unique";--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "kind" text DEFAULT 'send' NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "evidence" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "rule_id" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "escalated_to" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "yeses_needed" jsonb DEFAULT '[1]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "yeses" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "replaces" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "edited_by" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "remind_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "escalate_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "target" text;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "member_groups" ADD CONSTRAINT "member_groups_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "card_places_by_message" ON "card_places" USING btree ("channel","ts");--> statement-breakpoint
CREATE UNIQUE INDEX "member_groups_by_name" ON "member_groups" USING btree ("workspace_id",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_open_once" ON "approvals" USING btree ("call_id","kind") WHERE "approvals"."state" in ('pending', 'approved');--> statement-breakpoint
CREATE INDEX "approvals_by_call" ON "approvals" USING btree ("call_id");