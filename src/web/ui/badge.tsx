import type { Child } from "hono/jsx";
import { Icon, type IconName } from "./icon.tsx";

/** What a colour means: never the only sign, a word always stands beside it. */
export type Tone = "good" | "warn" | "bad" | "info" | "plain";

/** A short state: a word, and an icon for those who do not see its colour. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: Child }) {
  return (
    <span class={`badge tone-${tone}`}>
      {icon && <Icon name={icon} />} {children}
    </span>
  );
}

const METHOD_TONES: Readonly<Record<string, Tone>> = {
  GET: "good",
  HEAD: "good",
  POST: "info",
  PUT: "warn",
  PATCH: "warn",
  DELETE: "bad",
};

/** An HTTP method, coloured by what it may do. */
export function MethodBadge({ method }: { method: string }) {
  return <span class={`method tone-${METHOD_TONES[method] ?? "plain"}`}>{method}</span>;
}

/** An HTTP status, or a dash where no answer came. */
export function StatusCode({ status }: { status: number | undefined }) {
  const tone = status === undefined ? "plain" : status < 400 ? "good" : status < 500 ? "warn" : "bad";
  return <span class={`method tone-${tone}`}>{status ?? "–"}</span>;
}
