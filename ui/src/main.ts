/** Opens the back, makes the desk, and puts the window up. */

import { mount } from "svelte";
import App from "./App.svelte";
import { openBackend } from "./backend/backend";
import { Desk } from "./frame/desk.svelte";
import "./styles/base.css";
import "./styles/tokens.css";
import { Till } from "./till/till.svelte";
import { speak } from "./words/locale";

const asked = new URLSearchParams(window.location.search);
speak(asked);
const theme = asked.get("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");

const till = new Till(await openBackend());
mount(App, { target, props: { desk: new Desk(till) } });
await till.start();
