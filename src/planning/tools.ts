import { z } from "zod";
import type { JsonObject } from "../kernel/index.ts";
import type { ModelTool } from "../model/index.ts";
import { OPERATORS } from "../policy/index.ts";
import { CHART_KINDS } from "../results/index.ts";
import { FILE_FORMATS } from "./file-formats.ts";
import type { DecidedBy } from "./step.ts";
import { THOUGHT_TYPES } from "./thought.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const calls = {
  integration: z.string().optional().describe("Its slug; every integration when absent"),
  actions: z.array(z.string()).optional().describe("`integration-slug.action-name`"),
  methods: z.array(z.string()).optional().describe("GET, POST, PUT, PATCH, DELETE"),
  path: z
    .string()
    .startsWith("/")
    .optional()
    .describe("Below the base URL; `*` is one part, `**` any number: /orders/*"),
  does: z.enum(["read", "change", "remove"]).optional().describe("`change` includes removing"),
  where: z
    .array(
      z.strictObject({
        argument: z.string().describe("Dotted path in query, path or body: amount"),
        operator: z.enum(OPERATORS),
        value: z.union([scalar, z.array(scalar)]),
      }),
    )
    .optional(),
};

const askedBy = z.string().optional().describe("Only calls that this person asks for: me, @name");

/** The inputs of the fixed tools. The model never sees operations as tools; it finds and calls them by name. */
export const toolInputs = {
  find_actions: z.strictObject({
    query: z
      .string()
      .min(1)
      .describe("What you look for, in the words an API would use: “stripe void an invoice”"),
    integration: z.string().optional().describe("Only this integration: its slug"),
  }),
  describe_action: z.strictObject({
    action: z.string().min(1).describe("`integration-slug.action-name`"),
  }),
  call_action: z.strictObject({
    action: z
      .string()
      .min(1)
      .describe("`integration-slug.action-name`, as find_actions or the list of matches gives it"),
    arguments: z.record(z.string(), z.unknown()).default({}).describe("The action's arguments by name"),
  }),
  call_http: z.strictObject({
    integration: z.string().min(1).describe("The integration's slug"),
    method: z.string().describe("GET, POST, PUT, PATCH or DELETE"),
    path: z.string().startsWith("/").describe("Below the integration's base URL, without a query"),
    query: z.record(z.string(), z.union([scalar, z.array(scalar)])).default({}),
    body: z.unknown().optional().describe("JSON body of a write"),
  }),
  query_results: z.strictObject({
    sql: z.string().min(1).describe("One DuckDB SELECT over the tables of this turn"),
    show: z
      .boolean()
      .default(false)
      .describe("Also show the result to the person as a table under your answer"),
    as: z
      .enum(["table", "chart", ...CHART_KINDS, ...FILE_FORMATS])
      .optional()
      .describe("Shows it so: drawn (`chart` chooses by the data), or as a file with all rows"),
  }),
  recall_results: z.strictObject({
    explain: z
      .boolean()
      .default(false)
      .describe("Instead, tell the person how the last answer came to be: calls, SQL, first rows"),
  }),
  explain_results: z.strictObject({}),
  post_message: z.strictObject({
    channel: z.string().min(1).describe("A channel that the person named, such as #ops"),
    text: z.string().min(1).describe("Standard Markdown"),
    with_result: z.boolean().default(false).describe("Post the last shown table with it"),
  }),
  connect_integration: z.strictObject({
    name: z
      .string()
      .min(1)
      .describe(
        "What to connect or repair: GitHub, Google, a connected integration, or an MCP server by its URL",
      ),
  }),
  run_skill: z.strictObject({
    skill: z.string().min(1).describe("The skill's name, as it is listed"),
    inputs: z.record(z.string(), z.unknown()).default({}).describe("The skill's inputs by name"),
    dry_run: z.boolean().default(false).describe("Only look things up; show what would be changed"),
  }),
  draft_skill: z.strictObject({
    name: z.string().min(1).describe("Kebab-case: ship-order"),
    description: z.string().max(300).default("").describe("One line: what it is for"),
    steps: z
      .string()
      .optional()
      .describe("Numbered steps in words. Leave out to make it of what was just done in this thread"),
    document: z.string().optional().describe("A SKILL.md, where the person gave one: its text as it is"),
  }),
  change_skill: z.strictObject({
    change: z.enum(["save_draft", "drop_draft", "delete", "roll_back", "export"]),
    skill: z.string().optional(),
    version: z.int().min(1).optional(),
    draft: z.int().min(1).optional().describe("Its number in this thread; the last one when absent"),
  }),
  end_skill: z.strictObject({
    ok: z.boolean(),
    text: z.string(),
    failed_step: z.string().optional(),
    simulated: z.boolean().default(false),
  }),
  schedule_request: z.strictObject({
    times: z.string().min(1).describe("As the person said it: “every weekday at 9”, or “cron 0 9 * * 1-5”"),
    request: z
      .string()
      .min(1)
      .describe("What to ask of Chief each time: a skill with its inputs, or any request"),
    channel: z.string().optional().describe("A channel that the person named, such as #ops; else this one"),
    tells: z
      .enum(["always", "found", "changed"])
      .optional()
      .describe("found: post only when there is at least one record; changed: only when the answer changed"),
    policies: z.string().optional().describe("What the person said about missed or overlapping times"),
  }),
  manage_schedules: z.strictObject({
    do: z.enum(["list", "show", "accept", "drop", "pause", "resume", "delete", "run_now", "change"]),
    numbers: z.array(z.int().min(1)).optional(),
    change: z.string().optional(),
  }),
  retry_skill: z.strictObject({ skill: z.string().optional() }),
  ask_model: z.strictObject({
    about: z.string().min(1),
    gives: z.enum(THOUGHT_TYPES).default("string"),
    one_of: z.array(z.string()).optional(),
  }),
  set_rule: z.strictObject({
    ...calls,
    askedBy,
    verdict: z.enum(["ask", "refuse", "allow"]),
    approvers: z
      .array(z.string())
      .optional()
      .describe("me, admins, requester, @name, a group's name; any of them"),
    needed: z.number().int().min(1).max(10).optional().describe("How many of them have to approve"),
    each: z.boolean().optional().describe("Each of them has to approve, instead of any"),
    notRequester: z.boolean().optional().describe("The person who asks may not approve"),
    words: z.string().optional().describe("The person's own sentence"),
    replaces: z.number().int().optional().describe("The number of the rule that it takes the place of"),
  }),
  give_grant: z.strictObject({
    calls: z
      .strictObject({ ...calls, askedBy })
      .optional()
      .describe("For which calls; like the last one of the thread that was asked about when absent"),
    uses: z.number().int().optional().describe("For so many calls"),
    most_amount: z.number().optional().describe("Up to this sum of an argument"),
    amount_argument: z.string().optional().describe("The argument that is summed up"),
    until: z.string().optional().describe("ISO 8601 with an offset"),
  }),
  list_approvals: z.strictObject({}),
  rules: z.strictObject({
    do: z.enum(["list", "remove_rule", "revoke_grant"]),
    number: z.number().int().optional().describe("Of the rule or the grant"),
  }),
} as const;

