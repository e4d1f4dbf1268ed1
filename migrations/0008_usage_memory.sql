CREATE TABLE "usage_memory" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"action_id" text NOT NULL,
	"run_id" text NOT NULL,
	"terms" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "memory_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_memory" ADD CONSTRAINT "usage_memory_action_id_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "usage_memory_once" ON "usage_memory" USING btree ("run_id","action_id");--> statement-breakpoint
CREATE INDEX "usage_memory_by_workspace" ON "usage_memory" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "usage_memory_action_id_index" ON "usage_memory" USING btree ("action_id");