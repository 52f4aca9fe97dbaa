//! The tables, one for each window. A row has the request's name, its
//! parameter, its result, and the rule of who may make it, a [`crate::Who`].

/// Calls a macro with every request of an open shop: name, parameter, result,
/// rule. The cashier's window may make all of them.
#[macro_export]
macro_rules! for_each_request {
    ($callback:ident) => {
        $callback! {
            snapshot: () => $crate::dto::Snapshot as Always,
            unlock: $crate::dto::Unlock => $crate::dto::SessionView as Always,
            lock: $crate::dto::Lock => $crate::dto::SessionView as Always,
            charge_qr: $crate::dto::ChargeQr => $crate::dto::Done as Cashier,
            charge_card: $crate::dto::ChargeCard => $crate::dto::Done as Cashier,
            charge_fixed_qr: $crate::dto::ChargeFixedQr => $crate::dto::Done as Cashier,
            declare: $crate::dto::PaymentRef => $crate::dto::Done as Anyone,
            take_back: $crate::dto::TakeBack => $crate::dto::Done as Cashier,
            make_fixed_qr: $crate::dto::MakeFixedQr => $crate::dto::FixedQrView as ManagerIfAny,
            charge_cash: $crate::dto::ChargeCash => $crate::dto::Done as Cashier,
            card_offers: $crate::dto::AskOffers => $crate::dto::CardOffers as Anyone,
            show_offers: $crate::dto::ShowOffers => () as Anyone,
            ask_again: $crate::dto::PaymentRef => $crate::dto::Done as Anyone,
            settle_doubt: $crate::dto::SettleDoubt => $crate::dto::Done as Manager,
            plans: () => $crate::dto::PlansView as Anyone,
            keep_plan: $crate::dto::KeepPlan => $crate::dto::PlansView as Manager,
            remove_plan: $crate::dto::RemovePlan => $crate::dto::PlansView as Manager,
            export_plans: () => $crate::dto::ExportedPlans as Anyone,
            import_plans: $crate::dto::ImportPlans => $crate::dto::PlansView as Manager,
            abandon_sale: $crate::dto::AbandonSale => $crate::dto::Done as Cashier,
            cancel_payment: $crate::dto::PaymentRef => $crate::dto::Done as Anyone,
            leave_sale: $crate::dto::SaleRef => $crate::dto::Done as Anyone,
            open_sale: $crate::dto::SaleRef => $crate::dto::Done as Anyone,
            open_ticket: $crate::dto::OpenTicket => $crate::dto::Done as Anyone,
            practice_play: $crate::dto::PracticePlay => $crate::dto::PracticeView as Always,
            practice_offline: $crate::dto::PracticeOffline => $crate::dto::PracticeView as Always,
            put_first_run_away: () => () as Always,
            timeline: $crate::dto::SaleRef => $crate::dto::TimelineView as Anyone,
            forget_payer: $crate::dto::ForgetPayer => $crate::dto::Done as Manager,
            tray: () => $crate::dto::TrayView as Anyone,
            settle: $crate::dto::Settle => $crate::dto::SettledView as Manager,
            settle_fixed_group: $crate::dto::SettleFixedGroup => $crate::dto::TrayView as Manager,
            settle_held: $crate::dto::SettleHeld => $crate::dto::TrayView as Manager,
            see_notice: $crate::dto::SeeNotice => $crate::dto::TrayView as Manager,
            waive_relay: $crate::dto::WaiveRelay => () as Manager,
            name_first_manager: $crate::dto::FirstManager => () as WhileNoManager,
            show_customer: () => () as Always,
            people: () => $crate::dto::PeopleView as Anyone,
            add_person: $crate::dto::AddPerson => $crate::dto::PeopleView as Manager,
            rename_person: $crate::dto::RenamePerson => $crate::dto::PeopleView as Manager,
            retire_person: $crate::dto::RetirePerson => $crate::dto::PeopleView as Manager,
            renew_pin: $crate::dto::RenewPin => $crate::dto::PeopleView as Manager,
            change_pin: $crate::dto::ChangePin => () as Anyone,
            day: $crate::dto::AskDay => $crate::dto::DayView as Cashier,
            day_sales: $crate::dto::AskSales => $crate::dto::SalesPageView as Cashier,
            day_sales_count: $crate::dto::AskSales => $crate::dto::SalesCountView as Cashier,
            shift: () => $crate::dto::ShiftView as Anyone,
            open_shift: $crate::dto::OpenShift => $crate::dto::ShiftView as Anyone,
            cash_in: $crate::dto::MoveCash => $crate::dto::ShiftView as Cashier,
            cash_out: $crate::dto::MoveCash => $crate::dto::ShiftView as ManagerIfAny,
            open_drawer: $crate::dto::OpenDrawer => $crate::dto::ShiftView as ManagerIfAny,
            count_shift: $crate::dto::CountShift => $crate::dto::ShiftView as Cashier,
            accept_difference: $crate::dto::AcceptDifference => $crate::dto::ShiftView as Manager,
            partial: $crate::dto::AskPartial => $crate::dto::CloseView as Cashier,
            close_day: $crate::dto::CloseDay => $crate::dto::CloseView as Anyone,
            close: $crate::dto::CloseRef => $crate::dto::CloseView as Anyone,
            paper_preview: $crate::dto::AskPreview => $crate::dto::PaperPreview as Cashier,
            return_money: $crate::dto::ReturnMoney => $crate::dto::Done as Manager,
            correct_means: $crate::dto::CorrectMeans => $crate::dto::Done as Manager,
            queue: $crate::dto::AskQueue => $crate::dto::QueueView as Anyone,
            try_now: $crate::dto::TryNow => $crate::dto::QueueView as Anyone,
            charge_wallet: $crate::dto::ChargeWallet => $crate::dto::Done as Cashier,
            enter_wallet: $crate::dto::EnterWallet => $crate::dto::Done as Manager,
            reports: $crate::dto::AskReports => $crate::dto::ReportsView as Anyone,
            report_details: $crate::dto::ReportRef => $crate::dto::ReportDetails as Anyone,
            correct_report: $crate::dto::CorrectReport => $crate::dto::ReportDetails as Manager,
            settle_report: $crate::dto::SettleReport => $crate::dto::ReportDetails as Manager,
            print: $crate::dto::Print => $crate::dto::Printing as Cashier,
            printer: () => $crate::dto::PrinterView as Anyone,
            settle_papers: $crate::dto::SettlePapers => $crate::dto::PrinterView as Anyone,
            begin_export: $crate::dto::BeginExport => $crate::dto::ExportView as Cashier,
            export_state: () => $crate::dto::ExportView as Anyone,
            stop_export: () => $crate::dto::ExportView as Anyone,
            export_evidence: $crate::dto::ExportEvidence => $crate::dto::EvidenceFile as Cashier,
            give_up_errand: $crate::dto::GiveUpErrand => $crate::dto::QueueView as Manager,
        }
    };
}

