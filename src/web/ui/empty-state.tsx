import type { Child } from "hono/jsx";
import { Icon, type IconName } from "./icon.tsx";

/** What stands where a list would: why there is nothing, and what to do next. */
export function EmptyState({ icon, title, children }: { icon: IconName; title: string; children?: Child }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p>
        <strong>{title}</strong>
      </p>
      {children && <p>{children}</p>}
    </div>
  );
}
