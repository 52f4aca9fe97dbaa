//! The settings as the screen sees and changes them.

use crate::dto::{
    Mode, PagounoValues, RelayValues, SecretsStore, SettingsChanges, SettingsValues, SplitRow,
    TillValues, TotalcoinValues,
};
use till::settings::edit::{Changes, Key, Value};
use till::settings::{Mode as TheirMode, Settings, Split, Store};

impl From<TheirMode> for Mode {
    fn from(mode: TheirMode) -> Mode {
        match mode {
            TheirMode::Practice => Mode::Practice,
            TheirMode::Live => Mode::Live,
        }
    }
}

impl From<Mode> for TheirMode {
    fn from(mode: Mode) -> TheirMode {
        match mode {
            Mode::Practice => TheirMode::Practice,
            Mode::Live => TheirMode::Live,
        }
    }
}

impl From<Store> for SecretsStore {
    fn from(store: Store) -> SecretsStore {
        match store {
            Store::Os => SecretsStore::Os,
            Store::File => SecretsStore::File,
        }
    }
}

impl From<SecretsStore> for Store {
    fn from(store: SecretsStore) -> Store {
        match store {
            SecretsStore::Os => Store::Os,
            SecretsStore::File => Store::File,
        }
    }
}

pub(crate) fn values_of(settings: &Settings) -> SettingsValues {
    let Settings {
        till,
        totalcoin,
        pagouno,
        ..
    } = settings;
    SettingsValues {
        mode: settings.mode.into(),
        time_zone: settings.time_zone.clone(),
        till: TillValues {
            number: till.number,
            name: till.name.clone(),
        },
        totalcoin: TotalcoinValues {
            base_url: totalcoin.base_url.clone(),
            business_unit: totalcoin.business_unit,
            default_dni: totalcoin.default_dni.clone(),
            qr_minutes: totalcoin.qr_minutes,
            company_reference: totalcoin.company_reference.clone(),
            fixed_qr_days: totalcoin.fixed_qr_days,
            fixed_match_minutes: totalcoin.fixed_match_minutes,
            open_amount: totalcoin.open_amount,
        },
        relay: RelayValues {
            url: settings.relay.url.clone(),
        },
        secrets_store: settings.secrets.store.into(),
        privacy_days: settings.privacy.days,
        pagouno: PagounoValues {
            base_url: pagouno.base_url.clone(),
            merchant_code_group: pagouno.merchant_code_group.clone(),
            seller_code: pagouno.seller_code.clone(),
            seller_name: pagouno.seller_name.clone(),
            pending_minutes: pagouno.pending_minutes,
            split: rows_of(&pagouno.split),
        },
    }
}

fn rows_of(split: &[Split]) -> Vec<SplitRow> {
    let row = |it: &Split| SplitRow {
        merchant_code_group: it.merchant_code_group.clone(),
        share_bp: it.share_bp,
    };
    split.iter().map(row).collect()
}

fn splits_of(rows: &[SplitRow]) -> Vec<Split> {
    let split = |it: &SplitRow| Split {
        merchant_code_group: it.merchant_code_group.trim().to_owned(),
        share_bp: it.share_bp,
    };
    rows.iter().map(split).collect()
}

/// What the screen changes, by the file's keys. A text is kept without the
/// space around it, as a paste brings it.
pub(crate) fn changes_of(asked: &SettingsChanges) -> Changes {
    let mut changes = Changes::default();
    let mut text = |key, value: Option<&String>| {
        if let Some(value) = value {
            changes.set(key, Value::Text(value.trim().to_owned()));
        }
    };
    text(Key::TimeZone, asked.time_zone.as_ref());
    if let Some(till) = &asked.till {
        text(Key::TillName, till.name.as_ref());
    }
    if let Some(relay) = &asked.relay {
        text(Key::RelayUrl, relay.url.as_ref());
    }
    if let Some(it) = &asked.totalcoin {
        text(Key::TotalcoinBaseUrl, it.base_url.as_ref());
        text(Key::TotalcoinDefaultDni, it.default_dni.as_ref());
        text(
            Key::TotalcoinCompanyReference,
            it.company_reference.as_ref(),
        );
    }
    if let Some(it) = &asked.pagouno {
        text(Key::PagounoBaseUrl, it.base_url.as_ref());
        text(
            Key::PagounoMerchantCodeGroup,
            it.merchant_code_group.as_ref(),
        );
        text(Key::PagounoSellerCode, it.seller_code.as_ref());
        text(Key::PagounoSellerName, it.seller_name.as_ref());
    }
    let mut number = |key, value: Option<i64>| {
        if let Some(value) = value {
            changes.set(key, value);
        }
    };
    if let Some(till) = &asked.till {
        number(Key::TillNumber, till.number.map(i64::from));
    }
    if let Some(it) = &asked.totalcoin {
        number(Key::TotalcoinBusinessUnit, it.business_unit);
        number(Key::TotalcoinOpenAmount, it.open_amount);
        number(Key::TotalcoinQrMinutes, it.qr_minutes.map(i64::from));
        number(Key::TotalcoinFixedQrDays, it.fixed_qr_days.map(i64::from));
        let minutes = it.fixed_match_minutes.map(i64::from);
        number(Key::TotalcoinFixedMatchMinutes, minutes);
    }
    if let Some(it) = &asked.pagouno {
        let minutes = it.pending_minutes.map(i64::from);
        number(Key::PagounoPendingMinutes, minutes);
    }
    number(Key::PrivacyDays, asked.privacy_days.map(i64::from));
    if let Some(rows) = asked.pagouno.as_ref().and_then(|it| it.split.as_ref()) {
        changes.set(Key::PagounoSplit, &splits_of(rows));
    }
    if let Some(mode) = asked.mode {
        changes.set(Key::Mode, TheirMode::from(mode));
    }
    if let Some(store) = asked.secrets_store {
        changes.set(Key::SecretsStore, Store::from(store));
    }
    changes
}
