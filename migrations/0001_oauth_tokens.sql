CREATE TABLE "oauth_clients" (
	"workspace_id" text NOT NULL,
	"provider" text NOT NULL,
	"client_id" text NOT NULL,
	"sealed" "bytea",
	"updated_by" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "oauth_clients_workspace_id_provider_pk" PRIMARY KEY("workspace_id","provider")
);
--> statement-breakpoint
CREATE TABLE "oauth_consents" (
	"state_hash" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"member_id" text NOT NULL,
	"browser_hash" text NOT NULL,
	"redirect_uri" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"subject" jsonb NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "oauth_tokens" (
	"workspace_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"credential_version" integer NOT NULL,
	"version" integer NOT NULL,
	"sealed" "bytea",
	"expires_at" timestamp with time zone,
	"refresh_at" timestamp with time zone,
	"state" text NOT NULL,
	"note" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp with time zone,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	CONSTRAINT "oauth_tokens_workspace_id_integration_id_pk" PRIMARY KEY("workspace_id","integration_id")
);
--> statement-breakpoint
CREATE INDEX "oauth_consents_expires_at_index" ON "oauth_consents" USING btree ("expires_at");