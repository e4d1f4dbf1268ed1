CREATE TABLE "slack_installations" (
	"id" text PRIMARY KEY NOT NULL,
	"bot_user_id" text NOT NULL,
	"bot_id" text NOT NULL,
	"scopes" text NOT NULL,
	"version" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	"expires_at" timestamp with time zone,
	"refresh_at" timestamp with time zone,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"installed_by" text NOT NULL,
	"installed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "outside" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "enterprise_id" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "allows_outsiders" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "slack_installations_by_refresh" ON "slack_installations" USING btree ("refresh_at");