/// Calls a macro with every request about the settings. They belong to the
/// cashier's window, and the settings API answers them, because they close and
/// reopen the shop.
#[macro_export]
macro_rules! for_each_settings_request {
    ($callback:ident) => {
        $callback! {
            settings: () => $crate::dto::SettingsView as Anyone,
            save_settings: $crate::dto::SaveSettings => $crate::dto::SettingsView as LiveManager,
            set_secrets: $crate::dto::SetSecrets => $crate::dto::SettingsView as LiveManager,
            test_connection: $crate::dto::TestConnection => $crate::dto::ConnectionReport as LiveManagerForStoredSecrets,
            take_up_settings: () => () as Anyone,
            confirm_payee: $crate::dto::ConfirmPayee => $crate::dto::SettingsView as Manager,
            change_payee: $crate::dto::ChangePayee => $crate::dto::SettingsView as Manager,
            confirm_address: $crate::dto::ConfirmAddress => $crate::dto::SettingsView as Manager,
            find_printers: () => $crate::dto::FoundPrinters as Anyone,
            backup_now: () => $crate::dto::BackupState as Anyone,
            backup_state: () => $crate::dto::BackupState as Anyone,
            stop_backup: () => $crate::dto::BackupState as Anyone,
            load_practice_week: $crate::dto::LoadPracticeWeek => $crate::dto::PracticeWeek as Anyone,
            switch_practice_wallet: $crate::dto::SwitchPracticeWallet => () as Anyone,
        }
    };
}

/// Calls a macro with every request of the window that is shown if no shop can
/// be opened. It may make no others. An answer of none means that the shop
/// opens.
#[macro_export]
macro_rules! for_each_problem_request {
    ($callback:ident) => {
        $callback! {
            problem: () => Option<$crate::dto::ProblemView> as Anyone,
            retry_opening: () => Option<$crate::dto::ProblemView> as Anyone,
            upgrade_with_copy: $crate::dto::UpgradeWithCopy => Option<$crate::dto::ProblemView> as Anyone,
            upgrade_without_copy: $crate::dto::UpgradeWithoutCopy => Option<$crate::dto::ProblemView> as LiveManager,
            restore_copy: $crate::dto::RestoreCopy => Option<$crate::dto::ProblemView> as LiveManager,
            close_app: () => () as Anyone,
        }
    };
}

/// Calls a macro with every request of the customer's window. It may make no
/// others.
#[macro_export]
macro_rules! for_each_customer_request {
    ($callback:ident) => {
        $callback! {
            customer_snapshot: () => $crate::dto::CustomerView as Always,
        }
    };
}
