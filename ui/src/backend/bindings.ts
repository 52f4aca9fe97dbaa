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
 * Who did something.
 */
export type ActorView = { "who": "till" } | { "who": "counter" } | { "who": "unidentified" } | { "who": "person", name: string, };

/**
 * Something outside that money or cards depend on.
 */
export type AddressOf = "totalcoin" | "pagouno" | "relay" | "card-identity";

/**
 * An address, or whom cards pay, of which the screen says something.
 */
export type AddressView = { 
/**
 * Which one.
 */
what: AddressOf, 
/**
 * What it is.
 */
address: string, 
/**
 * What was used so far, where this waits for a manager in its place.
 */
before: string | null, 
/**
 * Whether charges that need it wait for a manager.
 */
waits: boolean, };

/**
 * What still follows from a restore of the ledger.
 */
export type AfterRestore = "relay-unread" | "relay-waived" | "no-relay";

/**
 * What a refused request answers: a code for the screen, never words.
 */
export type ApiError = { 
/**
 * For the screen.
 */
code: ErrorCode, 
/**
 * For a technician; it never holds a secret or a person's data.
 */
detail: string | null, 
/**
 * What it is about, where a code has more than one such thing: a key of
 * `mostrador.toml`, a path, a secret's name.
 */
about?: string, 
/**
 * Which field of which card.
 */
card?: CardTrouble, 
/**
 * Which part of which plan.
 */
plan?: PlanTrouble, 
/**
 * Why only a manager may, where there is more than one reason.
 */
manager?: ManagerWhy, };

/**
 * Ask what is offered for an amount today.
 */
export type AskOffers = { 
/**
 * The cash price.
 */
amount_centavos: number, };

/**
 * What the relay said of the merchant's other tills, before a notice of
 * nobody's payment was settled.
 */
export type AskedView = { "said": "claimed" } | { "said": "nobody" } | { "said": "taken-over", 
/**
 * From which.
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
 * How the copies of the ledger stand.
 */
export type BackupState = { 
/**
 * The folder that they are in.
 */
folder: string, 
/**
 * When the newest was made.
 */
last_at: number | null, 
/**
 * How many there are.
 */
kept: number, 
/**
 * Why the last try failed, for a technician; null if it did not.
 */
last_error: string | null, };

/**
 * Who issued a card.
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
 * What becomes of a test card.
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
 * The day, as ISO 8601 writes it.
 */
day: string, 
/**
 * The offers, the fewest instalments first.
 */
offers: Array<OfferView>, };

/**
 * Whether cards can be charged.
 */
export type CardSetUp = "ready" | "not-set-up";

/**
 * Which field of which card is to be corrected, and why.
 */
export type CardTrouble = { 
/**
 * Which card, from 0.
 */
card: number, 
/**
 * Which field.
 */
field: CardField, 
/**
 * What is wrong with it.
 */
why: CardFieldWhy, };

/**
 * What is kept of one card of a payment.
 */
export type CardView = { 
/**
 * Who issued it.
 */
brand: Brand, last_four: string, 
/**
 * What the customer was shown and accepted.
 */
offer: OfferView, 
/**
 * What each merchant gets, in the order in which it was sent.
 */
legs: Array<LegView>, };

/**
 * Banknotes, counted.
 */
export type CashView = { 
/**
 * What the customer handed over.
 */
handed_centavos: number, 
/**
 * What went back.
 */
change_centavos: number, };

/**
 * Forget whom the QRs pay, as a manager: the next good QR's is kept.
 */
export type ChangePayee = { 
/**
 * The manager's PIN.
 */
pin: string, 
/**
 * Why.
 */
reason: string, };

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
 * Confirm an address, or whom cards pay, as a manager.
 */
