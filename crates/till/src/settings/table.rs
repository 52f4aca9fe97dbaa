//! The table of settings: every key of `mostrador.toml`, once. It generates the
//! structs that the file is read into, the checks, the requests of the settings
//! screen, and the rules of its form.

/// Calls a macro with every setting. The form of a row:
///
/// `Key name: Type = default, rule;`
///
/// The rule is one of those in `rules.rs`. `.money()` shows the values before
/// and after a change. `.only_typed()` makes only the form check the rule, not
/// the file: for rules that came after files that break them.
///
/// `root` and `screen` hold what the settings screen changes, with a manager's
/// PIN if the live ledger has a manager. `file_only` and `file` hold what only
/// the file sets; it is kept when the screen saves.
#[macro_export]
macro_rules! for_each_setting {
    ($callback:ident) => {
        $callback! {
            root {
                /// Practice, or live with real money.
                Mode mode: Mode = Mode::Practice, choice().money();
                /// The till's time zone, by its IANA name.
                TimeZone time_zone: String = "America/Argentina/Buenos_Aires".to_owned(), time_zone();
            }
            screen {
                /// The till itself.
                till: TillSettings, TillValues, TillChanges {
                    /// Its number within the merchant, from 1 to 65535.
                    TillNumber number: u16 = 1, number(1, 65_535).money();
                    /// What people call it.
                    TillName name: String = "Caja 1".to_owned(), required().only_typed();
                }
                /// TotalCoin.
                totalcoin: TotalcoinSettings, TotalcoinValues, TotalcoinChanges {
                    /// The address of its API.
                    TotalcoinBaseUrl base_url: String
                        = "https://apicobranzas.totalcoin.com".to_owned(), address().money();
                    /// The merchant's business unit; below 2^53.
                    TotalcoinBusinessUnit business_unit: i64
                        = 348, at_least(1).money().only_typed();
                    /// The payer's DNI if nobody gives one; empty for none.
                    TotalcoinDefaultDni default_dni: String = String::new(), dni();
                    /// How long a sale's QR can be paid, in minutes.
                    TotalcoinQrMinutes qr_minutes: u32 = 10, number(1, 1_440);
                    /// The format of `companyReferenceToConciliate`, with
                    /// `{reference}`.
                    TotalcoinCompanyReference company_reference: String
                        = "OP:{reference}".to_owned(), reference().money();
                    /// How long a fixed QR can be paid, in days; 0 for none.
                    TotalcoinFixedQrDays fixed_qr_days: u32 = 365, number(0, 3_650);
                    /// How far apart a declared sale and its notice may lie, in minutes.
                    TotalcoinFixedMatchMinutes fixed_match_minutes: u32
                        = 30, number(1, 1_440).only_typed();
                } + file_only {
                    /// The amount of an open QR, in pesos; below 2^53.
                    TotalcoinOpenAmount open_amount: i64 = 0, at_least(0).only_typed();
                }
                /// The relay.
                relay: RelaySettings, RelayValues, RelayChanges {
                    /// Its address; `built-in` for the one inside the app;
                    /// empty for none. Of a list, the first is used.
                    #[serde(deserialize_with = "one_or_first")]
                    RelayUrl url: String = String::new(), relay_url().money();
                }
                /// The secret store.
                secrets: SecretsSettings, SecretsValues, SecretsChanges {
                    /// Which secret store is used; after a change, the stored
                    /// secrets move along.
                    SecretsStore store: Store = Store::Os, choice().money();
                }
                /// People's data.
                privacy: PrivacySettings, PrivacyValues, PrivacyChanges {
                    /// After how many days payers' data is erased.
                    PrivacyDays days: u32 = 540, number(1, 36_500);
                }
                /// The ledger's copies.
                backup: BackupSettings, BackupValues, BackupChanges {
                    /// How many MiB all copies may take; 0 for a fifth of the
                    /// disk.
                    BackupBudget budget_mib: u32 = 0, number(0, 16_777_216);
                    /// A folder that the newest copies are taken to as well;
                    /// empty for none.
                    BackupSecondFolder second_folder: String = String::new(), text();
                }
                /// pagoUno.
                pagouno: PagounoSettings, PagounoValues, PagounoChanges {
                    /// The address of its API.
                    PagounoBaseUrl base_url: String
                        = "https://api.pagouno.com".to_owned(), address().money();
                    /// The merchant's group of codes.
                    PagounoMerchantCodeGroup merchant_code_group: String
                        = String::new(), text().money();
                    /// The code that pagoUno assigned to the seller.
                    PagounoSellerCode seller_code: String = String::new(), text().money();
                    /// The seller's name on the card's statement.
                    PagounoSellerName seller_name: String = String::new(), text().money();
                    /// How long a charge may stay pending, in minutes.
                    PagounoPendingMinutes pending_minutes: u32 = 10, number(1, 1_440).only_typed();
                    /// The merchants of a split charge, in order: the first one
                    /// gets what the others leave. Empty for one merchant.
                    PagounoSplit split: Vec<Split> = Vec::new(), split().money();
                }
                /// Bind PSP: payments from the organisation's own wallet.
                bind: BindSettings, BindValues, BindChanges {
                    /// Whether closed-ecosystem payments are reported.
                    BindEnabled enabled: bool = false, switch().money();
                    /// The address of its API.
                    BindBaseUrl base_url: String
                        = "https://api.bindpagos.com.ar".to_owned(), address().money().only_typed();
                    /// The address that gives tokens.
                    BindTokenUrl token_url: String
                        = String::new(), optional_address().money().only_typed();
                    /// The scope of a token; empty for none.
                    BindScope scope: String = String::new(), text();
                    /// The text of the till's own QR.
                    BindQrText qr_text: String = String::new(), text().money();
                    /// The wallet's id at Coelsa.
                    BindWalletId wallet_id: String = String::new(), text().money();
                    /// The name of the payment's processor: the wallet's.
                    BindProcessorName processor_name: String = String::new(), text().money();
                    /// The shop's code.
                    BindCommerceCode commerce_code: String = String::new(), text().money();
                    /// The branch's code.
                    BindBranchCode branch_code: String = String::new(), text().money();
                    /// The till's code.
                    BindTillCode till_code: String = String::new(), text().money();
                    /// Whether the keys are `CUIT` and `MCC` (`upper`) or `cuit` and `mcc`.
                    BindKeyCase key_case: KeyCase = KeyCase::Upper, choice();
                    /// The word of a payment that was credited.
                    BindWordPaid word_paid: String
                        = "ACREDITADO".to_owned(), required().only_typed();
                    /// The word of one that was returned.
                    BindWordReturned word_returned: String
                        = "DEVUELTA".to_owned(), required().only_typed();
                    /// The word of one that was rejected.
                    BindWordRejected word_rejected: String
                        = "RECHAZADA".to_owned(), required().only_typed();
                }
                /// The business day.
                day: DaySettings, DayValues, DayChanges {
                    /// The hour at which a business day begins, as `HH:MM`.
                    DayBeginsAt begins_at: String = "00:00".to_owned(), hour();
                    /// Whether cash is counted without seeing what is expected.
                    DayBlindCount blind_count: bool = false, switch();
                    /// Whether a close asks for a count.
                    DayCountRequired count_required: bool = true, switch();
                    /// Above it a close waits for a manager.
                    DayDifferenceMax difference_max_centavos: i64
                        = 100_000, at_least(0);
                    /// Whether the selling screen shows the day's count and total.
                    DayGlance glance: bool = true, switch();
                    /// The notes and coins in use, in pesos.
                    DayDenominations denominations: String
                        = "20000 10000 2000 1000 500 200 100 50 20 10".to_owned(), denominations();
                    /// The step to which cash is rounded down; 0 is off.
                    DayCashRounding cash_rounding_centavos: i64
                        = 0, one_of(&[0, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000]);
                }
                /// Shifts.
                shift: ShiftSettings, ShiftValues, ShiftChanges {
                    /// Whether selling asks for a shift.
                    ShiftRequired required: bool = false, switch();
                    /// After how many hours an open shift counts as forgotten.
                    ShiftHoursMax hours_max: u32 = 24, number(1, 168);
                    /// After how many minutes without a key the till locks.
                    ShiftLockMinutes lock_minutes: u32 = 10, number(0, 1_440);
                }
                /// The shop, as its papers and the customer's window name it.
                shop: ShopSettings, ShopValues, ShopChanges {
                    /// The shop's name on the customer's screen and on paper;
                    /// empty for the till's name.
                    ShopName name: String = String::new(), text();
                    /// Its CUIT, as printed on paper.
                    ShopCuit cuit: String = String::new(), text();
                    /// Its address, as printed on paper.
                    ShopAddress address: String = String::new(), text();
                    /// What a receipt says at its end; empty for nothing.
                    ShopClosingWords closing_words: String = String::new(), text();
                    /// Whether the shop must use a fiscal printer: then nothing
                    /// prints by itself.
                    ShopFiscalPrinter fiscal_printer: bool = false, switch();
                }
                /// The printer and its paper.
                printer: PrinterSettings, PrinterValues, PrinterChanges {
                    /// How the printer is reached.
                    PrinterKind kind: PrinterKind = PrinterKind::None, choice();
                    /// Its address: `192.168.0.50:9100`, `/dev/usb/lp0`, or a
                    /// path.
                    PrinterAddress address: String = String::new(), text();
                    /// Another printer, for when the first one fails: host and
                    /// port, or a path; empty for none.
                    PrinterOtherAddress other_address: String = String::new(), text();
                    /// The paper's width in millimetres.
                    PrinterWidth width_mm: u32 = 80, one_of(&[58, 80]);
                    /// How many characters a line has on a roll of 80 mm: 42 on
                    /// printers with a wider letter. A roll of 58 mm has 32.
                    PrinterColumns columns: u32 = 48, one_of(&[42, 48]);
                    /// In which code page texts are sent.
                    PrinterCodePage code_page: CodePage = CodePage::Pc858, choice();
                    /// How a QR is printed.
                    PrinterQr qr: PrintedQr = PrintedQr::Native, choice();
                    /// Whether the printer cuts the paper.
                    PrinterCut cut: bool = true, switch();
                    /// Whether the printer opens the drawer when cash is taken.
                    PrinterKickDrawer kick_drawer: bool = false, switch();
                    /// Whether a receipt prints by itself.
                    PrinterAutoPrint auto_print: bool = false, switch();
                    /// Whether a close of the day prints by itself.
                    PrinterAutoPrintClose auto_print_close: bool = false, switch();
                    /// Whether a receipt names the cashier.
                    PrinterShowsCashier shows_cashier: bool = true, switch();
                }
            }
            file {
                network: NetworkSettings {
                    /// The proxy of every connection, as `http://host:port`;
                    /// empty for none.
                    NetworkProxy proxy: String = String::new(), proxy();
                }
            }
        }
    };
}
