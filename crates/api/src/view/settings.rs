//! The words of the settings as the screen has them.

use crate::dto::{Mode, SecretsStore};
use till::settings::{Mode as TheirMode, Store};

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
