/** The card form's own key: it takes a second card, or goes back to one. */
export const TWO_CARDS_KEY = "F6";
