/** Opens the backend and mounts the window that says why the shop cannot open. */

import { mount, unmount } from "svelte";
import { openBackend } from "./backend/backend";
import { Preferences } from "./preferences/preferences.svelte";
import { ProblemState } from "./problem/problem-state.svelte";
import ProblemWindow from "./problem/ProblemWindow.svelte";
import "./styles/base.css";
import "./styles/tokens.css";

const target = document.getElementById("app");
if (target === null) throw new Error("problem.html has no #app");

const preferences = new Preferences(new URLSearchParams(window.location.search));
const opening = new ProblemState(await openBackend());
let shown = mount(ProblemWindow, { target, props: { opening } });
preferences.onLanguage = () => {
  void unmount(shown);
  shown = mount(ProblemWindow, { target, props: { opening } });
};
await opening.load();