export type ConfirmAddress = { 
/**
 * Which one, as the screen showed it.
 */
address: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * Confirm whom the QRs pay, as a manager.
 */
export type ConfirmPayee = { 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * How a connection is. The screen has words for each that say what to do.
 */
export type ConnectionOutcome = "ok" | "no-network" | "no-such-host" | "name-too-slow" | "no-connection" | "connection-too-slow" | "certificate-untrusted" | "proxy-unreached" | "bad-address" | "not-secure" | "wrong-credentials" | "no-permission" | "not-the-provider" | "too-slow" | "server-error" | "busy" | "secret-missing" | "secrets-unavailable" | "relay-key-unknown" | "relay-key-of-another-till" | "relay-key-in-use" | "other-version" | "clock-skewed" | "relay-file-unfit" | "machine-unfit";

/**
 * How a test of a connection went.
 */
export type ConnectionReport = { 
/**
 * Whether it serves.
 */
ok: boolean, 
/**
 * How it is.
 */
outcome: ConnectionOutcome, 
/**
 * For a technician; it never holds a secret.
 */
detail: string | null, };

/**
 * What cannot be shown of a copy.
 */
export type CopyDoubt = "no-manifest" | "no-seal";

/**
 * The newest copy of the ledger that serves.
 */
export type CopyView = { 
/**
 * What names it.
 */
file: string, 
/**
 * When it was made.
 */
made_at_ms: number, 
/**
 * How many sales it has.
 */
sales: number | null, 
/**
 * The ticket of its last sale.
 */
last_ticket: string | null, 
/**
 * How many later sales would be missing; null if the ledger cannot
 * tell any more.
 */
missing: number | null, 
/**
 * What cannot be shown of it.
 */
doubt: CopyDoubt | null, };

/**
 * What the customer's window shows.
 */
export type CustomerState = "idle" | "offer" | "waiting" | "approved";

/**
 * The customer's window.
 */
export type CustomerView = { 
/**
 * What it shows.
 */
state: CustomerState, 
/**
 * The shop's name.
 */
shop: string, 
/**
 * Practice, or the real thing.
 */
mode: Mode, 
/**
 * Live against an address that is no real provider's.
 */
test_environment: boolean, 
/**
 * What is to be paid, or was.
 */
amount_centavos: number | null, 
/**
 * The QR to pay it with.
 */
qr: QrView | null, 
/**
 * Ways to pay in instalments, while they are shown.
 */
offers: Array<OfferView>, };

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
 * Why nobody knows what became of a charge.
 */
export type DoubtReason = "answer-lost" | "unreadable" | "restarted" | "pending-too-long" | "disagrees" | "sent-before" | "restored";

/**
 * A doubt that stands.
 */
export type DoubtView = { why: DoubtReason, 
/**
 * Since when.
 */
since_ms: number, 
/**
 * Whether the provider can be asked, and is.
 */
asking: boolean, };

/**
 * Why a request was refused.
 */
export type ErrorCode = "amount-zero" | "amount-too-large" | "already-under-way" | "needs-manager" | "not-cancellable" | "clock-wrong" | "dni-missing" | "dni-malformed" | "concept-too-long" | "sale-unknown" | "ledger-unavailable" | "not-in-practice" | "practice-nothing-to-pay" | "not-configured" | "pin-wrong" | "pin-wait" | "pin-malformed" | "pins-unavailable" | "pin-key-gone" | "notice-unknown" | "name-unfit" | "manager-exists" | "reason-missing" | "item-unknown" | "too-late" | "relay-unread" | "relay-key-unknown" | "relay-key-other-till" | "relay-key-in-use" | "disk-full" | "not-restored" | "closed" | "settings-refused" | "settings-unreadable" | "settings-unwritable" | "settings-not-opened" | "secrets-unavailable" | "secret-unknown" | "secret-unfit" | "till-number-fixed" | "unconfirmed" | "payee-unknown" | "backup-failed" | "card-field" | "cards-count" | "offer-changed" | "amount-too-small" | "not-enough" | "plan-refused" | "nothing-to-ask" | "covers-nothing" | "amount-missing" | "target-missing" | "held-elsewhere" | "relay-away";

/**
 * The plans as a file, one `[[plan]]` each.
 */
export type ExportedPlans = { 
/**
 * The file's text, which is TOML.
 */
text: string, };

/**
 * What a fact is.
 */
export type FactKind = "method" | "card" | "instalments" | "fees" | "taxes" | "net" | "created" | "confirmed" | "credited" | "authorization" | "ticket" | "batch" | "captured-on" | "merchant-code" | "terminal";

/**
 * Something that the provider told. Where all of it is null, the provider did
 * not tell it, which is not zero.
 */
export type FactView = { 
/**
 * What it is.
 */
kind: FactKind, 
/**
 * A moment.
 */
at_ms: number | null, 
/**
 * An amount.
 */
amount_centavos: number | null, 
/**
 * A word or a code.
 */
text: string | null, };

/**
 * Name the shop's first manager.
 */
export type FirstManager = { name: string, pin: string, };

/**
 * Where the data folder lies, where that can damage the ledger.
 */
export type FolderRisk = { 
/**
 * What kind of place it is.
 */
kind: FolderRiskKind, 
/**
 * The file system, or the program.
 */
name: string, };

/**
 * What kind of place the data folder lies in, where that can damage it.
 */
export type FolderRiskKind = "network" | "cloud";

/**
 * What becomes of a held request.
 */
export type HeldAnswer = "release" | "give-up";

/**
 * A request to a provider that is not sent again by itself since the ledger
 * was restored.
 */
export type HeldItem = { 
/**
 * The payment it is for.
 */
payment: string, 
/**
 * The sale it is for.
 */
sale: SaleView, 
/**
 * When the payment was asked for.
 */
since_ms: number, 
/**
 * Whether there is time left to let it go.
 */
may_go: boolean, };

/**
 * Take plans from a file's text, in place of all that there are.
 */
export type ImportPlans = { 
/**
 * A manager's PIN, where the shop has a manager.
 */
pin?: string, 
/**
 * The file's text.
 */
text: string, };

/**
 * Keep a plan, in place of the one of its id.
 */
export type KeepPlan = { 
/**
 * A manager's PIN, where the shop has a manager.
 */
pin?: string, plan: PlanDraft, };

/**
 * One leg of a card's charge: what one merchant gets.
 */
export type LegView = { 
/**
 * What it charges; null if it is no leg that was sent and its amount
 * was not told.
 */
amount_centavos: number | null, 
/**
 * What is known of it.
 */
word: LegWord, 
/**
 * The provider's words.
 */
message: string | null, 
/**
 * The provider's id of it.
 */
reference: string | null, 
/**
 * The last digits of the card.
 */
last_four: string | null, };

/**
 * What the provider says of a leg.
 */
export type LegWord = "succeeded" | "failed" | "not-yet" | "hinted" | "unknown";

/**
 * One status light.
 */
export type Light = { 
/**
 * How the contact stands.
 */
state: LightState, 
/**
 * Milliseconds since the last good answer; null if there was none.
 */
age_ms: number | null, };

/**
 * How a contact stands.
 */
export type LightState = "ok" | "slow" | "down" | "off";

/**
 * The status lights.
 */
export type Lights = { 
/**
 * QR pre-orders.
 */
totalcoin: Light, 
/**
 * Cards.
 */
pagouno: Light, 
/**
 * The house's own wallet.
 */
bind: Light, 
/**
 * Notices.
 */
relay: Light, 
/**
 * How far the clock is off where that is worth saying, in milliseconds.
 */
clock_skew_ms: number | null, 
/**
 * How far the clock is off where that forbids QRs, in milliseconds.
 */
qr_blocked_by_clock_ms: number | null, 
/**
 * Something of the till failed lately and was started again.
 */
worker_failed: boolean, 
/**
 * After a restore: the relay has been silent for so long that a manager
 * may charge before it was read.
 */
relay_may_be_waived: boolean, };

/**
 * Why only a manager may.
 */
export type ManagerWhy = "bound" | "same-card";

/**
 * How the customer pays.
 */
export type Method = "qr" | "fixed-qr" | "card" | "cash";

/**
 * Practice, or the real thing.
 */
export type Mode = "practice" | "live";

/**
 * One plan's offer: what the law asks to be shown before it is accepted
 * (Res. 4/2025; Ley 24.240, art. 36). The instalments add up to the total.
 */
export type OfferView = { 
/**
 * The plan's id.
 */
plan: string, 
/**
 * What people call it.
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
 * What each instalment is.
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
 * The nominal yearly rate, in basis points, where one is configured.
 */
tna_bp: number | null, 
/**
 * The effective yearly rate.
 */
tea_bp: number | null, 
/**
 * The total financial cost.
 */
cftea_bp: number | null, };

/**
 * A payment in doubt, or a sale that was left with a part of it paid.
 */
export type OpenItem = { sale: SaleView, 
/**
 * The payment in doubt; none for a sale that was left.
 */
payment: string | null, 
/**
 * Since when.
 */
since_ms: number, };

/**
 * Open the sale of a ticket: `C1-000042`, or `42` for this till's.
 */
export type OpenTicket = { 
/**
 * As it was typed.
 */
ticket: string, };

/**
 * `mostrador.toml` was changed outside and is not in force.
 */
export type OutsideChange = { 
/**
 * Whether it can be taken up.
 */
readable: boolean, 
/**
 * The keys that differ, or what is wrong with it, by its key.
 */
detail: string, };

/**
 * What is changed of [`PagounoValues`]; what is null stays.
 */
export type PagounoChanges = { 
/**
 * Where its API stands.
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
 * Between which merchants a charge is split, in their order: the
 * first one has what the others leave. Empty for one merchant.
 */
split?: Array<SplitRow> | null, };

/**
 * What of pagoUno follows from its settings.
 */
export type PagounoSeen = { 
/**
 * What the card's statement will say; null if code or name do not
 * serve.
 */
seller_descriptor: string | null, };

/**
 * pagoUno.
 */
export type PagounoValues = { 
/**
 * Where its API stands.
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
 * Between which merchants a charge is split, in their order: the
 * first one has what the others leave. Empty for one merchant.
 */
split: Array<SplitRow>, };

/**
 * Whom the QRs pay: the merchant's identity, kept from the first QR.
 */
export type PayeeView = { 
/**
 * The merchant's CUIT.
 */
cuit: string | null, 
/**
 * The account's CVU.
 */
cvu: string | null, 
/**
 * The manager who confirmed it; null before.
 */
confirmed_by: string | null, 
/**
 * When.
 */
confirmed_at: number | null, };

/**
 * Who paid, from the provider's notice.
 */
export type PayerView = { name: string | null, 
/**
 * The provider's reference of the transaction.
 */
reference: string, };

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
 * A plan as it is edited.
 */
export type PlanDraft = { 
/**
 * Which plan it replaces or adds: 1 to 32 of a-z, 0-9 and -.
 */
id: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * Whose it is.
 */
programme: Programme, 
/**
 * The real number of instalments.
 */
count: number, 
/**
 * The first day, as ISO 8601 writes it; none for always.
 */
valid_from?: string | null, 
/**
 * The last day; none for ever.
 */
valid_until?: string | null, 
/**
 * On which days of the week, one at least.
 */
weekdays: Array<Weekday>, 
/**
 * The smallest cash price.
 */
amount_min_centavos: number, 
/**
 * The largest; none for no limit.
 */
amount_max_centavos?: number, 
/**
 * What is added to the cash price, in basis points.
 */
coefficient_bp: number, 
/**
 * The nominal yearly rate to show; none to show none.
 */
tna_bp?: number | null, 
/**
 * The effective yearly rate.
 */
tea_bp?: number | null, 
/**
 * The total financial cost.
 */
cftea_bp?: number | null, 
/**
 * pagoUno's code of a recurring payment.
 */
subscription_code?: string | null, 
/**
 * Whether it is offered at all.
 */
enabled: boolean, };

/**
 * Which part of which plan is to be corrected, and why.
 */
export type PlanTrouble = { 
/**
 * The row of a file, from 1; none for a plan that is edited.
 */
row: number | null, 
/**
 * The key, as a file and a draft name it; none for the whole.
 */
key: string | null, 
/**
 * What is wrong with it.
 */
why: PlanWhy, };

/**
 * A plan as it is kept.
 */
export type PlanView = { 
/**
 * Which plan.
 */
id: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * Whose it is.
 */
programme: Programme, 
/**
 * The real number of instalments.
 */
count: number, 
/**
 * What goes out as `installments`.
 */
code: number, 
/**
 * The first day; none for always.
 */
valid_from: string | null, 
/**
 * The last day; none for ever.
 */
valid_until: string | null, 
/**
 * On which days of the week.
 */
weekdays: Array<Weekday>, 
/**
 * The smallest cash price.
 */
amount_min_centavos: number, 
/**
 * The largest; none for no limit.
 */
amount_max_centavos: number | null, 
/**
 * What is added to the cash price, in basis points.
 */
coefficient_bp: number, 
/**
 * The nominal yearly rate that is shown.
 */
tna_bp: number | null, 
/**
 * The effective yearly rate.
 */
tea_bp: number | null, 
/**
 * The total financial cost.
 */
cftea_bp: number | null, 
/**
 * pagoUno's code of a recurring payment.
 */
subscription_code: string | null, 
/**
 * Whether it is offered at all.
 */
enabled: boolean, 
/**
 * Whether it is offered today, whatever the amount.
 */
today: boolean, };

/**
 * What is wrong with a plan.
 */
export type PlanWhy = "malformed" | "out-of-range" | "means-ahora" | "not-in-ahora" | "code-means-another" | "days-backwards" | "amounts-backwards" | "same-id" | "same-code" | "too-many" | "unknown";

/**
 * The shop's plans.
 */
export type PlansView = { plans: Array<PlanView>, 
/**
 * Whether a change asks for a manager's PIN.
 */
needs_manager: boolean, };

/**
 * What the customer of the practice drawer does.
 */
export type PracticeAction = "pay" | "pay-late" | "pay-short" | "pay-over" | "pay-twice" | "reject" | "lose-answer" | "card-approve" | "card-decline" | "card-lose-answer" | "card-notice-late" | "card-notice-lost" | "card-notify";

/**
 * How the drawer stands for cards.
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
 * Whether it never comes.
 */
next_notice_lost: boolean, 
/**
 * Numbers to try.
 */
numbers: Array<TestCard>, };

/**
 * Cut the network, or mend it.
 */
export type PracticeOffline = { 
/**
 * Whether it is cut.
 */
offline: boolean, };

/**
 * Play the customer.
 */
export type PracticePlay = { 
/**
 * What the customer does.
 */
action: PracticeAction, 
/**
 * Which payment; the last one where there is none.
 */
payment: string | null, };

/**
 * How the practice drawer stands.
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
 * For cards.
 */
cards: PracticeCards, };

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
 * What keeps the shop from opening, by what a person does about it.
 */
