import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/screens/**/*.test.ts"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One browser, one machine: several windows at once would only measure each other.
    // Each file has a browser of its own; more of them would only wait for the machine's cores.
    maxWorkers: 2,
  },
});
