/** The catalogue. Every word that a person reads comes through here; `messages/` holds them. */

export { m } from "./paraglide/messages.js";