export type ProblemKind = "settings-wrong" | "settings-unreadable" | "address-wrong" | "relay-wrong" | "no-folder" | "folder-unwritable" | "disk-full" | "ledger-damaged" | "ledger-foreign" | "ledger-newer" | "ledger-busy" | "ledger-unreachable" | "keychain" | "already-open" | "machine";

/**
 * Why the shop cannot open.
 */
export type ProblemView = { 
/**
 * What keeps it.
 */
kind: ProblemKind, 
/**
 * Where: a file, a folder.
 */
path: string | null, 
/**
 * What of it: a key of `mostrador.toml`.
 */
about: string | null, 
/**
 * For a technician; it never holds a secret or a person's data.
 */
detail: string, 
/**
 * The shop's time zone, where it is known.
 */
time_zone: string | null, 
/**
 * For a damaged ledger, the copy to go back to.
 */
copy: CopyView | null, };

/**
 * Whose plan it is, and so which wire code its count has.
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
 * Why a payment never became payable.
 */
export type RefusalReason = "deadline" | "provider-refused" | "repeat-rejected" | "qr-of-another-sale" | "identity-changed" | "credentials" | "permission" | "clock";

/**
 * What is changed of [`RelayValues`]; what is null stays.
 */
export type RelayChanges = { 
/**
 * Where it stands; `built-in` for the one inside the app; empty for
 * none. Of a list, the first is used.
 */
url?: string | null, };

