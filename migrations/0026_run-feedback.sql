CREATE TABLE "run_feedback" (
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"member_id" text NOT NULL,
	"verdict" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "run_feedback_run_id_member_id_pk" PRIMARY KEY("run_id","member_id")
);
