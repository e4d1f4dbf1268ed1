INSERT INTO "card_places" ("approval_id", "channel", "ts", "workspace_id", "is_direct", "drawn")
SELECT "id", "card_channel", "card_ts", "workspace_id", false, '' FROM "approvals" WHERE "card_channel" IS NOT NULL AND "card_ts" IS NOT NULL;--> statement-breakpoint
UPDATE "approvals" SET "yeses" = jsonb_build_array(jsonb_build_object('by', "answered_by", 'counts', jsonb_build_array(0), 'at', "answered_at")) WHERE "state" = 'approved';--> statement-breakpoint
UPDATE "approvals" SET "used_at" = "answered_at" WHERE "state" = 'approved' AND EXISTS (SELECT 1 FROM "calls" WHERE "calls"."id" = "approvals"."call_id" AND "calls"."state" <> 'waiting');--> statement-breakpoint
ALTER TABLE "approvals" DROP COLUMN "card_channel";--> statement-breakpoint
ALTER TABLE "approvals" DROP COLUMN "card_ts";