import { z } from "zod";

/** An instant, ISO 8601. */
export const instant = z.date();

/** An id in a path. */
export const id = z.string().min(1).max(200);

/** A member, as far as others need to know. */
export const person = z.object({ id: z.string(), name: z.string() }).meta({ id: "Person" });

/** A flag in a query. */
export const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** Any JSON. */
export const anyJson = z.json();
