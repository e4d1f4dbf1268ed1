DROP INDEX "call_seals_by_call";--> statement-breakpoint
CREATE INDEX "call_seals_by_call_state" ON "call_seals" USING btree ("call_id","workspace_id","state");