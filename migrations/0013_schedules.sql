CREATE TABLE "schedule_fires" (
	"schedule_id" text NOT NULL,
	"fire_at" timestamp with time zone NOT NULL,
	"workspace_id" text NOT NULL,
	"state" text NOT NULL,
	"thread_ts" text,
	"note" text,
	"noted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "schedule_fires_schedule_id_fire_at_pk" PRIMARY KEY("schedule_id","fire_at")
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"number" integer NOT NULL,
	"request" text NOT NULL,
	"channel_id" text NOT NULL,
	"channel_name" text NOT NULL,
	"channel_kind" text NOT NULL,
	"cron" text NOT NULL,
	"words" text NOT NULL,
	"time_zone" text NOT NULL,
	"state" text NOT NULL,
	"paused_because" text,
	"missed" text DEFAULT 'latest' NOT NULL,
	"thread_id" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"next_fire_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "schedules_by_number" ON "schedules" USING btree ("workspace_id","number");--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("next_fire_at") WHERE "schedules"."state" = 'active';