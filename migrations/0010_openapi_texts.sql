INSERT INTO "openapi_texts" ("workspace_id", "sha256", "text")
SELECT DISTINCT ON ("workspace_id", "sha256") "workspace_id", "sha256", "document" FROM "openapi_documents"
ON CONFLICT DO NOTHING;--> statement-breakpoint
ALTER TABLE "openapi_documents" DROP COLUMN "document";