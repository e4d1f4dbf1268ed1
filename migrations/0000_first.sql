CREATE TABLE "actions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"effect" text NOT NULL,
	"input_schema" jsonb NOT NULL,
	"request" jsonb NOT NULL,
	"paging" jsonb,
	"results" jsonb,
	"tags" jsonb NOT NULL,
	"enabled" boolean NOT NULL,
	"requires_confirmation" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"source" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"call_id" text NOT NULL,
	"request_hash" text NOT NULL,
	"request" jsonb NOT NULL,
	"asked_because" text NOT NULL,
	"requested_by" text NOT NULL,
	"approvers" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"card_channel" text,
	"card_ts" text,
	CONSTRAINT "approvals_callId_unique" UNIQUE("call_id")
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"workspace_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"act" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_entries_workspace_id_seq_pk" PRIMARY KEY("workspace_id","seq")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"thread_ts" text,
	"state" text NOT NULL,
	"ts" text,
	"failure" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_steps" (
	"run_id" text NOT NULL,
	"seq" integer NOT NULL,
	"workspace_id" text NOT NULL,
	"step" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "run_steps_run_id_seq_pk" PRIMARY KEY("run_id","seq")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"member_id" text NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"stop_requested_by" text,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"answer" jsonb,
	"receipt" jsonb,
	"usage" jsonb,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "thread_messages" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"ts" text NOT NULL,
	"member_id" text NOT NULL,
	"text" text NOT NULL,
	"run_id" text,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "threads" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"channel_kind" text NOT NULL,
	"root_ts" text NOT NULL,
	"lease_owner" text,
	"fence" integer DEFAULT 0 NOT NULL,
	"wake" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "replicas" (
	"id" text PRIMARY KEY NOT NULL,
	"worker_ids" text[] NOT NULL,
	"beat_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_results" (
	"call_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"body" text NOT NULL,
	"coverage" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "calls" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"thread_id" text,
	"member_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"action_id" text,
	"title" text NOT NULL,
	"effect" text NOT NULL,
	"request" jsonb NOT NULL,
	"request_hash" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"status" integer,
	"failure" text,
	"failure_message" text,
	"duration_ms" integer,
	"rows" integer,
	"pages" integer,
	"complete" boolean,
	"approved_by" text
);
--> statement-breakpoint
CREATE TABLE "integrations" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"base_url" text NOT NULL,
	"auth_method" text NOT NULL,
	"credential_version" integer DEFAULT 0 NOT NULL,
	"allow_private_network" boolean DEFAULT false NOT NULL,
	"health" text DEFAULT 'healthy' NOT NULL,
	"health_note" text,
	"health_at" timestamp with time zone,
	"connected_by" text NOT NULL,
	"connected_at" timestamp with time zone NOT NULL,
	"disconnected_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "openapi_documents" (
	"integration_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"document" text NOT NULL,
	"sha256" text NOT NULL,
	"report" jsonb NOT NULL,
	"imported_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "local_records" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"slack_user_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"time_zone" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"profile_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"slack_team_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"bot_user_id" text NOT NULL,
	"catalogue_version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "workspaces_slackTeamId_unique" UNIQUE("slack_team_id")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"key" text PRIMARY KEY NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credential_versions" (
	"workspace_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"last_version" integer NOT NULL,
	CONSTRAINT "credential_versions_workspace_id_integration_id_pk" PRIMARY KEY("workspace_id","integration_id")
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"method" text NOT NULL,
	"version" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	"hint" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"scope" text NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"vault_key_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vault_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"key_check" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"member_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"member_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "data_keys" ADD CONSTRAINT "data_keys_vault_key_id_vault_keys_id_fk" FOREIGN KEY ("vault_key_id") REFERENCES "public"."vault_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "actions_by_name" ON "actions" USING btree ("integration_id","name");--> statement-breakpoint
CREATE INDEX "actions_by_workspace" ON "actions" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "approvals_pending" ON "approvals" USING btree ("workspace_id","created_at") WHERE "approvals"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "approvals_run_id_index" ON "approvals" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "deliveries_by_run" ON "deliveries" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "runs_by_workspace" ON "runs" USING btree ("workspace_id","started_at");--> statement-breakpoint
CREATE INDEX "runs_by_thread" ON "runs" USING btree ("thread_id","started_at");--> statement-breakpoint
CREATE INDEX "runs_open" ON "runs" USING btree ("thread_id") WHERE "runs"."finished_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "thread_messages_once" ON "thread_messages" USING btree ("thread_id","ts");--> statement-breakpoint
CREATE INDEX "thread_messages_waiting" ON "thread_messages" USING btree ("thread_id") WHERE "thread_messages"."run_id" is null;--> statement-breakpoint
CREATE INDEX "threads_by_place" ON "threads" USING btree ("workspace_id","channel_id");--> statement-breakpoint
CREATE INDEX "call_results_by_run" ON "call_results" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "calls_by_integration" ON "calls" USING btree ("integration_id","created_at");--> statement-breakpoint
CREATE INDEX "calls_by_workspace" ON "calls" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "calls_by_run" ON "calls" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "integrations_by_slug" ON "integrations" USING btree ("workspace_id","slug") WHERE "integrations"."disconnected_at" is null;--> statement-breakpoint
CREATE INDEX "integrations_workspace_id_index" ON "integrations" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "members_by_slack_user" ON "members" USING btree ("workspace_id","slack_user_id");--> statement-breakpoint
CREATE INDEX "members_workspace_id_index" ON "members" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "inbox_by_age" ON "inbox" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_by_integration" ON "credentials" USING btree ("workspace_id","integration_id");--> statement-breakpoint
CREATE UNIQUE INDEX "data_keys_by_scope" ON "data_keys" USING btree ("workspace_id","scope");