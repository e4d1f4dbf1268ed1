CREATE TABLE "expiry_notices" (
	"workspace_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"member_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"claimed_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	CONSTRAINT "expiry_notices_integration_id_member_id_expires_at_pk" PRIMARY KEY("integration_id","member_id","expires_at")
);
--> statement-breakpoint
CREATE TABLE "health_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"health" text NOT NULL,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "integration_checks" (
	"integration_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"next_check_at" timestamp with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone,
	"since" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "token_expires_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "health_events_by_integration" ON "health_events" USING btree ("workspace_id","integration_id","id");--> statement-breakpoint
CREATE INDEX "integration_checks_due" ON "integration_checks" USING btree ("next_check_at");