/**
 * The relay that can run inside the app.
 */
export type RelayInside = { 
/**
 * Where its `relay.toml` has to stand.
 */
path: string, 
/**
 * Whether it is there.
 */
present: boolean, 
/**
 * Where it listens, once it is the relay in force and runs.
 */
address: string | null, 
/**
 * The path of TotalCoin's webhook below the tunnel's address, once it
 * runs; a secret last segment is left out.
 */
webhook_path: string | null, };

/**
 * The relay.
 */
export type RelayValues = { 
/**
 * Where it stands; `built-in` for the one inside the app; empty for
 * none. Of a list, the first is used.
 */
url: string, };

/**
 * Remove a plan.
 */
export type RemovePlan = { 
/**
 * A manager's PIN, where the shop has a manager.
 */
pin?: string, 
/**
 * Which.
 */
id: string, };

/**
 * Go back to a copy.
 */
export type RestoreCopy = { 
/**
 * The copy, as it was named.
 */
file: string, 
/**
 * A manager's PIN, where the live ledger has a manager.
 */
pin?: string, };

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
 * Save settings: only what changed is written.
 */
export type SaveSettings = { 
/**
 * A manager's PIN, where the shop has a manager.
 */
pin: string | null, 
/**
 * What is changed.
 */
changes: SettingsChanges, };

