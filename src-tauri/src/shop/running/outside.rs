//! How `mostrador.toml` differs from the settings in force, after somebody changed
//! it outside.

use api::dto::OutsideChange;
use till::settings::{Key, Settings};

/// How a file differs from the settings in force; `None` if only its wording
/// differs.
pub(super) fn outside(in_force: &Settings, text: std::io::Result<String>) -> Option<OutsideChange> {
    let unreadable = |detail: String| {
        Some(OutsideChange {
            readable: false,
            detail,
        })
    };
    let mut found = match text.map(|text| Settings::read(&text)) {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return unreadable(error.to_string()),
        Err(error) => return unreadable(error.to_string()),
    };
    // The app itself writes the id, so it may be newer than the shop.
    if in_force.installation.is_none() {
        found.installation = None;
    }
    if found == *in_force {
        return None;
    }
    // A table that no screen changes is named as a whole.
    let (mut keys, mut tables) = (Vec::new(), Vec::new());
    for key in Key::ALL {
        if key.of(&found) == key.of(in_force) {
            continue;
        }
        match key.file_table() {
            Some(table) => tables.push(table),
            None => keys.push(key.name()),
        }
    }
    tables.dedup();
    if found.installation != in_force.installation {
        keys.push("installation");
    }
    keys.extend(tables);
    Some(OutsideChange {
        readable: true,
        detail: keys.join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_meaning_names_its_keys_and_one_of_wording_is_ignored() {
        let text = "mode = \"practice\"\n[till]\nnumber = 3\n";
        let in_force = Settings::read(text).unwrap();
        let told = |text: &str| outside(&in_force, Ok(text.to_owned()));
        assert_eq!(told(text), None);
        assert_eq!(told("# nota\n[till]\nnumber = 3\n"), None);
        assert_eq!(told("installation = \"ab\"\n[till]\nnumber = 3\n"), None);
        let change = told("[till]\nnumber = 4\nname = \"B\"\n[bind]\nenabled = true\n");
        let change = change.unwrap();
        assert!(change.readable);
        assert_eq!(change.detail, "till.number, till.name, bind.enabled");
        let wrong = told("[till]\nnumer = 3\n").unwrap();
        assert!(!wrong.readable && wrong.detail.contains("numer"));
        let gone = outside(&in_force, Err(std::io::Error::other("no disk"))).unwrap();
        assert_eq!((gone.readable, gone.detail.as_str()), (false, "no disk"));
    }
}
