/** The fields of a report by their names on Bind's page, in its order. A new field does not compile until it has them. */

import type { ReportDetails, ReportFields } from "../backend/bindings";
import { centavosIn, formatDigits } from "../till/money";
import { m } from "../words/words";

export type FieldName = keyof ReportFields;

type FieldRow = { readonly page: string; readonly label: () => string };

const ROWS: Record<FieldName, FieldRow> = {
  order: { page: "identificadorTransaccion", label: m.report_field_order },
  amount_centavos: { page: "importeBruto", label: m.report_field_amount },
  reference: { page: "identificadorProcesador", label: m.report_field_reference },
  processor_name: { page: "procesadorPago", label: m.report_field_processor },
  word: { page: "estadoTransaccion", label: m.report_field_word },
  seller_account: { page: "vendedor.cuentaVendedor", label: m.report_field_seller_account },
  seller_cuit: { page: "vendedor.identificadorVendedor", label: m.report_field_seller_cuit },
  seller_mcc: { page: "vendedor.informacionesAdicionales", label: m.report_field_seller_mcc },
  commerce_code: { page: "codigoComercio", label: m.report_field_commerce },
  branch_code: { page: "codigoSucursal", label: m.report_field_branch },
  till_code: { page: "codigoCaja", label: m.report_field_till },
  buyer_cuit: { page: "comprador.identificadorPagador", label: m.report_field_buyer_cuit },
  buyer_account: { page: "comprador.cuentaPagador", label: m.report_field_buyer_account },
  wallet_id: { page: "ID_BILLETERA", label: m.report_field_wallet },
};

export const FIELDS = Object.keys(ROWS) as readonly FieldName[];

/** Its name on Bind's page. */
export function pageName(field: FieldName): string {
  return ROWS[field].page;
}

/** Its name for people. */
export function fieldLabel(field: FieldName): string {
  return ROWS[field].label();
}

/** A value as it goes out: `importeBruto` is a number with two decimals. */
export function sentValue(fields: ReportFields, field: FieldName): string {
  if (field !== "amount_centavos") return fields[field];
  const digits = String(fields.amount_centavos).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What is typed of each field. */
export type TypedFields = Record<FieldName, string>;

export function typedOf(fields: ReportFields): TypedFields {
  return Object.fromEntries(FIELDS.map((field) => [field, field === "amount_centavos" ? formatDigits(fields.amount_centavos) : fields[field]])) as TypedFields;
}

/** What was typed, as fields; the name of the one that cannot be read instead. */
export function fieldsOf(typed: TypedFields): ReportFields | { readonly wrong: FieldName } {
  const amount_centavos = centavosIn(typed.amount_centavos);
  if (amount_centavos === null || amount_centavos <= 0) return { wrong: "amount_centavos" };
  const texts = Object.fromEntries(FIELDS.map((field) => [field, typed[field].trim()])) as TypedFields;
  return { ...texts, amount_centavos };
}

/** Whether a typed field is another than what was sent. */
export function isChanged(typed: TypedFields, fields: ReportFields, field: FieldName): boolean {
  return typed[field].trim() !== typedOf(fields)[field];
}

/** What a person pastes into a message to Bind: the ids first, then each field by its name on the page. */
export function copyText({ report, message, earlier, fields, on_error }: ReportDetails): string {
  const lines = [
    `idMensaje: ${message}`,
    ...earlier.map((id) => `idMensaje (anterior): ${id}`),
    ...(fields === null ? [] : FIELDS.map((field) => `${pageName(field)}: ${sentValue(fields, field)}`)),
    ...(report.code === null ? [] : [`code: ${report.code}`]),
    ...(report.description === null ? [] : [`description: ${report.description}`]),
    ...(on_error === null ? [] : [`on_error: ${on_error}`]),
  ];
  return `${lines.join("\n")}\n`;
}
