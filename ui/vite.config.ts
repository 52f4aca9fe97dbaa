import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./",
  plugins: [svelte()],
  build: {
    // WebKitGTK 2.50 is Safari 26's engine; 17 leaves room for older machines.
    target: "safari17",
    // The cashier's window, the customer's, and the one where no shop opens.
    rolldownOptions: { input: ["index.html", "customer.html", "problem.html"] },
    outDir: "dist",
    emptyOutDir: true,
    // The window's CSP allows no data: fonts, so assets stay files.
    assetsInlineLimit: 0,
  },
  // Stores are tested as the browser runs them, not as a server renders them.
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