export type ToolName = keyof typeof toolInputs;
export type ToolInput<Name extends ToolName> = z.output<(typeof toolInputs)[Name]>;

const DESCRIPTIONS: Partial<Record<ToolName, string>> = {
  find_actions:
    "Searches the actions of the connected integrations. Use it when the matches you were given do not fit.",
  describe_action:
    "Tells all arguments of one action, nested ones too. Use it before a call that you know too little about.",
  call_action:
    "Calls one action. Lists are read to the end and become a table for query_results. A write waits for a person's approval by itself; do not ask for one.",
  call_http:
    "Calls an endpoint that the person described and that is not among the actions, under the same rules.",
  query_results:
    "Computes over the tables that calls gave. Use it for every count, sum, group or ranking; never compute in your head.",
  recall_results:
    "Brings back the tables of the last request in this thread, for a question about the same data. Do not call the API again for that.",
  post_message:
    "Posts in another channel, only one that the person asked for. Your answer in the thread needs no tool.",
  connect_integration:
    "Gives the person a link to connect an integration, or to reconnect one whose access ended. Say the link as it comes.",
  run_skill: "Runs a saved skill of this workspace. Prefer it where one fits the request.",
  draft_skill:
    "Makes a skill out of steps in words, or out of what was just done. It is shown to the person, who saves it.",
  schedule_request:
    "Makes a request again and again at times that the person chose. It is shown to the person, who starts it.",
  set_rule:
    "Proposes a rule about calls, only when the person asks for one: ask someone first, refuse, or allow without asking. The person confirms it with a button.",
};

/** What only a running skill or the built-in commands may call: no model is told of these. */
const NOT_FOR_MODELS = new Set<ToolName>([
  "manage_schedules",
  "change_skill",
  "end_skill",
  "retry_skill",
  "ask_model",
  "give_grant",
  "list_approvals",
  "explain_results",
  "rules",
]);

/** Whether a step that was decided so may call this tool. */
export function mayCall(by: DecidedBy, name: ToolName): boolean {
  return by !== "model" || !NOT_FOR_MODELS.has(name);
}

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(toolInputs, name);
}

/** The tools in the form that a model's endpoint takes. */
export function modelTools(): ModelTool[] {
  return (Object.keys(toolInputs) as ToolName[]).flatMap((name) => {
    const description = DESCRIPTIONS[name];
    if (!description || !mayCall("model", name)) return [];
    const { $schema: _, ...parameters } = z.toJSONSchema(toolInputs[name], { io: "input" });
    return { name, description, parameters: parameters as JsonObject };
  });
}
