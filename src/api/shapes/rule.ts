import { z } from "zod";
import { OPERATORS } from "../../policy/index.ts";
import { instant, person } from "./common.ts";

const SHORT = 500;
const names = (what: string) => z.array(z.string().max(SHORT)).max(100).optional().describe(what);
const scalar = z.union([z.string().max(SHORT), z.number(), z.boolean()]);

/** Which calls are meant, by the names that people use. What is absent does not narrow. */
const callsInput = {
  integration: z.string().max(SHORT).optional().describe("A slug, a name or an id."),
  actions: names("Names of actions: `list-orders` or `internal-orders-api.list-orders`."),
  methods: names("`DELETE`, `POST`, …"),
  path: z
    .string()
    .max(SHORT)
    .optional()
    .describe("With `*` for a segment and `**` for several: `/orders/*`."),
  does: z.enum(["read", "change", "remove"]).optional(),
  where: z
    .array(
      z.strictObject({
        argument: z.string().max(SHORT).describe("`amount`, `customer.country`, `query.limit`."),
        operator: z.enum(OPERATORS),
        value: z.union([scalar, z.array(scalar).max(100)]).describe("A list for `one of`."),
      }),
    )
    .max(20)
    .optional(),
  askedBy: z.string().max(SHORT).optional().describe("`me`, a name or the id of a member."),
};

/** A rule, in fields or in words. */
export const ruleInput = z
  .strictObject({
    ...callsInput,
    verdict: z.enum(["ask", "refuse", "allow"]).optional(),
    approvers: names(
      "For ask: `me`, `admins`, `requester`, names of members or groups, `group:<id>`. An admin where there are none.",
    ),
    needed: z.number().int().min(1).max(20).optional().describe("How many of them have to say yes."),
    each: z.boolean().optional().describe("Each that is named has to say yes, instead of any."),
    notRequester: z.boolean().optional().describe("The person who asked may not say yes."),
    words: z
      .string()
      .max(SHORT)
      .optional()
      .describe("Alone: the rule in plain words, “any DELETE to our Orders API needs my approval”."),
  })
  .refine(({ verdict, words }) => verdict !== undefined || words !== undefined, {
    path: ["verdict"],
    message: "Send ask, refuse or allow; or the whole rule in words",
  });

export const ruleShape = z
  .object({
    id: z.string(),
    number: z.number().int().describe("What people call it by."),
    verdict: z.enum(["ask", "refuse", "allow"]),
    described: z.string().describe("The whole rule in words, made from what it says."),
    words: z.string().nullable().describe("What the person wrote."),
    madeBy: person,
    madeAt: instant,
    mayChange: z.boolean().describe("Whether you may."),
  })
  .meta({ id: "Rule" });

export const previewShape = z.object({
  described: z.string(),
  note: z.string().describe("How many of the last 30 days' calls it would have caught."),
});

export const grantInput = z.strictObject({
  ...callsInput,
  mostUses: z.number().int().min(1).nullable().default(null),
  amountArgument: z
    .string()
    .max(SHORT)
    .nullable()
    .default(null)
    .describe("The argument whose sum is limited."),
  mostAmount: z.number().positive().nullable().default(null),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
});

export const grantShape = z
  .object({
    id: z.string(),
    number: z.number().int(),
    described: z.string(),
    state: z.enum(["usable", "revoked", "expired", "used up"]),
    uses: z.number().int(),
    mostUses: z.number().int().nullable(),
    amount: z.number(),
    mostAmount: z.number().nullable(),
    amountArgument: z.string().nullable(),
    expiresAt: instant.nullable(),
    grantedBy: person,
    grantedAt: instant,
  })
  .meta({ id: "Grant" });
