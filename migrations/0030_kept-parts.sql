CREATE TABLE "kept_parts" (
	"kept_id" text NOT NULL,
	"seq" integer NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "kept_parts_kept_id_seq_pk" PRIMARY KEY("kept_id","seq")
);
--> statement-breakpoint
CREATE TABLE "reads_under_way" (
	"call_id" text PRIMARY KEY NOT NULL,
	"kept_id" text NOT NULL,
	"checkpoint" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "call_results" ADD COLUMN "kept_id" text;--> statement-breakpoint
ALTER TABLE "call_results" ADD COLUMN "columns" jsonb;