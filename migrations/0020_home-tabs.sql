CREATE TABLE "home_tabs" (
	"workspace_id" text NOT NULL,
	"member_id" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "home_tabs_workspace_id_member_id_pk" PRIMARY KEY("workspace_id","member_id")
);
