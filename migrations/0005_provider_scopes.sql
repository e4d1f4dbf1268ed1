ALTER TABLE "integrations" ADD COLUMN "provider" text;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "scopes" jsonb;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "previous_scopes" jsonb;