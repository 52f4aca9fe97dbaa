// Made by `cargo xtask bindings` from crates/api. Do not edit.

/**
 * Give a sale up.
 */
export type AbandonSale = { sale: string, 
/**
 * A manager's PIN, where one was asked for.
 */
pin?: string, };

/**
 * Accept the difference of a shift that ended, as a manager.
 */
export type AcceptDifference = { shift: number, reason: string, pin: string, };

export type ActorView = { "who": "till" } | { "who": "counter" } | { "who": "unidentified" } | { "who": "person", name: string, };

/**
 * Name a person, as a manager.
 */
export type AddPerson = { name: string, role: Role, 
/**
 * The new person's own PIN.
 */
new_pin: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * A destination outside that money or cards depend on.
 */
export type AddressOf = "totalcoin" | "pagouno" | "relay" | "bind" | "bind-token" | "card-identity";

/**
 * An address to warn about, or whom cards pay.
 */
export type AddressView = { what: AddressOf, address: string, 
/**
 * The one used so far, if this one waits for a manager.
 */
before: string | null, 
/**
 * Whether charges that need it wait for a manager.
 */
waits: boolean, };

/**
 * Money of a sale that belongs to an earlier close.
 */
export type AdjustmentView = { close: number, sale: string, ticket: string, tender: Tender, kind: TakingKind, amount_centavos: number, at_ms: number, };

/**
 * What a restore of the ledger still requires.
 */
export type AfterRestore = "relay-unread" | "relay-waived" | "no-relay";

/**
 * The error of a refused request: a code for the screen, without words for
 * people.
 */
export type ApiError = { code: ErrorCode, 
/**
 * For a technician; it never contains a secret or a person's data.
 */
detail: string | null, 
/**
 * What the code is about, if there can be several: a key of
 * `mostrador.toml`, a path, a secret's name.
 */
about?: string, card?: CardTrouble, plan?: PlanTrouble, 
/**
 * Why it needs a manager, if there is more than one possible reason.
 */
manager?: ManagerWhy, 
/**
 * How long until a PIN may be tried again, in milliseconds.
 */
wait_ms?: number, };

/**
 * Money that arrives on a day.
 */
export type ArrivalView = { day: string, tender: Tender, net_centavos: number, };

/**
 * Show a day, or a range of days; today where none is named.
 */
export type AskDay = { 
/**
 * As `2026-11-28`.
 */
from?: string | null, 
/**
 * The last day of the range; the same day where it is not given.
 */
to?: string | null, 
/**
 * A manager's PIN, to see what a blind count hides from a cashier.
 */
pin?: string, };

/**
 * Ask for today's offers for an amount.
 */
export type AskOffers = { 
/**
 * The cash price.
 */
amount_centavos: number, };

/**
 * Show what the next close would say.
 */
export type AskPartial = { 
/**
 * A manager's PIN, to see what counting leaves out for a cashier.
 */
pin?: string, };

/**
 * Show a paper.
 */
export type AskPreview = { of: PaperRef, 
/**
 * A manager's PIN, to see what counting leaves out for a cashier.
 */
pin?: string, };

/**
 * Show a page of the queue: of one provider, or of all.
 */
export type AskQueue = { provider?: ErrandProvider | null, 
/**
 * Where the page before this one ended.
 */
after?: QueueEndView | null, 
/**
 * At most 50, which is also what is given without it.
 */
limit?: number | null, };

/**
 * Show a page of the reports owed on some days, newest first.
 */
export type AskReports = { 
/**
 * The first day, as `2026-11-30`; today where it is not given.
 */
from?: string | null, 
/**
 * The last day, included; the first where it is not given.
 */
to?: string | null, shown: ReportsShown, 
/**
 * Where the page before this one ended.
 */
after?: number, };

/**
 * Show a page of the sales of a range of days.
 */
export type AskSales = { from: string, to: string, state?: PaymentState | null, method?: Method | null, 
/**
 * A plan's name.
 */
plan?: string | null, 
/**
 * A person's id.
 */
person?: string | null, shift?: number | null, least_centavos?: number, most_centavos?: number, 
/**
 * The ticket, a reference of a payment, or words of the concept.
 */
text?: string | null, 
/**
 * Part of a payer's name or document: only for a manager.
 */
payer?: string | null, 
/**
 * Where the page before this one ended.
 */
after?: PageEndView | null, 
/**
 * A manager's PIN.
 */
pin?: string, };

/**
 * The relay's answer about the merchant's other tills, before a stray was
 * settled.
 */
export type AskedView = { "said": "claimed" } | { "said": "nobody" } | { "said": "taken-over", 
/**
 * The till that had it.
 */
till: number, };

/**
 * How often a provider was asked for a payment that still waits for its
 * answer. It changes without a commit.
 */
export type AttemptsView = { payment: string, 
/**
 * How often the provider was asked.
 */
attempts: number, 
/**
 * Why the last attempt brought nothing.
 */
trouble: Trouble | null, };

/**
 * What is changed of [`BackupValues`]; what is null stays.
 */
export type BackupChanges = { 
/**
 * How many MiB all copies may take; 0 for a fifth of the
 * disk.
 */
budget_mib?: number | null, 
/**
 * A folder that the newest copies are taken to as well;
 * empty for none.
 */
second_folder?: string | null, };

/**
 * Of how many days, weeks and months one copy each is kept.
 */
export type BackupPlaces = { days: number, weeks: number, months: number, };

/**
 * How far the copy that is being made has come.
 */
export type BackupProgress = { step: BackupStep, 
/**
 * How much of it is copied, in thousandths.
 */
per_mille: number, 
/**
 * Somebody asked to stop it.
 */
stopping: boolean, };

/**
 * The state of the ledger's copies.
 */
export type BackupState = { folder: string, 
/**
 * When the newest copy was made.
 */
last_at: number | null, kept: number, 
/**
 * How many bytes the copies have.
 */
bytes: number, 
/**
 * How many they may have; null if that is not known.
 */
bytes_max: number | null, places: BackupPlaces, 
/**
 * The copy that is being made; null if there is none.
 */
making: BackupProgress | null, 
/**
 * Whether somebody stopped the last one.
 */
stopped: boolean, 
/**
 * Why the last copy failed; null if it did not fail.
 */
trouble: BackupTrouble | null, 
/**
 * The second folder; null without one.
 */
second: SecondFolderView | null, };

/**
 * What is being done with a copy.
 */
export type BackupStep = "copying" | "checking";

export type BackupTrouble = { kind: BackupTroubleKind, 
/**
 * How many bytes are missing on the disk; null if that is not known.
 */
missing_bytes: number | null, 
/**
 * For a technician.
 */
detail: string, };

/**
 * Why the last copy failed, by what a person can do about it.
 */
export type BackupTroubleKind = "no-room" | "ledger-broken" | "folder-unwritable" | "other";

/**
 * The ledger's copies.
 */
export type BackupValues = { 
/**
 * How many MiB all copies may take; 0 for a fifth of the
 * disk.
 */
budget_mib: number, 
/**
 * A folder that the newest copies are taken to as well;
 * empty for none.
 */
second_folder: string, };

/**
 * Begin to write an export to a file.
 */
export type BeginExport = { what: ExportWhat, 
/**
 * The first day, as `2026-11-30`.
 */
from: string, 
/**
 * The last day, included.
 */
to: string, format: ExportFormat, 
/**
 * Whether it names who paid. That needs a manager, and is recorded.
 */
payers: boolean, pin: string | null, };

/**
 * What is changed of [`BindValues`]; what is null stays.
 */
export type BindChanges = { 
/**
 * Whether closed-ecosystem payments are reported.
 */
enabled?: boolean | null, 
/**
 * The address of its API.
 */
base_url?: string | null, 
/**
 * The address that gives tokens.
 */
token_url?: string | null, 
/**
 * The scope of a token; empty for none.
 */
scope?: string | null, 
/**
 * The text of the till's own QR.
 */
qr_text?: string | null, 
/**
 * The wallet's id at Coelsa.
 */
wallet_id?: string | null, 
/**
 * The name of the payment's processor: the wallet's.
 */
processor_name?: string | null, 
/**
 * The shop's code.
 */
commerce_code?: string | null, 
/**
 * The branch's code.
 */
branch_code?: string | null, 
/**
 * The till's code.
 */
till_code?: string | null, 
/**
 * Whether the keys are `CUIT` and `MCC` (`upper`) or `cuit` and `mcc`.
 */
key_case?: BindKeyCase | null, 
/**
 * The word of a payment that was credited.
 */
word_paid?: string | null, 
/**
 * The word of one that was returned.
 */
word_returned?: string | null, 
/**
 * The word of one that was rejected.
 */
word_rejected?: string | null, };

/**
 * How the keys of a report to Bind are written.
 */
export type BindKeyCase = "upper" | "lower";

/**
 * Bind PSP: payments from the organisation's own wallet.
 */
export type BindValues = { 
/**
 * Whether closed-ecosystem payments are reported.
 */
enabled: boolean, 
/**
 * The address of its API.
 */
base_url: string, 
/**
 * The address that gives tokens.
 */
token_url: string, 
/**
 * The scope of a token; empty for none.
 */
scope: string, 
/**
 * The text of the till's own QR.
 */
qr_text: string, 
/**
 * The wallet's id at Coelsa.
 */
wallet_id: string, 
/**
 * The name of the payment's processor: the wallet's.
 */
processor_name: string, 
/**
 * The shop's code.
 */
commerce_code: string, 
/**
 * The branch's code.
 */
branch_code: string, 
/**
 * The till's code.
 */
till_code: string, 
/**
 * Whether the keys are `CUIT` and `MCC` (`upper`) or `cuit` and `mcc`.
 */
key_case: BindKeyCase, 
/**
 * The word of a payment that was credited.
 */
word_paid: string, 
/**
 * The word of one that was returned.
 */
word_returned: string, 
/**
 * The word of one that was rejected.
 */
word_rejected: string, };

/**
 * The issuer of a card.
 */
export type Brand = "visa" | "mastercard" | "amex" | "cabal" | "naranja" | "maestro" | "diners" | "other";

/**
 * One card to charge. Nothing of it but the plan and the amount is ever
 * given back.
 */
export type CardAsk = { 
/**
 * The number, with or without spaces.
 */
number: string, 
/**
 * The expiry, as MM/YY.
 */
expiry: string, 
/**
 * The security code.
 */
cvv: string, 
/**
 * The holder's name.
 */
holder: string, 
/**
 * The kind of the holder's document.
 */
document_type: DocumentType, 
/**
 * The holder's document.
 */
document: string, 
/**
 * The plan, by its id.
 */
plan: string, 
/**
 * The part of the sale that this card covers.
 */
amount_centavos: number, 
/**
 * The financed total that the customer was shown and accepted; what the
 * plan makes of the amount now where it is not given.
 */
total_centavos?: number, 
/**
 * The number of instalments that was shown; not looked at where it is not
 * given.
 */
count?: number | null, 
/**
 * The CFTEA that was shown beside that number, in basis points; null if
 * none was.
 */
cftea_bp?: number | null, };

/**
 * The fate of a test card.
 */
export type CardFate = "approve" | "decline" | "pending-then-approve" | "pending-then-decline" | "pending-for-ever" | "no-terminal" | "bad-amount";

/**
 * A field of the card's form.
 */
export type CardField = "number" | "expiry" | "cvv" | "holder" | "document" | "plan" | "amount";

/**
 * What is wrong with a field.
 */
export type CardFieldWhy = "length" | "mistyped" | "malformed" | "expired" | "unknown" | "not-offered" | "too-small" | "too-large" | "not-taken";

/**
 * What is offered for an amount.
 */
export type CardOffers = { 
/**
 * The day, in ISO 8601.
 */
day: string, 
/**
 * The offers, with the fewest instalments first.
 */
offers: Array<OfferView>, };

/**
 * Whether cards can be charged.
 */
export type CardSetUp = "ready" | "not-set-up";

/**
 * The field of a card that must be corrected, and why.
 */
export type CardTrouble = { 
/**
 * The index of the card, from 0.
 */
card: number, field: CardField, why: CardFieldWhy, };

/**
 * What is kept of one card of a payment.
 */
export type CardView = { brand: Brand, last_four: string, 
/**
 * The offer that the customer saw and accepted.
 */
offer: OfferView, 
/**
 * What each merchant gets, in the order of sending.
 */
legs: Array<LegView>, };

/**
 * Banknotes, counted.
 */
export type CashView = { 
/**
 * What the customer gave.
 */
handed_centavos: number, 
/**
 * What the customer got back.
 */
change_centavos: number, };

/**
 * Forget the payee, as a manager: the next valid QR sets it.
 */
export type ChangePayee = { pin: string, reason: string, };

/**
 * Change one's own PIN.
 */
export type ChangePin = { 
/**
 * The PIN so far.
 */
typed: string, new_pin: string, };

/**
 * Charge cards.
 */
export type ChargeCard = { checkout: Checkout, 
/**
 * The cards, one at least.
 */
cards: Array<CardAsk>, 
/**
 * A manager's PIN, where one was asked for.
 */
pin?: string, };

/**
 * Take banknotes.
 */
export type ChargeCash = { checkout: Checkout, 
/**
 * The part of the sale that it covers.
 */
amount_centavos: number, 
/**
 * What the customer handed over.
 */
handed_centavos: number, 
/**
 * A manager's PIN, where one was asked for.
 */
pin?: string, };

/**
 * Charge an amount by the fixed QR.
 */
export type ChargeFixedQr = { checkout: Checkout, 
/**
 * How much the customer types in their wallet.
 */
amount_centavos: number, 
/**
 * A manager's PIN, where one was asked for.
 */
pin?: string, };

/**
 * Charge an amount by QR.
 */
export type ChargeQr = { checkout: Checkout, 
/**
 * How much.
 */
amount_centavos: number, 
/**
 * The payer's document.
 */
payer_dni: string | null, 
/**
 * A manager's PIN, where one was asked for.
 */
pin: string | null, };

/**
 * Charge an amount to the house's wallet.
 */
export type ChargeWallet = { checkout: Checkout, 
/**
 * How much.
 */
amount_centavos: number, 
/**
 * A manager's PIN, where one was asked for.
 */
pin: string | null, };

/**
 * What every charge says, whatever the way to pay.
 */
export type Checkout = { 
/**
 * The screen's own id of this request: repeated, it makes one payment.
 */
request_id: string, 
/**
 * The sale to charge; a new one where there is none.
 */
sale?: string | null, 
/**
 * The new sale's total, where this payment covers only a part of it.
 */
total_centavos?: number, 
/**
 * What a new sale is about.
 */
concept?: string | null, };

/**
 * A close, in a line.
 */
export type CloseBrief = { number: number, at_ms: number, 
/**
 * Null where counting is blind for the person at the counter.
 */
received_centavos: number | null, };

/**
 * Close the day.
 */
export type CloseDay = { 
/**
 * The number that the person was shown. Asked again, the same close is
 * the answer.
 */
number: number, };

/**
 * Show a close.
 */
export type CloseRef = { number: number, };

/**
 * A close, or what the next one would say.
 */
export type CloseView = { 
/**
 * Its number; of a partial, the number of the next close.
 */
number: number, 
/**
 * A partial leaves no line in the journal.
 */
partial: boolean, at_ms: number, 
/**
 * Who closed; null for a partial.
 */
actor: ActorView | null, 
/**
 * The close before it.
 */
before: CloseBrief | null, 
/**
 * The lines of the journal that it covers.
 */
from_seq: number, to_seq: number, figures: FiguresView, };

/**
 * Confirm an address, or whom cards pay, as a manager.
 */
export type ConfirmAddress = { 
/**
 * The address, as the screen showed it.
 */
address: string, pin: string, };

/**
 * Confirm the payee, as a manager.
 */
export type ConfirmPayee = { pin: string, };

/**
 * The result of a test. For each, the screen says what to do.
 */
export type ConnectionOutcome = "ok" | "no-network" | "no-such-host" | "name-too-slow" | "no-connection" | "connection-too-slow" | "certificate-untrusted" | "proxy-unreached" | "bad-address" | "not-secure" | "wrong-credentials" | "no-permission" | "not-the-provider" | "too-slow" | "server-error" | "busy" | "secret-missing" | "secrets-unavailable" | "relay-key-unknown" | "relay-key-of-another-till" | "relay-key-in-use" | "other-version" | "clock-skewed" | "relay-file-unfit" | "qr-unfit" | "machine-unfit";

export type ConnectionReport = { 
/**
 * Whether it works.
 */
ok: boolean, outcome: ConnectionOutcome, 
/**
 * For a technician; it never contains a secret.
 */
detail: string | null, 
/**
 * What Bind says about the shop's QR, if it was asked.
 */
qr?: OrderSeen, };

/**
 * What cannot be proved about a copy.
 */
export type CopyDoubt = "no-manifest" | "no-seal";

/**
 * The newest usable copy of the ledger.
 */
export type CopyView = { 
/**
 * Its file name.
 */
file: string, made_at_ms: number, 
/**
 * How many sales it has.
 */
sales: number | null, last_ticket: string | null, 
/**
 * How many later sales would be missing; null if the ledger can no longer
 * tell.
 */
missing: number | null, 
/**
 * What cannot be proved about it.
 */
doubt: CopyDoubt | null, };

/**
 * A payment typed as cash came by transfer, a manager says.
 */
export type CorrectMeans = { sale: string, payment: string, reason: string, pin: string, };

/**
 * Send a report as a new message, as a manager.
 */
export type CorrectReport = { report: string, fields: ReportFields, reason: string, 
/**
 * Go on although a number does not check.
 */
sure: boolean, pin: string, };

/**
 * Count the open shift, and end it.
 */
export type CountShift = { counts: Array<CountedTender>, 
/**
 * Why a manager accepts a difference above the limit.
 */
accepts?: string | null, 
/**
 * That manager's PIN.
 */
pin?: string, };

/**
 * What was counted of one tender.
 */
export type CountView = { tender: Tender, expected_centavos: number, counted_centavos: number, 
/**
 * Counted less expected.
 */
difference_centavos: number, };

/**
 * How many notes or coins of one value.
 */
export type CountedPieces = { value_centavos: number, pieces: number, };

/**
 * What was counted of one tender.
 */
export type CountedTender = { tender: Tender, counted_centavos: number, 
/**
 * Of cash, how many of which notes and coins; empty where the sum was
 * typed.
 */
pieces: Array<CountedPieces>, };

/**
 * The state of the customer's window.
 */
export type CustomerState = "idle" | "offer" | "waiting" | "approved";

/**
 * What the customer's window shows.
 */
export type CustomerView = { state: CustomerState, shop: string, mode: Mode, 
/**
 * Live against an address that is not the provider's real one.
 */
test_environment: boolean, 
/**
 * The amount to pay, or that was paid.
 */
amount_centavos: number | null, 
/**
 * The QR to pay with.
 */
qr: QrView | null, 
/**
 * Whether the QR is the fixed one, so that the customer types the amount.
 */
types_amount: boolean, 
/**
 * The offers to pay in instalments, while they are shown.
 */
offers: Array<OfferView>, };

/**
 * What is changed of [`DayValues`]; what is null stays.
 */
export type DayChanges = { 
/**
 * The hour at which a business day begins, as `HH:MM`.
 */
begins_at?: string | null, 
/**
 * Whether cash is counted without seeing what is expected.
 */
blind_count?: boolean | null, 
/**
 * Whether a close asks for a count.
 */
count_required?: boolean | null, 
/**
 * Above it a close waits for a manager.
 */
difference_max_centavos?: number | null, 
/**
 * Whether the selling screen shows the day's count and total.
 */
glance?: boolean | null, 
/**
 * The notes and coins in use, in pesos.
 */
denominations?: string | null, 
/**
 * The step to which cash is rounded down; 0 is off.
 */
cash_rounding_centavos?: number | null, };

/**
 * What a day brought.
 */
export type DaySum = { day: string, amount_centavos: number, };

/**
 * The business day.
 */
export type DayValues = { 
/**
 * The hour at which a business day begins, as `HH:MM`.
 */
begins_at: string, 
/**
 * Whether cash is counted without seeing what is expected.
 */
blind_count: boolean, 
/**
 * Whether a close asks for a count.
 */
count_required: boolean, 
/**
 * Above it a close waits for a manager.
 */
difference_max_centavos: number, 
/**
 * Whether the selling screen shows the day's count and total.
 */
glance: boolean, 
/**
 * The notes and coins in use, in pesos.
 */
denominations: string, 
/**
 * The step to which cash is rounded down; 0 is off.
 */
cash_rounding_centavos: number, };

/**
 * A day, or a range of days, at this till.
 */
export type DayView = { 
/**
 * The first day, as `2026-11-28`.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * Today, by the shop's own hour.
 */
today: string, 
/**
 * The journal's sequence that this shows.
 */
seq: number, 
/**
 * Counting is blind for the person at the counter: no sum with cash in it is here.
 */
without_cash: boolean, 
/**
 * What came in, by providers' words and in banknotes; null where counting
 * is blind.
 */
received_centavos: number | null, 
/**
 * How many payments brought it.
 */
count: number, takings: Array<TakingSumView>, plans: Array<PlanSumView>, people: Array<PersonSumView>, deductions: Array<DeductionSumView>, 
/**
 * When the money arrives, by day and tender, where the providers told it.
 */
arrivals: Array<ArrivalView>, 
/**
 * What was received in each hour of the clock that has any, in the order
 * of the business day; empty where counting is blind.
 */
hours: Array<HourSum>, 
/**
 * What was received on each of the last days up to the last one of the
 * range, oldest first; empty where counting is blind.
 */
days: Array<DaySum>, 
/**
 * What is open now, by name.
 */
open: Array<PendingView>, open_others: number, 
/**
 * Money that came and names no payment of this till, newest first.
 */
strays: Array<OpenStray>, 
/**
 * The last closes, newest first.
 */
closes: Array<CloseBrief>, 
/**
 * Which plans, people and shifts there are to filter by.
 */
filter_plans: Array<string>, filter_people: Array<PersonView>, filter_shifts: Array<number>, };

/**
 * Why an errand will not go out by itself.
 */
export type DeadBecause = "time-over" | "refused" | "answer-lost";

/**
 * What the provider of one tender deducts. Where it told nothing, that is
 * "sin dato" and never zero.
 */
export type DeductionSumView = { tender: Tender, known: number, unknown: number, 
/**
 * How many of the known ones told no withheld taxes.
 */
without_taxes: number, gross_centavos: number, fees_centavos: number, taxes_centavos: number, net_centavos: number, unknown_gross_centavos: number, };

/**
 * How something does not fit.
 */
export type DiscrepancyKind = "late" | "short" | "over" | "duplicate" | "contradicted" | "needs-review" | "unattributed" | "reversal-to-confirm" | "to-be-returned";

/**
 * One thing that does not fit.
 */
export type DiscrepancyView = { 
/**
 * Its id: the sale's, and its number there.
 */
id: string, 
/**
 * How it does not fit.
 */
kind: DiscrepancyKind, 
/**
 * By how much.
 */
by_centavos: number, 
/**
 * Whether a manager has settled it.
 */
settled: boolean, };

/**
 * The kind of a holder's document.
 */
export type DocumentType = "DNI" | "CUIL" | "OTRO";

/**
 * What a request has done: the sale that it is about, and where the journal
 * stands with it. The window shows it once it has heard of that sequence.
 */
export type Done = { sale: string, seq: number, };

/**
 * Why the outcome of a charge is unknown.
 */
export type DoubtReason = "answer-lost" | "unreadable" | "restarted" | "pending-too-long" | "disagrees" | "sent-before" | "restored";

/**
 * An open doubt.
 */
export type DoubtView = { why: DoubtReason, since_ms: number, 
/**
 * Whether the provider can be asked, and is.
 */
asking: boolean, };

/**
 * A movement of the drawer besides sales.
 */
export type DrawerLine = { 
/**
 * Its line of the journal, by which its paper is printed.
 */
seq: number, at_ms: number, actor: ActorView, 
/**
 * Negative where it went out; zero where the drawer was only opened.
 */
amount_centavos: number, reason: string, };

/**
 * A shift that ended, in a line.
 */
export type EndedShift = { number: number, person: PersonView | null, opened_at_ms: number, difference_centavos: number, };

/**
 * Enter a payment with the house's wallet by hand, as a manager: no notice of
 * it came.
 */
export type EnterWallet = { sale: string, payment: string, 
/**
 * The payer's CUIL or CUIT.
 */
buyer_cuit: string, 
/**
 * The payer's CVU or CBU, or the wallet's id of them.
 */
buyer_account: string, 
/**
 * The wallet's own reference of the payment.
 */
reference: string, reason: string, 
/**
 * Go on although a number does not check.
 */
sure: boolean, pin: string, };

/**
 * What an errand asks.
 */
export type ErrandKind = "pre-order" | "card-charge" | "fixed-qr" | "read-qr" | "report";

/**
 * Whom an errand is for.
 */
export type ErrandProvider = "totalcoin" | "pagouno" | "bind" | "wallet";

/**
 * The state of an errand that is listed.
 */
export type ErrandStanding = "dead" | "in-flight" | "owed" | "held";

/**
 * One errand.
 */
export type ErrandView = { 
/**
 * Its number, by which it is tried and given up.
 */
number: number, kind: ErrandKind, provider: ErrandProvider, standing: ErrandStanding, 
/**
 * The sale that it is about, if any.
 */
sale: string | null, payment: string | null, ticket: string | null, 
/**
 * What its payment charges.
 */
amount_centavos: number | null, owed_at_ms: number, 
/**
 * How often it was sent.
 */
attempts: number, 
/**
 * When it goes out next; null if it does not by itself, or is out now.
 */
next_at_ms: number | null, 
/**
 * It waits for its provider's pause to end, and goes out after the probe.
 */
waits_for_probe: boolean, 
/**
 * Why the last attempt brought nothing.
 */
trouble: Trouble | null, 
/**
 * Whether an attempt of it may have arrived, with its answer lost.
 */
lost_before: boolean, 
/**
 * Why it is dead.
 */
dead_because: DeadBecause | null, 
/**
 * Until when it is tried; then a person has to settle it.
 */
deadline_ms: number | null, 
/**
 * A customer waits for it: it goes first, and no pause holds it back.
 */
customer_waits: boolean, can_retry: boolean, can_give_up: boolean, 
/**
 * Codes and ids for support, without secrets and people's data.
 */
support: string, };

/**
 * Why a request was refused.
 */
export type ErrorCode = "amount-zero" | "amount-too-large" | "already-under-way" | "needs-manager" | "not-cancellable" | "clock-wrong" | "dni-missing" | "dni-malformed" | "concept-too-long" | "sale-unknown" | "ledger-unavailable" | "not-in-practice" | "practice-nothing-to-pay" | "practice-in-use" | "not-configured" | "pin-wrong" | "pin-wait" | "pin-malformed" | "pins-unavailable" | "pin-key-gone" | "notice-unknown" | "name-unfit" | "manager-exists" | "locked" | "nobody-to-lock" | "person-unknown" | "last-manager" | "no-shift" | "shift-needed" | "shift-over" | "reason-too-long" | "count-unfit" | "close-of-another" | "day-malformed" | "reason-missing" | "item-unknown" | "too-late" | "relay-unread" | "relay-key-unknown" | "relay-key-other-till" | "relay-key-in-use" | "disk-full" | "folder-unfit" | "not-restored" | "closed" | "settings-refused" | "settings-unreadable" | "settings-unwritable" | "settings-not-opened" | "secrets-unavailable" | "secret-unknown" | "secret-unfit" | "till-number-fixed" | "unconfirmed" | "payee-unknown" | "backup-failed" | "card-field" | "cards-count" | "offer-changed" | "amount-too-small" | "not-enough" | "plan-refused" | "nothing-to-ask" | "covers-nothing" | "amount-missing" | "target-missing" | "held-elsewhere" | "relay-away" | "payer-needed-by-payment" | "payer-needed-by-report" | "errand-unknown" | "errand-kept" | "no-printer" | "too-many-papers" | "errand-busy" | "no-fixed-qr" | "wallet-not-set-up" | "report-unknown" | "report-kept" | "number-unchecked" | "field-unfit" | "exports-unwritable" | "export-busy";

/**
 * Where the evidence of a sale is.
 */
export type EvidenceFile = { path: string, };

/**
 * Write all that is known of one sale to a file, to dispute it with a provider.
 */
export type ExportEvidence = { sale: string, 
/**
 * Whether it names who paid. That needs a manager, and is recorded.
 */
payers: boolean, pin: string | null, };

/**
 * The form of the file.
 */
export type ExportFormat = "csv" | "csv-excel" | "xlsx" | "json";

/**
 * Where an export stands.
 */
export type ExportStanding = "none" | "running" | "done" | "stopped" | "failed";

/**
 * The last export.
 */
export type ExportView = { standing: ExportStanding, 
/**
 * What is exported; null before the first.
 */
what: ExportWhat | null, 
/**
 * How many rows were written.
 */
rows: number, 
/**
 * How much of it is done, of a thousand.
 */
per_mille: number, 
/**
 * Where the file is, once it is whole.
 */
path: string | null, 
/**
 * Why it failed, in the words of the operating system.
 */
why: string | null, };

/**
 * What is exported.
 */
export type ExportWhat = "log" | "reports" | "closes" | "month";

/**
 * The plans as a file with one `[[plan]]` each.
 */
export type ExportedPlans = { 
/**
 * The file's text, in TOML.
 */
text: string, };

/**
 * The kind of a fact.
 */
export type FactKind = "method" | "card" | "instalments" | "fees" | "taxes" | "net" | "created" | "confirmed" | "credited" | "authorization" | "ticket" | "batch" | "captured-on" | "merchant-code" | "terminal";

/**
 * A fact from the provider. If all values are null, the provider did not send
 * it, which is different from zero.
 */
export type FactView = { kind: FactKind, at_ms: number | null, amount_centavos: number | null, text: string | null, };

/**
 * The figures.
 */
export type FiguresView = { 
/**
 * Counting is blind for the person at the counter: no sum with cash in it is here.
 */
without_cash: boolean, 
/**
 * What came in, by providers' words and in banknotes; null where counting
 * is blind.
 */
received_centavos: number | null, takings: Array<TakingSumView>, plans: Array<PlanSumView>, people: Array<PersonSumView>, deductions: Array<DeductionSumView>, adjustments: Array<AdjustmentView>, adjustments_others: number, pending: Array<PendingView>, pending_others: number, shifts: Array<ShiftSumView>, uncounted: Array<UncountedView>, 
/**
 * Money of nobody's payment that this till settled otherwise than by
 * giving it to a sale.
 */
strays_settled: number, strays_settled_centavos: number, 
/**
 * Money of nobody's payment in the tray of every till of the merchant.
 */
strays_open: number, wrong_pins: number, managers_forgotten: number, };

/**
 * Name the shop's first manager.
 */
export type FirstManager = { name: string, pin: string, };

/**
 * One sale of a group.
 */
export type FixedClaim = { sale: SaleView, 
/**
 * The payment that was declared.
 */
payment: string, declared_at_ms: number, };

/**
 * As many notices under the fixed QR as sales of that amount that the
 * customers say they paid. Nobody can tell which is whose, and all of them are
 * paid: one answer gives each notice to a sale.
 */
export type FixedGroup = { 
/**
 * The amount of each.
 */
amount_centavos: number, 
/**
 * The notices, oldest first.
 */
notices: Array<FixedNotice>, 
/**
 * The sales, the one declared first before the others.
 */
claims: Array<FixedClaim>, };

/**
 * One notice of a group.
 */
export type FixedNotice = { 
/**
 * The id of its item in the tray.
 */
item: string, 
/**
 * When the customer paid, by the provider where it says so.
 */
at_ms: number, 
/**
 * The provider's reference of the transaction.
 */
reference: string | null, };

/**
 * What only a payment by the fixed QR has.
 */
export type FixedPaymentView = { 
/**
 * Until when the QR that was shown can be paid.
 */
valid_until_ms: number, 
/**
 * When the cashier recorded that the customer says they paid.
 */
declared_at_ms: number | null, 
/**
 * Who recorded it; null where nobody was identified.
 */
declared_by: string | null, 
/**
 * How long the cashier may still take that back, in milliseconds; after
 * it, a manager. Null unless it is declared or unconfirmed.
 */
take_back_left_ms: number | null, };

/**
 * Where the shop's fixed QR stands.
 */
export type FixedQrState = "off" | "none" | "making" | "in-force" | "ending" | "ended";

/**
 * The shop's fixed QR.
 */
export type FixedQrView = { state: FixedQrState, 
/**
 * When the one in force was made; null if none is in force.
 */
made_at_ms: number | null, 
/**
 * Until when the last one can be paid, or could be.
 */
valid_until_ms: number | null, 
/**
 * Whether another one is being made, beside the one in force.
 */
making: boolean, 
/**
 * TotalCoin's reason, if it refused the last one that was asked for.
 */
refused: string | null, };

/**
 * The place of the data folder, if it can damage the ledger.
 */
export type FolderRisk = { kind: FolderRiskKind, 
/**
 * The name of the file system, or of the program.
 */
name: string, };

/**
 * The kind of place that can damage the data folder.
 */
export type FolderRiskKind = "network" | "cloud";

/**
 * Erase who paid a sale, as a manager.
 */
export type ForgetPayer = { sale: string, pin: string, };

/**
 * A printer that was found.
 */
export type FoundPrinter = { 
/**
 * What it says of itself.
 */
name: string, 
/**
 * Whether it is plugged in here; else it is on the network.
 */
usb: boolean, 
/**
 * As the settings write it.
 */
address: string, 
/**
 * Where it is now: a device, or host and port.
 */
at: string, };

/**
 * The printers that were found.
 */
export type FoundPrinters = { printers: Array<FoundPrinter>, 
/**
 * Why the network could not be asked, for a technician.
 */
network_trouble: string | null, };

/**
 * Give an errand up, as a manager. Only one that can be repeated, that no
 * customer waits for and that is not out now.
 */
export type GiveUpErrand = { number: number, 
/**
 * The manager's reason.
 */
reason: string, pin: string, };

/**
 * The day so far, at a glance.
 */
export type Glance = { count: number, 
/**
 * What came in, less what was given back.
 */
total_centavos: number, };

/**
 * A manager's answer to a held request.
 */
export type HeldAnswer = "release" | "give-up";

/**
 * A request to a provider that does not go out by itself, because the ledger
 * was restored.
 */
export type HeldItem = { payment: string, sale: SaleView, 
/**
 * When the payment was requested.
 */
since_ms: number, 
/**
 * Whether there is still time to release it.
 */
may_go: boolean, };

/**
 * What an hour brought.
 */
export type HourSum = { 
/**
 * From 0 to 23.
 */
hour: number, amount_centavos: number, };

/**
 * Replace all plans by those of a file.
 */
export type ImportPlans = { 
/**
 * A manager's PIN, if the shop has a manager.
 */
pin?: string, text: string, };

/**
 * A charge in doubt.
 */
export type InDoubtView = { sale: string, payment: string, ticket: string, charged_centavos: number, provider: ErrandProvider, since_ms: number, };

/**
 * Store a plan: it replaces the one with its id, or is added.
 */
export type KeepPlan = { 
/**
 * A manager's PIN, if the shop has a manager.
 */
pin?: string, plan: PlanDraft, };

/**
 * A leg of a card's charge: what one merchant gets.
 */
export type LegView = { 
/**
 * What it charges; null if it is not one of the sent legs and the provider
 * did not tell its amount.
 */
amount_centavos: number | null, word: LegWord, message: string | null, 
/**
 * The provider's id of the leg.
 */
reference: string | null, 
/**
 * The last four digits of the card.
 */
last_four: string | null, };

/**
 * The provider's last word on a leg.
 */
export type LegWord = "succeeded" | "failed" | "not-yet" | "hinted" | "unknown";

export type Light = { state: LightState, 
/**
 * Milliseconds since the last good answer; null if there was none.
 */
age_ms: number | null, 
/**
 * What stands between the till and it, while it is down.
 */
outage?: Outage, };

/**
 * The state of a contact.
 */
export type LightState = "ok" | "slow" | "down" | "off";

export type Lights = { 
/**
 * TotalCoin: QR payments.
 */
totalcoin: Light, 
/**
 * pagoUno: cards.
 */
pagouno: Light, 
/**
 * Bind: the merchant's own wallet; null if the shop does not use it.
 */
bind: Light | null, 
/**
 * The relay: notices.
 */
relay: Light, 
/**
 * How far the clock is off, in milliseconds; null if the difference need
 * not be shown.
 */
clock_skew_ms: number | null, 
/**
 * How far the clock is off, in milliseconds; null if QRs are allowed.
 */
qr_blocked_by_clock_ms: number | null, 
/**
 * A worker of the till failed recently and was started again.
 */
worker_failed: boolean, 
/**
 * After a restore: the relay has not answered for so long that a manager
 * may charge before it was read.
 */
relay_may_be_waived: boolean, 
/**
 * The printer; absent where none is set and nothing waits for one.
 */
printer?: PrinterLight, };

/**
 * Load the sample week.
 */
export type LoadPracticeWeek = { 
/**
 * The person knows that the sales and the people of practice are lost.
 */
replaces: boolean, };

/**
 * Lock the till.
 */
export type Lock = { 
/**
 * Nobody touched it, instead of somebody locking it.
 */
idle: boolean, };

/**
 * Make a new fixed QR, as a manager if there is one. The one in force stays in
 * force until the new one came.
 */
export type MakeFixedQr = { pin?: string, };

/**
 * Why it needs a manager.
 */
export type ManagerWhy = "bound" | "same-card" | "minute-over";

/**
 * How the shop can charge now.
 */
export type Meanwhile = { cash: boolean, 
/**
 * Whether there is a fixed QR to show without a network.
 */
fixed_qr: boolean, qr: boolean, card: boolean, };

/**
 * How the customer pays.
 */
export type Method = "qr" | "fixed-qr" | "wallet" | "card" | "cash";

export type Mode = "practice" | "live";

/**
 * Put cash into the drawer, or take it out.
 */
export type MoveCash = { amount_centavos: number, reason: string, 
/**
 * A manager's PIN, where one was asked for.
 */
pin?: string, };

/**
 * One plan's offer, with what the law requires to show before the customer
 * accepts it (Res. 4/2025; Ley 24.240, art. 36). The instalments add up to the
 * total.
 */
export type OfferView = { plan: string, 
/**
 * The name that people use.
 */
name: string, 
/**
 * The real number of instalments.
 */
count: number, 
/**
 * The cash price.
 */
cash_centavos: number, 
/**
 * The amount of each instalment.
 */
each_centavos: number, 
/**
 * How many of the first instalments are one centavo more.
 */
dearer: number, 
/**
 * The financed total: what is charged.
 */
total_centavos: number, 
/**
 * The nominal yearly rate (TNA), in basis points; null if none is
 * configured.
 */
tna_bp: number | null, 
/**
 * The effective yearly rate (TEA), in basis points; null if none is
 * configured.
 */
tea_bp: number | null, 
/**
 * The total financial cost (CFTEA), in basis points; null if none is
 * configured.
 */
cftea_bp: number | null, };

/**
 * Open the drawer without a sale.
 */
export type OpenDrawer = { reason: string, 
/**
 * A manager's PIN, where one was asked for.
 */
pin?: string, };

/**
 * A payment in doubt, or a sale that was left partly paid.
 */
export type OpenItem = { sale: SaleView, 
/**
 * The payment in doubt; null for a sale that was left.
 */
payment: string | null, since_ms: number, };

/**
 * Open a shift.
 */
export type OpenShift = { float_centavos: number, 
/**
 * The payments of what is pending that the cashier accepts.
 */
accepted: Array<string>, };

/**
 * Money of nobody's payment, until a manager settles it.
 */
export type OpenStray = { 
/**
 * The id of its item in the tray.
 */
item: string, 
/**
 * Null where no notice told an amount.
 */
amount_centavos: number | null, since_ms: number, 
/**
 * The provider's reference.
 */
reference: string | null, };

/**
 * Open the sale of a ticket: `C1-000042`, or `42` for this till's.
 */
export type OpenTicket = { 
/**
 * As it was typed.
 */
ticket: string, };

/**
 * What Bind says about the shop's QR.
 */
export type OrderSeen = { 
/**
 * The collector's name; null if Bind does not tell it.
 */
collector: string | null, state: OrderState, 
/**
 * The amount of the order, if it has one.
 */
amount_centavos: number | null, };

/**
 * The state of a QR's order.
 */
export type OrderState = "open" | "closed" | "pending" | "empty" | "time-out" | "refused" | "unsupported-qr" | "unsupported-merchant" | "error";

/**
 * What stands between the till and a provider, told apart by what a person
 * can do about it.
 */
export type Outage = "no-network" | "no-internet" | "name-not-found" | "provider-down" | "captive-portal" | "proxy-wanted" | "certificate" | "too-slow";

/**
 * The cause of an outage of everything.
 */
export type OutageView = { kind: Outage, 
/**
 * Since when, as far as the till noticed.
 */
since_ms: number, 
/**
 * The last time that anything was tried.
 */
checked_at_ms: number, 
/**
 * When the next attempt of the queue goes out; null with nothing to send.
 */
next_try_at_ms: number | null, };

/**
 * A change of `mostrador.toml` from outside that is not in force.
 */
export type OutsideChange = { 
/**
 * Whether the file can be read, and so taken up.
 */
readable: boolean, 
/**
 * The keys that differ, or the error with its key.
 */
detail: string, };

/**
 * Where a page of sales ended.
 */
export type PageEndView = { day_at_ms: number, ticket: number, };

/**
 * What is changed of [`PagounoValues`]; what is null stays.
 */
export type PagounoChanges = { 
/**
 * The address of its API.
 */
base_url?: string | null, 
/**
 * The merchant's group of codes.
 */
merchant_code_group?: string | null, 
/**
 * The code that pagoUno assigned to the seller.
 */
seller_code?: string | null, 
/**
 * The seller's name on the card's statement.
 */
seller_name?: string | null, 
/**
 * How long a charge may stay pending, in minutes.
 */
pending_minutes?: number | null, 
/**
 * The merchants of a split charge, in order: the first one
 * gets what the others leave. Empty for one merchant.
 */
split?: Array<SplitRow> | null, };

/**
 * What follows from pagoUno's settings.
 */
export type PagounoSeen = { 
/**
 * The text on the card's statement; null if the code or the name is
 * unusable.
 */
seller_descriptor: string | null, };

/**
 * pagoUno.
 */
export type PagounoValues = { 
/**
 * The address of its API.
 */
base_url: string, 
/**
 * The merchant's group of codes.
 */
merchant_code_group: string, 
/**
 * The code that pagoUno assigned to the seller.
 */
seller_code: string, 
/**
 * The seller's name on the card's statement.
 */
seller_name: string, 
/**
 * How long a charge may stay pending, in minutes.
 */
pending_minutes: number, 
/**
 * The merchants of a split charge, in order: the first one
 * gets what the others leave. Empty for one merchant.
 */
split: Array<SplitRow>, };

/**
 * One line of a paper.
 */
export type PaperLine = { "line": "text", text: string, 
/**
 * How many times as wide and as high as a plain letter.
 */
width: number, height: number, bold: boolean, 
/**
 * White on black.
 */
inverse: boolean, centred: boolean, } | { "line": "qr", svg: string, };

/**
 * A paper's lines, for the width of the shop's printer.
 */
export type PaperPreview = { 
/**
 * What the paper is called.
 */
title: string, 
/**
 * How many plain letters a line has.
 */
columns: number, lines: Array<PaperLine>, };

/**
 * Which paper: to print it, or to look at it.
 */
export type PaperRef = { "what": "receipt", sale: string, } | { "what": "close", number: number, } | { "what": "coming" } | { "what": "partial" } | { "what": "count", shift: number, } | { "what": "movement", seq: number, } | { "what": "reports", from: string, to: string, } | { "what": "poster", sheet?: PosterSheet | null, } | { "what": "test" } | { "what": "drawer" };

/**
 * The pause of a provider that does not answer: one errand goes out as a
 * probe, and the rest follow once it is answered.
 */
export type PauseView = { since_ms: number, 
/**
 * When the next probe goes out.
 */
next_probe_at_ms: number, };

/**
 * The payee: the merchant's identity, stored from the first QR.
 */
export type PayeeView = { cuit: string | null, cvu: string | null, 
/**
 * The manager who confirmed it; null before that.
 */
confirmed_by: string | null, confirmed_at: number | null, };

/**
 * What the till holds about who paid a sale.
 */
export type PayerData = { 
/**
 * Whether there is anything to erase.
 */
held: boolean, 
/**
 * Why it cannot be erased now; null if it can.
 */
needed_by: PayerNeededBy | null, 
/**
 * When a manager last erased it because that person asked for it.
 */
forgotten_at_ms: number | null, };

/**
 * What still needs the data about who paid.
 */
export type PayerNeededBy = "payment" | "report";

/**
 * Who paid, from the provider's notice.
 */
export type PayerView = { name: string | null, 
/**
 * The provider's reference of the transaction.
 */
reference: string, };

/**
 * One payment of a sale of the list.
 */
export type PaymentLineView = { method: Method, state: PaymentState, 
/**
 * Null for cash where counting is blind.
 */
charged_centavos: number | null, person: PersonView | null, };

/**
 * One payment.
 */
export type PaymentRef = { sale: string, 
/**
 * Its id.
 */
payment: string, };

/**
 * Where a payment stands.
 */
export type PaymentState = "requested" | "waiting" | "sent" | "pending" | "approved" | "declined" | "refused" | "expired" | "cancelled" | "in-doubt" | "settled-paid" | "settled-unpaid" | "declared" | "unconfirmed";

/**
 * One payment.
 */
export type PaymentView = { id: string, 
/**
 * How the customer pays.
 */
method: Method, 
/**
 * Where it stands.
 */
state: PaymentState, 
/**
 * Who moves the money; empty for cash.
 */
provider: string, 
/**
 * The part of the sale that it covers.
 */
amount_centavos: number, 
/**
 * What the customer pays.
 */
charged_centavos: number, 
/**
 * The money that came, each transaction once.
 */
received_centavos: number, 
/**
 * What of it went back to the customer.
 */
returned_centavos: number, 
/**
 * The most that can still go back.
 */
returnable_centavos: number, 
/**
 * The tender that its money counts as; a manager can correct cash.
 */
counts_as: Tender, 
/**
 * Milliseconds left of the cashier's deadline while the QR is being made.
 */
deadline_left_ms: number | null, 
/**
 * How often the provider was asked.
 */
attempts: number, 
/**
 * Whether it waits for a manager since the ledger was restored.
 */
held: boolean, 
/**
 * Why the last attempt brought nothing.
 */
trouble: Trouble | null, 
/**
 * Its QR, while it can be shown.
 */
qr: QrView | null, 
/**
 * The QR's time is up and the relay has not yet been read to its end.
 */
time_up: boolean, 
/**
 * Why it never became payable.
 */
reason: RefusalReason | null, 
/**
 * The provider's own word where it was not an approval, as it came.
 */
provider_word: string | null, 
/**
 * Who paid.
 */
payer: PayerView | null, 
/**
 * The cards, where it is paid by them.
 */
cards: Array<CardView>, 
/**
 * What only a payment by the fixed QR has.
 */
fixed?: FixedPaymentView, 
/**
 * The banknotes, where they were counted.
 */
cash: CashView | null, 
/**
 * Why nobody knows what became of it, while that is so.
 */
doubt: DoubtView | null, 
/**
 * What does not fit.
 */
discrepancies: Array<DiscrepancyView>, };

/**
 * Something that is open.
 */
export type PendingView = { sale: string, payment: string, ticket: string, why: PendingWhy, amount_centavos: number, method: Method, 
/**
 * The last four digits of each card.
 */
last_four: Array<string>, 
/**
 * The money that came for the payment so far.
 */
received_centavos: number, since_ms: number, person: PersonView | null, };

/**
 * Why something is open.
 */
export type PendingWhy = { "why": "payment", state: PaymentState, } | { "why": "item", kind: DiscrepancyKind, } | { "why": "to-return" } | { "why": "partly-paid" };

/**
 * The people of the shop.
 */
export type PeopleView = { people: Array<PersonView>, };

/**
 * What one person charged.
 */
export type PersonSumView = { 
/**
 * Null for what nobody with a name charged.
 */
person: PersonView | null, count: number, amount_centavos: number, };

/**
 * Somebody who works here.
 */
export type PersonView = { id: string, name: string, role: Role, 
/**
 * They no longer work here.
 */
retired: boolean, };

/**
 * A plan as it is edited.
 */
export type PlanDraft = { 
/**
 * The id of the plan to replace or add: 1 to 32 of a-z, 0-9 and -.
 */
id: string, 
/**
 * The name that people use.
 */
name: string, programme: Programme, 
/**
 * The real number of instalments.
 */
count: number, 
/**
 * The first day, in ISO 8601; null for no start.
 */
valid_from?: string | null, 
/**
 * The last day, in ISO 8601; null for no end.
 */
valid_until?: string | null, 
/**
 * The days of the week, at least one.
 */
weekdays: Array<Weekday>, 
/**
 * The smallest cash price.
 */
amount_min_centavos: number, 
/**
 * The largest cash price; null for no limit.
 */
amount_max_centavos?: number, 
/**
 * The surcharge on the cash price, in basis points.
 */
coefficient_bp: number, 
/**
 * The nominal yearly rate (TNA) to show, in basis points; null shows none.
 */
tna_bp?: number | null, 
/**
 * The effective yearly rate (TEA) to show, in basis points; null shows
 * none.
 */
tea_bp?: number | null, 
/**
 * The total financial cost (CFTEA) to show, in basis points; null shows
 * none.
 */
cftea_bp?: number | null, 
/**
 * pagoUno's code for a recurring payment.
 */
subscription_code?: string | null, 
/**
 * Whether it is offered at all.
 */
enabled: boolean, };

/**
 * The card payments of one plan.
 */
export type PlanSumView = { plan: string, instalments: number, count: number, amount_centavos: number, };

/**
 * The part of a plan that must be corrected, and why.
 */
export type PlanTrouble = { 
/**
 * The row of a file, from 1; null for a plan that is edited.
 */
row: number | null, 
/**
 * The key, as a file and a draft name it; null for the whole plan.
 */
key: string | null, why: PlanWhy, };

/**
 * A stored plan.
 */
export type PlanView = { id: string, 
/**
 * The name that people use.
 */
name: string, programme: Programme, 
/**
 * The real number of instalments.
 */
count: number, 
/**
 * The value that is sent as `installments`.
 */
code: number, 
/**
 * The first day, in ISO 8601; null for no start.
 */
valid_from: string | null, 
/**
 * The last day, in ISO 8601; null for no end.
 */
valid_until: string | null, weekdays: Array<Weekday>, 
/**
 * The smallest cash price.
 */
amount_min_centavos: number, 
/**
 * The largest cash price; null for no limit.
 */
amount_max_centavos: number | null, 
/**
 * The surcharge on the cash price, in basis points.
 */
coefficient_bp: number, 
/**
 * The nominal yearly rate (TNA) to show, in basis points.
 */
tna_bp: number | null, 
/**
 * The effective yearly rate (TEA) to show, in basis points.
 */
tea_bp: number | null, 
/**
 * The total financial cost (CFTEA) to show, in basis points.
 */
cftea_bp: number | null, 
/**
 * pagoUno's code for a recurring payment.
 */
subscription_code: string | null, 
/**
 * Whether it is offered at all.
 */
enabled: boolean, 
/**
 * Whether its dates and weekdays include today, whatever the amount.
 */
today: boolean, };

/**
 * What is wrong with a plan.
 */
export type PlanWhy = "malformed" | "out-of-range" | "means-ahora" | "not-in-ahora" | "code-means-another" | "days-backwards" | "amounts-backwards" | "same-id" | "same-code" | "too-many" | "unknown";

/**
 * The shop's plans.
 */
export type PlansView = { plans: Array<PlanView>, };

/**
 * The sheet of a poster.
 */
export type PosterSheet = "a4" | "a5";

/**
 * An action of the practice drawer's customer.
 */
export type PracticeAction = "pay" | "pay-late" | "pay-short" | "pay-over" | "pay-twice" | "pay-fixed" | "reject" | "lose-answer" | "card-approve" | "card-decline" | "card-lose-answer" | "card-notice-late" | "card-notice-lost" | "card-notify" | "wallet-pay" | "wallet-late" | "wallet-short" | "wallet-by-order" | "wallet-reject" | "wallet-return" | "bind-fail";

/**
 * The state of the drawer for cards.
 */
export type PracticeCards = { 
/**
 * Whether the next charge is declined.
 */
decline_next: boolean, 
/**
 * Whether the answer to the next charge is lost.
 */
lose_next_answer: boolean, 
/**
 * Whether the notice of the next charge comes late.
 */
next_notice_late: boolean, 
/**
 * Whether the notice of the next charge never comes.
 */
next_notice_lost: boolean, 
/**
 * The card numbers for tests.
 */
numbers: Array<TestCard>, };

/**
 * Cut the network, or restore it.
 */
export type PracticeOffline = { offline: boolean, };

/**
 * A person of practice, whose PIN is no secret: it opens nothing else.
 */
export type PracticePerson = { name: string, role: Role, 
/**
 * The PIN with which the sample week begins.
 */
pin: string, };

/**
 * Act as the customer.
 */
export type PracticePlay = { action: PracticeAction, 
/**
 * The payment; null means the last one.
 */
payment: string | null, 
/**
 * The amount that the customer types to pay the fixed QR.
 */
amount_centavos?: number, };

/**
 * The state of the practice drawer.
 */
export type PracticeView = { 
/**
 * Whether the network is cut.
 */
offline: boolean, 
/**
 * Whether the answer to the next QR is lost.
 */
lose_next_answer: boolean, 
/**
 * Whether there is a fixed QR that the customer can pay.
 */
fixed_qr: boolean, cards: PracticeCards, wallet: PracticeWallet, 
/**
 * The people of the sample week who work in practice now.
 */
people: Array<PracticePerson>, };

/**
 * The state of the drawer for the house's wallet and Bind.
 */
export type PracticeWallet = { 
/**
 * Whether practice has them.
 */
on: boolean, 
/**
 * Whether the settings ask for them, so that the drawer cannot switch them
 * off.
 */
by_settings: boolean, 
/**
 * Whether the next report is answered FAIL.
 */
fail_next_report: boolean, };

/**
 * The sample week that was loaded.
 */
export type PracticeWeek = { 
/**
 * Its last business day.
 */
last_day: string, };

/**
 * Print a paper.
 */
export type Print = { paper: PaperRef, 
/**
 * By which way; null for the one that is in use.
 */
way?: PrintWay | null, 
/**
 * A manager's PIN, to print what a cashier does not see.
 */
pin?: string, };

/**
 * By which way a paper comes out.
 */
export type PrintWay = "printer" | "other" | "pdf";

/**
 * What is changed of [`PrinterValues`]; what is null stays.
 */
export type PrinterChanges = { 
/**
 * How the printer is reached.
 */
kind?: PrinterReach | null, 
/**
 * Its address: `192.168.0.50:9100`, `/dev/usb/lp0`, or a
 * path.
 */
address?: string | null, 
/**
 * Another printer, for when the first one fails: host and
 * port, or a path; empty for none.
 */
other_address?: string | null, 
/**
 * The paper's width in millimetres.
 */
width_mm?: number | null, 
/**
 * How many characters a line has on a roll of 80 mm: 42 on
 * printers with a wider letter. A roll of 58 mm has 32.
 */
columns?: number | null, 
/**
 * In which code page texts are sent.
 */
code_page?: PrinterCodePage | null, 
/**
 * How a QR is printed.
 */
qr?: PrinterQr | null, 
/**
 * Whether the printer cuts the paper.
 */
cut?: boolean | null, 
/**
 * Whether the printer opens the drawer when cash is taken.
 */
kick_drawer?: boolean | null, 
/**
 * Whether a receipt prints by itself.
 */
auto_print?: boolean | null, 
/**
 * Whether a close of the day prints by itself.
 */
auto_print_close?: boolean | null, 
/**
 * Whether a receipt names the cashier.
 */
shows_cashier?: boolean | null, };

/**
 * A printer's table of characters.
 */
export type PrinterCodePage = "pc858" | "pc850" | "pc437" | "wpc1252";

/**
 * The printer, as the frame of the window shows it.
 */
export type PrinterLight = { 
/**
 * Why the last attempt failed; null if it did not.
 */
trouble: PrinterTrouble | null, 
/**
 * How many papers have not come out.
 */
waiting: number, 
/**
 * How many of them wait for a person.
 */
for_person: number, 
/**
 * By which way papers come out.
 */
way: PrintWay, 
/**
 * Whether another printer is set.
 */
has_other: boolean, };

/**
 * How a QR is printed.
 */
export type PrinterQr = "native" | "raster";

/**
 * How a printer is reached.
 */
export type PrinterReach = "none" | "network" | "usb" | "file";

/**
 * Why a paper did not come out.
 */
export type PrinterTrouble = "not-set" | "address-unfit" | "not-there" | "no-rights" | "no-connection" | "paper-out" | "cover-open" | "stalled" | "cut-off" | "stuck" | "interrupted" | "not-made" | "not-saved" | "old";

/**
 * The printer and its paper.
 */
export type PrinterValues = { 
/**
 * How the printer is reached.
 */
kind: PrinterReach, 
/**
 * Its address: `192.168.0.50:9100`, `/dev/usb/lp0`, or a
 * path.
 */
address: string, 
/**
 * Another printer, for when the first one fails: host and
 * port, or a path; empty for none.
 */
other_address: string, 
/**
 * The paper's width in millimetres.
 */
width_mm: number, 
/**
 * How many characters a line has on a roll of 80 mm: 42 on
 * printers with a wider letter. A roll of 58 mm has 32.
 */
columns: number, 
/**
 * In which code page texts are sent.
 */
code_page: PrinterCodePage, 
/**
 * How a QR is printed.
 */
qr: PrinterQr, 
/**
 * Whether the printer cuts the paper.
 */
cut: boolean, 
/**
 * Whether the printer opens the drawer when cash is taken.
 */
kick_drawer: boolean, 
/**
 * Whether a receipt prints by itself.
 */
auto_print: boolean, 
/**
 * Whether a close of the day prints by itself.
 */
auto_print_close: boolean, 
/**
 * Whether a receipt names the cashier.
 */
shows_cashier: boolean, };

/**
 * The printer, and the papers that have not come out.
 */
export type PrinterView = { 
/**
 * Null where no printer is set and nothing waits.
 */
light: PrinterLight | null, papers: Array<WaitingPaper>, };

/**
 * What a request for a paper made.
 */
export type Printing = { 
/**
 * The number of its print job.
 */
job: number, 
/**
 * Whether it says that it is a copy.
 */
copy: boolean, way: PrintWay, 
/**
 * The journal's sequence.
 */
seq: number, };

/**
 * What is changed of [`PrivacyValues`]; what is null stays.
 */
export type PrivacyChanges = { 
/**
 * After how many days payers' data is erased.
 */
days?: number | null, };

/**
 * People's data.
 */
export type PrivacyValues = { 
/**
 * After how many days payers' data is erased.
 */
days: number, };

/**
 * Why the shop cannot open, by what a person can do about it.
 */
export type ProblemKind = "settings-wrong" | "settings-unreadable" | "address-wrong" | "relay-wrong" | "no-folder" | "folder-unwritable" | "disk-full" | "upgrade-no-room" | "upgrading" | "ledger-damaged" | "ledger-foreign" | "ledger-newer" | "ledger-busy" | "ledger-unreachable" | "keychain" | "already-open" | "machine";

export type ProblemView = { kind: ProblemKind, 
/**
 * The file or folder.
 */
path: string | null, 
/**
 * The key of `mostrador.toml`.
 */
about: string | null, 
/**
 * For a technician; it never contains a secret or a person's data.
 */
detail: string, 
/**
 * The shop's time zone; null if unknown.
 */
time_zone: string | null, 
/**
 * The copy to restore if the ledger is damaged.
 */
copy: CopyView | null, 
/**
 * The room for the copy before an upgrade, if there is too little.
 */
room: RoomView | null, 
/**
 * How far the copy before the upgrade has come, while the ledger is
 * upgraded.
 */
upgrade: BackupProgress | null, };

/**
 * The programme of a plan, which decides the wire code of its count.
 */
export type Programme = "standard" | "ahora";

/**
 * One payment's QR. The picture is drawn by the till; `payload` is what it says.
 */
export type QrView = { 
/**
 * What the QR says, to the letter.
 */
payload: string, 
/**
 * Its picture, dark on white with its quiet zone.
 */
svg: string, 
/**
 * Milliseconds left when this was made.
 */
left_ms: number, 
/**
 * Milliseconds it was valid for in all.
 */
valid_ms: number, 
/**
 * Whether a wallet may not be able to read it.
 */
may_not_read: boolean, };

/**
 * Where a page of the queue ended.
 */
export type QueueEndView = { 
/**
 * Which list of the queue, by its place.
 */
list: number, due_at_ms: number, number: number, };

/**
 * What is owed to one provider.
 */
export type QueueGroup = { provider: ErrandProvider, 
/**
 * Errands that go out by themselves, those that are out now included.
 */
owed: number, 
/**
 * Errands that a person has to settle.
 */
dead: number, 
/**
 * Errands that wait in the tray since the ledger was restored.
 */
held: number, 
/**
 * Since when the oldest of the owed ones is owed.
 */
oldest_owed_at_ms: number | null, 
/**
 * Set while the till waits for this provider to answer again.
 */
paused: PauseView | null, 
/**
 * Why the provider does not answer; null while it does.
 */
outage: Outage | null, };

/**
 * The queue.
 */
export type QueueView = { 
/**
 * Every provider that is set up or is owed something, in the order of the
 * screen.
 */
groups: Array<QueueGroup>, 
/**
 * At most 50, by provider in the groups' order: dead ones first, then
 * those that are out, owed and held, the longest due first.
 */
rows: Array<ErrandView>, 
/**
 * Where to go on; null at the end.
 */
next: QueueEndView | null, 
/**
 * The one cause that darkens every contact that is set up; null where
 * something answers, or where there are several causes.
 */
outage: OutageView | null, 
/**
 * How the shop can charge now.
 */
meanwhile: Meanwhile, 
/**
 * Charges in doubt. They are not queued: nothing is sent again.
 */
in_doubt: Array<InDoubtView>, };

/**
 * Why a payment never became payable.
 */
export type RefusalReason = "deadline" | "provider-refused" | "repeat-rejected" | "qr-of-another-sale" | "identity-changed" | "credentials" | "permission" | "clock" | "given-up";

/**
 * What is changed of [`RelayValues`]; what is null stays.
 */
export type RelayChanges = { 
/**
 * Its address; `built-in` for the one inside the app;
 * empty for none. Of a list, the first is used.
 */
url?: string | null, };

/**
 * The relay that can run inside the app.
 */
export type RelayInside = { 
/**
 * The path of its `relay.toml`.
 */
path: string, 
/**
 * Whether that file exists.
 */
present: boolean, 
/**
 * Where it listens, once it is the relay in force and runs.
 */
address: string | null, 
/**
 * The path of TotalCoin's webhook below the tunnel's address; null if it
 * does not run. A secret last segment is left out.
 */
webhook_path: string | null, };

/**
 * The relay.
 */
export type RelayValues = { 
/**
 * Its address; `built-in` for the one inside the app;
 * empty for none. Of a list, the first is used.
 */
url: string, };

/**
 * Remove a plan.
 */
export type RemovePlan = { 
/**
 * A manager's PIN, if the shop has a manager.
 */
pin?: string, id: string, };

/**
 * Give a person another name, as a manager.
 */
export type RenamePerson = { person: string, name: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * Give a person who forgot theirs a new PIN, as a manager.
 */
export type RenewPin = { person: string, new_pin: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * What a manager says of a report.
 */
export type ReportAnswer = "settle" | "give-up";

/**
 * How many reports there are of the days asked for, by what the page's tabs
 * say.
 */
export type ReportCounts = { all: number, owed: number, passed: number, failed: number, in_doubt: number, returned: number, };

/**
 * All of one report.
 */
export type ReportDetails = { report: ReportView, 
/**
 * `idMensaje` of the message in force.
 */
message: string, 
/**
 * The ids of those before it.
 */
earlier: Array<string>, 
/**
 * What was sent, or will be; null once it is erased.
 */
fields: ReportFields | null, 
/**
 * The fields that look wrong, by their names in [`ReportFields`].
 */
unfit: Array<string>, 
/**
 * `on_error`, as it came.
 */
on_error: string | null, };

/**
 * The fields of a message that a person may correct.
 */
export type ReportFields = { 
/**
 * `identificadorTransaccion`: the order of the QR.
 */
order: string, 
/**
 * `importeBruto`.
 */
amount_centavos: number, 
/**
 * `identificadorProcesador`: the wallet's reference.
 */
reference: string, 
/**
 * `procesadorPago`.
 */
processor_name: string, 
/**
 * `estadoTransaccion`.
 */
word: string, 
/**
 * `vendedor.cuentaVendedor`.
 */
seller_account: string, 
/**
 * `vendedor.identificadorVendedor`.
 */
seller_cuit: string, 
/**
 * `vendedor.informacionesAdicionales`: MCC.
 */
seller_mcc: string, 
/**
 * `codigoComercio`.
 */
commerce_code: string, 
/**
 * `codigoSucursal`.
 */
branch_code: string, 
/**
 * `codigoCaja`.
 */
till_code: string, 
/**
 * `comprador.identificadorPagador`.
 */
buyer_cuit: string, 
/**
 * `comprador.cuentaPagador`.
 */
buyer_account: string, 
/**
 * `ID_BILLETERA`.
 */
wallet_id: string, };

/**
 * What a report says happened to the payment.
 */
export type ReportOutcome = "paid" | "returned" | "rejected";

/**
 * Ask for all of one report.
 */
export type ReportRef = { report: string, };

/**
 * Where a report stands.
 */
export type ReportState = "owed" | "passed" | "failed" | "in-doubt" | "settled-passed" | "given-up";

/**
 * One report.
 */
export type ReportView = { id: string, sale: string, payment: string, ticket: string, outcome: ReportOutcome, state: ReportState, amount_centavos: number, owed_at_ms: number, changed_at_ms: number, 
/**
 * The person whose act made it owed; null if a notice did.
 */
owed_by: string | null, 
/**
 * Why it waits for a person, or last did.
 */
why: ReportWhy | null, 
/**
 * Bind's code of the last FAIL.
 */
code: string | null, 
/**
 * Bind's words about the last FAIL.
 */
description: string | null, 
/**
 * `idMensaje` of the message in force.
 */
message: string, 
/**
 * Bind's id of what it accepted.
 */
reference: string | null, 
/**
 * How many messages were made for it.
 */
messages: number, 
/**
 * How often the message in force was sent.
 */
attempts: number, 
/**
 * When it goes out next; null if it does not by itself.
 */
next_try_at_ms: number | null, 
/**
 * Its errand in the queue, while there is one.
 */
errand: number | null, 
/**
 * The manager who had the last word, with the reason.
 */
settled_by: string | null, reason: string | null, };

/**
 * Why a report waits for a person.
 */
export type ReportWhy = "amount-differs" | "order-differs" | "not-its-payment" | "another-report" | "incomplete" | "refused" | "lost-answer" | "restored";

/**
 * Which reports a page lists.
 */
export type ReportsShown = "all" | "owed" | "passed" | "failed" | "in-doubt" | "returned";

/**
 * A page of reports.
 */
export type ReportsView = { from: string, to: string, 
/**
 * Today, by the shop's own hour.
 */
today: string, counts: ReportCounts, 
/**
 * All that wait for a person, of whatever day, newest first, at most 50.
 */
needs: Array<ReportView>, 
/**
 * The others of those days, newest first, at most 50.
 */
rows: Array<ReportView>, 
/**
 * Where to go on; null at the end.
 */
next: number | null, };

/**
 * Restore a copy.
 */
export type RestoreCopy = { 
/**
 * The copy's file name.
 */
file: string, 
/**
 * A manager's PIN, if the live ledger has a manager.
 */
pin?: string, };

/**
 * A person no longer works here, a manager says.
 */
export type RetirePerson = { person: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * Money that a manager said is to be returned, until all of it went back.
 */
export type ReturnItem = { 
/**
 * The id of the item that was settled, with which money is returned.
 */
item: string, kind: DiscrepancyKind, sale: SaleView, payment: string, 
/**
 * What is still to go back.
 */
left_centavos: number, 
/**
 * What went back so far.
 */
returned_centavos: number, 
/**
 * When it was found.
 */
since_ms: number, };

/**
 * Give money back, as a manager.
 */
export type ReturnMoney = { sale: string, payment: string, 
/**
 * The item of the tray whose money it is, if any.
 */
item?: string | null, amount_centavos: number, from: ReturnedFrom, reason: string, pin: string, };

/**
 * How money goes back.
 */
export type ReturnedFrom = "drawer" | "provider";

/**
 * What a person may do.
 */
export type Role = "cashier" | "manager";

/**
 * Too little room for a copy.
 */
export type RoomView = { needed_bytes: number, free_bytes: number, };

/**
 * One sale of the list.
 */
export type SaleLineView = { sale: string, ticket: string, opened_at_ms: number, concept: string | null, state: SaleState, 
/**
 * Null where counting is blind and cash is part of it.
 */
total_centavos: number | null, payments: Array<PaymentLineView>, 
/**
 * How many items of it wait in the tray.
 */
open_items: number, };

/**
 * One sale.
 */
export type SaleRef = { 
/**
 * Its id.
 */
sale: string, };

/**
 * Where a sale stands.
 */
export type SaleState = "open" | "partly-paid" | "paid" | "abandoned";

/**
 * One sale.
 */
export type SaleView = { id: string, 
/**
 * What people call it by.
 */
ticket: string, 
/**
 * Where it stands.
 */
state: SaleState, 
/**
 * What the customer owes.
 */
total_centavos: number, 
/**
 * What can be charged now without a manager.
 */
chargeable_centavos: number, 
/**
 * What is covered: approved, or by a manager's word.
 */
approved_centavos: number, 
/**
 * What it is about.
 */
concept: string | null, 
/**
 * When it was begun.
 */
opened_at_ms: number, 
/**
 * Whether the clock may have been wrong then.
 */
time_doubtful: boolean, 
/**
 * Its payments, oldest first.
 */
payments: Array<PaymentView>, };

/**
 * How many sales all pages have.
 */
export type SalesCountView = { count: number, 
/**
 * Whether there may be more than `count`, which has a limit.
 */
is_limit: boolean, };

/**
 * A page of sales, newest first.
 */
export type SalesPageView = { sales: Array<SaleLineView>, 
/**
 * Where to go on; null at the end.
 */
next: PageEndView | null, };

/**
 * Save settings. Only changed values are written.
 */
export type SaveSettings = { 
/**
 * A manager's PIN, if the shop has a manager.
 */
pin: string | null, changes: SettingsChanges, };

/**
 * How the second folder was when somebody last looked.
 */
export type SecondFolderStanding = "not-yet" | "here" | "away" | "not-ours" | "unfit" | "failed";

/**
 * The second folder, which has the newest copies too.
 */
export type SecondFolderView = { folder: string, standing: SecondFolderStanding, 
/**
 * Since when it has not been usable.
 */
since: number | null, 
/**
 * When the newest copy in it was made.
 */
last_at: number | null, kept: number, 
/**
 * For a technician.
 */
detail: string | null, };

/**
 * Whether a secret is set.
 */
export type SecretStanding = "set" | "missing" | "unavailable";

/**
 * A secret, without its value.
 */
export type SecretState = { 
/**
 * Its name, such as `totalcoin.password`.
 */
name: string, state: SecretStanding, };

/**
 * A secret to set.
 */
export type SecretValue = { 
/**
 * Its name, such as `totalcoin.password`.
 */
name: string, 
/**
 * Its value, which is never returned.
 */
value: string, };

/**
 * What is changed of [`SecretsValues`]; what is null stays.
 */
export type SecretsChanges = { 
/**
 * Which secret store is used; after a change, the stored
 * secrets move along.
 */
store?: SecretsStore | null, };

/**
 * The store for secrets.
 */
export type SecretsStore = "os" | "file";

/**
 * The secret store.
 */
export type SecretsStoreState = { store: SecretsStore, reachable: boolean, 
/**
 * Why it does not answer, for a technician.
 */
why: string | null, };

/**
 * The secret store.
 */
export type SecretsValues = { 
/**
 * Which secret store is used; after a change, the stored
 * secrets move along.
 */
store: SecretsStore, };

/**
 * Mark a notice about the till itself as seen, as a manager.
 */
export type SeeNotice = { notice: number, pin: string, };

/**
 * Who is at the counter, and on which shift.
 */
export type SessionView = { 
/**
 * Null where nobody typed a PIN.
 */
person: PersonView | null, 
/**
 * Somebody has to type their PIN before anything is sold.
 */
locked: boolean, 
/**
 * Whether the till can be locked: only once the shop has a cashier.
 */
can_lock: boolean, 
/**
 * The shift that is open at this till.
 */
shift: ShiftBrief | null, };

/**
 * Set secrets.
 */
export type SetSecrets = { 
/**
 * A manager's PIN, if the shop has a manager.
 */
pin: string | null, secrets: Array<SecretValue>, };

/**
 * What the form knows of a setting.
 */
export type SettingRow = { rule: SettingRule, 
/**
 * Whether money or cards depend on it: a change then shows the values
 * before and after.
 */
money: boolean, };

/**
 * The rule for a setting's value.
 */
export type SettingRule = { "is": "text" } | { "is": "required" } | { "is": "number", least: number, most: number, } | { "is": "one-of", numbers: Array<number>, } | { "is": "hour" } | { "is": "switch" } | { "is": "choice" } | { "is": "address" } | { "is": "optional-address" } | { "is": "relay-url" } | { "is": "time-zone" } | { "is": "dni" } | { "is": "reference" } | { "is": "split" } | { "is": "other" };

/**
 * The changes of the settings; null changes nothing.
 */
export type SettingsChanges = { 
/**
 * Practice, or live with real money.
 */
mode?: Mode | null, 
/**
 * The till's time zone, by its IANA name.
 */
time_zone?: string | null, 
/**
 * The till itself.
 */
till?: TillChanges | null, 
/**
 * TotalCoin.
 */
totalcoin?: TotalcoinChanges | null, 
/**
 * The relay.
 */
relay?: RelayChanges | null, 
/**
 * The secret store.
 */
secrets?: SecretsChanges | null, 
/**
 * People's data.
 */
privacy?: PrivacyChanges | null, 
/**
 * The ledger's copies.
 */
backup?: BackupChanges | null, 
/**
 * pagoUno.
 */
pagouno?: PagounoChanges | null, 
/**
 * Bind PSP: payments from the organisation's own wallet.
 */
bind?: BindChanges | null, 
/**
 * The business day.
 */
day?: DayChanges | null, 
/**
 * Shifts.
 */
shift?: ShiftChanges | null, 
/**
 * The shop, as its papers and the customer's window name it.
 */
shop?: ShopChanges | null, 
/**
 * The printer and its paper.
 */
printer?: PrinterChanges | null, };

/**
 * The values of `mostrador.toml`, or their defaults.
 */
export type SettingsValues = { 
/**
 * Practice, or live with real money.
 */
mode: Mode, 
/**
 * The till's time zone, by its IANA name.
 */
time_zone: string, 
/**
 * The till itself.
 */
till: TillValues, 
/**
 * TotalCoin.
 */
totalcoin: TotalcoinValues, 
/**
 * The relay.
 */
relay: RelayValues, 
/**
 * The secret store.
 */
secrets: SecretsValues, 
/**
 * People's data.
 */
privacy: PrivacyValues, 
/**
 * The ledger's copies.
 */
backup: BackupValues, 
/**
 * pagoUno.
 */
pagouno: PagounoValues, 
/**
 * Bind PSP: payments from the organisation's own wallet.
 */
bind: BindValues, 
/**
 * The business day.
 */
day: DayValues, 
/**
 * Shifts.
 */
shift: ShiftValues, 
/**
 * The shop, as its papers and the customer's window name it.
 */
shop: ShopValues, 
/**
 * The printer and its paper.
 */
printer: PrinterValues, };

export type SettingsView = { 
/**
 * The path of `mostrador.toml`.
 */
path: string, 
/**
 * The values in force.
 */
values: SettingsValues, 
/**
 * Every secret that can be set, without its value.
 */
secrets: Array<SecretState>, secrets_store: SecretsStoreState, 
/**
 * Whether saving needs a manager's PIN: the live ledger has a manager.
 */
needs_manager: boolean, 
/**
 * Whether the till's number cannot change: providers know this ledger's
 * payments by it.
 */
till_number_fixed: boolean, 
/**
 * Whom the QRs pay; null before the first QR.
 */
payee: PayeeView | null, backup: BackupState, relay_inside: RelayInside, pagouno: PagounoSeen, };

/**
 * Settle an item of the tray, as a manager.
 */
export type Settle = { item: string, how: SettleHow, 
/**
 * The amount, if no notice told it.
 */
amount_centavos?: number, 
/**
 * The ticket of the sale to which the money belongs, for that answer.
 */
target?: string | null, 
/**
 * Whether to take over a notice from another till that has it.
 */
take_over?: boolean, reason: string, pin: string, };

/**
 * End a doubt, as a manager.
 */
export type SettleDoubt = { sale: string, payment: string, paid: boolean, 
/**
 * The manager's reason.
 */
reason: string, pin: string, };

/**
 * Settle a group, as a manager.
 */
export type SettleFixedGroup = { 
/**
 * The items of its notices, as they were shown.
 */
notices: Array<string>, 
/**
 * Its payments, as they were shown.
 */
payments: Array<string>, reason: string, pin: string, };

/**
 * Release a held request or give it up, as a manager.
 */
export type SettleHeld = { sale: string, payment: string, answer: HeldAnswer, reason: string, pin: string, };

/**
 * What happened to the money.
 */
export type SettleHow = "completes-this-sale" | "belongs-to-another-sale" | "to-be-returned" | "written-off" | "not-a-sale";

/**
 * What becomes of the papers that wait.
 */
export type SettlePapers = { "how": "print", way: PrintWay, 
/**
 * One print job; null for all of them.
 */
job?: number, } | { "how": "give-up", 
/**
 * One print job; null for all of them.
 */
job?: number, };

/**
 * Settle a report, as a manager.
 */
export type SettleReport = { report: string, answer: ReportAnswer, reason: string, pin: string, };

/**
 * The tray after an answer.
 */
export type SettledView = { 
/**
 * What still waits.
 */
tray: TrayView, 
/**
 * The relay's answer about the other tills, if it was asked.
 */
asked: AskedView | null, };

/**
 * The open shift, for the status bar.
 */
export type ShiftBrief = { number: number, 
/**
 * Whose it is; null where the shop has named nobody.
 */
person: PersonView | null, opened_at_ms: number, 
/**
 * Whether it is of the person at the counter.
 */
own: boolean, 
/**
 * Open for longer than a shift may be.
 */
forgotten: boolean, };

/**
 * What is changed of [`ShiftValues`]; what is null stays.
 */
export type ShiftChanges = { 
/**
 * Whether selling asks for a shift.
 */
required?: boolean | null, 
/**
 * After how many hours an open shift counts as forgotten.
 */
hours_max?: number | null, 
/**
 * After how many minutes without a key the till locks.
 */
lock_minutes?: number | null, };

/**
 * How a shift ended.
 */
export type ShiftEnding = "open" | "uncounted" | "counted" | "to-confirm";

/**
 * One shift.
 */
export type ShiftFacts = { number: number, person: PersonView | null, open: boolean, forgotten: boolean, opened_at_ms: number, ended_at_ms: number | null, float_centavos: number, 
/**
 * The movements of the drawer besides sales, oldest first.
 */
drawer: Array<DrawerLine>, 
/**
 * What sales and returns brought, by tender; without cash where counting
 * is blind.
 */
takings: Array<TenderSum>, 
/**
 * What should be in the drawer; null where counting is blind.
 */
expected_cash_centavos: number | null, 
/**
 * What was counted; null before.
 */
counts: Array<CountView> | null, 
/**
 * A manager still has to accept the difference.
 */
to_confirm: boolean, 
/**
 * Why the difference was accepted.
 */
accepted: string | null, accepted_by: ActorView | null, };

/**
 * A shift of the day.
 */
export type ShiftSumView = { number: number, person: PersonView | null, opened_at_ms: number, ending: ShiftEnding, difference_centavos: number, };

/**
 * Shifts.
 */
export type ShiftValues = { 
/**
 * Whether selling asks for a shift.
 */
required: boolean, 
/**
 * After how many hours an open shift counts as forgotten.
 */
hours_max: number, 
/**
 * After how many minutes without a key the till locks.
 */
lock_minutes: number, };

/**
 * What a shift's screen shows. Where counting is blind, a cashier sees no sum
 * from which the drawer could be reckoned.
 */
export type ShiftView = { 
/**
 * The open shift; else the last one; null before the first.
 */
shift: ShiftFacts | null, 
/**
 * What is pending, by name: what a hand-over lists.
 */
pending: Array<PendingView>, 
/**
 * How much more is pending than that.
 */
pending_others: number, 
/**
 * Shifts whose difference a manager still has to accept.
 */
to_confirm: Array<EndedShift>, 
/**
 * The notes and coins in use, in centavos, largest first.
 */
denominations: Array<number>, 
/**
 * Whether counting is blind for the person at the counter.
 */
blind: boolean, 
/**
 * Above it a difference waits for a manager.
 */
difference_max_centavos: number, };

/**
 * What is changed of [`ShopValues`]; what is null stays.
 */
export type ShopChanges = { 
/**
 * The shop's name on the customer's screen and on paper;
 * empty for the till's name.
 */
name?: string | null, 
/**
 * Its CUIT, as printed on paper.
 */
cuit?: string | null, 
/**
 * Its address, as printed on paper.
 */
address?: string | null, 
/**
 * What a receipt says at its end; empty for nothing.
 */
closing_words?: string | null, 
/**
 * Whether the shop must use a fiscal printer: then nothing
 * prints by itself.
 */
fiscal_printer?: boolean | null, };

/**
 * The shop, as its papers and the customer's window name it.
 */
export type ShopValues = { 
/**
 * The shop's name on the customer's screen and on paper;
 * empty for the till's name.
 */
name: string, 
/**
 * Its CUIT, as printed on paper.
 */
cuit: string, 
/**
 * Its address, as printed on paper.
 */
address: string, 
/**
 * What a receipt says at its end; empty for nothing.
 */
closing_words: string, 
/**
 * Whether the shop must use a fiscal printer: then nothing
 * prints by itself.
 */
fiscal_printer: boolean, };

/**
 * Show offers in the customer's window, or hide them.
 */
export type ShowOffers = { 
/**
 * The cash price; null hides the offers.
 */
amount_centavos?: number, 
/**
 * The one plan that was picked; null shows all.
 */
plan?: string | null, };

/**
 * Everything that the cashier's window starts from.
 */
export type Snapshot = { 
/**
 * The journal's sequence of this state.
 */
seq: number, mode: Mode, 
/**
 * Live against an address that is not the provider's real one.
 */
test_environment: boolean, 
/**
 * The addresses to warn about: those that wait for a manager, and those
 * whose host no provider names.
 */
addresses: Array<AddressView>, 
/**
 * The till's number in `mostrador.toml`, if it is not in force: this
 * ledger keeps its own.
 */
number_in_file: number | null, 
/**
 * Where the data lies, where that can damage it.
 */
folder_risk: FolderRisk | null, 
/**
 * Whether to show the banner of a first run.
 */
first_run: boolean, 
/**
 * The till's number.
 */
till_number: number, 
/**
 * The name that people use.
 */
till_name: string, 
/**
 * The till's time zone, by its IANA name.
 */
time_zone: string, 
/**
 * Who is at the counter, and on which shift.
 */
session: SessionView, 
/**
 * The day's count and total; null while locked, or where a setting or a
 * blind count hides it.
 */
glance: Glance | null, 
/**
 * Whether selling asks for an open shift.
 */
shift_required: boolean, 
/**
 * After how many minutes without a key the till locks; 0 for never.
 */
lock_minutes: number, 
/**
 * The step to which cash is rounded down; 0 for none.
 */
cash_rounding_centavos: number, 
/**
 * The notes and coins in use, in centavos, largest first.
 */
denominations: Array<number>, 
/**
 * Whether the shop has named a manager.
 */
has_manager: boolean, 
/**
 * The largest amount that can be charged without a manager.
 */
amount_max_centavos: number, 
/**
 * Whether cards can be charged.
 */
card: CardSetUp, wallet: WalletSetUp, 
/**
 * The shop's fixed QR.
 */
fixed_qr: FixedQrView, 
/**
 * The sale on the screen.
 */
in_hand: string | null, 
/**
 * The last sales, newest first.
 */
sales: Array<SaleView>, 
/**
 * The status lights.
 */
lights: Lights, 
/**
 * How many errands are owed to providers, those included that a person
 * has to settle.
 */
owed: number, 
/**
 * How many of them a person has to settle; none where it is missing.
 */
dead?: number, 
/**
 * How many reports to Bind wait for a person.
 */
reports: number, 
/**
 * How many sales may still get money.
 */
open_sales: number, 
/**
 * How many items wait in the tray.
 */
tray: number, 
/**
 * The practice drawer; null in live mode.
 */
practice: PracticeView | null, 
/**
 * A change of `mostrador.toml` from outside that is not in force.
 */
settings_outside: OutsideChange | null, 
/**
 * What a restore still requires; null if nothing.
 */
restored: AfterRestore | null, };

/**
 * A merchant of a split charge, as in `[[pagouno.split]]`.
 */
export type SplitRow = { merchant_code_group: string, 
/**
 * Its share, in basis points.
 */
share_bp: number, };

/**
 * What happened, as a word of the message catalogue.
 */
export type StepKind = "opened" | "abandoned" | "requested" | "qr-received" | "late-answer" | "refused" | "time-ran-out" | "expired" | "cancelled" | "sent" | "never-sent" | "pending" | "approved" | "declined" | "in-doubt" | "settled-paid" | "settled-unpaid" | "declared" | "unconfirmed" | "notice-heard" | "money-counted" | "discrepancy-found" | "discrepancy-withdrawn" | "discrepancy-settled" | "held" | "released" | "given-up" | "cards-shown" | "legs-heard" | "hint-heard" | "cash-counted" | "put-aside" | "resumed" | "cash-rounded" | "returned-from-drawer" | "returned-at-provider" | "means-corrected" | "money-assigned" | "money-disowned" | "receipt-reprinted" | "payer-forgotten";

/**
 * One step of a sale.
 */
export type StepView = { seq: number, at_ms: number, 
/**
 * Whether the clock may have been wrong then.
 */
time_doubtful: boolean, actor: ActorView, kind: StepKind, payment: string | null, amount_centavos: number | null, discrepancy: DiscrepancyKind | null, 
/**
 * A manager's answer about the money.
 */
settled: SettleHow | null, 
/**
 * The relay's answer about other tills, if the money was a stray.
 */
asked: AskedView | null, 
/**
 * The offer of each card, if the step has cards.
 */
cards: Array<CardView>, 
/**
 * The provider's words on legs, if the step has any.
 */
legs: Array<LegView>, 
/**
 * The banknotes, if the step has any.
 */
cash: CashView | null, 
/**
 * Why a doubt began, if one did.
 */
doubt: DoubtReason | null, 
/**
 * What was sent or received, or a person's reason, without personal data:
 * the provider's reference, its word, a reason.
 */
detail: string | null, 
/**
 * What else the provider said: a group for each transaction or leg.
 */
facts: Array<Array<FactView>>, };

/**
 * Let practice have the house's wallet and Bind, or no longer. It changes
 * neither the settings nor live.
 */
export type SwitchPracticeWallet = { on: boolean, };

/**
 * Take back that the customer says they paid.
 */
export type TakeBack = { sale: string, payment: string, 
/**
 * A manager's PIN, once the cashier's minute is over.
 */
pin?: string, };

/**
 * Why an amount counts.
 */
export type TakingKind = "received" | "by-word" | "returned" | "rounded";

/**
 * The sum of one tender and kind.
 */
export type TakingSumView = { tender: Tender, kind: TakingKind, count: number, amount_centavos: number, };

/**
 * In what the money came or went.
 */
export type Tender = "qr" | "fixed-qr" | "wallet" | "card" | "cash" | "transfer";

/**
 * The sum of one tender.
 */
export type TenderSum = { tender: Tender, amount_centavos: number, };

/**
 * A public card number for tests, which belongs to nobody.
 */
export type TestCard = { 
/**
 * The digits, without spaces.
 */
number: string, fate: CardFate, };

/**
 * Test a connection with the values of the form. For a secret that is null,
 * the stored one is used.
 */
export type TestConnection = { "what": "totalcoin", 
/**
 * The address of its API.
 */
base_url: string, username: string | null, password: string | null, 
/**
 * A manager's PIN, needed if a stored secret would go to another
 * address than the one in force.
 */
pin?: string, } | { "what": "relay", 
/**
 * Its address, or `built-in`.
 */
url: string, till_key: string | null, 
/**
 * The till's number; null means the one in force.
 */
till_number: number | null, 
/**
 * A manager's PIN, needed if a stored secret would go to another
 * address than the one in force.
 */
pin?: string, } | { "what": "pagouno", 
/**
 * The address of its API.
 */
base_url: string, public_key: string | null, 
/**
 * A manager's PIN, needed if a stored secret would go to another
 * address than the one in force.
 */
pin?: string, } | { "what": "bind", 
/**
 * The address of its API.
 */
base_url: string, 
/**
 * The address that gives tokens.
 */
token_url: string, scope: string, 
/**
 * The text of the shop's QR; empty for none.
 */
qr_text: string, client_id: string | null, client_secret: string | null, 
/**
 * A manager's PIN, needed if a stored secret would go to another
 * address than the one in force.
 */
pin?: string, };

/**
 * What changed by the commits after `after` up to `seq`. A gap means: load the snapshot again.
 */
export type TillChanged = { after: number, seq: number, sales: Array<SaleView>, 
/**
 * How many errands are owed to providers, those included that a person
 * has to settle.
 */
owed: number, 
/**
 * How many of them a person has to settle; none where it is missing.
 */
dead?: number, 
/**
 * How many reports to Bind wait for a person.
 */
reports: number, 
/**
 * How many sales may still get money.
 */
open_sales: number, 
/**
 * How many items wait in the tray.
 */
tray: number, 
/**
 * Who is at the counter, and on which shift.
 */
session: SessionView, 
/**
 * The day's count and total; null while locked, or where a setting or a
 * blind count hides it.
 */
glance: Glance | null, 
/**
 * The sale on the screen.
 */
in_hand: string | null, 
/**
 * The shop's fixed QR.
 */
fixed_qr: FixedQrView, 
/**
 * What a restore still requires; null if nothing.
 */
restored: AfterRestore | null, };

/**
 * What is changed of [`TillValues`]; what is null stays.
 */
export type TillChanges = { 
/**
 * Its number within the merchant, from 1 to 65535.
 */
number?: number | null, 
/**
 * What people call it.
 */
name?: string | null, };

/**
 * A notice about the till itself, until a manager has seen it.
 */
export type TillNoticeItem = { 
/**
 * Its id: the journal's sequence.
 */
seq: number, at_ms: number, kind: TillNoticeKind, 
/**
 * The name of the person it is about.
 */
name: string | null, };

/**
 * What happened to the till itself.
 */
export type TillNoticeKind = "manager-forgotten" | "manager-key-gone" | "pin-key-gone" | "pin-short" | "seal-gone" | "foreign-seal" | "rolled-back" | "worker-failed";

/**
 * The till itself.
 */
export type TillValues = { 
/**
 * Its number within the merchant, from 1 to 65535.
 */
number: number, 
/**
 * What people call it.
 */
name: string, };

export type TimelineView = { sale: SaleView, 
/**
 * The steps, oldest first.
 */
steps: Array<StepView>, payer: PayerData, };

/**
 * What is changed of [`TotalcoinValues`]; what is null stays.
 */
export type TotalcoinChanges = { 
/**
 * The address of its API.
 */
base_url?: string | null, 
/**
 * The merchant's business unit; below 2^53.
 */
business_unit?: number | null, 
/**
 * The payer's DNI if nobody gives one; empty for none.
 */
default_dni?: string | null, 
/**
 * How long a sale's QR can be paid, in minutes.
 */
qr_minutes?: number | null, 
/**
 * The format of `companyReferenceToConciliate`, with
 * `{reference}`.
 */
company_reference?: string | null, 
/**
 * How long a fixed QR can be paid, in days; 0 for none.
 */
fixed_qr_days?: number | null, 
/**
 * How far apart a declared sale and its notice may lie, in minutes.
 */
fixed_match_minutes?: number | null, };

/**
 * TotalCoin.
 */
export type TotalcoinValues = { 
/**
 * The address of its API.
 */
base_url: string, 
/**
 * The merchant's business unit; below 2^53.
 */
business_unit: number, 
/**
 * The payer's DNI if nobody gives one; empty for none.
 */
default_dni: string, 
/**
 * How long a sale's QR can be paid, in minutes.
 */
qr_minutes: number, 
/**
 * The format of `companyReferenceToConciliate`, with
 * `{reference}`.
 */
company_reference: string, 
/**
 * How long a fixed QR can be paid, in days; 0 for none.
 */
fixed_qr_days: number, 
/**
 * How far apart a declared sale and its notice may lie, in minutes.
 */
fixed_match_minutes: number, };

/**
 * An item of the tray.
 */
export type TrayItem = { 
/**
 * Its id, used to settle it.
 */
id: string, kind: DiscrepancyKind, 
/**
 * The difference, or the amount that came.
 */
amount_centavos: number | null, 
/**
 * When it was found.
 */
since_ms: number, reference: string | null, 
/**
 * The provider's original word, if it was not an approval.
 */
provider_word: string | null, 
/**
 * The payer, if the notice names one.
 */
payer: string | null, sale: SaleView | null, 
/**
 * The payment of that sale that it is about.
 */
payment: string | null, 
/**
 * Sales it may belong to, the most likely first.
 */
proposed: Array<SaleView>, 
/**
 * Whether the first proposed sale is certain enough for a manager's one
 * key: it has the exact amount, is the only candidate, and its reference
 * is echoed.
 */
sure: boolean, 
/**
 * The possible answers, the most likely first. An answer that would cover
 * nothing is left out.
 */
answers: Array<SettleHow>, 
/**
 * What an answer covers of a sale, if a notice told it; if it is null, a
 * manager types it.
 */
covers_centavos: number | null, 
/**
 * The other till that has taken it, if one has.
 */
holder: number | null, 
/**
 * Whether somebody paid the fixed QR. Such money has no sale of its own.
 */
by_fixed_qr: boolean, 
/**
 * Whether it came from the house's wallet.
 */
by_wallet: boolean, };

export type TrayView = { 
/**
 * The items, newest first. They include those of the groups.
 */
items: Array<TrayItem>, 
/**
 * Notices under the fixed QR that one answer settles, newest first.
 */
groups: Array<FixedGroup>, 
/**
 * Money that is to be returned, newest first.
 */
returns: Array<ReturnItem>, 
/**
 * Shifts that ended with a difference that a manager still has to accept,
 * oldest first.
 */
to_confirm: Array<EndedShift>, 
/**
 * Payments in doubt, and sales that were left partly paid.
 */
open: Array<OpenItem>, 
/**
 * Errands held since the ledger was restored, oldest first.
 */
held: Array<HeldItem>, 
/**
 * Notices about the till itself, oldest first.
 */
notices: Array<TillNoticeItem>, };

/**
 * Why the last attempt brought nothing.
 */
export type Trouble = "no-connection" | "no-answer" | "provider-error" | "not-yet" | "waits-for-first";

/**
 * Make an errand due now; without a number, all of them.
 */
export type TryNow = { number?: number, };

/**
 * Cash that no count holds.
 */
export type UncountedView = { 
/**
 * Null for what moved while no shift was open.
 */
shift: number | null, amount_centavos: number, };

/**
 * Type a PIN to sell.
 */
export type Unlock = { typed: string, };

/**
 * Upgrade the ledger, with its copy in another folder.
 */
export type UpgradeWithCopy = { 
/**
 * An existing folder; the usual one if it is empty.
 */
folder: string, };

/**
 * Upgrade the ledger without a copy.
 */
export type UpgradeWithoutCopy = { 
/**
 * A manager's PIN, if the live ledger has a manager.
 */
pin?: string, };

/**
 * A paper that has not come out.
 */
export type WaitingPaper = { job: number, 
/**
 * Null for a paper of another version.
 */
paper: PaperRef | null, 
/**
 * The ticket of the sale, where it is about one.
 */
ticket: string | null, copy: boolean, 
/**
 * By which way it is to come out.
 */
way: PrintWay, 
/**
 * Whether it waits for a person.
 */
for_person: boolean, 
/**
 * Whether it shows cash while counting is blind for this person: a manager
 * prints it.
 */
needs_manager: boolean, 
/**
 * Whether it is being sent now.
 */
printing: boolean, 
/**
 * Attempts since it was owed last.
 */
attempts: number, trouble: PrinterTrouble | null, asked_by: ActorView, asked_at_ms: number, };

/**
 * Charge QRs and cards before the relay was read, as a manager.
 */
export type WaiveRelay = { reason: string, pin: string, };

/**
 * Whether the house's wallet can be charged.
 */
export type WalletSetUp = "off" | "missing" | "ready";

/**
 * A day of the week.
 */
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** Every request, of every window: what it takes and what it gives. */
export interface Requests {
  snapshot: { takes: null, gives: Snapshot };
  unlock: { takes: Unlock, gives: SessionView };
  lock: { takes: Lock, gives: SessionView };
  charge_qr: { takes: ChargeQr, gives: Done };
  charge_card: { takes: ChargeCard, gives: Done };
  charge_fixed_qr: { takes: ChargeFixedQr, gives: Done };
  declare: { takes: PaymentRef, gives: Done };
  take_back: { takes: TakeBack, gives: Done };
  make_fixed_qr: { takes: MakeFixedQr, gives: FixedQrView };
  charge_cash: { takes: ChargeCash, gives: Done };
  card_offers: { takes: AskOffers, gives: CardOffers };
  show_offers: { takes: ShowOffers, gives: null };
  ask_again: { takes: PaymentRef, gives: Done };
  settle_doubt: { takes: SettleDoubt, gives: Done };
  plans: { takes: null, gives: PlansView };
  keep_plan: { takes: KeepPlan, gives: PlansView };
  remove_plan: { takes: RemovePlan, gives: PlansView };
  export_plans: { takes: null, gives: ExportedPlans };
  import_plans: { takes: ImportPlans, gives: PlansView };
  abandon_sale: { takes: AbandonSale, gives: Done };
  cancel_payment: { takes: PaymentRef, gives: Done };
  leave_sale: { takes: SaleRef, gives: Done };
  open_sale: { takes: SaleRef, gives: Done };
  open_ticket: { takes: OpenTicket, gives: Done };
  practice_play: { takes: PracticePlay, gives: PracticeView };
  practice_offline: { takes: PracticeOffline, gives: PracticeView };
  put_first_run_away: { takes: null, gives: null };
  timeline: { takes: SaleRef, gives: TimelineView };
  forget_payer: { takes: ForgetPayer, gives: Done };
  tray: { takes: null, gives: TrayView };
  settle: { takes: Settle, gives: SettledView };
  settle_fixed_group: { takes: SettleFixedGroup, gives: TrayView };
  settle_held: { takes: SettleHeld, gives: TrayView };
  see_notice: { takes: SeeNotice, gives: TrayView };
  waive_relay: { takes: WaiveRelay, gives: null };
  name_first_manager: { takes: FirstManager, gives: null };
  show_customer: { takes: null, gives: null };
  people: { takes: null, gives: PeopleView };
  add_person: { takes: AddPerson, gives: PeopleView };
  rename_person: { takes: RenamePerson, gives: PeopleView };
  retire_person: { takes: RetirePerson, gives: PeopleView };
  renew_pin: { takes: RenewPin, gives: PeopleView };
  change_pin: { takes: ChangePin, gives: null };
  day: { takes: AskDay, gives: DayView };
  day_sales: { takes: AskSales, gives: SalesPageView };
  day_sales_count: { takes: AskSales, gives: SalesCountView };
  shift: { takes: null, gives: ShiftView };
  open_shift: { takes: OpenShift, gives: ShiftView };
  cash_in: { takes: MoveCash, gives: ShiftView };
  cash_out: { takes: MoveCash, gives: ShiftView };
  open_drawer: { takes: OpenDrawer, gives: ShiftView };
  count_shift: { takes: CountShift, gives: ShiftView };
  accept_difference: { takes: AcceptDifference, gives: ShiftView };
  partial: { takes: AskPartial, gives: CloseView };
  close_day: { takes: CloseDay, gives: CloseView };
  close: { takes: CloseRef, gives: CloseView };
  paper_preview: { takes: AskPreview, gives: PaperPreview };
  return_money: { takes: ReturnMoney, gives: Done };
  correct_means: { takes: CorrectMeans, gives: Done };
  queue: { takes: AskQueue, gives: QueueView };
  try_now: { takes: TryNow, gives: QueueView };
  charge_wallet: { takes: ChargeWallet, gives: Done };
  enter_wallet: { takes: EnterWallet, gives: Done };
  reports: { takes: AskReports, gives: ReportsView };
  report_details: { takes: ReportRef, gives: ReportDetails };
  correct_report: { takes: CorrectReport, gives: ReportDetails };
  settle_report: { takes: SettleReport, gives: ReportDetails };
  print: { takes: Print, gives: Printing };
  printer: { takes: null, gives: PrinterView };
  settle_papers: { takes: SettlePapers, gives: PrinterView };
  begin_export: { takes: BeginExport, gives: ExportView };
  export_state: { takes: null, gives: ExportView };
  stop_export: { takes: null, gives: ExportView };
  export_evidence: { takes: ExportEvidence, gives: EvidenceFile };
  give_up_errand: { takes: GiveUpErrand, gives: QueueView };
  settings: { takes: null, gives: SettingsView };
  save_settings: { takes: SaveSettings, gives: SettingsView };
  set_secrets: { takes: SetSecrets, gives: SettingsView };
  test_connection: { takes: TestConnection, gives: ConnectionReport };
  take_up_settings: { takes: null, gives: null };
  confirm_payee: { takes: ConfirmPayee, gives: SettingsView };
  change_payee: { takes: ChangePayee, gives: SettingsView };
  confirm_address: { takes: ConfirmAddress, gives: SettingsView };
  find_printers: { takes: null, gives: FoundPrinters };
  backup_now: { takes: null, gives: BackupState };
  backup_state: { takes: null, gives: BackupState };
  stop_backup: { takes: null, gives: BackupState };
  load_practice_week: { takes: LoadPracticeWeek, gives: PracticeWeek };
  switch_practice_wallet: { takes: SwitchPracticeWallet, gives: null };
  customer_snapshot: { takes: null, gives: CustomerView };
  problem: { takes: null, gives: ProblemView | null };
  retry_opening: { takes: null, gives: ProblemView | null };
  upgrade_with_copy: { takes: UpgradeWithCopy, gives: ProblemView | null };
  upgrade_without_copy: { takes: UpgradeWithoutCopy, gives: ProblemView | null };
  restore_copy: { takes: RestoreCopy, gives: ProblemView | null };
  close_app: { takes: null, gives: null };
}

/** Every event, told to one window and never another's; `shop-reopened` to each. */
export interface Events {
  "till-changed": TillChanged;
  "attempts-changed": AttemptsView[];
  "lights-changed": Lights;
  "customer-changed": CustomerView;
  "settings-outside": OutsideChange | null;
  "shop-reopened": null;
  "closing": null;
}

/** What a page asks of its own window, beside the requests. */
export const HEAR = "hear";
export const REPORT = "report";
/** The event that asks a page whether it is alive. */
export const PING = "ping";

/** Every setting that a screen changes, by its key in `mostrador.toml`: made from the table in `crates/till/src/settings/table.rs`. */
export const SETTINGS = {
  "mode": {"rule":{"is":"choice"},"money":true},
  "time_zone": {"rule":{"is":"time-zone"},"money":false},
  "till.number": {"rule":{"is":"number","least":1,"most":65535},"money":true},
  "till.name": {"rule":{"is":"required"},"money":false},
  "totalcoin.base_url": {"rule":{"is":"address"},"money":true},
  "totalcoin.business_unit": {"rule":{"is":"number","least":1,"most":9007199254740991},"money":true},
  "totalcoin.default_dni": {"rule":{"is":"dni"},"money":false},
  "totalcoin.qr_minutes": {"rule":{"is":"number","least":1,"most":1440},"money":false},
  "totalcoin.company_reference": {"rule":{"is":"reference"},"money":true},
  "totalcoin.fixed_qr_days": {"rule":{"is":"number","least":0,"most":3650},"money":false},
  "totalcoin.fixed_match_minutes": {"rule":{"is":"number","least":1,"most":1440},"money":false},
  "relay.url": {"rule":{"is":"relay-url"},"money":true},
  "secrets.store": {"rule":{"is":"choice"},"money":true},
  "privacy.days": {"rule":{"is":"number","least":1,"most":36500},"money":false},
  "backup.budget_mib": {"rule":{"is":"number","least":0,"most":16777216},"money":false},
  "backup.second_folder": {"rule":{"is":"text"},"money":false},
  "pagouno.base_url": {"rule":{"is":"address"},"money":true},
  "pagouno.merchant_code_group": {"rule":{"is":"text"},"money":true},
  "pagouno.seller_code": {"rule":{"is":"text"},"money":true},
  "pagouno.seller_name": {"rule":{"is":"text"},"money":true},
  "pagouno.pending_minutes": {"rule":{"is":"number","least":1,"most":1440},"money":false},
  "pagouno.split": {"rule":{"is":"split"},"money":true},
  "bind.enabled": {"rule":{"is":"switch"},"money":true},
  "bind.base_url": {"rule":{"is":"address"},"money":true},
  "bind.token_url": {"rule":{"is":"optional-address"},"money":true},
  "bind.scope": {"rule":{"is":"text"},"money":false},
  "bind.qr_text": {"rule":{"is":"text"},"money":true},
  "bind.wallet_id": {"rule":{"is":"text"},"money":true},
  "bind.processor_name": {"rule":{"is":"text"},"money":true},
  "bind.commerce_code": {"rule":{"is":"text"},"money":true},
  "bind.branch_code": {"rule":{"is":"text"},"money":true},
  "bind.till_code": {"rule":{"is":"text"},"money":true},
  "bind.key_case": {"rule":{"is":"choice"},"money":false},
  "bind.word_paid": {"rule":{"is":"required"},"money":false},
  "bind.word_returned": {"rule":{"is":"required"},"money":false},
  "bind.word_rejected": {"rule":{"is":"required"},"money":false},
  "day.begins_at": {"rule":{"is":"hour"},"money":false},
  "day.blind_count": {"rule":{"is":"switch"},"money":false},
  "day.count_required": {"rule":{"is":"switch"},"money":false},
  "day.difference_max_centavos": {"rule":{"is":"number","least":0,"most":9007199254740991},"money":false},
  "day.glance": {"rule":{"is":"switch"},"money":false},
  "day.denominations": {"rule":{"is":"other"},"money":false},
  "day.cash_rounding_centavos": {"rule":{"is":"one-of","numbers":[0,5,10,50,100,500,1000,5000,10000]},"money":false},
  "shift.required": {"rule":{"is":"switch"},"money":false},
  "shift.hours_max": {"rule":{"is":"number","least":1,"most":168},"money":false},
  "shift.lock_minutes": {"rule":{"is":"number","least":0,"most":1440},"money":false},
  "shop.name": {"rule":{"is":"text"},"money":false},
  "shop.cuit": {"rule":{"is":"text"},"money":false},
  "shop.address": {"rule":{"is":"text"},"money":false},
  "shop.closing_words": {"rule":{"is":"text"},"money":false},
  "shop.fiscal_printer": {"rule":{"is":"switch"},"money":false},
  "printer.kind": {"rule":{"is":"choice"},"money":false},
  "printer.address": {"rule":{"is":"text"},"money":false},
  "printer.other_address": {"rule":{"is":"text"},"money":false},
  "printer.width_mm": {"rule":{"is":"one-of","numbers":[58,80]},"money":false},
  "printer.columns": {"rule":{"is":"one-of","numbers":[42,48]},"money":false},
  "printer.code_page": {"rule":{"is":"choice"},"money":false},
  "printer.qr": {"rule":{"is":"choice"},"money":false},
  "printer.cut": {"rule":{"is":"switch"},"money":false},
  "printer.kick_drawer": {"rule":{"is":"switch"},"money":false},
  "printer.auto_print": {"rule":{"is":"switch"},"money":false},
  "printer.auto_print_close": {"rule":{"is":"switch"},"money":false},
  "printer.shows_cashier": {"rule":{"is":"switch"},"money":false},
} as const satisfies Record<string, SettingRow>;

/** The settings of a file that is empty. */
export const DEFAULT_SETTINGS: SettingsValues = {"mode":"practice","time_zone":"America/Argentina/Buenos_Aires","till":{"number":1,"name":"Caja 1"},"totalcoin":{"base_url":"https://apicobranzas.totalcoin.com","business_unit":348,"default_dni":"","qr_minutes":10,"company_reference":"OP:{reference}","fixed_qr_days":365,"fixed_match_minutes":30},"relay":{"url":""},"secrets":{"store":"os"},"privacy":{"days":540},"backup":{"budget_mib":0,"second_folder":""},"pagouno":{"base_url":"https://api.pagouno.com","merchant_code_group":"","seller_code":"","seller_name":"","pending_minutes":10,"split":[]},"bind":{"enabled":false,"base_url":"https://api.bindpagos.com.ar","token_url":"","scope":"","qr_text":"","wallet_id":"","processor_name":"","commerce_code":"","branch_code":"","till_code":"","key_case":"upper","word_paid":"ACREDITADO","word_returned":"DEVUELTA","word_rejected":"RECHAZADA"},"day":{"begins_at":"00:00","blind_count":false,"count_required":true,"difference_max_centavos":100000,"glance":true,"denominations":"20000 10000 2000 1000 500 200 100 50 20 10","cash_rounding_centavos":0},"shift":{"required":false,"hours_max":24,"lock_minutes":10},"shop":{"name":"","cuit":"","address":"","closing_words":"","fiscal_printer":false},"printer":{"kind":"none","address":"","other_address":"","width_mm":80,"columns":48,"code_page":"pc858","qr":"native","cut":true,"kick_drawer":false,"auto_print":false,"auto_print_close":false,"shows_cashier":true}};
