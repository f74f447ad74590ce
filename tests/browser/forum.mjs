// Starts the real binary on a free port with a folder of its own, and stops it again.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const binary = process.env.ACCOLADE_BINARY ?? new URL("../../target/debug/accolade", import.meta.url).pathname;

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export async function startForum(command, settings = {}) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "accolade-"));
  const env = {
    PATH: process.env.PATH,
    ACCOLADE_LISTEN: `127.0.0.1:${port}`,
    ACCOLADE_DATA_DIR: folder,
    ACCOLADE_LOG: "warn",
    ACCOLADE_ATTEMPTS_PER_ADDRESS: "10000",
    ...settings,
  };
  const child = spawn(binary, command, { env, cwd: folder });
  const forum = { url: `http://127.0.0.1:${port}`, output: "", folder };
  child.stdout.on("data", (data) => (forum.output += data));
  child.stderr.on("data", (data) => {
    forum.output += data;
    process.stderr.write(data);
  });
  forum.stop = () =>
    new Promise((resolve) => {
      child.on("exit", () => {
        rmSync(folder, { recursive: true, force: true });
        resolve();
      });
      child.kill("SIGTERM");
    });
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`accolade ended: ${forum.output}`);
    const ready = await fetch(`${forum.url}/readyz`).then((r) => r.ok, () => false);
    if (ready) return forum;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`accolade did not become ready: ${forum.output}`);
}
