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
      // Each file has a browser of its own. A test that types waits as a person does, so three share two cores well.
      {
        extends: true,
        test: { name: "screens", include: ["tests/screens/**/*.test.ts"], exclude: [PACED], maxWorkers: 3, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
