CREATE TABLE "mcp_servers" (
	"integration_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"identity" jsonb NOT NULL,
	"left_out" jsonb NOT NULL,
	"listed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mcp_tools" (
	"integration_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"action_id" text NOT NULL,
	"state" text NOT NULL,
	"pin" text NOT NULL,
	"definition" jsonb NOT NULL,
	"offered_pin" text,
	"offered" jsonb,
	"was_enabled" boolean DEFAULT false NOT NULL,
	"noticed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mcp_tools_integration_id_name_pk" PRIMARY KEY("integration_id","name")
);
--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "tool" jsonb;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "kind" text DEFAULT 'api' NOT NULL;