/**
 * Whether a secret is set.
 */
export type SecretStanding = "set" | "missing" | "unavailable";

/**
 * A secret, without its value.
 */
export type SecretState = { 
/**
 * Its name, as `totalcoin.password`.
 */
name: string, 
/**
 * Whether it is set.
 */
state: SecretStanding, };

/**
 * One secret to set.
 */
export type SecretValue = { 
/**
 * Its name, as `totalcoin.password`.
 */
name: string, 
/**
 * Its value, which is never given back.
 */
value: string, };

/**
 * What is changed of [`SecretsValues`]; what is null stays.
 */
export type SecretsChanges = { 
/**
 * Where secrets are kept; those that are set go along.
 */
store?: SecretsStore | null, };

/**
 * Where secrets are kept.
 */
export type SecretsStore = "os" | "file";

/**
 * The secret store.
 */
export type SecretsStoreState = { 
/**
 * Which one.
 */
store: SecretsStore, 
/**
 * Whether it answers.
 */
reachable: boolean, 
/**
 * Why it does not, for a technician.
 */
why: string | null, };

/**
 * The secret store.
 */
export type SecretsValues = { 
/**
 * Where secrets are kept; those that are set go along.
 */
store: SecretsStore, };

/**
 * A manager has seen a notice about the till itself.
 */
