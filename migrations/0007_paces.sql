CREATE TABLE "call_windows" (
	"workspace_id" text NOT NULL,
	"subject" text NOT NULL,
	"sent_at" timestamp with time zone[] NOT NULL,
	CONSTRAINT "call_windows_workspace_id_subject_pk" PRIMARY KEY("workspace_id","subject")
);
--> statement-breakpoint
CREATE TABLE "integration_paces" (
	"workspace_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"not_before" timestamp with time zone,
	"strikes" integer DEFAULT 0 NOT NULL,
	"struck_at" timestamp with time zone,
	"found" text,
	CONSTRAINT "integration_paces_workspace_id_integration_id_pk" PRIMARY KEY("workspace_id","integration_id")
);
--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "ca" text;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "calls_per_minute" integer;