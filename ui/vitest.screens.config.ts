import { defineConfig } from "vitest/config";

const PACED = "tests/screens/readers.test.ts";

export default defineConfig({
  test: {
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // What a reader types counts by its pace: nothing else may take the machine's time meanwhile.
      { extends: true, test: { name: "paced", include: [PACED], maxWorkers: 1, sequence: { groupOrder: 0 } } },
      // Each file has a browser of its own; more of them would only wait for the machine's cores.
      {
        extends: true,
        test: { name: "screens", include: ["tests/screens/**/*.test.ts"], exclude: [PACED], maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
