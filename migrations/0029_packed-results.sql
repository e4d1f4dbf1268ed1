ALTER TABLE "call_results" ALTER COLUMN "body" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "call_results" ADD COLUMN "packed" "bytea";--> statement-breakpoint
ALTER TABLE "call_results" ADD CONSTRAINT "call_results_body" CHECK (("call_results"."body" is null) <> ("call_results"."packed" is null));