// The page's words: Spanish, or English where the address asks for it.

const LANGUAGES = { es: "es-AR", en: "en" };
const asked = new URLSearchParams(location.search).get("lang");
export const language = LANGUAGES[asked] ?? LANGUAGES.es;
let words = {};

export async function loadWords() {
  const answer = await fetch(`/sandbox/page/${language}.json`);
  words = await answer.json();
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = say(element.dataset.word);
  }
  document.title = say("title");
  const other = language === LANGUAGES.es ? "en" : "es";
  const link = document.getElementById("other-language");
  link.href = `?lang=${other}`;
  link.lang = LANGUAGES[other];
}

/** The words of a key, with `{name}` filled in; the key itself when unknown. */
export function say(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
}
