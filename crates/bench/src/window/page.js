// What the bench asks of the page: to measure a trusted key or a payment to its paint, and to sell
// meanwhile. Both sides of a comparison are measured by the same lines.
window.bench ??= (() => {
  const at = (id) => document.querySelector(`[data-testid="${id}"]`);
  const invoke = (name, takes) => window.__TAURI_INTERNALS__.invoke(name, takes);
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const when = (look) =>
    new Promise((resolve) => {
      const there = look();
      if (there) return resolve(there);
      const watch = new MutationObserver(() => {
        const there = look();
        if (!there) return;
        watch.disconnect();
        resolve(there);
      });
      watch.observe(document, { subtree: true, childList: true, attributes: true });
    });

  let awaits = null;
  let measured = null;

  // As large as the product's, over all else.
  const stage = document.createElement("div");
  Object.assign(stage.style, { position: "fixed", inset: "80px auto auto 200px", width: "480px", height: "480px", zIndex: "9999", display: "none" });
  document.body.append(stage);

  const product = async (begun_ms) => {
    await when(() => at("qr-image"));
    await painted();
    measured = Math.round(performance.now() - begun_ms);
  };
  /** The day's figures, and as many rows as its list has room for. */
  const dayShown = () => {
    const list = at("day-sales");
    const rows = list?.querySelectorAll("[data-testid=sale-row]") ?? [];
    const room = Math.min(Number(list?.dataset.count), Math.floor(list?.clientHeight / rows[0]?.clientHeight));
    return rows.length > 0 && rows.length >= room ? at("day") : null;
  };
  const day = async (begun_ms) => {
    await when(dayShown);
    await painted();
    measured = Math.round(performance.now() - begun_ms);
  };
  const bare = async (begun_ms) => {
    const held = await invoke("plugin:bench|picture");
    const picture = document.createElement("div");
    Object.assign(picture.style, { display: stage.dataset.layout ?? "block", width: stage.style.width, height: stage.style.height, background: "#ffffff" });
    picture.innerHTML = held;
    stage.append(picture);
    stage.style.display = "block";
    await painted();
    measured = Math.round(performance.now() - begun_ms);
  };
  const sides = { Enter: product, F9: day, Pause: bare };
  window.addEventListener(
    "keydown",
    (event) => {
      if (!event.isTrusted || event.repeat || event.key !== awaits) return;
      awaits = null;
      void sides[event.key](event.timeStamp);
    },
    { capture: true },
  );

  const click = async (id) => (await when(() => document.querySelector(`[data-testid="${id}"]:enabled`))).click();
  const state = (word) => () => document.querySelector(`[data-testid="sale"][data-state="${word}"]`);
  return {
    /** Measures from the next press of this key. */
    await(key) {
      measured = null;
      awaits = key;
    },
    /** Measures the moment at which PAGADO is painted, in milliseconds since the epoch. */
    awaitPaid() {
      measured = null;
      void when(state("approved"))
        .then(painted)
        .then(() => (measured = Date.now()));
    },
    taken: () => measured,
    clear() {
      stage.style.display = "none";
      stage.replaceChildren();
    },
    /** The picture that the product shows becomes the one that the bare side hands back. */
    async hold() {
      const { innerHTML: picture } = await when(() => at("qr-image"));
      await invoke("plugin:bench|hold", { picture });
    },
    /** The day's screen becomes what the bare side hands back, at the place of the screen. */
    async holdDay() {
      await click("nav-day");
      const screen = await when(dayShown);
      const { left, top, width, height } = screen.getBoundingClientRect();
      Object.assign(stage.style, { inset: `${top}px auto auto ${left}px`, width: `${width}px`, height: `${height}px` });
      stage.dataset.layout = "flex";
      await invoke("plugin:bench|hold", { picture: screen.outerHTML });
    },
    /** Shows the day before, so that today is not there when it is opened again, and goes back to the sale. */
    async leaveDay() {
      if (at("day") === null) await click("nav-day");
      const { from } = (await when(dayShown)).dataset;
      if (at("day-after").disabled) {
        await click("day-before");
        await when(() => at("day").dataset.from !== from && dayShown());
      }
      await click("nav-sale");
      await when(() => at("amount"));
      await pause(120);
    },
    async type(digits) {
      await when(() => at("amount"));
      for (const digit of digits) await click(`key-${digit}`);
      await pause(120);
    },
    async charge(digits) {
      await when(() => at("amount"));
      // Quicker than any cashier: what is typed before the last sale's amount was cleared is gone.
      while (at("sale") === null) {
        await click("key-clear");
        for (const digit of digits) await click(`key-${digit}`);
        await click("charge-qr");
        await Promise.race([when(() => at("sale")), pause(1_000)]);
      }
      await when(() => at("qr-image"));
    },
    async pay() {
      await click("practice-pay");
      await when(state("approved"));
    },
    async leave() {
      await click("new-sale");
      await when(() => at("amount"));
      await pause(120);
    },
    /** Whole sales, one after the other. */
    async sell(sales) {
      for (let sale = 0; sale < sales; sale += 1) {
        await this.charge(String(1_000 + sale));
        await this.pay();
        await click("new-sale");
        await when(() => at("amount"));
      }
    },
  };
})();
