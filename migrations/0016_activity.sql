CREATE TABLE "call_seal_heads" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"sealed_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_seals" (
	"workspace_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"call_id" text NOT NULL,
	"state" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "call_seals_workspace_id_seq_pk" PRIMARY KEY("workspace_id","seq")
);
--> statement-breakpoint
DROP INDEX "calls_by_integration";--> statement-breakpoint
DROP INDEX "calls_by_workspace";--> statement-breakpoint
CREATE INDEX "call_seals_by_call" ON "call_seals" USING btree ("call_id");--> statement-breakpoint
CREATE INDEX "calls_by_time" ON "calls" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "calls_of_integration" ON "calls" USING btree ("workspace_id","integration_id","created_at","id");--> statement-breakpoint
CREATE INDEX "calls_of_member" ON "calls" USING btree ("workspace_id","member_id","created_at","id");--> statement-breakpoint
CREATE INDEX "calls_of_title" ON "calls" USING btree ("workspace_id",left("title", 120),"created_at","id");--> statement-breakpoint
CREATE INDEX "calls_with_trouble" ON "calls" USING btree ("workspace_id","created_at","id") WHERE "calls"."state" <> 'settled' or "calls"."failure" is not null;--> statement-breakpoint
CREATE INDEX "calls_by_end" ON "calls" USING btree ("workspace_id","settled_at");