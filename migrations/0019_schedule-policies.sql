ALTER TABLE "threads" ADD COLUMN "continues" text;--> statement-breakpoint
ALTER TABLE "schedule_fires" ADD COLUMN "thread_id" text;--> statement-breakpoint
ALTER TABLE "schedule_fires" ADD COLUMN "told_ts" text;--> statement-breakpoint
ALTER TABLE "schedule_fires" ADD COLUMN "found" jsonb;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "paused_for" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "offered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "overlapping" text DEFAULT 'skip' NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "broken" text DEFAULT 'pause' NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "unanswered" text DEFAULT 'expire' NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "answer_within_minutes" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "fallback" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "tells" text DEFAULT 'always' NOT NULL;