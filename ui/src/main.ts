/** Opens the backend, creates the window's state and mounts the window. */

import { mount, unmount } from "svelte";
import App from "./App.svelte";
import { openBackend } from "./backend/backend";
import { WindowState } from "./frame/window-state.svelte";
import { SCREENS } from "./frame/screens";
import { Preferences } from "./preferences/preferences.svelte";
import "./styles/base.css";
import "./styles/tokens.css";
import { Till } from "./till/till.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");

const preferences = new Preferences(new URLSearchParams(window.location.search));
const till = new Till(await openBackend());
const props = { win: new WindowState(till, preferences, SCREENS) };
let app = mount(App, { target, props });
// A change of language changes every word, so the window is mounted again; its
// state stays.
preferences.onLanguage = () => {
  void unmount(app);
  app = mount(App, { target, props });
};
await till.start();