export type SeeNotice = { 
/**
 * The notice.
 */
notice: number, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * Set secrets.
 */
export type SetSecrets = { 
/**
 * A manager's PIN, where the shop has a manager.
 */
pin: string | null, secrets: Array<SecretValue>, };

/**
 * What the form knows of a setting.
 */
export type SettingRow = { rule: SettingRule, 
/**
 * Whether money or cards depend on it: a change shows before and after.
 */
money: boolean, };

/**
 * What a setting may be.
 */
export type SettingRule = { "is": "text" } | { "is": "required" } | { "is": "number", least: number, most: number, } | { "is": "switch" } | { "is": "choice" } | { "is": "address" } | { "is": "relay-url" } | { "is": "time-zone" } | { "is": "dni" } | { "is": "reference" } | { "is": "split" } | { "is": "other" };

/**
 * What is changed of the settings; what is null stays.
 */
export type SettingsChanges = { 
/**
 * Practice, or the real thing.
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
 * pagoUno.
 */
pagouno?: PagounoChanges | null, };

/**
 * What is in `mostrador.toml`, or its default.
 */
export type SettingsValues = { 
/**
 * Practice, or the real thing.
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
 * pagoUno.
 */
pagouno: PagounoValues, };

/**
 * The settings screen.
 */
export type SettingsView = { 
/**
 * Where `mostrador.toml` stands.
 */
path: string, 
/**
 * What is in force.
 */
values: SettingsValues, 
/**
 * Every secret that can be set, without its value.
 */
secrets: Array<SecretState>, 
/**
 * The secret store.
 */
secrets_store: SecretsStoreState, 
/**
 * Whether saving asks for a manager's PIN: the live ledger has one.
 */
needs_manager: boolean, 
/**
 * Whether the till's number stays as it is: providers know this ledger's
 * payments by it.
 */
till_number_fixed: boolean, 
/**
 * Whom the QRs pay; null before the first QR.
 */
payee: PayeeView | null, 
/**
 * The copies of the ledger.
 */
backup: BackupState, 
/**
 * The relay inside the app.
 */
relay_inside: RelayInside, 
/**
 * What of pagoUno follows from its settings.
 */
pagouno: PagounoSeen, };

/**
 * Settle what waits in the tray, as a manager.
 */
export type Settle = { item: string, 
/**
 * What became of the money.
 */
how: SettleHow, 
/**
 * How much, where no notice told it.
 */
amount_centavos?: number, 
/**
 * The ticket of the sale to which it belongs, where that is the answer.
 */
target?: string | null, 
/**
 * Whether a notice that another till has is taken over from it.
 */
take_over?: boolean, 
/**
 * Why.
 */
reason: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * End a doubt, as a manager.
 */
export type SettleDoubt = { sale: string, payment: string, 
/**
 * Whether it was paid.
 */
paid: boolean, 
/**
 * Why they say so.
 */
reason: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * Let a held request go or give it up, as a manager.
 */
export type SettleHeld = { sale: string, payment: string, 
/**
 * What becomes of it.
 */
answer: HeldAnswer, 
/**
 * Why.
 */
reason: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * What became of the money.
 */
export type SettleHow = "completes-this-sale" | "belongs-to-another-sale" | "to-be-returned" | "written-off" | "not-a-sale";

/**
 * The tray after an answer.
 */
export type SettledView = { 
/**
 * What still waits.
 */
tray: TrayView, 
/**
 * What the relay said of the other tills, where it was asked for.
 */
asked: AskedView | null, };

/**
 * Show offers in the customer's window, or hide them.
 */
export type ShowOffers = { 
/**
 * The cash price; none hides them.
 */
amount_centavos?: number, 
/**
 * The one plan that was picked; all where there is none.
 */
plan?: string | null, };

/**
 * All that the cashier's window starts from.
 */
export type Snapshot = { 
/**
 * The journal's sequence that this shows.
 */
seq: number, 
/**
 * Practice, or the real thing.
 */
mode: Mode, 
/**
 * Live against an address that is no real provider's.
 */
test_environment: boolean, 
/**
 * What the screen says of addresses: those that wait for a manager, and
 * those whose host no provider names.
 */
addresses: Array<AddressView>, 
/**
 * The till's number in `mostrador.toml`, where it is not in force: this
 * ledger keeps its own.
 */
number_in_file: number | null, 
/**
 * Where the data lies, where that can damage it.
 */
folder_risk: FolderRisk | null, 
/**
 * Whether the banner of a first run is still to be shown.
 */
first_run: boolean, 
/**
 * The till's number.
 */
till_number: number, 
/**
 * What people call it.
 */
till_name: string, 
/**
 * The till's time zone, by its IANA name.
 */
time_zone: string, 
/**
 * Who sells, where the shop has named them.
 */
cashier: string | null, 
/**
 * Whether the shop has named a manager.
 */
has_manager: boolean, 
/**
 * The largest amount that is charged without a manager.
 */
amount_max_centavos: number, 
/**
 * Whether cards can be charged.
 */
card: CardSetUp, 
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
 * Errands owed to providers.
 */
owed: number, 
/**
 * Sales of which money may yet come.
 */
open_sales: number, 
/**
 * What waits in the tray.
 */
tray: number, 
/**
 * The practice drawer; none in live mode.
 */
practice: PracticeView | null, 
/**
 * `mostrador.toml` was changed outside and is not in force.
 */
settings_outside: OutsideChange | null, 
/**
 * What still follows from a restore; null if nothing does.
 */
restored: AfterRestore | null, };

/**
 * A merchant between which a charge is split, as `[[pagouno.split]]` has it.
 */
export type SplitRow = { 
/**
 * The merchant's group of codes.
 */
merchant_code_group: string, 
/**
 * Its share, in basis points.
 */
share_bp: number, };

/**
 * What happened, as a word that the catalogue knows.
 */
export type StepKind = "opened" | "abandoned" | "requested" | "qr-received" | "late-answer" | "refused" | "time-ran-out" | "expired" | "cancelled" | "sent" | "never-sent" | "pending" | "approved" | "declined" | "in-doubt" | "settled-paid" | "settled-unpaid" | "declared" | "unconfirmed" | "notice-heard" | "money-counted" | "discrepancy-found" | "discrepancy-withdrawn" | "discrepancy-settled" | "held" | "released" | "given-up" | "cards-shown" | "legs-heard" | "hint-heard" | "cash-counted" | "put-aside" | "resumed" | "money-assigned" | "money-disowned";

/**
 * One step of a sale.
 */
export type StepView = { 
/**
 * Its sequence in the journal.
 */
seq: number, 
/**
 * When it happened.
 */
at_ms: number, 
/**
 * Whether the clock may have been wrong then.
 */
time_doubtful: boolean, 
/**
 * Who did it.
 */
actor: ActorView, 
/**
 * What happened.
 */
kind: StepKind, 
/**
 * The payment it is about.
 */
payment: string | null, 
/**
 * The amount in question.
 */
amount_centavos: number | null, 
/**
 * The kind of the discrepancy in question.
 */
discrepancy: DiscrepancyKind | null, 
/**
 * What a manager said became of the money.
 */
settled: SettleHow | null, 
/**
 * What the relay said of the other tills, where the money that came was of
 * nobody's payment.
 */
asked: AskedView | null, 
/**
 * What each card was offered, where that is the step.
 */
cards: Array<CardView>, 
/**
 * What the provider said of legs, where that is the step.
 */
legs: Array<LegView>, 
/**
 * The banknotes, where they were counted.
 */
cash: CashView | null, 
/**
 * Why a doubt began, where one did.
 */
doubt: DoubtReason | null, 
/**
 * What was sent or received, or a person's reason, without anybody's
 * data: the provider's reference, its word, a reason.
 */
detail: string | null, 
/**
 * What the provider told besides, a group for each transaction or leg.
 */
facts: Array<Array<FactView>>, };

/**
 * A number to try cards with. It is public, and nobody's.
 */
export type TestCard = { 
/**
 * Its digits, without spaces.
 */
number: string, 
/**
 * What becomes of it.
 */
fate: CardFate, };

/**
 * Test a connection with what the form holds; a secret that is null is the
 * stored one.
 */
export type TestConnection = { "what": "totalcoin", 
/**
 * Where its API stands.
 */
base_url: string, 
/**
 * The user's name.
 */
username: string | null, 
/**
 * The password.
 */
password: string | null, 
/**
 * A manager's PIN, where a stored secret is to go to another address
 * than the one in force.
 */
pin?: string, } | { "what": "relay", 
/**
 * Where it stands, or `built-in`.
 */
url: string, 
/**
 * The till's key.
 */
till_key: string | null, 
/**
 * The till's number; the one in force where it is null.
 */
till_number: number | null, 
/**
 * A manager's PIN, where a stored secret is to go to another address
 * than the one in force.
 */
pin?: string, } | { "what": "pagouno", 
/**
 * Where its API stands.
 */
base_url: string, 
/**
 * The public key.
 */
public_key: string | null, 
/**
 * A manager's PIN, where a stored secret is to go to another address
 * than the one in force.
 */
pin?: string, };

/**
 * What changed by the commits after `after` up to `seq`. A gap means: load the snapshot again.
 */
export type TillChanged = { 
/**
 * The sequence before the change.
 */
after: number, 
/**
 * The sequence after it.
 */
seq: number, 
/**
 * The sales that changed.
 */
sales: Array<SaleView>, 
/**
 * Errands owed to providers.
 */
owed: number, 
/**
 * Sales of which money may yet come.
 */
open_sales: number, 
/**
 * What waits in the tray.
 */
tray: number, 
/**
 * The sale on the screen.
 */
in_hand: string | null, 
/**
 * What still follows from a restore; null if nothing does.
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
 * Its id: the line of the journal.
 */
seq: number, 
/**
 * When it happened.
 */
at_ms: number, 
/**
 * What happened.
 */
kind: TillNoticeKind, 
/**
 * The name of whom it is about.
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

/**
 * A sale with all its steps.
 */
export type TimelineView = { sale: SaleView, 
/**
 * Its steps, oldest first.
 */
steps: Array<StepView>, };

/**
 * What is changed of [`TotalcoinValues`]; what is null stays.
 */
export type TotalcoinChanges = { 
/**
 * Where its API stands.
 */
base_url?: string | null, 
/**
 * The merchant's business unit; below 2^53.
 */
business_unit?: number | null, 
/**
 * The payer's DNI where nobody gives one; empty for none.
 */
default_dni?: string | null, 
/**
 * How long a sale's QR can be paid, in minutes.
 */
qr_minutes?: number | null, 
/**
 * What is in `companyReferenceToConciliate`, with `{reference}`.
 */
company_reference?: string | null, };

/**
 * TotalCoin.
 */
export type TotalcoinValues = { 
/**
 * Where its API stands.
 */
base_url: string, 
/**
 * The merchant's business unit; below 2^53.
 */
business_unit: number, 
/**
 * The payer's DNI where nobody gives one; empty for none.
 */
default_dni: string, 
/**
 * How long a sale's QR can be paid, in minutes.
 */
qr_minutes: number, 
/**
 * What is in `companyReferenceToConciliate`, with `{reference}`.
 */
company_reference: string, };

/**
 * What waits in the tray.
 */
export type TrayItem = { 
/**
 * Its id, with which it is settled.
 */
id: string, 
/**
 * How it does not fit.
 */
kind: DiscrepancyKind, 
/**
 * By how much, or how much came.
 */
amount_centavos: number | null, 
/**
 * When it was found.
 */
since_ms: number, 
/**
 * The provider's reference of the transaction.
 */
reference: string | null, 
/**
 * The provider's word where it was not an approval, as it came.
 */
provider_word: string | null, 
/**
 * Who paid, where the notice says it.
 */
payer: string | null, 
/**
 * The sale it is about.
 */
sale: SaleView | null, 
/**
 * Sales it may belong to, likeliest first.
 */
proposed: Array<SaleView>, 
/**
 * Whether the first of them is sure enough for a manager's one key: the
 * exact amount, one candidate, and its reference echoed.
 */
sure: boolean, 
/**
 * What may be answered, likeliest first. What would cover nothing is not
 * among it.
 */
answers: Array<SettleHow>, 
/**
 * What an answer covers of a sale, where a notice told it; where it is
 * none, a manager types it.
 */
covers_centavos: number | null, 
/**
 * The till that has taken it, where another one has.
 */
holder: number | null, };

/**
 * The tray.
 */
export type TrayView = { 
/**
 * What waits, newest first.
 */
items: Array<TrayItem>, 
/**
 * Payments in doubt, and sales left with a part of them paid.
 */
open: Array<OpenItem>, 
/**
 * Errands held since the ledger was restored, oldest first.
 */
held: Array<HeldItem>, 
/**
 * What is to be told about the till itself, oldest first.
 */
notices: Array<TillNoticeItem>, };

/**
 * Why the last attempt brought nothing.
 */
export type Trouble = "no-connection" | "no-answer" | "provider-error";

/**
 * A manager charges QRs and cards before the relay was read.
 */
export type WaiveRelay = { 
/**
 * Why.
 */
reason: string, 
/**
 * The manager's PIN.
 */
pin: string, };

/**
 * A day of the week.
 */
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** Every request, of every window: what it takes and what it gives. */
export interface Requests {
  snapshot: { takes: null, gives: Snapshot };
  charge_qr: { takes: ChargeQr, gives: Done };
  charge_card: { takes: ChargeCard, gives: Done };
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
  tray: { takes: null, gives: TrayView };
  settle: { takes: Settle, gives: SettledView };
  settle_held: { takes: SettleHeld, gives: TrayView };
  see_notice: { takes: SeeNotice, gives: TrayView };
  waive_relay: { takes: WaiveRelay, gives: null };
  name_first_manager: { takes: FirstManager, gives: null };
  show_customer: { takes: null, gives: null };
  settings: { takes: null, gives: SettingsView };
  save_settings: { takes: SaveSettings, gives: SettingsView };
  set_secrets: { takes: SetSecrets, gives: SettingsView };
  test_connection: { takes: TestConnection, gives: ConnectionReport };
  take_up_settings: { takes: null, gives: null };
  confirm_payee: { takes: ConfirmPayee, gives: SettingsView };
  change_payee: { takes: ChangePayee, gives: SettingsView };
  confirm_address: { takes: ConfirmAddress, gives: SettingsView };
  backup_now: { takes: null, gives: SettingsView };
  customer_snapshot: { takes: null, gives: CustomerView };
  problem: { takes: null, gives: ProblemView | null };
  retry_opening: { takes: null, gives: ProblemView | null };
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
  "relay.url": {"rule":{"is":"relay-url"},"money":true},
  "secrets.store": {"rule":{"is":"choice"},"money":true},
  "privacy.days": {"rule":{"is":"number","least":1,"most":36500},"money":false},
  "pagouno.base_url": {"rule":{"is":"address"},"money":true},
  "pagouno.merchant_code_group": {"rule":{"is":"text"},"money":true},
  "pagouno.seller_code": {"rule":{"is":"text"},"money":true},
  "pagouno.seller_name": {"rule":{"is":"text"},"money":true},
  "pagouno.pending_minutes": {"rule":{"is":"number","least":1,"most":1440},"money":false},
  "pagouno.split": {"rule":{"is":"split"},"money":true},
} as const satisfies Record<string, SettingRow>;

/** The settings of a file that is empty. */
export const DEFAULT_SETTINGS: SettingsValues = {"mode":"practice","time_zone":"America/Argentina/Buenos_Aires","till":{"number":1,"name":"Caja 1"},"totalcoin":{"base_url":"https://apicobranzas.totalcoin.com","business_unit":348,"default_dni":"","qr_minutes":10,"company_reference":"OP:{reference}"},"relay":{"url":""},"secrets":{"store":"os"},"privacy":{"days":540},"pagouno":{"base_url":"https://api.pagouno.com","merchant_code_group":"","seller_code":"","seller_name":"","pending_minutes":10,"split":[]}};
