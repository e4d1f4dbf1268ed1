import type { Response } from "express";
import type { Child } from "hono/jsx";
import { AssetBase } from "../ui/icon.tsx";
import { Page, type PageProps } from "../ui/page.tsx";
import { renderWithoutAsyncStorage } from "./plain-rendering.tsx";

/** Turns components into HTML. */
export interface Renderer {
  /** Answers with a whole page. */
  page(response: Response, props: PageProps, status?: number): void;
  /** Answers an htmx request with the parts to place. */
  fragment(response: Response, node: Child, status?: number): void;
  /** The HTML of some components, for a stream of events. */
  html(node: Child): string;
}

/** A renderer whose pages load their assets from `assetBase`. */
export function createRenderer(options: { assetBase: string }): Renderer {
  renderWithoutAsyncStorage();
  const html = (node: Child) =>
    String(<AssetBase.Provider value={options.assetBase}>{node}</AssetBase.Provider>);
  const answer = (response: Response, text: string, status: number) => {
    response.status(status).type("text/html; charset=utf-8").send(text);
  };
  return {
    html,
    page: (response, props, status = 200) =>
      answer(response, `<!doctype html>${html(<Page {...props} />)}`, status),
    fragment: (response, node, status = 200) => answer(response, html(node), status),
  };
}
