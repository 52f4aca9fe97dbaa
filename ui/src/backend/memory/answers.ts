/**
 * When the world outside answers the till in memory: a provider, a customer's bank, a notice. With `?answers=held`
 * in the address, answers wait until the page hears `answers-come`; a test can then look at what is on the way for
 * as long as it needs.
 */

const COME = "answers-come";
let came = false;

/** Calls `answer` after so many milliseconds, or when the held answers come. */
export function answerAfter(answer_ms: number, answer: () => void): void {
  const held = !came && new URLSearchParams(window.location.search).get("answers") === "held";
  if (!held) {
    setTimeout(answer, answer_ms);
    return;
  }
  window.addEventListener(
    COME,
    () => {
      came = true;
      answer();
    },
    { once: true },
  );
}
