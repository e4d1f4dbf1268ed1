process.env["TZ"] = "UTC";
const { run } = await import("./run.ts");
await run();

export {};
