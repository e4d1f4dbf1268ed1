import type { Child } from "hono/jsx";
import { Icon } from "./icon.tsx";

/** What was wrong with the whole of a form, read out as it appears. */
export function FaultNote({ children }: { children: Child }) {
  return (
    <p class="note tone-bad" role="alert">
      <Icon name="triangle-alert" /> {children}
    </p>
  );
}
