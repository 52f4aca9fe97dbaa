/** Papers of the till in memory: a few of the lines that the till lays out, in its form. */

import type { CloseView, CountView, DrawerLine, PaperLine, PaperPreview, ReportView, SaleView, ShiftFacts } from "../bindings";
import { QR_SVG } from "./qr";

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

/** What was counted of a shift. */
export function countPaper(shift: ShiftFacts, counts: readonly CountView[]): PaperPreview {
  const lines = [
    band("NO FISCAL"),
    ...shop(),
    words("ARQUEO DE CAJA", { bold: true, width: 2, height: 2 }),
    rule(),
    pair("Caja", "Caja 1"),
    pair("Turno", String(shift.number)),
    ...(shift.person === null ? [] : [pair("Persona", shift.person.name)]),
    ...counts.flatMap((one) => [
      rule(),
      words(METHODS[one.tender].toUpperCase(), { bold: true, centred: false }),
      pair("Debería haber", amount(one.expected_centavos).slice(2)),
      pair("Contado", amount(one.counted_centavos).slice(2)),
      pair("Diferencia", amount(one.difference_centavos).slice(2), { bold: true }),
    ]),
    rule(),
    words(""),
    words("Firma de quien contó:", { centred: false }),
    rule(),
    words(""),
    words("Firma de quien recibe:", { centred: false }),
    rule(),
    band("NO FISCAL"),
  ];
  return { title: `Arqueo, turno ${shift.number}`, columns: COLUMNS, lines };
}

/** Cash that went into the drawer or out of it, or its opening. */
export function movementPaper(shift: ShiftFacts, line: DrawerLine): PaperPreview {
  const title = line.amount_centavos > 0 ? "ENTRADA DE EFECTIVO" : line.amount_centavos < 0 ? "SALIDA DE EFECTIVO" : "APERTURA DE CAJÓN";
  const lines = [
    band("NO FISCAL"),
    ...shop(),
    rule(),
    words(title, { bold: true, width: 2, height: 2 }),
    rule(),
    pair("Turno", String(shift.number)),
    ...(line.amount_centavos === 0 ? [] : [pair(line.amount_centavos > 0 ? "Entró" : "Salió", amount(Math.abs(line.amount_centavos)), { bold: true, height: 2 })]),
    pair("Motivo", line.reason),
    pair("Línea del registro", String(line.seq)),
    rule(),
    words(""),
    words("Firma:", { centred: false }),
    rule(),
    band("NO FISCAL"),
  ];
  return { title: `Movimiento ${line.seq}`, columns: COLUMNS, lines };
}

/** The reports to Bind of some days. */
export function reportsPaper(reports: readonly ReportView[], from: string, to: string): PaperPreview {
  const total = reports.reduce((sum, one) => sum + one.amount_centavos, 0);
  const lines = [
    ...shop(),
    words("INFORMES A BIND", { bold: true, height: 2 }),
    words(from === to ? from : `${from} a ${to}`),
    rule(),
    ...reports.map((one) => pair(one.ticket, amount(one.amount_centavos))),
    rule(),
    pair(`Total, ${reports.length}`, amount(total), { bold: true }),
  ];
  return { title: "Informes a Bind", columns: COLUMNS, lines };
}

/** The fixed QR, to be put up. */
export function posterPaper(valid_until: string): PaperPreview {
  const lines: PaperLine[] = [
    ...shop(),
    words("PAGÁ CON QR", { bold: true, width: 2, height: 2 }),
    words(""),
    { line: "qr", svg: QR_SVG },
    words(""),
    words("1. Escaneá el código con tu banco o billetera."),
    words("2. Escribí el importe que te dice la caja."),
    words("3. Mostrá el pago: la caja espera la"),
    words("confirmación."),
    words(""),
    pair("Caja", "Caja 1"),
    pair("Vale hasta el", valid_until),
  ];
  return { title: "QR fijo, Caja 1", columns: COLUMNS, lines };
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
