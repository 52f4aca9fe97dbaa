//! The table itself, a part for each window.

/// Calls a macro with every request: its name, what it takes, what it gives.
/// The cashier's window may ask all of them.
#[macro_export]
macro_rules! for_each_request {
    ($callback:ident) => {
        $callback! {
            snapshot: () => $crate::dto::Snapshot,
            charge_qr: $crate::dto::ChargeQr => $crate::dto::SaleView,
            cancel_payment: $crate::dto::PaymentRef => $crate::dto::SaleView,
            leave_sale: $crate::dto::SaleRef => $crate::dto::SaleView,
            open_sale: $crate::dto::SaleRef => $crate::dto::SaleView,
            practice_play: $crate::dto::PracticePlay => $crate::dto::PracticeView,
            practice_offline: $crate::dto::PracticeOffline => $crate::dto::PracticeView,
            put_first_run_away: () => (),
            timeline: $crate::dto::SaleRef => $crate::dto::TimelineView,
            tray: () => $crate::dto::TrayView,
            settle: $crate::dto::Settle => $crate::dto::TrayView,
            name_first_manager: $crate::dto::FirstManager => (),
            show_customer: () => (),
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
