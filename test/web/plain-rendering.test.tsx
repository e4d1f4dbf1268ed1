import { AsyncLocalStorage } from "node:async_hooks";
import { expect, it, vi } from "vitest";
import { createRenderer } from "../../src/web/http/render.tsx";
import { Page } from "../../src/web/ui/page.tsx";

it("renders a page without opening an AsyncLocalStorage, which would slow every promise of the process", () => {
  const opened = vi.spyOn(AsyncLocalStorage.prototype, "run");
  const { html } = createRenderer({ assetBase: "/assets/of-this-build" });
  const page = html(
    <Page title="Runs" viewer={undefined}>
      <p>Nothing yet.</p>
    </Page>,
  );
  expect(page).toContain("/assets/of-this-build");
  expect(page).toContain("Nothing yet.");
  expect(opened).not.toHaveBeenCalled();
  expect(process.getBuiltinModule("node:async_hooks").AsyncLocalStorage).toBe(AsyncLocalStorage);
});
