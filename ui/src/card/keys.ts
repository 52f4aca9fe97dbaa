/** The card form's own key: it adds a second card, or goes back to one. */
export const TWO_CARDS_KEY = "F6";
