/** Opens the back and puts the customer's window up. */

import { mount, unmount } from "svelte";
import { openBackend } from "./backend/backend";
import CustomerWindow from "./customer/CustomerWindow.svelte";
import { Sight } from "./customer/sight.svelte";
import { Look } from "./look/look.svelte";
import "./styles/base.css";
import "./styles/tokens.css";

const target = document.getElementById("app");
if (target === null) throw new Error("customer.html has no #app");

const look = new Look(new URLSearchParams(window.location.search));
const sight = new Sight(await openBackend());
// Where a web view tells one window nothing of the other's choice, the next change of the sale does.
sight.onChange = () => look.refresh();
let shown = mount(CustomerWindow, { target, props: { sight } });
look.onLanguage = () => {
  void unmount(shown);
  shown = mount(CustomerWindow, { target, props: { sight } });
};
await sight.start();
