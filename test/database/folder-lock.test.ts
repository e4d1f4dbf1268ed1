import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { lockFolder } from "../../src/database/folder-lock.ts";
import { startChild } from "../support/child.ts";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chief-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const IN_USE = { code: "database.folder_in_use" };

describe("the lock of a folder", () => {
  it("has one owner at a time, and is free again when released", async () => {
    const folder = await emptyFolder();
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject(IN_USE);

    lock.release();
    const next = await lockFolder(folder);
    onTestFinished(next.release);

    await expect(lockFolder(folder)).rejects.toMatchObject(IN_USE);
  });

  it("is free at once when its owner is killed with kill -9, and of many who want it then one gets it", async () => {
    const folder = await emptyFolder();
    const racers = () =>
      [1, 2, 3, 4].map(() => startChild(import.meta.url, "./children/hold-lock.ts", [folder]));
    const [first, ...others] = racers();
    if (!first) throw new Error("no racer");
    const said = await Promise.all([first, ...others].map((child) => child.line(() => true)));
    expect(said.filter((line) => line === "owner")).toHaveLength(1);
    await Promise.all([first, ...others].map((child) => child.kill()));

    const again = await Promise.all(racers().map((child) => child.line(() => true)));

    expect(again.toSorted()).toEqual([...Array(3).fill("database.folder_in_use"), "owner"]);
  });

  it("gives one owner in each of many races within a process", async () => {
    const folder = await emptyFolder();
    for (let round = 0; round < 20; round++) {
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
      const owners = outcomes.filter((outcome) => outcome.status === "fulfilled");
      expect(owners).toHaveLength(1);
      owners[0]?.value.release();
    }
    expect(readdirSync(folder).filter((name) => name.endsWith(".json")).length).toBeLessThanOrEqual(2);
  });

  it("works in a folder whose path is too long for a socket address", async () => {
    const folder = join(await emptyFolder(), "long".repeat(30));
    const lock = await lockFolder(folder);
    onTestFinished(lock.release);

    await expect(lockFolder(folder)).rejects.toMatchObject(IN_USE);
  });
});
