// Centavos and how people write them. Whole numbers all the way.

/** `150050` as `$ 1.500,50`. */
export function pesos(centavos) {
  const magnitude = Math.abs(centavos);
  const cents = magnitude % 100;
  const whole = String((magnitude - cents) / 100).replace(/\B(?=(\d{3})+$)/g, ".");
  const sign = centavos < 0 ? "-" : "";
  return `${sign}$ ${whole}${cents ? `,${String(cents).padStart(2, "0")}` : ""}`;
}

/** `1.500,5` as `150050`; `null` for what is no amount. */
export function centavos(text) {
  const form = /^(\d{1,12}|\d{1,3}(?:\.\d{3}){1,3})(?:,(\d{1,2}))?$/;
  const found = form.exec(text.trim());
  if (!found) return null;
  const whole = Number(found[1].replaceAll(".", ""));
  const all = whole * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  return all > 0 ? all : null;
}

/** Milliseconds as `4:05`, `2:04:05` or `12 d 03:04:05`. */
export function timeLeft(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [d, h, m, s] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  if (d) return `${d} d ${two(h)}:${two(m)}:${two(s)}`;
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
