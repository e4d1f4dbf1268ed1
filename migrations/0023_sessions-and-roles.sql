ALTER TABLE "members" ADD COLUMN "slack_role" text DEFAULT 'member' NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "chosen_role" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "id" text DEFAULT md5(random()::text) NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "browser" text DEFAULT 'a browser' NOT NULL;--> statement-breakpoint
CREATE INDEX "sessions_workspace_id_member_id_index" ON "sessions" USING btree ("workspace_id","member_id");--> statement-breakpoint
UPDATE "members" SET "slack_role" = "role";
