/**
 * What the tests import as `vitest` in the copy: it collects them instead of running them, so that one process can run
 * each again and again, with what its file prepared still standing.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

type Work = (...given: never[]) => unknown;

export interface Suite {
  readonly parent: Suite | undefined;
  readonly isSkipped: boolean;
  readonly beforeAll: (() => unknown)[];
  readonly afterAll: (() => unknown)[];
  readonly beforeEach: (() => unknown)[];
  readonly afterEach: (() => unknown)[];
  isOpen: boolean;
}

export interface Collected {
  readonly name: string;
  readonly file: string;
  readonly suite: Suite;
  readonly run: () => Promise<void>;
}

export const collected: Collected[] = [];
let file = "";
let suite = newSuite(undefined, false);
let current: (() => unknown)[] | undefined;

function newSuite(parent: Suite | undefined, isSkipped: boolean): Suite {
  return {
    parent,
    isSkipped: isSkipped || (parent?.isSkipped ?? false),
    beforeAll: [],
    afterAll: [],
    beforeEach: [],
    afterEach: [],
    isOpen: false,
  };
}

export function beginFile(name: string): void {
  file = name;
  suite = newSuite(undefined, false);
}

class Skipped extends Error {}

function define(name: string, work: Work, given: readonly unknown[] = []): void {
  const own = suite;
  if (own.isSkipped) return;
  const skip = () => {
    throw new Skipped();
  };
  const run = async () => {
    const finished: (() => unknown)[] = [];
    current = finished;
    try {
      for (const one of chain(own)) for (const before of one.beforeEach) await before();
      await (work as (...all: unknown[]) => unknown)(...given, { skip });
      for (const one of chain(own).reverse()) for (const after of one.afterEach) await after();
    } catch (error) {
      if (!(error instanceof Skipped)) throw error;
    } finally {
      current = undefined;
      for (const one of finished.reverse()) await one();
    }
  };
  collected.push({ name, file, suite: own, run });
}

/** The suite with those around it, the outermost first. */
export function chain(own: Suite): Suite[] {
  return own.parent ? [...chain(own.parent), own] : [own];
}

const filled = (name: string, row: unknown) => {
  const values = Array.isArray(row) ? row : [row];
  let at = 0;
  return `${name.replaceAll(/%[sjdifo]/g, () => String(values[at++]))}#${JSON.stringify(row)?.slice(0, 60)}`;
};

type Each = (rows: readonly unknown[]) => (name: string, work: Work) => void;
const spread = (row: unknown) => (Array.isArray(row) ? row : [row]);

function eachTest(rows: readonly unknown[]): (name: string, work: Work) => void {
  return (name, work) => {
    for (const row of rows) define(filled(name, row), work, spread(row));
  };
}

const nothing = Object.assign(() => undefined, { each: () => () => undefined });
export const it = Object.assign((name: string, work: Work) => define(name, work), {
  each: eachTest as Each,
  skipIf: (isSkipped: unknown) => (isSkipped ? nothing : it),
});

function group(isSkipped: boolean, work: Work, given: readonly unknown[] = []): void {
  const outer = suite;
  suite = newSuite(outer, isSkipped);
  (work as (...all: unknown[]) => unknown)(...given);
  suite = outer;
}

const describeEach: Each = (rows) => (_, work) => {
  for (const row of rows) group(false, work, spread(row));
};
export const describe = Object.assign((_: string, work: Work) => group(false, work), {
  each: describeEach,
  skipIf: (isSkipped: unknown) =>
    Object.assign((_: string, work: Work) => group(Boolean(isSkipped), work), {
      each: ((rows) => (_, work) => {
        for (const row of rows) group(Boolean(isSkipped), work, spread(row));
      }) satisfies Each,
    }),
});

export const beforeAll = (work: () => unknown) => void suite.beforeAll.push(work);
export const afterAll = (work: () => unknown) => void suite.afterAll.push(work);
export const beforeEach = (work: () => unknown) => void suite.beforeEach.push(work);
export const afterEach = (work: () => unknown) => void suite.afterEach.push(work);
export const onTestFinished = (work: () => unknown) => void current?.push(work);
export const TestRunner = { getCurrentTest: () => current };

/** The assertions are those of the real vitest, which is beside this project's own folder of modules. */
const real = createRequire(
  pathToFileURL(`${process.env["SABOTAGED_PROJECT"]}/node_modules/vitest/package.json`),
);
const load = async (name: string) => import(pathToFileURL(real.resolve(name)).href);
const chai = await load("chai");
const { JestChaiExpect, JestExtend, JestAsymmetricMatchers } = await load("@vitest/expect");
for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
export const expect = chai.expect;
