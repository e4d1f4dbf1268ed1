CREATE TABLE "integration_drifts" (
	"integration_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"note" text NOT NULL,
	"noticed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "openapi_texts" (
	"workspace_id" text NOT NULL,
	"sha256" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "openapi_texts_workspace_id_sha256_pk" PRIMARY KEY("workspace_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "openapi_uploads" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"integration_id" text,
	"sha256" text NOT NULL,
	"name" text NOT NULL,
	"source_url" text,
	"title" text NOT NULL,
	"base_urls" jsonb NOT NULL,
	"auth" jsonb,
	"report" jsonb NOT NULL,
	"state" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "openapi_documents" ADD COLUMN "name" text DEFAULT 'pasted' NOT NULL;--> statement-breakpoint
ALTER TABLE "openapi_documents" ADD COLUMN "source_url" text;--> statement-breakpoint
ALTER TABLE "openapi_documents" ADD COLUMN "complaints" jsonb;--> statement-breakpoint
CREATE INDEX "openapi_uploads_by_integration" ON "openapi_uploads" USING btree ("workspace_id","integration_id");