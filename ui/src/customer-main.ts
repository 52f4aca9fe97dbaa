/** Opens the back and puts the customer's window up. */

import { mount } from "svelte";
import { openBackend } from "./backend/backend";
import CustomerWindow from "./customer/CustomerWindow.svelte";
import { Sight } from "./customer/sight.svelte";
import "./styles/base.css";
import "./styles/tokens.css";
import { speak } from "./words/locale";

const asked = new URLSearchParams(window.location.search);
speak(asked);
const theme = asked.get("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

const target = document.getElementById("app");
if (target === null) throw new Error("customer.html has no #app");

const sight = new Sight(await openBackend());
mount(CustomerWindow, { target, props: { sight } });
await sight.start();
