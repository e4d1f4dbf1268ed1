import type { Child } from "hono/jsx";
import { Partial } from "./partial.tsx";

/** A short notice in the corner, sent beside any answer to an htmx request. It leaves by itself. */
export function Toast({ children, bad }: { children: Child; bad?: boolean }) {
  return (
    <Partial target="#toasts" swap="beforeend">
      <p class={bad ? "toast bad" : "toast"}>{children}</p>
    </Partial>
  );
}
