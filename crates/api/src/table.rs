//! The table itself, a part for each window.

/// Calls a macro with every request: its name, what it takes, what it gives.
/// The cashier's window may ask all of them, and a shop that is open answers.
#[macro_export]
macro_rules! for_each_request {
    ($callback:ident) => {
        $callback! {
            snapshot: () => $crate::dto::Snapshot,
            charge_qr: $crate::dto::ChargeQr => $crate::dto::SaleView,
            charge_card: $crate::dto::ChargeCard => $crate::dto::SaleView,
            charge_cash: $crate::dto::ChargeCash => $crate::dto::SaleView,
            card_offers: $crate::dto::AskOffers => $crate::dto::CardOffers,
            show_offers: $crate::dto::ShowOffers => (),
            ask_again: $crate::dto::PaymentRef => $crate::dto::SaleView,
            settle_doubt: $crate::dto::SettleDoubt => $crate::dto::SaleView,
            plans: () => $crate::dto::PlansView,
            keep_plan: $crate::dto::KeepPlan => $crate::dto::PlansView,
            remove_plan: $crate::dto::RemovePlan => $crate::dto::PlansView,
            export_plans: () => $crate::dto::ExportedPlans,
            import_plans: $crate::dto::ImportPlans => $crate::dto::PlansView,
            abandon_sale: $crate::dto::AbandonSale => $crate::dto::SaleView,
            cancel_payment: $crate::dto::PaymentRef => $crate::dto::SaleView,
            leave_sale: $crate::dto::SaleRef => $crate::dto::SaleView,
            open_sale: $crate::dto::SaleRef => $crate::dto::SaleView,
            practice_play: $crate::dto::PracticePlay => $crate::dto::PracticeView,
            practice_offline: $crate::dto::PracticeOffline => $crate::dto::PracticeView,
            put_first_run_away: () => (),
            timeline: $crate::dto::SaleRef => $crate::dto::TimelineView,
            tray: () => $crate::dto::TrayView,
            settle: $crate::dto::Settle => $crate::dto::TrayView,
            settle_held: $crate::dto::SettleHeld => $crate::dto::TrayView,
            name_first_manager: $crate::dto::FirstManager => (),
            show_customer: () => (),
        }
    };
}

/// Calls a macro with every request about the settings: those of the cashier's
/// window that the office answers, since a shop is opened again by them.
#[macro_export]
macro_rules! for_each_settings_request {
    ($callback:ident) => {
        $callback! {
            settings: () => $crate::dto::SettingsView,
            save_settings: $crate::dto::SaveSettings => $crate::dto::SettingsView,
            set_secrets: $crate::dto::SetSecrets => $crate::dto::SettingsView,
            test_connection: $crate::dto::TestConnection => $crate::dto::ConnectionReport,
            take_up_settings: () => (),
            confirm_collector: $crate::dto::ConfirmCollector => $crate::dto::SettingsView,
            change_collector: $crate::dto::ChangeCollector => $crate::dto::SettingsView,
            backup_now: () => $crate::dto::SettingsView,
        }
    };
}

/// Calls a macro with every request of the window that stands where no shop
/// can be opened. It may ask nothing else; where a shop opens, an answer is
/// none.
#[macro_export]
macro_rules! for_each_problem_request {
    ($callback:ident) => {
        $callback! {
            problem: () => Option<$crate::dto::ProblemView>,
            retry_opening: () => Option<$crate::dto::ProblemView>,
            restore_copy: $crate::dto::RestoreCopy => Option<$crate::dto::ProblemView>,
            close_app: () => (),
        }
    };
}

/// Calls a macro with every request of the customer's window. It may ask
/// nothing else.
#[macro_export]
macro_rules! for_each_customer_request {
    ($callback:ident) => {
        $callback! {
            customer_snapshot: () => $crate::dto::CustomerView,
        }
    };
}
