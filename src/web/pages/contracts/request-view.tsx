import { visibleText } from "../../../kernel/index.ts";
import { MethodBadge } from "../../ui/badge.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";

/** A request as a page shows it: whole, with dots where the credential goes. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | undefined;
}

function bodyText(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** The request exactly as it would be sent. */
export function RequestView({ request, label }: { request: ShownRequest; label: string }) {
  return (
    <div class="stack request">
      <p class="request-line">
        <MethodBadge method={request.method} /> <code class="bare">{visibleText(request.url)}</code>
      </p>
      {request.headers.length > 0 && (
        <ul class="header-lines">
          {request.headers.map(([name, value]) => (
            <li>
              <code>{visibleText(`${name}: ${value}`)}</code>
            </li>
          ))}
        </ul>
      )}
      {request.body !== undefined && <CodeBlock text={bodyText(request.body)} label={label} />}
    </div>
  );
}
