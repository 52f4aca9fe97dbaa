/** Opens the back, makes the desk, and puts the window up. */

import { mount, unmount } from "svelte";
import App from "./App.svelte";
import { openBackend } from "./backend/backend";
import { Desk } from "./frame/desk.svelte";
import { SCREENS } from "./frame/screens";
import { Look } from "./look/look.svelte";
import "./styles/base.css";
import "./styles/tokens.css";
import { Till } from "./till/till.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");

const look = new Look(new URLSearchParams(window.location.search));
const till = new Till(await openBackend());
const props = { desk: new Desk(till, look, SCREENS) };
let app = mount(App, { target, props });
// Another language is another word everywhere; the desk keeps what is on it.
look.onLanguage = () => {
  void unmount(app);
  app = mount(App, { target, props });
};
await till.start();
