/** The customer's window makes one request, listens to one event, and shows the newer of both. */

import { expect, test } from "vitest";
import type { Backend } from "../backend/backend";
import type { CustomerView, Events, Requests } from "../backend/bindings";
import { aQr } from "../backend/memory/samples";
import { CustomerState } from "./customer-state.svelte";

const IDLE: CustomerView = { state: "idle", shop: "Don Luis", mode: "live", test_environment: false, amount_centavos: null, qr: null, types_amount: false, offers: [] };
const PAID: CustomerView = { ...IDLE, state: "approved", amount_centavos: 150_000 };

test("it makes no other request, and an older answer does not replace a newer event", async () => {
  const asked: string[] = [];
  const heard: string[] = [];
  let tell: (view: CustomerView) => void = () => {};
  const backend: Backend = {
    ask: async <K extends keyof Requests>(name: K): Promise<Requests[K]["gives"]> => {
      asked.push(name);
      tell(PAID);
      return IDLE as Requests[K]["gives"];
    },
    hear: <K extends keyof Events>(name: K, fn: (event: Events[K]) => void) => {
      heard.push(name);
      if (name === "customer-changed") tell = fn as (view: CustomerView) => void;
      return Promise.resolve(() => {});
    },
  };
  const customer = new CustomerState(backend);
  await customer.start();
  expect([asked, heard]).toEqual([["customer_snapshot"], ["customer-changed", "shop-reopened"]]);
  expect(customer.view).toEqual(PAID);
  tell(IDLE);
  expect(customer.view).toEqual(IDLE);
});

test("the time left counts from its arrival, and is zero if there is nothing to pay", async () => {
  const qr = aQr({ left_ms: 60_000 });
  const backend: Backend = {
    ask: async <K extends keyof Requests>() => ({ ...IDLE, state: "waiting", amount_centavos: 1, qr }) as Requests[K]["gives"],
    hear: () => Promise.resolve(() => {}),
  };
  const customer = new CustomerState(backend);
  expect(customer.left_ms).toBe(0);
  await customer.start();
  expect(customer.left_ms).toBeGreaterThan(59_000);
  expect(customer.left_ms).toBeLessThanOrEqual(60_000);
});
