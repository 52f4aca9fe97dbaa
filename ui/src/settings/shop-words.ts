/** What a shop types that its papers may not do well with. Nothing of it is refused: it prints as it is. */

/** Words of papers that ours are not, as whole words. */
const OTHER_PAPERS = /(?<!\p{L})(?:factura|tique|ticket|recibo|iva|cae|arca|afip)(?!\p{L})/iu;
/** What the printers' code pages have. */
const PRINTABLE = /^[\u0020-\u007e\u00a1-\u00ff€]*$/u;
/** What every wallet shows of a QR's name. */
const PLAIN = /^[A-Za-z0-9 .&-]*$/;

export type ShopWarning = "other-paper" | "substituted" | "wallets";

/** The warnings about one text; `in_qr` for the name, which QRs carry too. */
export function shopWarnings(text: string, in_qr: boolean): ShopWarning[] {
  const found: ShopWarning[] = [];
  if (OTHER_PAPERS.test(text)) found.push("other-paper");
  if (!PRINTABLE.test(text)) found.push("substituted");
  if (in_qr && !PLAIN.test(text)) found.push("wallets");
  return found;
}
