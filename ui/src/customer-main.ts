/** Opens the backend and mounts the customer's window. */

import { mount, unmount } from "svelte";
import { openBackend } from "./backend/backend";
import CustomerWindow from "./customer/CustomerWindow.svelte";
import { CustomerState } from "./customer/customer-state.svelte";
import { Preferences } from "./preferences/preferences.svelte";
import "./styles/base.css";
import "./styles/tokens.css";

const target = document.getElementById("app");
if (target === null) throw new Error("customer.html has no #app");

const preferences = new Preferences(new URLSearchParams(window.location.search));
const customer = new CustomerState(await openBackend());
// Some web views do not tell a window what another one stored, so every change
// of the view reads it again.
customer.onChange = () => preferences.refresh();
let shown = mount(CustomerWindow, { target, props: { customer } });
preferences.onLanguage = () => {
  void unmount(shown);
  shown = mount(CustomerWindow, { target, props: { customer } });
};
await customer.start();
