/** Papers of the till in memory: a few of the lines that the till lays out, in its form. */

import type { CloseView, PaperLine, PaperPreview, SaleView } from "../bindings";

const COLUMNS = 48;
const METHODS = { qr: "QR", "fixed-qr": "QR fijo", wallet: "Billetera", card: "Tarjeta", cash: "Efectivo", transfer: "Transferencia" } as const;

/** The receipt of a sale. */
export function receiptOf(sale: SaleView): PaperPreview {
  const paid = sale.payments.filter((one) => one.state === "approved" || one.state === "settled-paid");
  const lines = [
    ...shop(),
    rule(),
    words("COMPROBANTE DE PAGO", { bold: true }),
    words(amount(sale.approved_centavos).replace(",00", ""), { bold: true, width: 3, height: 3 }),
    words("DOCUMENTO NO VÁLIDO", { bold: true, width: 2, height: 2 }),
    words("COMO FACTURA", { bold: true, width: 2, height: 2 }),
    rule(),
    pair("Número", sale.ticket),
    pair("Caja", "Caja 1"),
    rule(),
    ...paid.map((one) => pair(METHODS[one.method], amount(one.charged_centavos), { bold: true })),
    rule(),
  ];
  return { title: `Comprobante ${sale.ticket}`, columns: COLUMNS, lines };
}

/** A close or a partial. */
export function closePaper(close: CloseView, kind: "partial" | "coming" | "close"): PaperPreview {
  const { figures } = close;
  const title = kind === "partial" ? "PARCIAL" : `CIERRE INTERNO ${close.number}`;
  const total = figures.received_centavos;
  const lines = [
    band("NO FISCAL"),
    ...shop(),
    words(title, { bold: true, width: 2, height: 2 }),
    rule(),
    total === null ? words("ENTRÓ, SIN EL EFECTIVO", { bold: true, centred: false }) : pair("ENTRÓ", amount(total), { bold: true, height: 2 }),
    ...figures.takings.filter((one) => one.kind === "received").map((one) => pair(METHODS[one.tender], amount(one.amount_centavos).slice(2))),
    ...(figures.without_cash ? [words("El efectivo se ve después de contar.", { centred: false })] : []),
    rule(),
    words("LO QUE DEJA", { bold: true, centred: false }),
    ...figures.deductions.flatMap((one) => [
      pair(`${METHODS[one.tender]}, bruto`, amount(one.known > 0 ? one.gross_centavos : one.unknown_gross_centavos).slice(2)),
      one.known > 0 ? pair("  Neto, antes de retenciones", amount(one.net_centavos).slice(2), { bold: true }) : pair("  Comisiones e impuestos", "sin dato"),
    ]),
    rule(),
    ...(kind === "close" ? [pair("Control de la línea", String(close.to_seq))] : []),
    band("NO FISCAL"),
  ];
  return { title, columns: COLUMNS, lines };
}

type Style = { readonly bold?: boolean; readonly width?: number; readonly height?: number; readonly centred?: boolean };

function words(text: string, { bold = false, width = 1, height = 1, centred = true }: Style = {}): PaperLine {
  return { line: "text", text, width, height, bold, inverse: false, centred };
}

function pair(left: string, right: string, style: Style = {}): PaperLine {
  return words(left + right.padStart(COLUMNS - left.length), { ...style, centred: false });
}

function rule(): PaperLine {
  return words("-".repeat(COLUMNS), { centred: false });
}

function band(text: string): PaperLine {
  const left = text.padStart((COLUMNS + text.length) / 2);
  return { line: "text", text: left.padEnd(COLUMNS), width: 1, height: 1, bold: true, inverse: true, centred: false };
}

function shop(): PaperLine[] {
  return [words("BAZAR LAS ROSAS", { bold: true, height: 2 }), words("CUIT 30-71234567-1"), words("Av. Rivadavia 4820, CABA")];
}

/** `$ 24.900,00`; a negative one has its sign after the peso's. */
function amount(centavos: number): string {
  const [pesos = "0", rest = "00"] = (Math.abs(centavos) / 100).toFixed(2).split(".");
  const sign = centavos < 0 ? "-" : "";
  return `$ ${sign}${pesos.replace(/\B(?=(\d{3})+$)/g, ".")},${rest}`;
}
