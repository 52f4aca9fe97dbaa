/** The catalogue. Every word that a person reads comes through here; `messages/` has the texts. */

export { m } from "./paraglide/messages.js";
