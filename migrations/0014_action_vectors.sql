CREATE TABLE "action_vectors" (
	"action_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model" text NOT NULL,
	"text_hash" text NOT NULL,
	"vector" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "action_vectors" ADD CONSTRAINT "action_vectors_action_id_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "action_vectors_by_workspace" ON "action_vectors" USING btree ("workspace_id","at");