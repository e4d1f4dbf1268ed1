ALTER TABLE "actions" ADD COLUMN "mapping" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "calls_per_minute" integer;