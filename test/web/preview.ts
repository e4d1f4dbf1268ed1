/** Serves every page with sample data: `npx tsx test/web/preview.ts [port]`. */
import { createPreviewApp } from "./preview-app.tsx";

const port = Number(process.argv[2] ?? 4000);
createPreviewApp().listen(port, "127.0.0.1", () => console.log(`http://localhost:${port}/integrations`));
