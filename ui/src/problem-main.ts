/** Opens the back and says why the shop cannot open. */

import { mount, unmount } from "svelte";
import { openBackend } from "./backend/backend";
import { Look } from "./look/look.svelte";
import { Door } from "./problem/door.svelte";
import ProblemWindow from "./problem/ProblemWindow.svelte";
import "./styles/base.css";
import "./styles/tokens.css";

const target = document.getElementById("app");
if (target === null) throw new Error("problem.html has no #app");

const look = new Look(new URLSearchParams(window.location.search));
const door = new Door(await openBackend());
let shown = mount(ProblemWindow, { target, props: { door } });
look.onLanguage = () => {
  void unmount(shown);
  shown = mount(ProblemWindow, { target, props: { door } });
};
await door.look();
